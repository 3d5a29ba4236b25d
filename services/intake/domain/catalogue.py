"""Looking procedures up: by words with and without accents, by code, by what they are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from chassis.kernel.folding import folded, words
from intake.domain.procedures import OnlineLevel, ProcedureVersion, Subject

# What a find is worth by where the words stand: the code says it all, a name more than what surrounds it.
_CODE, _KEY, _NAME_BEGINS, _NAME_HAS, _NAME_WORDS, _NAME_BEGINNINGS, _AROUND = 100, 90, 60, 50, 40, 30, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """All that is given must hold; null or empty: whatever. q: words, a code or its beginning, or a key.

    field: lĩnh vực, with or without accents. department: token.
    """

    q: str = ""
    field: str | None = None
    department: str | None = None
    online_level: OnlineLevel | None = None
    subject: Subject | None = None


def found(versions: Iterable[ProcedureVersion], wanted: Wanted) -> tuple[ProcedureVersion, ...]:
    """Those that match, the best first, alike ones by key; without words by key."""
    asked = folded(wanted.q)
    kept = [version for version in versions if _fits(version, wanted)]
    if not asked:
        return tuple(sorted(kept, key=lambda version: version.procedure))
    ranked = [(worth(version, asked), version) for version in kept]
    best_first = sorted((pair for pair in ranked if pair[0]), key=lambda pair: (-pair[0], pair[1].procedure))
    return tuple(version for _, version in best_first)


def worth(version: ProcedureVersion, asked: str) -> int:
    """How well a version answers to folded words; 0: not at all."""
    sought = words(asked)
    if not sought:
        return 0
    code, name = version.national_code or "", _folded(version.name)
    if code and (asked == code or asked.startswith(f"{code}.")):
        return _CODE
    if asked == version.procedure:
        return _KEY
    if code.startswith(asked) and len(asked) > 1:
        return _KEY
    if asked in name:
        return _NAME_BEGINS if name.startswith(asked) else _NAME_HAS
    of_name = _words(version.name)
    if all(word in of_name for word in sought):
        return _NAME_WORDS
    if _stand(sought, of_name):
        return _NAME_BEGINNINGS
    around = " ".join((version.name, version.name_en, version.field, version.variant or "", version.procedure))
    return _AROUND if _stand(sought, _words(around)) else 0


def _stand(sought: tuple[str, ...], among: frozenset[str]) -> bool:
    """Whether all words are there; of the last one, which may still be typed, two letters are enough."""
    *whole, last = sought
    if not among.issuperset(whole):
        return False
    return last in among or (len(last) > 1 and any(word.startswith(last) for word in among))


def _fits(version: ProcedureVersion, wanted: Wanted) -> bool:
    return (
        (wanted.field is None or _folded(version.field) == folded(wanted.field))
        and wanted.department in (None, version.department)
        and wanted.online_level in (None, version.online_level)
        and (wanted.subject is None or wanted.subject in version.subjects)
    )


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    return folded(text)


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(words(text))
