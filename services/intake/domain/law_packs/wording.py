"""A difference between two packs in one line, for a table. ``law_diff`` has the whole of it."""

from __future__ import annotations

from intake.domain.canonical import Plain
from intake.domain.law_diff import Change, Difference, FieldChange

_LONGEST = 300


def in_short(difference: Difference) -> str:
    """What it was and what it becomes: fields of what changed, the name or reason of what comes or goes."""
    if difference.change is Change.CHANGED:
        return _cut("; ".join(map(_field, difference.fields)))
    content = difference.content
    parts = (content.get(name) for name in ("kind", "name", "reason", "legal_ref"))
    return _cut(", ".join(str(part) for part in parts if part))


def _field(change: FieldChange) -> str:
    return f"{change.path}: {_value(change.before)} → {_value(change.after)}"


def _value(plain: Plain) -> str:
    if isinstance(plain, dict) and plain.keys() == {"amount", "unit"}:
        return f"{plain['amount']} {plain['unit']}"
    return "–" if plain is None else _cut(str(plain), 80)


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
