"""Every figure of every form carries what it was counted from, and that counts exactly the figure: on a random year.

Figures come from the sums that are kept; the things behind them one by one from the facts: two ways that must meet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.domain.cells import Cell, cells, counts_behind, spelled
from reporting.domain.control.counts import ControlCounts, ControlMark
from reporting.domain.control.proposals import ProposalKind, ProposalState, ReviewRow
from reporting.domain.days import local_day
from reporting.domain.definitions import ON_TIME_1
from reporting.domain.departments import Department
from reporting.domain.evaluation import JudgedProcedure, MarkSum, UnitFigures, units
from reporting.domain.evaluation_marks import MarkKey, marks_of
from reporting.domain.evaluation_rules import edition_on
from reporting.domain.evidence import EvidenceKind
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.forms.definition import Form
from reporting.domain.forms.filling import FILLINGS, report_of
from reporting.domain.forms.material import FeedbackPiece, Indicator, Material, Publication, Rated
from reporting.domain.on_time import Period, Sum, table
from reporting.domain.origin import Facet, Formula, Given, Source, at
from reporting.domain.pieces import Piece
from reporting.domain.report import Format, Report
from reporting.domain.report_record import from_plain, to_plain
from reporting.domain.settlement import SettledCount, cells_of
from reporting.domain.snapshots import agrees
from reporting.domain.tallies import Measure, TallyKey, tallies_of
from reporting.domain.verdict import judge
from reporting.lawpack import definitions, evaluation_editions, form_book
from unit.reporting.histories import year
from unit.reporting.test_settlement_form import CATALOGUE

BOOK, EDITIONS = form_book(), evaluation_editions()
DEPARTMENTS = [
    Department(agency="heza", key=key, name_vi=key, name_en="") for key in ("dau-tu", "lao-dong", "xay-dung")
]
DISCLOSED = {"publish": "met", "national-database": "met", "one-stop": "met", "portal": "missed"}
MEASURED = ("1.1", "1.2", "2.1", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3")


@dataclass(frozen=True)
class One:
    """A thing by itself."""

    facets: Mapping[str, Facet]


@cache
def told_year() -> Sequence[DossierFacts]:
    """A year of which some applicants rated what they collected."""
    stories = list(year(17, 200))
    for number, story in enumerate(stories):
        facts = facts_of(story.dossier_id, story.told)
        if facts.issued_at is not None and number % 3:
            on = f"{facts.issued_at + timedelta(hours=9):%Y-%m-%d %H:%M}"
            story.add("intake", EvidenceKind.RATED, on, amount=1 + number % 5)
    return [facts_of(story.dossier_id, story.told) for story in stories]


def singly(dossiers: Sequence[DossierFacts], period: Period, definition: str) -> dict[Source, list[One]]:
    """Every dossier behind the figures of a period, by the pure rules."""
    before, days = before_of(period), (period.first, period.last)
    found: dict[Source, list[One]] = {source: [] for source in Source if source.is_of_dossiers}
    for facts in (each for each in dossiers if not each.is_synthetic):
        place, verdict = facts.place, judge(facts)
        mine: dict[str, Facet] = {"department": place.department, "procedure_key": place.procedure_key}
        for source, of in ((Source.SETTLED, period), (Source.SETTLED_BEFORE, before)):
            if settled := cells_of(facts, of, definitions().named(definition, period.last)):
                found[source].append(One({**mine, "received": settled[0], "standing": settled[1]}))
        if verdict and days[0] <= local_day(verdict.at) <= days[1]:
            found[Source.DECIDED].append(One({**mine, "verdict": verdict.outcome.value}))
        if facts.rated_at and days[0] <= local_day(facts.rated_at) <= days[1]:
            found[Source.RATED].append(One({**mine, "stars": str(facts.rating)}))
        if facts.accepted_at and days[0] <= local_day(facts.accepted_at) <= days[1]:
            found[Source.RECEIVED].append(One({**mine, "channel": place.channel}))
        for key, times in marks_of(facts, verdict).items():
            if not key.officer and days[0] <= key.day <= days[1]:
                marked = {"department": key.department, "index": str(int(key.index)), "label": key.label}
                found[Source.MARKED] += [One(marked)] * times
    return found


def before_of(period: Period) -> Period:
    length = period.last - period.first + timedelta(days=1)
    return Period(first=period.first - length, last=period.first - timedelta(days=1))


def settled(dossiers: Sequence[DossierFacts], period: Period, definition: str, last: date) -> list[SettledCount]:
    chosen = definitions().named(definition, last)
    groups = Counter(
        (facts.place.department, facts.place.procedure_key, *found)
        for facts in dossiers
        if (found := cells_of(facts, period, chosen))
    )
    return [
        SettledCount(
            agency="heza", department=key[0], procedure_key=key[1], received=key[2], standing=key[3], count=count
        )
        for key, count in groups.items()
    ]


def material(dossiers: Sequence[DossierFacts], period: Period, definition: str) -> Material:
    """What is kept in sums, summed; the rest as it is listed."""
    tallies: Counter[TallyKey] = Counter()
    marks: Counter[MarkKey] = Counter()
    for facts in dossiers:
        verdict = judge(facts)
        tallies.update(tallies_of(facts, verdict))
        marks.update(marks_of(facts, verdict))
    within = [(key, count) for key, count in tallies.items() if period.first <= key.day <= period.last]
    sums = [
        Sum(agency="heza", department=key.department, measure=key.measure, label=key.label, value=count)
        for key, count in within
    ]
    stars: Counter[int] = Counter()
    for key, count in within:
        if key.measure is Measure.RATING:
            stars[int(key.label)] += count
    marked = [
        MarkSum(
            agency="heza", department=key.department, officer=key.officer, index=key.index, label=key.label, value=count
        )
        for key, count in marks.items()
        if period.first <= key.day <= period.last
    ]
    edition = edition_on(EDITIONS, period.last)
    return Material(
        form=Form(key="", title=""),
        period=period,
        today=date(2025, 6, 1),
        agency="heza",
        definition=definitions().named(definition, period.last),
        departments=DEPARTMENTS,
        levels=BOOK.levels,
        catalogue=[replace(each, is_online=each.key != "cap-gpld", is_at_counter=True) for each in CATALOGUE],
        settlement=settled(dossiers, period, definition, period.last),
        before=before_of(period),
        settlement_before=settled(dossiers, before_of(period), definition, period.last),
        feedback=FEEDBACK,
        publications=PUBLICATIONS,
        reviews=REVIEWS,
        control=CONTROL,
        indicators=INDICATORS,
        evaluations=units(edition, period, marked, figures(dossiers, period)),
        on_time=table(definitions().named(ON_TIME_1, period.last), period, DEPARTMENTS, sums, None),
        rated=Rated(stars=stars),
        as_of=datetime(2025, 1, 1, tzinfo=UTC),
    )


def figures(dossiers: Sequence[DossierFacts], period: Period) -> dict[tuple[str, str], UnitFigures]:
    received = {unit.key: Counter[str]() for unit in DEPARTMENTS}
    for one in singly(dossiers, period, "ii06a@1")[Source.RECEIVED]:
        received[str(one.facets["department"])][str(one.facets["channel"])] += 1
    return {
        ("heza", "dau-tu"): UnitFigures(
            received=received["dau-tu"],
            procedures=len(JUDGED),
            immediate=sum(each.is_immediate for each in JUDGED),
            at_counter=sum(each.is_at_counter is True for each in JUDGED),
            online=sum(each.is_online is True for each in JUDGED),
            judged=sum(each.is_judged for each in JUDGED),
            posted=sum(each.is_posted is True for each in JUDGED),
            electronic=sum(each.is_electronic is True for each in JUDGED),
            feedback=2,
            feedback_in_time=1,
        ),
        ("heza", "lao-dong"): UnitFigures(received=received["lao-dong"]),
    }


JUDGED = [
    JudgedProcedure(
        key=key,
        version=1,
        department="dau-tu",
        is_immediate=number == 0,
        is_at_counter=True,
        is_online=number > 0,
        is_posted=posted,
        is_electronic=posted,
        is_judged=posted is not None,
    )
    for number, (key, posted) in enumerate((("a", True), ("b", False), ("c", None)))
]
DUE = [
    One({"department": "dau-tu", "is_in_time": True}),
    One({"department": "dau-tu", "is_in_time": False}),
]
FEEDBACK = [
    FeedbackPiece(
        id=f"f-{number}",
        code="",
        department=("dau-tu", "lao-dong", "")[number % 3],
        kind=("conduct", "regulation", "proposal")[number % 3],
        came=("new", "carried")[number % 2],
        outcome=("answered", "open")[number % 4 == 3],
        is_published=number % 5 == 0,
        timeliness=("in_time", "overdue", "")[number % 3],
        satisfaction=("", "satisfied", "dissatisfied")[number % 3],
    )
    for number in range(17)
]
PUBLICATIONS = [
    Publication(
        key=f"qd-{number}",
        kind=("new", "amended", "abolished")[number % 3],
        number=f"{number}/QĐ" if number else "",
        signed_on=None,
        effective_on=date(2024, 1 + number, 10),
        law=f"NĐ {number % 2}",
        procedures=tuple("abc"[: 1 + number % 3]),
        states=DISCLOSED if number % 2 else dict.fromkeys(DISCLOSED, "met"),
    )
    for number in range(6)
]
REVIEWS = [
    ReviewRow(
        id=f"p-{kind.value}",
        procedure="a",
        procedure_name="Thủ tục mẫu",
        department="dau-tu",
        kind=kind,
        state=ProposalState.DRAFTED,
        saved_vnd=10_000_000,
        percent=Decimal(25),
        is_done=kind is ProposalKind.CUT,
        drafted_on=date(2024, 5, 1),
    )
    for kind in ProposalKind
]
CONTROL = ControlCounts(
    **dict.fromkeys(
        (
            "inspections_concluded",
            "departments_inspected",
            "findings_recorded",
            "findings_accepted",
            "findings_open",
            "findings_overdue",
            "reviews_completed",
            "initiatives_proposed",
            "initiatives_applied",
            "initiatives_recognised",
        ),
        1,
    ),
    activities=(),
    marks=(ControlMark(id="kt-1", sort="inspection", mark="inspection-concluded", department="dau-tu"),),
)
INDICATORS = [
    Indicator(
        key=key,
        group=key[0],
        name=key,
        max_points=4,
        formula="",
        full_at=80,
        mark="P",
        working_mark="I",
        valid_from=date(2022, 8, 1),
        valid_to=None,
    )
    for key in MEASURED
]


def report(made: Material, form: str) -> Report:
    filled = replace(made, form=Form(key=form, title=form))
    return report_of(filled, (), agency_name="heza", receiver="", law_version="")


@cache
def of_2024(form: str) -> tuple[Report, Material]:
    made = _of_2024(FILLINGS[form].definition)
    return report(made, form), made


@cache
def _of_2024(definition: str) -> Material:
    return material(told_year(), Period(first=date(2024, 1, 1), last=date(2024, 12, 31)), definition)


def things(found: Mapping[Source, Sequence[object]], made: Material, source: Source) -> Sequence[object]:
    if source.is_of_dossiers:
        return found[source]
    listed: Mapping[Source, Sequence[object]] = {Source.JUDGED_PROCEDURES: JUDGED, Source.FEEDBACK_DUE: DUE}
    return listed[source] if source in listed else made.things(source)


@settings(max_examples=3, deadline=None)
@given(first=st.dates(min_value=date(2023, 12, 1), max_value=date(2024, 10, 1)), days=st.integers(20, 300))
def test_the_list_behind_every_figure_is_as_long_as_the_figure(first: date, days: int) -> None:
    period = Period(first=first, last=first + timedelta(days=days))
    for definition in sorted({filling.definition for filling in FILLINGS.values()}):
        made, found = material(told_year(), period, definition), singly(told_year(), period, definition)
        for form in (key for key, filling in FILLINGS.items() if filling.definition == definition):
            counted = [(cell, *each) for cell in cells(report(made, form)) for each in counts_behind(cell)]
            assert counted
            for cell, count, value in counted:
                assert count.of(things(found, made, count.source)) == value, (form, cell.sheet, cell.row, cell.column)


@pytest.mark.parametrize("form", sorted(FILLINGS))
def test_no_count_is_without_an_origin_and_no_formula_without_parts(form: str) -> None:
    shown, _ = of_2024(form)
    for cell in cells(shown):
        assert not isinstance(cell.origin, Given) or not is_count(shown, cell), cell
        for path, formula in formulas(cell):
            assert formula.parts, (cell, path)
            assert all(at(cell.origin, (*path, n)) is part.origin for n, part in enumerate(formula.parts, 1))


def is_count(shown: Report, cell: Cell) -> bool:
    """Whether its column says that it counts: all but money, points, shares, and figures in texts."""
    named = {each.key: each for each in shown.sheets}
    named |= {f"{each.number}/{each.sheet.key}": each.sheet for each in shown.sections if each.sheet}
    columns = named[cell.sheet].columns if cell.sheet in named else ()
    return any(column.number == cell.column and column.format is Format.COUNT for column in columns)


def formulas(cell: Cell) -> Iterator[tuple[tuple[int, ...], Formula]]:
    waiting: list[tuple[tuple[int, ...], object]] = [((), cell.origin)]
    for path, origin in waiting:
        if isinstance(origin, Formula):
            yield path, origin
            waiting += [((*path, number), part.origin) for number, part in enumerate(origin.parts, 1)]


@pytest.mark.parametrize("form", sorted(FILLINGS))
def test_a_report_with_its_origins_is_kept_and_read_back_word_for_word(form: str) -> None:
    shown, _ = of_2024(form)
    assert from_plain(to_plain(shown)) == shown
    for section in shown.sections:
        told = list(spelled(section))
        assert ["".join(text for text, _ in stretches) for stretches in told] == list(section.paragraphs)
        assert [text for stretches in told for text, cell in stretches if cell] == [
            section.paragraphs[each.paragraph][each.start : each.start + each.length] for each in section.figures
        ]


def test_what_was_signed_before_cells_had_origins_stays_what_it_was() -> None:
    shown, _ = of_2024("narrative")
    bare = replace(
        shown,
        sections=tuple(
            replace(
                each,
                figures=(),
                sheet=each.sheet
                and replace(each.sheet, rows=tuple(replace(row, origins={}) for row in each.sheet.rows)),
            )
            for each in shown.sections
        ),
    )
    assert "origins" not in str(to_plain(bare))
    assert "figures" not in str(to_plain(bare))


def test_a_figure_that_is_not_its_list_is_noticed() -> None:
    shown, made = of_2024("feedback-by-unit")
    facets = ("department", "kind", "came", "outcome", "is_published")
    pieces = [
        Piece(kind="feedback", id=each.id, facets={name: getattr(each, name) for name in facets})
        for each in made.feedback
    ]
    assert agrees(shown, {Source.FEEDBACK: tuple(pieces)})
    assert not agrees(shown, {Source.FEEDBACK: tuple(pieces[1:])})
