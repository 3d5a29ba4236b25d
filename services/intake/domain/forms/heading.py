"""What every form begins with: who issues it, its number, place and date, and which form it is in law."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from intake.domain.lawpack import Form, LawPack
from intake.domain.organisation import DepartmentKind


class FormKey(StrEnum):
    """What a form is for. "Mẫu 05" and "Mẫu 06" changed meaning on 2025-09-15: never name a form by its number."""

    RECEIPT = "receipt"
    SUPPLEMENT_REQUEST = "supplement-request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP_NOTICE = "stop-notice"
    CONTROL_SHEET = "control-sheet"
    REGISTER = "register"


SYMBOLS: dict[FormKey, str] = {
    FormKey.RECEIPT: "BPTNTKQ",
    FormKey.SUPPLEMENT_REQUEST: "PBS",
    FormKey.REFUSAL: "PTC",
    FormKey.APOLOGY: "PXL",
    FormKey.STOP_NOTICE: "TBD",
    FormKey.CONTROL_SHEET: "PKS",
    FormKey.REGISTER: "",
}
"""What follows the stroke of ``Số: 0001/PBS`` (TT01/18, TT03/25); that of the stop notice was not read [I]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """unit: the one-stop counter. serial: before the stroke of the number; empty: written by hand, as before a code.

    place: địa danh, may be empty. dated: local; the form follows the law of that day.
    """

    form: Form
    agency: str
    unit: str
    serial: str
    place: str
    dated: datetime

    @property
    def key(self) -> FormKey:
        return FormKey(self.form.key)

    @property
    def symbol(self) -> str:
        return SYMBOLS[self.key]


def heading(law: LawPack, key: FormKey, at: datetime, code: str = "") -> Heading:
    """The heading of a form dated ``at``; raises ``form-unknown`` where no such form existed on that day."""
    dated = at.astimezone(law.calendar.tz)
    return Heading(
        form=law.form_on(key, dated.date()),
        agency=law.agency.name,
        unit=one_stop_unit(law, dated),
        serial=code.rpartition("-")[2],
        place=law.agency.place or "",
        dated=dated,
    )


def one_stop_unit(law: LawPack, at: datetime) -> str:
    """The name of the one-stop counter on a local day, else the agency's."""
    units = (d.name for d in law.departments_on(at.date()) if d.kind is DepartmentKind.ONE_STOP)
    return next(units, law.agency.name)
