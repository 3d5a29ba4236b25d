"""Checks plain values against the JSON Schemas beside the pack and says what to do about each fault.

A schema's ``x-fix`` is the advice shown to the author; unknown fields get the nearest known name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from intake.lawpack.finding import Path

Add = Callable[[Path, str, str], None]
NAMES = (
    "agency",
    "departments",
    "calendar",
    "forms",
    "procedure",
    "procedure-version",
    "publications",
    "reports",
    "thresholds",
    "feedback",
    "consultees",
)


@dataclass(frozen=True, slots=True)
class Schemas:
    """The validators of one schema folder, by name."""

    validators: dict[str, Draft202012Validator]

    @classmethod
    def load(cls, folder: FilePath) -> Schemas:
        """Reads ``<name>.schema.json`` of every name; raises FileNotFoundError naming what is missing."""
        return cls({name: _validator(folder / f"{name}.schema.json") for name in NAMES})

    def check(self, name: str, value: Any, add: Add) -> bool:
        """Adds each fault of ``value``; True when there is none."""
        sound = True
        for error in self.validators[name].iter_errors(value):
            sound = False
            for path, message, fix in _explained(error):
                add(path, message, fix)
        return sound


def _validator(path: FilePath) -> Draft202012Validator:
    schema = json.loads(path.read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker(("date",)))


def _explained(error: ValidationError) -> list[tuple[Path, str, str]]:
    path: Path = tuple(error.absolute_path)
    rule: Any = error.validator_value
    instance: Any = error.instance
    schema: dict[str, Any] = error.schema if isinstance(error.schema, dict) else {}
    match error.validator:
        case "additionalProperties":
            known = list(schema["properties"])
            return [_unknown(path, name, known) for name in instance if name not in known]
        case "enum" if "propertyNames" in error.absolute_schema_path:
            return [_unknown(path, str(instance), list(rule))]
        case "required":
            missing = [name for name in rule if name not in instance]
            return [((*path, name), "is missing", f"add {name}{_hint(schema, name)}") for name in missing]
    advice = schema.get("x-fix") or _FIXES.get(str(error.validator), "see the schema beside the pack")
    return [(path, _said(error), advice)]


def _unknown(path: Path, name: str, known: list[str]) -> tuple[Path, str, str]:
    near = get_close_matches(name, known, n=1)
    fix = f"did you mean {near[0]}?" if near else f"remove it; known here: {', '.join(known)}"
    return (*path, name), "is not a known field", fix


def _hint(schema: dict[str, Any], name: str) -> str:
    """What to write for a missing field, where its schema says so at once."""
    advice = schema.get("properties", {}).get(name, {}).get("x-fix")
    return f": {advice}" if advice else ""


def _said(error: ValidationError) -> str:
    rule: Any = error.validator_value
    instance: Any = error.instance
    shown = "nothing" if instance is None else _shown(instance)
    match error.validator:
        case "type":
            return f"{shown} is not of type {_types(rule)}"
        case "enum":
            return f"{shown} is not allowed"
        case "pattern" | "format":
            return f"{shown} is not written as it must be"
        case "minItems":
            return f"has only {len(instance)} items"
        case "exclusiveMinimum" | "minimum":
            return f"{shown} is too small"
        case "maximum":
            return f"{shown} is too large"
        case "minLength" | "minProperties":
            return "is empty"
        case "maxLength":
            return f"is longer than {rule} characters"
        case "uniqueItems":
            return "names something twice"
    return f"does not fit: {error.validator}"


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    return str(value).lower() if isinstance(value, bool) else repr(str(value))[:60]


def _types(wanted: str | list[str]) -> str:
    return wanted if isinstance(wanted, str) else " or ".join(wanted)


_FIXES = {
    "type": "write a value of that type; put text in quotes",
    "minLength": "write it",
    "maxLength": "shorten it",
    "maxItems": "split it",
    "minItems": "add the missing items",
}
