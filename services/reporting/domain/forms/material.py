"""What a form may be filled in from. Everything is read beforehand, so that filling in is pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from reporting.domain.control.counts import ControlCounts
from reporting.domain.control.proposals import ReviewRow
from reporting.domain.definitions import Definition
from reporting.domain.departments import Department
from reporting.domain.evaluation import Evaluations
from reporting.domain.forms.definition import Form
from reporting.domain.forms.index_rules import IndexRule
from reporting.domain.index_counts import NO_COUNTS, DigitalCounts
from reporting.domain.on_time import Period, Table
from reporting.domain.origin import Source
from reporting.domain.report import Section, Sheet
from reporting.domain.settlement import SettledCount

DISCLOSED = ("national-database", "one-stop", "portal")
"""What a published procedure must be disclosed in."""


class Need(StrEnum):
    """What a form asks to be read."""

    SETTLEMENT = "settlement"
    BEFORE = "before"  # the same of the period before
    FEEDBACK = "feedback"
    CONTROL = "control"
    EVALUATIONS = "evaluations"
    ON_TIME = "on-time"
    RATINGS = "ratings"
    HANDLED = "handled"
    HANDED_OVER = "handed-over"
    DIGITAL = "digital"


StepName = tuple[str, str, str]
"""Key of a step, its Vietnamese and its English name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueEntry:
    """One version of a procedure, as intake's catalogue has it. field: lĩnh vực, in Vietnamese. level: key of a level.

    has_workflow: whether its internal procedure (quy trình nội bộ) is laid down. is_charged: whether a fee is due.
    missing: parts of a published procedure (NĐ 63/2010/NĐ-CP art. 8(2)) that it does not have, see ``PARTS``. payable:
    of one with a fee, ``online`` or ``not-online`` on the national portal; empty: nobody has said. None and empty for
    what was read before they were asked for.
    """

    key: str
    version: int
    code: str
    name: str
    name_en: str
    field: str
    department: str
    valid_from: date
    valid_to: date | None
    is_online: bool = False
    has_workflow: bool = False
    is_charged: bool = False
    has_electronic_result: bool = False
    is_at_counter: bool | None = None
    missing: tuple[str, ...] | None = None
    payable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of government (cấp) under which procedures are added up."""

    key: str
    name: str
    name_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPiece:
    """A piece of feedback of the period, of the unit that handles it. What is not taken up or is another body's is left
    out. code: as in the book of the day, empty if it was not heard. kind: conduct, regulation, proposal, or empty.

    came: carried (received before the period and not answered when it began) or new. outcome: answered in it, or open
    at its end. is_published: in it. timeliness: in_time (answered in it, in time), overdue (answered in it too late, or
    open and late at its end), else empty. satisfaction: of one answered in it, with what was answered; else empty.
    """

    id: str
    code: str
    department: str
    kind: str
    came: str
    outcome: str
    is_published: bool = False
    timeliness: str = ""
    satisfaction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A decision of publication. kind: new, amended, abolished. on: the day it counts by: signed, or, where that is not
    known, the law's first day. states: duty → met, missed, due, none."""

    key: str
    kind: str
    number: str
    signed_on: date | None
    effective_on: date
    law: str
    procedures: tuple[str, ...]
    states: Mapping[str, str] = field(default_factory=dict)

    @property
    def on(self) -> date:
        return self.signed_on or self.effective_on

    @property
    def is_numbered(self) -> bool:
        return bool(self.number)

    @property
    def is_judged(self) -> bool:
        """Whether it is known of every duty to disclose whether it was done in time."""
        return all(self.states.get(duty, "none") != "none" for duty in DISCLOSED)

    @property
    def is_disclosed(self) -> bool:
        return all(self.states.get(duty) == "met" for duty in DISCLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedOnce:
    """A procedure in a decision of publication. kind: new, amended, abolished."""

    decision: str
    procedure: str
    kind: str
    is_disclosed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Something that a decision of publication obliges to. state: met, missed, due, none."""

    decision: str
    number: str
    duty: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """A legal document that procedures were published by."""

    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator of the index of QĐ 766/QĐ-TTg while its points hold. full_at: per cent that gives all points."""

    key: str
    group: str
    name: str
    max_points: int | None
    formula: str
    full_at: int | None
    mark: str
    working_mark: str
    valid_from: date
    valid_to: date | None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """Ratings of the period by stars (dossier.rated)."""

    stars: Mapping[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.stars.values())

    @property
    def satisfied(self) -> int:
        return sum(count for star, count in self.stars.items() if star >= 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedCount:
    """So many dossiers with one rating. stars: ``1`` to ``5``."""

    stars: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedCount:
    """So many dossiers of a department whose verdict fell in the period. verdict: met, missed."""

    department: str
    verdict: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """Dossiers accepted in the period that are to be on the national portal, and how many of them are there now."""

    received: int
    synced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Handled:
    """Dossiers with a result in the period, and the nominal working seconds they took together."""

    count: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Of one agency, as far as the reader may see it: department is empty for the whole.

    is_law_known: whether intake's catalogue has ever been read. today: local day of the report.
    """

    form: Form
    period: Period
    today: date
    agency: str
    department: str = ""
    definition: Definition
    departments: Sequence[Department] = ()
    levels: Sequence[Level] = ()
    catalogue: Sequence[CatalogueEntry] = ()
    is_law_known: bool = True
    settlement: Sequence[SettledCount] = ()
    before: Period | None = None
    settlement_before: Sequence[SettledCount] = ()
    feedback: Sequence[FeedbackPiece] = ()
    publications: Sequence[Publication] = ()
    reviews: Sequence[ReviewRow] | None = None
    control: ControlCounts | None = None
    handled: Handled = field(default_factory=Handled)
    indicators: Sequence[Indicator] = ()
    evaluations: Evaluations | None = None
    on_time: Table | None = None
    rated: Rated = field(default_factory=Rated)
    handed_over: HandedOver | None = None
    digital: DigitalCounts = NO_COUNTS
    index_rules: Mapping[str, IndexRule] = field(default_factory=dict)
    as_of: datetime | None = None

    def things(self, source: Source) -> Sequence[object]:
        """What a count of this source counts: things, or groups of alike dossiers with their ``count``."""
        return _THINGS[source](self)

    def published(self) -> list[Publication]:
        """By the day of the decision; where that is not known, by the first day of the legal document."""
        return [each for each in self.publications if self.period.first <= each.on <= self.period.last]

    def in_force(self) -> list[CatalogueEntry]:
        """Versions that hold on the period's last day, of whatever the reader may see."""
        last = self.period.last
        return [
            each
            for each in self.catalogue
            if each.valid_from <= last
            and (each.valid_to is None or last < each.valid_to)
            and self.department in ("", each.department)
        ]

    def fields(self) -> dict[str, str]:
        """Procedure → its field (lĩnh vực), by the newest version."""
        return {each.key: each.field for each in sorted(self.catalogue, key=lambda each: each.version) if each.field}

    def department_name(self, key: str) -> str:
        return next((each.name for each in self.departments if each.key == key), key)


def _decided(material: Material) -> list[DecidedCount]:
    rows = material.on_time.rows if material.on_time else ()
    return [
        DecidedCount(department=row.department, verdict=verdict, count=count)
        for row in rows
        if row.agency == material.agency
        for verdict, count in (("met", row.met), ("missed", row.missed))
    ]


def _published(material: Material) -> list[PublishedOnce]:
    return [
        PublishedOnce(decision=each.key, procedure=procedure, kind=each.kind, is_disclosed=each.is_disclosed)
        for each in material.published()
        for procedure in each.procedures
    ]


def _duties(material: Material) -> list[Duty]:
    return [
        Duty(decision=each.key, number=each.number, duty=duty, state=state)
        for each in material.published()
        for duty, state in each.states.items()
    ]


_THINGS: Mapping[Source, Callable[[Material], Sequence[object]]] = {
    Source.SETTLED: lambda material: material.settlement,
    Source.SETTLED_BEFORE: lambda material: material.settlement_before,
    Source.DECIDED: _decided,
    Source.RATED: lambda material: [
        RatedCount(stars=str(stars), count=count) for stars, count in material.rated.stars.items()
    ],
    Source.PAPERS: lambda material: material.digital.papers,
    Source.FEES: lambda material: material.digital.fees,
    Source.RESULTS: lambda material: material.digital.results,
    Source.FEEDBACK: lambda material: material.feedback,
    Source.PROCEDURES: Material.in_force,
    Source.DECISIONS: Material.published,
    Source.PUBLISHED: _published,
    Source.LAWS: lambda material: [Law(law=law) for law in sorted({each.law for each in material.published()} - {""})],
    Source.DUTIES: _duties,
    Source.PROPOSALS: lambda material: material.reviews or (),
    Source.CONTROL: lambda material: material.control.marks if material.control else (),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a form's function makes."""

    sheets: tuple[Sheet, ...] = ()
    sections: tuple[Section, ...] = ()
    unverified: tuple[str, ...] = ()
    definitions: tuple[str, ...] = ()
