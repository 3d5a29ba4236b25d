"""What differs between two law packs, thing by thing and field by field, for people who must judge it.

``law_changes`` says what other services must hear; this says everything. Two packs with the same digest do not differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from intake.domain.canonical import Plain, to_plain
from intake.domain.consultees import Consultee
from intake.domain.lawpack import Form, LawPack
from intake.domain.publications import PublicationDuty
from intake.domain.reporting_law import IndexThreshold, ReportForm


class Section(StrEnum):
    """What kind of thing differs, in the order in which differences are told."""

    AGENCY = "agency"
    DEPARTMENT = "department"
    PROCEDURE_VERSION = "procedure-version"
    CALENDAR = "calendar"
    OFFICE_HOURS = "office-hours"
    CALENDAR_DAY = "calendar-day"
    FORM = "form"
    PUBLICATION_DUTY = "publication-duty"
    PUBLICATION = "publication"
    REPORT_FORM = "report-form"
    INDEX_THRESHOLD = "index-threshold"
    FEEDBACK = "feedback"
    CONSULTEE = "consultee"


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """path: ``steps[tham-dinh].budget``; items of a list by their key. before, after: plain; null where absent."""

    path: str
    change: Change
    before: Plain
    after: Plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that is there in one pack only, or in both but not the same.

    name: ``cap-gpld@3``, ``2026-08-31``, ``lao-dong from 2016-01-01``. content: the whole thing where it was added
    or removed, else empty. fields: what differs where it was changed, else empty.
    """

    section: Section
    name: str
    change: Change
    content: Mapping[str, Plain]
    fields: tuple[FieldChange, ...]


Things = dict[str, dict[str, Any]]

# What an item of a list is known by; the first that it has.
_IDENTITIES = ("key", "channel", "ref", "token", "value", "number", "on", "name", "case")


def differences(before: LawPack, after: LawPack) -> tuple[Difference, ...]:
    """Everything that leads from one pack to the other, by section, in the order of the packs."""
    return tuple(
        difference
        for section, things in _SECTIONS.items()
        for difference in _section(section, things(before), things(after))
    )


def _section(section: Section, before: Things, after: Things) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old is not None and new is not None:
            if fields := tuple(_compare("", old, new)):
                yield Difference(section=section, name=name, change=Change.CHANGED, content={}, fields=fields)
        else:
            change = Change.ADDED if old is None else Change.REMOVED
            yield Difference(section=section, name=name, change=change, content=new or old or {}, fields=())


def _compare(path: str, before: Plain, after: Plain) -> Iterator[FieldChange]:
    """Differences below a path; a limit is one value, a list of known items goes item by item."""
    if before == after:
        return
    if _is_mapping(before) and _is_mapping(after):
        for name in dict.fromkeys((*before, *after)):
            yield from _compare(f"{path}.{name}".removeprefix("."), before.get(name), after.get(name))
    elif (old := _items(before)) is not None and (new := _items(after)) is not None:
        yield from _compare_items(path, old, new)
    else:
        yield FieldChange(path=path, change=Change.CHANGED, before=before, after=after)


def _compare_items(path: str, before: dict[str, Plain], after: dict[str, Plain]) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*before, *after)):
        here = f"{path}[{name}]"
        if name not in after:
            yield FieldChange(path=here, change=Change.REMOVED, before=before[name], after=None)
        elif name not in before:
            yield FieldChange(path=here, change=Change.ADDED, before=None, after=after[name])
        else:
            yield from _compare(here, before[name], after[name])
    kept = [name for name in before if name in after], [name for name in after if name in before]
    if kept[0] != kept[1]:
        yield FieldChange(path=f"{path} (order)", change=Change.CHANGED, before=kept[0], after=kept[1])


def _is_mapping(plain: Plain) -> bool:
    return isinstance(plain, dict) and plain.keys() != {"amount", "unit"}


def _items(plain: Plain) -> dict[str, Plain] | None:
    """The items of a list by what they are known by; None for what is no list, or has items without a name."""
    if not isinstance(plain, list):
        return None
    names = [_identity(item) for item in plain]
    if None in names:
        return None
    return dict(zip(_distinct(str(name) for name in names), plain, strict=True))


def _identity(item: Plain) -> str | None:
    if isinstance(item, str):
        return item
    if isinstance(item, dict):
        return next((str(item[name]) for name in _IDENTITIES if item.get(name) is not None), None)
    return None


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """Each name once: the second of two that are alike ends in ``#2``."""
    seen: Counter[str] = Counter()
    for name in names:
        seen[name] += 1
        yield name if seen[name] == 1 else f"{name}#{seen[name]}"


def _named(values: Iterable[object], name: Callable[[Any], str]) -> Things:
    listed = list(values)
    return dict(zip(_distinct(map(name, listed)), (to_plain(value, whole=True) for value in listed), strict=True))


def _dated(row: Form | PublicationDuty | ReportForm | IndexThreshold | Consultee) -> str:
    return f"{row.key} from {row.valid_from}"


def _calendar(pack: LawPack) -> Things:
    """What belongs to the calendar as a whole; its days and hours are sections of their own."""
    whole = to_plain(pack.calendar, whole=True)
    return {"calendar": {name: held for name, held in whole.items() if name not in ("days", "hours")}}


_SECTIONS: dict[Section, Callable[[LawPack], Things]] = {
    Section.AGENCY: lambda pack: _named((pack.agency,), lambda agency: agency.token),
    Section.DEPARTMENT: lambda pack: _named(pack.departments, lambda d: f"{d.token} from {d.valid_from}"),
    Section.PROCEDURE_VERSION: lambda pack: _named(
        (version for procedure in pack.procedures for version in procedure.versions),
        lambda version: f"{version.procedure}@{version.version}",
    ),
    Section.CALENDAR: _calendar,
    Section.OFFICE_HOURS: lambda pack: _named(pack.calendar.hours, lambda hours: f"from {hours.valid_from}"),
    Section.CALENDAR_DAY: lambda pack: _named(pack.calendar.days, lambda day: str(day.on)),
    Section.FORM: lambda pack: _named(pack.forms, _dated),
    Section.PUBLICATION_DUTY: lambda pack: _named(pack.publication_duties, _dated),
    Section.PUBLICATION: lambda pack: _named(pack.publications, lambda publication: publication.key),
    Section.REPORT_FORM: lambda pack: _named(pack.report_forms, _dated),
    Section.INDEX_THRESHOLD: lambda pack: _named(pack.index_thresholds, _dated),
    Section.FEEDBACK: lambda pack: _named((pack.feedback,) if pack.feedback else (), lambda _: "terms"),
    Section.CONSULTEE: lambda pack: _named(pack.consultees, _dated),
}
