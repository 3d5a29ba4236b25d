"""Who takes in and who handles dossiers: the agency, its identifiers, its departments, each with validity.

Units are merged, renamed and re-coded (Hải Phòng and Hải Dương on 2025-07-01): nothing here holds for ever.
Validity is ``[valid_from, valid_to)``: the end is the first day on which it no longer holds; null is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.worktime import Limit
from intake.domain.canonical import from_plain, to_plain


class Mark(StrEnum):
    """How a fact of the pack is known."""

    READ = "V"  # read in the legal text or in a text that reproduces it
    PRACTICE = "P"  # read in a provincial or ministerial decision, or seen in a working system
    INFERENCE = "I"  # inferred; configuration, not law
    MEMORY = "M"  # from memory, unverified; to be checked before anybody relies on it


class DepartmentKind(StrEnum):
    ONE_STOP = "one_stop"  # Bộ phận Một cửa
    DEPARTMENT = "department"  # phòng chuyên môn
    OFFICE = "office"  # Văn phòng
    LEADERSHIP = "leadership"  # lãnh đạo Ban


def holds_on(valid_from: date, valid_to: date | None, on: date) -> bool:
    """Whether ``on`` lies in ``[valid_from, valid_to)``; a null end is open."""
    return valid_from <= on and (valid_to is None or on < valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyCode:
    """Mã định danh điện tử (QĐ 20/2020/QĐ-TTg art. 4–6): groups of ``[0-9A-Z]`` and dots, 3–35 characters."""

    value: str
    valid_from: date
    valid_to: date | None
    mark: Mark
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where dossiers are taken in."""

    token: str
    name: str
    name_en: str
    default: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UncollectedPolicy:
    """How often the applicant is reminded of a result that waits at the counter. at_most: then the archive's rules."""

    remind_every: Limit
    at_most: int
    mark: Mark
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """token: ``[a-z0-9-]{1,40}``, the agency's part of every event subject. time_zone: IANA name.

    uncollected: null: nobody is reminded.
    correction_limit: time to put a faulty result right (ND61 art. 21 fixes none); null: none.
    place: địa danh, which stands before the date of every form; null: the forms leave it to be written.
    transfer_cut_off: local time; what is accepted later goes to its department on the next working day (ND61 art. 18).
    """

    token: str
    name: str
    name_en: str
    time_zone: str
    codes: tuple[AgencyCode, ...]
    sites: tuple[Site, ...]
    place: str | None = None
    transfer_cut_off: time | None = None
    correction_limit: Limit | None = None
    uncollected: UncollectedPolicy | None = None

    def code_on(self, on: date) -> AgencyCode:
        """The identifier in force on a local date; raises ``agency-code-unknown``."""
        for code in self.codes:
            if holds_on(code.valid_from, code.valid_to, on):
                return code
        raise Problem(
            "agency-code-unknown",
            Kind.REFUSED,
            f"Agency {self.token} has no identifier on {on}. Add one to agency.yaml of the law pack.",
            fields={"agency": "no identifier on that date"},
        )

    def to_dict(self) -> dict[str, Any]:
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Agency:
        return from_plain(cls, plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """token: ``[a-z0-9-]{1,40}``, the department's part of every event subject and metric label."""

    token: str
    name: str
    name_en: str
    kind: DepartmentKind
    valid_from: date
    valid_to: date | None
    mark: Mark
    note: str | None

    def in_force_on(self, on: date) -> bool:
        return holds_on(self.valid_from, self.valid_to, on)

    def to_dict(self) -> dict[str, Any]:
        plain: dict[str, Any] = to_plain(self)
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> Department:
        return from_plain(cls, plain)
