"""Keeps personal data and secrets out of log lines, whoever wrote the line.

Three nets: values under telling keys are replaced; values that are not plain are replaced by their type; foreign
text (libraries' messages, exceptions') is cut to its first line and loses quotations, numbers of people, addresses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from pathlib import PurePath
from typing import Any

HIDDEN = "[hidden]"
_LONGEST = 300
_DEPTH = 4

# fmt: off
_TELLING = frozenset({
    "name", "fullname", "phone", "mobile", "tel", "email", "mail", "address", "identity", "cccd", "cmnd",
    "passport", "birth", "birthday", "born", "dob", "gender", "citizen", "applicant", "contact", "person",
    "taxcode", "password", "passwd", "secret", "token", "authorization", "cookie", "credential",
    "credentials", "apikey", "body", "content", "payload", "data", "query", "form", "note", "text",
    "comment", "recipient", "sender",
})
# fmt: on
_HARMLESS = frozenset({"event_name", "metric_name", "task_name", "part_name"})
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_MASKS = (
    (re.compile(r"(?<=://)[^/@\s]*@"), f"{HIDDEN}@"),
    (re.compile(r"[^\s@<>'\"=(]+@[^\s@<>'\")]+\.[^\s@<>'\")]+"), HIDDEN),
    (re.compile(r"(?<![\w.-])\+?\d(?:[ .-]?\d){8,13}(?![\w-])"), HIDDEN),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),
)
_QUOTED = (
    (re.compile(r"'(?:[^'\\]|\\.)*'"), "'…'"),
    (re.compile(r'"(?:[^"\\]|\\.)*"'), '"…"'),
    (re.compile(r"=\s*\([^)]*\)"), "=(…)"),
)


@lru_cache(maxsize=4096)
def is_telling(key: str) -> bool:
    """Whether a key's name says that its value is personal or secret (``applicantPhone``, ``db.password``)."""
    return key not in _HARMLESS and any(word.lower() in _TELLING for word in _WORDS.findall(key))


def scrubbed(value: Any, depth: int = 0) -> Any:
    """The value as it may be logged: plain scalars, lists and mappings of them; else the name of its type."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return value[:_LONGEST]
        case date() | timedelta() | PurePath():
            return str(value)
        case Mapping() if depth < _DEPTH:
            return {
                str(key): HIDDEN if is_telling(str(key)) else scrubbed(inner, depth + 1) for key, inner in value.items()
            }
        case list() | tuple() | set() | frozenset() if depth < _DEPTH:
            return [scrubbed(inner, depth + 1) for inner in value]
        case _:
            return f"<{type(value).__name__}>"


def masked(text: str) -> str:
    """Foreign text without credentials in addresses, e-mails, numbers of 9 to 14 digits and tokens."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text[:_LONGEST]


def harmless_message(fault: BaseException) -> str:
    """First line of an exception's message without anything quoted: drivers and validators quote the input."""
    text = str(fault).strip().partition("\n")[0]
    for pattern, instead in _QUOTED:
        text = pattern.sub(instead, text)
    return masked(text)
