"""Reads agency.yaml, departments.yaml, forms.yaml and feedback.yaml."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.domain.feedback.terms import FeedbackTerms
from intake.domain.lawpack import Form
from intake.domain.organisation import Agency, Department, DepartmentKind
from intake.lawpack.filling import built
from intake.lawpack.finding import Path
from intake.lawpack.schema import Schemas
from intake.lawpack.source import Source
from intake.lawpack.validity import Dated, check_succession


def read_agency(source: Source, schemas: Schemas) -> Agency | None:
    if source.value is None or not schemas.check("agency", source.value, source.add):
        return None
    agency = built(Agency, source.value)
    try:
        ZoneInfo(agency.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        source.add(("time_zone",), f"{agency.time_zone!r} is not a time zone", "write Asia/Ho_Chi_Minh")
    check_succession([(("codes", i), code) for i, code in enumerate(agency.codes)], source.add, gaps_allowed=False)
    if sum(site.default for site in agency.sites) != 1:
        source.add(("sites",), "not exactly one site is the default", "write default: true on one of them")
    rules: dict[str, tuple[Dated, ...]] = {
        "code_rules": agency.code_rules,
        "counter_supplements": agency.counter_supplements,
    }
    for name, dated in rules.items():
        check_succession([((name, i), rule) for i, rule in enumerate(dated)], source.add, gaps_allowed=True)
    _check_sites(source, agency)
    check_unique(source, (("sites", i, "token") for i in range(len(agency.sites))), [s.token for s in agency.sites])
    return agency


def _check_sites(source: Source, agency: Agency) -> None:
    tokens = {site.token for site in agency.sites}
    for index, site in enumerate(agency.sites):
        path = ("sites", index)
        check_succession(
            [((*path, "codes", i), code) for i, code in enumerate(site.codes)], source.add, gaps_allowed=True
        )
        counters = [desk.token for desk in site.counters]
        check_unique(source, ((*path, "counters", i, "token") for i in range(len(counters))), counters)
        if site.forwards_to is not None and (site.forwards_to == site.token or site.forwards_to not in tokens):
            source.add((*path, "forwards_to"), f"{site.forwards_to} is no other site", "name the competent site")


def read_departments(source: Source, schemas: Schemas) -> tuple[Department, ...] | None:
    """Every department; one token may return later, but not stand for two departments on the same day."""
    if source.value is None or not schemas.check("departments", source.value, source.add):
        return None
    rows = source.value["departments"]
    departments = tuple(built(Department, row) for row in rows)
    check_each(source, "departments", [(d.token, d) for d in departments])
    if not any(d.kind is DepartmentKind.ONE_STOP for d in departments):
        source.add(("departments",), "there is no one-stop counter", "give one department kind: one_stop")
    return departments


def read_forms(source: Source, schemas: Schemas) -> tuple[Form, ...] | None:
    if source.value is None or not schemas.check("forms", source.value, source.add):
        return None
    forms = tuple(built(Form, row) for row in source.value["forms"])
    check_each(source, "forms", [(form.key, form) for form in forms])
    return forms


def read_feedback(source: Source, schemas: Schemas) -> FeedbackTerms | None:
    if source.value is None or not schemas.check("feedback", source.value, source.add):
        return None
    return built(FeedbackTerms, source.value)


def check_unique(source: Source, paths: Iterable[Path], keys: Iterable[Hashable]) -> None:
    """Adds a finding for each key that stood before; paths and keys go side by side."""
    first: dict[Hashable, Path] = {}
    for path, key in zip(paths, keys, strict=True):
        if key in first:
            source.add(path, f"{key} stands twice; first on line {source.line(first[key])}", "give it another key")
        first.setdefault(key, path)


def check_each(source: Source, name: str, keyed: list[tuple[str, Dated]]) -> None:
    """The rows of one key must follow one another in time; a key may rest for a while."""
    rows: dict[str, list[tuple[Path, Dated]]] = defaultdict(list)
    for index, (key, row) in enumerate(keyed):
        rows[key].append(((name, index), row))
    for items in rows.values():
        check_succession(items, source.add, gaps_allowed=True)
