"""Form 07, sổ theo dõi hồ sơ: every accepted dossier of a year, in the order of codes. A projection, never typed in.

Kept per field (lĩnh vực) or for all of them, one book a year, closed when the year ends (TT01/18 art. 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from intake.domain import rights
from intake.domain.applicant import Applicant
from intake.domain.dossier import Dossier
from intake.domain.forms.heading import Heading
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Agency
from intake.domain.rights import View

FIRST_YEAR = 2018  # the year of TT01/18


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Which book, and which part of it. field: null for one of all fields. opens, closes: local days, both in it.

    site: token of where the dossiers were taken in, null for all places.
    """

    year: int
    field: str | None
    opens: date
    closes: date
    site: str | None = None

    def is_closed(self, today: date) -> bool:
        """Whether its year is over: nothing is entered any more."""
        return today.year > self.year


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What to read of the register for a book. units: the beginnings of its codes, ``H24.15-26``. view: the actor's.

    procedures: keys, null for all. since, before: instants of acceptance, the first included. sites: as dossiers name
    them, null for all.
    """

    view: View
    units: tuple[str, ...]
    procedures: tuple[str, ...] | None
    since: datetime
    before: datetime
    sites: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What the book says of an applicant, masked for those who may not see people."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. number: số thứ tự in the year's book."""

    number: int
    dossier: Dossier
    person: Person


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSheet:
    """The book or a part of it, whole. law: for the names on its lines, and the zone of its instants."""

    heading: Heading
    book: Book
    is_closed: bool
    entries: tuple[Entry, ...]
    law: LawPack


def book(year: int, field: str | None, since: date | None, until: date | None, site: str | None = None) -> Book:
    """Raises ``invalid-request`` for a year before the books began and for days outside of it."""
    if not FIRST_YEAR <= year <= date.max.year - 1:
        raise invalid("invalid-request", "There is no book of that year.", year=f"{FIRST_YEAR} or later")
    opens, closes = since or date(year, 1, 1), until or date(year, 12, 31)
    wrong = {name: f"a day of {year}" for name, day in (("from", opens), ("to", closes)) if day.year != year}
    if opens > closes:
        wrong["to"] = "not before from"
    if wrong:
        raise invalid("invalid-request", "A book is of one year; see the fields.", **wrong)
    return Book(year=year, field=field, opens=opens, closes=closes, site=site)


def pages(wanted: Book, law: LawPack, view: View, *, whole_before: bool = False) -> Pages:
    """What the register has to be asked; raises ``field-unknown``, ``site-unknown``.

    whole_before: the lines of the year before the wanted ones, which say where counting goes on.
    """
    zone = law.calendar.tz
    first, end = wanted.opens, wanted.closes + timedelta(days=1)
    if whole_before:
        first, end = date(wanted.year, 1, 1), wanted.opens
    return Pages(
        view=view,
        units=_units(law.agency, wanted.year),
        procedures=_procedures(law, wanted.field),
        since=datetime.combine(first, time.min, tzinfo=zone),
        before=datetime.combine(end, time.min, tzinfo=zone),
        sites=_sites(law.agency, wanted.site),
    )


def book_view(actor: Actor) -> View:
    """Officers only, each in what they see; raises RoleForbidden."""
    if actor.has(rights.APPLICANT) or not actor.has(*OFFICERS):
        raise rights.RoleForbidden("an officer's account")
    return rights.view_of(actor)


def person(applicant: Applicant, *, is_whole: bool) -> Person:
    """What the book says of an applicant; masked: how many people there are, and not who."""
    if is_whole:
        return Person(name=applicant.name, address=applicant.address, phone=applicant.phone)
    return Person(name=MASKED, address=MASKED, phone=MASKED)


MASKED = "•••"
OFFICERS = (
    rights.RECEPTIONIST,
    rights.SPECIALIST,
    rights.HEAD,
    rights.LEADER,
    rights.CONTROL_TEAM,
    rights.SYSTEM,
)


def _units(agency: Agency, year: int) -> tuple[str, ...]:
    """Unit codes of the agency and its sites that were in force in the year, with the year as codes write it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    codes = (*agency.codes, *(code for site in agency.sites for code in site.codes))
    used = (c.value for c in codes if c.valid_from <= last and (c.valid_to is None or c.valid_to > first))
    return tuple(f"{unit}-{year % 100:02d}" for unit in dict.fromkeys(used))


def _sites(agency: Agency, token: str | None) -> tuple[str, ...] | None:
    """How dossiers name the site: those of the default one may not name any."""
    if token is None:
        return None
    site = agency.site(token)
    return (site.token, "") if site.default else (site.token,)


def _procedures(law: LawPack, field: str | None) -> tuple[str, ...] | None:
    if field is None:
        return None
    found = tuple(p.key for p in law.procedures if any(version.field == field for version in p.versions))
    if not found:
        fields = sorted({version.field for p in law.procedures for version in p.versions})
        raise invalid("field-unknown", "No procedure is of that field.", field=f"one of {', '.join(fields)}")
    return found
