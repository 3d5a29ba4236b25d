"""The law pack: what the law and the agency fix, effective-dated; a value that never changes. Another takes its place.

Its ``digest`` names its content: two packs with the same digest give the same receipts, due dates and steps.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import WorkCalendar
from intake.domain.canonical import canonical_json, from_plain, to_plain
from intake.domain.consultees import Consultee
from intake.domain.feedback.terms import FeedbackTerms
from intake.domain.organisation import Agency, Department, Mark, holds_on
from intake.domain.procedures import Procedure, ProcedureVersion
from intake.domain.publications import Publication, PublicationDuty
from intake.domain.reporting_law import IndexThreshold, ReportForm

# National code with an optional localisation suffix: 1.014199, 1.014199.H24, 1.014199.000.00.00.H24.
_CODE = re.compile(r"(?P<national>\d\.\d{6})(?:\.[0-9A-Z.]+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One statutory form as one legal version numbers it.

    key: what the form is for (``receipt``); "Mẫu 05" alone means different forms before and after 2025-09-15.
    """

    key: str
    number: int
    name: str
    paper_size: str | None
    legal_ref: str
    valid_from: date
    valid_to: date | None
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class LawPack:
    """All facts of one agency. procedures: each key once. feedback: null where its terms are not known.

    digest: sha256 of the canonical content, hex.
    """

    agency: Agency
    departments: tuple[Department, ...]
    procedures: tuple[Procedure, ...]
    forms: tuple[Form, ...]
    calendar: WorkCalendar
    feedback: FeedbackTerms | None = None
    publication_duties: tuple[PublicationDuty, ...] = ()
    publications: tuple[Publication, ...] = ()
    report_forms: tuple[ReportForm, ...] = ()
    index_thresholds: tuple[IndexThreshold, ...] = ()
    consultees: tuple[Consultee, ...] = ()
    digest: str = field(init=False)
    _by_key: Mapping[str, Procedure] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        content = canonical_json(self.to_dict()).encode()
        object.__setattr__(self, "digest", hashlib.sha256(content).hexdigest())
        object.__setattr__(self, "_by_key", {p.key: p for p in self.procedures})

    def procedure(self, key_or_code: str, *, path: str | None = None) -> Procedure:
        """The procedure with that key, or with that national code (``1.014199`` or ``1.014199.H24``).

        path: field of the request body that named it, which makes a wrong name invalid; else it is not found.
        Raises ``procedure-unknown``; ``procedure-code-ambiguous`` when several cases share a published code.
        """
        if (known := self._by_key.get(key_or_code)) is not None:
            return known
        code = _CODE.fullmatch(key_or_code)
        found = [p for p in self.procedures if code and p.carries_code(code["national"])]
        match found:
            case [one]:
                return one
            case []:
                raise _unknown(key_or_code, path)
            case _:
                raise _ambiguous(key_or_code, found, path)

    def version_on(self, key_or_code: str, on: date, *, path: str | None = None) -> ProcedureVersion:
        """The version in force on a local date; raises as ``procedure``, or ``procedure-not-in-force``."""
        procedure = self.procedure(key_or_code, path=path)
        for version in reversed(procedure.versions):
            if version.in_force_on(on):
                return version
        raise _not_in_force(procedure, on, path)

    def version(self, key: str, number: int) -> ProcedureVersion:
        """The version a dossier was received under; raises ``procedure-unknown``, also for a wrong number."""
        procedure = self.procedure(key)
        for version in procedure.versions:
            if version.version == number:
                return version
        raise _unknown(f"{key}, version {number}", None)

    def departments_on(self, on: date) -> tuple[Department, ...]:
        """The departments that exist on a local date, in the order of departments.yaml."""
        return tuple(d for d in self.departments if d.in_force_on(on))

    def versions_on(self, on: date) -> tuple[ProcedureVersion, ...]:
        """Every procedure version in force on a local date, in the order of their keys."""
        return tuple(v for p in self.procedures for v in p.versions if v.in_force_on(on))

    def calendar_known_at(self, at: datetime) -> WorkCalendar:
        """The calendar as it could be known at an instant: without what was decided on a later local day."""
        try:
            on = at.astimezone(self.calendar.tz).date()
        except OverflowError:  # the first or the last day that there is
            on = at.date()
        return self.calendar.known_on(on)

    def form_on(self, key: str, on: date) -> Form:
        """The form's number and name under the law of a local date; raises ``form-unknown``."""
        for form in self.forms:
            if form.key == key and holds_on(form.valid_from, form.valid_to, on):
                return form
        detail = f"No form {key} exists on {on}. See forms.yaml of the law pack."
        raise Problem("form-unknown", Kind.NOT_FOUND, detail, fields={"form": f"unknown on {on}"})

    def forms_on(self, on: date) -> tuple[Form, ...]:
        """Every form of a local date, in the order of forms.yaml."""
        return tuple(form for form in self.forms if holds_on(form.valid_from, form.valid_to, on))

    def form_numbered(self, number: int, on: date) -> Form:
        """What "Mẫu 05" means on a local date; raises ``form-unknown``."""
        for form in self.forms_on(on):
            if form.number == number:
                return form
        detail = f"No form number {number} exists on {on}. GET /v1/forms?on={on} lists them."
        raise Problem("form-unknown", Kind.NOT_FOUND, detail, fields={"form": f"unknown on {on}"})

    def report_forms_on(self, on: date) -> tuple[ReportForm, ...]:
        """The report forms in force on a local date, in the order of reports.yaml."""
        return tuple(form for form in self.report_forms if holds_on(form.valid_from, form.valid_to, on))

    def thresholds_on(self, on: date) -> tuple[IndexThreshold, ...]:
        """The indicators of the index on a local date, in the order of thresholds.yaml."""
        return tuple(row for row in self.index_thresholds if holds_on(row.valid_from, row.valid_to, on))

    def consultees_on(self, on: date) -> tuple[Consultee, ...]:
        """Who may be consulted on a local date, in the order of consultees.yaml."""
        return tuple(row for row in self.consultees if row.in_force_on(on))

    def to_dict(self) -> dict[str, Any]:
        """Canonical JSON-able form, without the digest."""
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> LawPack:
        """The pack ``to_dict`` described; raises ValueError with the path of what is wrong."""
        return from_plain(cls, plain)


def _unknown(name: str, path: str | None) -> Problem:
    return Problem(
        "procedure-unknown",
        Kind.INVALID if path else Kind.NOT_FOUND,
        f"No procedure {name[:80]!r} exists. Look its key or code up with GET /v1/procedures.",
        fields={path or "procedure": "unknown procedure"},
    )


def _ambiguous(code: str, found: list[Procedure], path: str | None) -> Problem:
    keys = ", ".join(p.key for p in found)
    return Problem(
        "procedure-code-ambiguous",
        Kind.INVALID,
        f"Code {code} was published for several cases. Name the procedure by one of its keys: {keys}.",
        fields={path or "procedure": f"use one of {keys}"},
    )


def _not_in_force(procedure: Procedure, on: date, path: str | None) -> Problem:
    first, last = procedure.versions[0].valid_from, procedure.latest.valid_to
    if on < first:
        said = f"takes effect on {first}. File it from then on, or choose the procedure that applied on {on}."
    else:
        said = f"was in force from {first} until {last}, no longer on that day. Choose what replaced it."
    return Problem(
        "procedure-not-in-force",
        Kind.INVALID if path else Kind.REFUSED,
        f"On {on} procedure {procedure.key} is not in force: it {said}",
        fields={path or "procedure": f"not in force on {on}"},
    )
