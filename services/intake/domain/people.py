"""Finding applicants by who they are, and showing them in lists without saying who they are.

kept_terms     what is stored of an applicant, each term through a blind index: words of the name, their beginnings,
               identity numbers and telephone numbers, also the representative's
wanted_terms   what a row must have all of: every word, the last one as a beginning; numbers whole

Words have no accents and no case; the words of legal forms (công ty, TNHH …) are neither kept nor looked for, since
they would find everybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.folding import folded, words
from intake.domain.applicant import Applicant, tidy_phone
from intake.domain.procedures import Subject

SHORTEST_BEGINNING = 2
WORDS_MAX = 12

LEGAL_FORMS: tuple[tuple[str, ...], ...] = tuple(
    tuple(form.split())
    for form in (
        # The types of enterprise of Luật Doanh nghiệp 2020, co-operatives, households; and how they are shortened.
        "cong ty",
        "trach nhiem huu han",
        "tnhh",
        "mot thanh vien",
        "hai thanh vien tro len",
        "mtv",
        "1tv",
        "co phan",
        "cp",
        "hop danh",
        "doanh nghiep tu nhan",
        "dntn",
        "chi nhanh",
        "van phong dai dien",
        "hop tac xa",
        "htx",
        "ho kinh doanh",
        "tap doan",
        "company limited",
        "co ltd",
        "company",
        "limited",
        "ltd",
        "joint stock",
        "jsc",
        "corporation",
        "corp",
        "inc",
    )
)
_BY_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _form in sorted(LEGAL_FORMS, key=len, reverse=True):
    _BY_FIRST.setdefault(_form[0], []).append(_form)

_NUMBER = re.compile(r"\+?[\d\s.\-()]{8,24}", re.ASCII)
_CODE = re.compile(r"(?=.*[0-9])[0-9A-Z][0-9A-Z.]{0,34}(?:-\d{0,6}(?:-\d{0,8})?)?", re.ASCII)
_DOT = "•"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSearch:
    """Whom to find; all that is given must hold; empty: whatever. name: words, with or without accents.

    number: an identity number or a telephone number, whichever it is.
    """

    name: str = ""
    identity_number: str = ""
    phone: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """What lists may show of an applicant, before it is masked."""

    kind: Subject
    name: str
    identity_number: str
    phone: str


def kept_terms(applicant: Applicant) -> frozenset[str]:
    """Every term an applicant can be found by."""
    terms: set[str] = set()
    for word in name_words(applicant.name):
        terms.add(f"w:{word}")
        terms.update(f"p:{word[:length]}" for length in range(SHORTEST_BEGINNING, len(word) + 1))
    for person in (applicant, applicant.representative):
        if person is not None:
            identity, phone = plain_number(person.identity_number), plain_phone(person.phone)
            terms.update(f"{kind}:{value}" for kind, value in (("i", identity), ("n", identity)) if value)
            terms.update(f"{kind}:{value}" for kind, value in (("t", phone), ("n", phone)) if value)
    return frozenset(terms)


def wanted_terms(search: PersonSearch) -> frozenset[str]:
    """Raises ``search-too-wide`` where nothing that tells people apart is left."""
    terms: set[str] = set()
    named = name_words(search.name)[:WORDS_MAX]
    if named:
        terms.update(f"w:{word}" for word in named[:-1])
        last = named[-1]
        terms.add(f"p:{last}" if len(last) >= SHORTEST_BEGINNING else f"w:{last}")
    given = (("i", plain_number(search.identity_number)), ("t", plain_phone(search.phone)))
    terms.update(f"{kind}:{value}" for kind, value in (*given, ("n", plain_phone(search.number))) if value)
    if not terms:
        raise Problem(
            "search-too-wide",
            Kind.INVALID,
            "Say whom to find: a word of the name beside the legal form, an identity number or a telephone number.",
            fields={"name": "at least one word beside công ty, TNHH and the like"},
        )
    return frozenset(terms)


def understood(text: str) -> tuple[str, PersonSearch | None]:
    """What somebody typed into one box: the beginning of a dossier code, or else a person; one of the two."""
    plain = text.strip()
    if _NUMBER.fullmatch(plain) and sum(char.isdigit() for char in plain) >= 9 and not _has_code_date(plain):
        return "", PersonSearch(number=plain)
    if _CODE.fullmatch(plain.upper()):
        return plain.upper(), None
    return "", PersonSearch(name=plain)


def name_words(name: str) -> Sequence[str]:
    """The words of a name without accents, case and legal forms, in order."""
    found = words(name)
    return [word for start, end, is_form in _divided(found) if not is_form for word in found[start:end]]


def plain_number(text: str) -> str:
    """Digits and letters only."""
    return "".join(char for char in text if char.isalnum())


def plain_phone(text: str) -> str:
    """``+84 912 345 678`` and ``0912.345.678`` are the same: ``0912345678``. Other countries keep their code."""
    plain = tidy_phone(text)
    return "0" + plain[3:] if plain.startswith("+84") else plain.removeprefix("+")


def masked(face: Face) -> Face:
    """The applicant as lists show it."""
    name = masked_company(face.name) if face.kind is Subject.ORGANISATION else masked_name(face.name)
    return Face(
        kind=face.kind,
        name=name,
        identity_number=masked_number(face.identity_number, first=3, last=2),
        phone=masked_number(face.phone, first=2, last=3),
    )


def masked_name(name: str) -> str:
    """``Nguyễn Văn An`` → ``N… V… A…``."""
    return " ".join(f"{word[:1]}…" for word in name.split())


def masked_company(name: str) -> str:
    """``Công ty TNHH Mẫu Hải Phòng`` → ``Công ty TNHH M… H… P…``: the legal form tells nobody apart."""
    parts = name.split()
    shown: list[str] = []
    for start, end, is_form in _divided([_folded_part(part) for part in parts]):
        shown += parts[start:end] if is_form else [f"{part[:1]}…" for part in parts[start:end]]
    return " ".join(shown)


def masked_number(number: str, *, first: int, last: int) -> str:
    """``0201234567`` → ``020•••••67``; a short one shows nothing."""
    hidden = len(number) - first - last
    return f"{number[:first]}{_DOT * hidden}{number[-last:]}" if hidden >= 4 else _DOT * len(number)


@lru_cache(maxsize=8192)
def _folded_part(part: str) -> str:
    """Remembered: a page has the same few words a hundred times, and folding is most of masking."""
    return folded(part)


def _divided(parts: Sequence[str]) -> Iterator[tuple[int, int, bool]]:
    """Start, end and kind of each part of a folded name: a legal form, or one word that tells something."""
    place = 0
    while place < len(parts):
        form = next((f for f in _BY_FIRST.get(parts[place], ()) if tuple(parts[place : place + len(f)]) == f), None)
        end = place + (len(form) if form else 1)
        yield place, end, form is not None
        place = end


def _has_code_date(text: str) -> bool:
    """``24.15-260420-0001``: a code without its letters, not a telephone number."""
    return re.search(r"-\d{6}-", text) is not None
