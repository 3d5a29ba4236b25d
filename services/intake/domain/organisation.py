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
class CodeRule:
    """How dossier codes are built from a day on. serial_digits: at least so many.

    owner: two digits of the ministry that owns a centralised service, before the serial (TT 4/2025); null: none.
    """

    valid_from: date
    valid_to: date | None
    serial_digits: int
    legal_ref: str
    mark: Mark
    owner: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementRule:
    """How often the counter may ask for documents before acceptance, by the law of a day."""

    valid_from: date
    valid_to: date | None
    max_requests: int
    legal_ref: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One counter of a site (quầy)."""

    token: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place where dossiers are taken in, and where their results are handed over.

    codes: the site's own unit codes; without one its dossiers have the agency's. office_hours: for people.
    forwards_to: token of the site that is competent for what is taken in here (tiếp nhận phi địa giới); null: itself.
    """

    token: str
    name: str
    name_en: str
    default: bool
    codes: tuple[AgencyCode, ...] = ()
    counters: tuple[Desk, ...] = ()
    office_hours: str | None = None
    forwards_to: str | None = None


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
    forwarding_limit: for papers taken in at a site or agency that is not the competent one; null: at once.
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
    code_rules: tuple[CodeRule, ...] = ()
    counter_supplements: tuple[SupplementRule, ...] = ()
    forwarding_limit: Limit | None = None

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

    def unit_on(self, site: str, on: date) -> AgencyCode:
        """The code under which a site's dossiers are numbered on a local date; raises ``agency-code-unknown``."""
        own = (code for code in self.site(site).codes if holds_on(code.valid_from, code.valid_to, on))
        return next(own, None) or self.code_on(on)

    def site(self, token: str) -> Site:
        """The site; empty: the default one. Raises ``site-unknown``."""
        for site in self.sites:
            if site.token == token or (not token and site.default):
                return site
        raise Problem(
            "site-unknown",
            Kind.INVALID,
            "No such site. GET /v1/sites lists them.",
            fields={"site": "unknown site"},
        )

    def code_rule_on(self, on: date) -> CodeRule | None:
        """How codes are built on a local date; null: four digits of serial."""
        return next((rule for rule in self.code_rules if holds_on(rule.valid_from, rule.valid_to, on)), None)

    def counter_requests_on(self, on: date) -> SupplementRule | None:
        """How often the counter may ask for documents on a local date; null: the pack does not say."""
        rules = self.counter_supplements
        return next((rule for rule in rules if holds_on(rule.valid_from, rule.valid_to, on)), None)

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
