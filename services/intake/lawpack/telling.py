"""Differences between two law packs as text for a terminal, and as JSON for a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from intake.domain.canonical import Plain, canonical_json
from intake.domain.law_diff import Change, Difference, FieldChange, Section

_SIGNS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}
_SECTIONS = {
    Section.AGENCY: "cơ quan · agency",
    Section.DEPARTMENT: "phòng · department",
    Section.PROCEDURE_VERSION: "thủ tục · procedure version",
    Section.CALENDAR: "lịch · calendar",
    Section.OFFICE_HOURS: "giờ làm việc · office hours",
    Section.CALENDAR_DAY: "ngày · calendar day",
    Section.FORM: "mẫu · form",
    Section.PUBLICATION_DUTY: "việc phải làm khi công bố · publication duty",
    Section.PUBLICATION: "quyết định công bố · publication",
    Section.REPORT_FORM: "biểu báo cáo · report form",
    Section.INDEX_THRESHOLD: "chỉ số · index threshold",
    Section.FEEDBACK: "phản ánh, kiến nghị · feedback",
    Section.CONSULTEE: "cơ quan được lấy ý kiến · consultee",
}
# Enough to know a thing by that was added or removed; --json has all of it.
_TOLD = ("name", "title", "kind", "reason", "limit", "number", "valid_from", "valid_to", "legal_ref", "mark")
_WIDTH = 100


def told(differences: Sequence[Difference]) -> str:
    """One paragraph per thing, then how many were added, removed and changed; a line of its own if none was."""
    if not differences:
        return "the packs say the same\n"
    lines = [line for difference in differences for line in _lines(difference)]
    counted = Counter(difference.change for difference in differences)
    lines += ["", ", ".join(f"{counted[change]} {change.value}" for change in Change)]
    return "\n".join(lines) + "\n"


def as_json(differences: Sequence[Difference]) -> list[dict[str, Any]]:
    """JSON-able: section, name, change, content, fields with path, change, before, after."""
    return [
        {
            "section": difference.section.value,
            "name": difference.name,
            "change": difference.change.value,
            "content": dict(difference.content),
            "fields": [
                {"path": f.path, "change": f.change.value, "before": f.before, "after": f.after}
                for f in difference.fields
            ],
        }
        for difference in differences
    ]


def _lines(difference: Difference) -> Iterator[str]:
    yield f"{_SIGNS[difference.change]} {_SECTIONS[difference.section]} {difference.name}"
    for name in _TOLD:
        if difference.content.get(name) is not None:
            yield f"    {name}: {_shown(difference.content[name])}"
    for field in difference.fields:
        yield f"  {_SIGNS[field.change]} {_field(field)}"


def _field(field: FieldChange) -> str:
    match field.change:
        case Change.ADDED:
            return f"{field.path}: {_shown(field.after)}"
        case Change.REMOVED:
            return f"{field.path}: {_shown(field.before)}"
        case Change.CHANGED:
            return f"{field.path}: {_shown(field.before)} → {_shown(field.after)}"


def _shown(plain: Plain) -> str:
    match plain:
        case None:
            return "–"
        case bool():
            return str(plain).lower()
        case {"amount": amount, "unit": str(unit)}:
            return f"{amount} {unit.replace('_', ' ')}"
        case {"name": str(name)}:
            return _cut(name)
        case str() | int():
            return _cut(str(plain))
        case list() if all(isinstance(item, str | int) for item in plain):
            return _cut(", ".join(map(str, plain)))
        case _:
            return _cut(canonical_json(plain))


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 1]}…"
