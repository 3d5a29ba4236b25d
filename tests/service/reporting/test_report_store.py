"""A random year in the store: figures are the pure rule's, and every cell's list is the cell. Both databases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.rpc.client import RpcChannel
from reporting.application import GetEvaluationsHandler, GetOnTimeHandler
from reporting.application.reports.gather import Gather, Sources
from reporting.application.reports.get_report import GetReport, GetReportHandler
from reporting.application.reports.open_cell import CellPlace, OpenCell, OpenCellHandler
from reporting.clients.other_registers import GrpcOtherRegisters
from reporting.domain.evaluation_marks import MarkKey, mark_differences, marks_of
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.forms.definition import Form
from reporting.domain.forms.material import CatalogueEntry
from reporting.domain.forms.settlement_by_unit import CELLS, SUMS, TOTAL
from reporting.domain.notices import PublishedProcedure
from reporting.domain.on_time import Period
from reporting.domain.origin import Count, Source
from reporting.domain.report import Report
from reporting.domain.settlement import SettledCount, cells_of
from reporting.domain.tallies import TallyKey, differences, tallies_of
from reporting.domain.verdict import judge
from reporting.lawpack import definitions, evaluation_editions, form_book
from reporting.store.cells import SqlCellReads
from reporting.store.control_counts import SqlReviews
from reporting.store.evaluations import SqlEvaluationReads
from reporting.store.law import SqlLawShelf, SqlLawWork
from reporting.store.reads import SqlReads
from reporting.store.report_reads import SqlReportReads
from reporting.store.settlements import SqlSettlementReads
from reporting.store.unit_of_work import SqlUnitOfWork
from support.databases import NewDatabase
from unit.reporting.histories import year

CLOCK = FrozenClock(datetime(2025, 3, 1, 3, 0, tzinfo=UTC))
LEADER = Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza")
HEAD = Actor(subject="tp.1", roles=frozenset({"department_head"}), agency="heza", department="dau-tu")
BOOK = form_book()
STORIES = list(year(11, 250))
FACTS = [facts_of(story.dossier_id, story.told) for story in STORIES]
FIELDS = {"cap-gcn-dkdt": "Đầu tư tại Việt Nam", "dieu-chinh-gcn": "Đầu tư tại Việt Nam", "cap-gpld": "Việc làm"}
II06A = Form(
    key="settlement-by-unit",
    number="II.06a/VPCP/KSTT",
    title="Tình hình, kết quả giải quyết TTHC",
    valid_from=date(2020, 12, 15),
    valid_to=date(2026, 2, 15),
)


class Desk:
    """The use cases over one store with a year in it."""

    def __init__(self, database: Database) -> None:
        self.settlements = SqlSettlementReads(database)
        sources = Sources(
            settlements=self.settlements,
            reads=SqlReportReads(database),
            reviews=SqlReviews(database),
            evaluations=GetEvaluationsHandler(SqlEvaluationReads(database), evaluation_editions(), CLOCK),
            on_time=GetOnTimeHandler(SqlReads(database), CLOCK, definitions()),
            others=GrpcOtherRegisters(RpcChannel("127.0.0.1:1")),  # nobody answers there
        )
        gather = Gather(BOOK, definitions(), sources, CLOCK)
        self.report = GetReportHandler(BOOK, SqlLawShelf(database), gather, CLOCK)
        self.open = OpenCellHandler(self.report, self.settlements, SqlCellReads(database), CLOCK)

    async def ids(
        self, of: GetReport, row: str, column: int, sheet: str = "", part: tuple[int, ...] = ()
    ) -> tuple[list[str], int]:
        """Of all pages, and the total."""
        found: list[str] = []
        after = None
        place = CellPlace(row=row, column=column, sheet=sheet, part=part)
        while True:
            opened = await self.open(OpenCell(of=of, place=place, after=after, limit=40))
            opened.must_list()
            found += [one.id for one in opened.pieces]
            if opened.following is None:
                return found, opened.total
            after = opened.following


@pytest.fixture
async def desk(database: NewDatabase) -> Desk:
    store = await database("reporting.store.migrations")
    await fill(store, FACTS)
    await know_law(store)
    return Desk(store)


async def fill(store: Database, dossiers: Sequence[DossierFacts]) -> None:
    """With everything that is kept beside them, as when their events are heard."""
    told = {story.dossier_id: story.told for story in STORIES}
    tallies: Counter[TallyKey] = Counter()
    marks: Counter[MarkKey] = Counter()
    async with SqlUnitOfWork(store, CLOCK).begin() as tx:
        for facts in dossiers:
            verdict = judge(facts)
            tallies.update(tallies_of(facts, verdict))
            marks.update(marks_of(facts, verdict))
            await tx.dossiers.keep(facts, verdict, told.get(facts.dossier_id, ()), latest_at=CLOCK.now())
        await tx.tallies.add(differences(Counter(), tallies))
        await tx.evaluations.mark(mark_differences(Counter(), marks))
        await tx.commit()


async def know_law(store: Database) -> None:
    async with SqlUnitOfWork(store, CLOCK).begin() as tx:
        for key in FIELDS:
            await tx.evaluations.publish(published(key))
        await tx.commit()
    async with SqlLawWork(store).begin() as law:
        assert [key for _, key, _ in await law.unnamed()] == sorted(FIELDS)
        await law.name("heza", [entry(key, field) for key, field in FIELDS.items()])
        await law.shelve("heza", forms=[II06A], indicators=(), publications=(), at=CLOCK.now())
        await law.commit()


def published(key: str) -> PublishedProcedure:
    return PublishedProcedure(
        agency="heza",
        department="lao-dong" if key == "cap-gpld" else "dau-tu",
        key=key,
        version=1,
        valid_from=date(2021, 1, 1),
        valid_to=None,
        is_immediate=False,
        at_counter=True,
        is_online=True,
    )


def entry(key: str, field: str) -> CatalogueEntry:
    return CatalogueEntry(
        key=key,
        version=1,
        code="1.009664",
        name=key,
        name_en="",
        field=field,
        department="",
        valid_from=date(2021, 1, 1),
        valid_to=None,
    )


def expected(period: Period) -> dict[int, int]:
    definition = definitions().named("ii06a@1", period.last)
    cells = Counter(found for facts in FACTS if (found := cells_of(facts, period, definition)) is not None)
    counts = [
        SettledCount(agency="", department="", procedure_key="", received=received, standing=standing, count=count)
        for (received, standing), count in cells.items()
    ]
    values = {number: Count(source=Source.SETTLED, any_of=(of,)).of(counts) for number, of in CELLS.items()}
    return values | {number: sum(values[part] for part in parts) for number, parts in SUMS.items()}


def values(report: Report, row: str) -> dict[int, object]:
    found = next(each for each in report.sheets[0].rows if each.key == row)
    return {number: found.values[number] for number in range(3, 14)}


async def test_the_store_counts_as_the_pure_rule_does_for_any_period(desk: Desk) -> None:
    for days in range(0, 420, 35):
        first = date(2023, 11, 10) + timedelta(days=days)
        for length in (0, 30, 365):
            period = Period(first=first, last=first + timedelta(days=length))
            report = await desk.report(GetReport(actor=LEADER, form=II06A.key, first=period.first, last=period.last))
            assert values(report, TOTAL) == expected(period)


async def test_the_list_behind_every_cell_is_the_cell(desk: Desk) -> None:
    of = GetReport(actor=LEADER, form=II06A.key, period="2024")
    report = await desk.report(of)
    for row in report.sheets[0].rows:
        lists = {number: await desk.ids(of, row.key, number) for number in range(3, 14)}
        for number, (ids, total) in lists.items():
            assert len(ids) == len(set(ids)) == total == row.values[number]
        assert set(lists[3][0]) == set(lists[7][0]) | set(lists[11][0])


async def test_a_head_sees_the_own_part_and_the_report_says_so(desk: Desk) -> None:
    of = GetReport(actor=HEAD, form=II06A.key, period="2024")
    mine, whole = await desk.report(of), await desk.report(GetReport(actor=LEADER, form=II06A.key, period="2024"))
    assert values(mine, TOTAL) == values(whole, "dau-tu-tai-viet-nam")
    assert "Chỉ gồm phần của dau-tu." in mine.unverified
    assert (await desk.ids(of, TOTAL, 3))[1] == values(mine, TOTAL)[3]
    with pytest.raises(Problem, match="cell-unknown"):
        await desk.ids(of, "viec-lam", 3)


@pytest.mark.parametrize("role", ["applicant", "receptionist", "specialist", "operator", "subscriber"])
async def test_nobody_else_sees_reports_or_their_dossiers(desk: Desk, role: str) -> None:
    actor = Actor(subject="x", roles=frozenset({role}), agency="heza", department="dau-tu")
    of = GetReport(actor=actor, form=II06A.key, period="2024")
    with pytest.raises(Problem, match="not-allowed"):
        await desk.report(of)
    with pytest.raises(Problem, match="not-allowed"):
        await desk.open(OpenCell(of=of, place=CellPlace(row=TOTAL, column=3)))


async def test_another_agency_has_a_report_of_its_own(desk: Desk) -> None:
    other = Actor(subject="ld.2", roles=frozenset({"leader"}), agency="khac")
    with pytest.raises(Problem, match="forms-unknown"):
        await desk.report(GetReport(actor=other, form=II06A.key, period="2024"))
    with pytest.raises(Problem, match="not-allowed"):
        await desk.report(GetReport(actor=other, form=II06A.key, period="2024", agency="heza"))


async def test_while_intake_was_never_reached_the_statutory_forms_are_said_to_be_missing(database: NewDatabase) -> None:
    empty = Desk(await database("reporting.store.migrations"))
    with pytest.raises(Problem, match="forms-unknown"):
        await empty.report(GetReport(actor=LEADER, form=II06A.key, period="2024"))
