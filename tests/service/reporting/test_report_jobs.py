"""Reports made in the background, on SQLite and PostgreSQL alike: once, by whoever lives, for who asked, for a week."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Idempotency
from chassis.rpc import interceptor
from motcua.reporting.v1 import report_file_service_pb2 as pb
from reporting.api.grpc.report_files import ReportFileServicer
from reporting.api.http.report_files import report_json
from reporting.application.exports.ask_file import MOST_WAITING, AskFile, AskFileHandler, LookAtFile, LookAtFileHandler
from reporting.application.exports.make_files import MakeFilesHandler, file_name
from reporting.application.exports.ports import FileFormat
from reporting.application.reports.list_reports import Listed, ListReports
from reporting.domain.forms.definition import Chosen, Form
from reporting.domain.report import Report
from reporting.domain.report_job import KEPT, LEASE, MOST_CLAIMS, JobState, ReportJob, Stage, WantedReport
from reporting.printing.printer import Printer
from reporting.store.report_jobs import SqlJobReads, SqlJobWork
from support.databases import NewDatabase
from unit.reporting.specimens import settlement

NOW = datetime(2024, 12, 16, 3, tzinfo=UTC)
LEADER = Actor(subject="ld.1", roles=frozenset({"leader"}), agency="heza")
WANTED = WantedReport(form="settlement-by-unit", format="xlsx", period="2024")


async def forms(_query: ListReports) -> Listed:
    chosen = Chosen(form=Form(key="settlement-by-unit", title="II.06a"))
    return Listed(on=NOW.date(), profile=None, is_law_known=True, may_close=True, forms=(chosen,))


@dataclass
class Desk:
    """One replica. made: by whose rights reports were made; broken: what making one raises instead."""

    database: Database
    clock: FrozenClock
    real: FrozenClock
    made: list[Actor] = field(default_factory=list)
    broken: BaseException | None = None

    def __post_init__(self) -> None:
        work, reads = SqlJobWork(self.database, self.clock, UuidIds()), SqlJobReads(self.database)
        self.ask = AskFileHandler(work, reads, forms, self.clock, UuidIds(), wake=lambda: None)
        self.look = LookAtFileHandler(reads, self.clock)
        self.work = MakeFilesHandler(work, self._make, Printer(report_json), self.clock, self.real)

    async def _make(self, actor: Actor, _wanted: WantedReport) -> Report:
        self.made.append(actor)
        if self.broken:
            raise self.broken
        return settlement()

    async def begin(self, key: str = "", wanted: WantedReport = WANTED, actor: Actor = LEADER) -> ReportJob:
        promise = Idempotency(key=key, digest=key) if key else None
        return await self.ask(AskFile(actor=actor, wanted=wanted, idempotency=promise))

    async def seen(self, job: ReportJob, actor: Actor = LEADER) -> ReportJob:
        return await self.look(LookAtFile(actor=actor, job_id=job.id))


@pytest.fixture
async def desks(database: NewDatabase) -> Sequence[Desk]:
    """Two replicas on one store."""
    store = await database("reporting.store.migrations")
    clock, real = FrozenClock(NOW), FrozenClock(NOW)
    return [Desk(store, clock, real), Desk(store, clock, real)]


async def test_a_report_is_made_once_by_the_rights_of_who_asked(desks: Sequence[Desk]) -> None:
    one, two = desks
    job = await one.begin()
    assert (job.state, job.percent) == (JobState.WAITING, 0)
    with pytest.raises(Problem) as early:
        await one.look.file(LookAtFile(actor=LEADER, job_id=job.id))
    assert early.value.slug == "file-not-ready"
    assert sorted(await asyncio.gather(one.work(), two.work())) == [False, True]
    assert one.made + two.made == [LEADER]
    done, content = await two.look.file(LookAtFile(actor=LEADER, job_id=job.id))
    assert (done.state, done.stage, done.percent, done.size) == (JobState.DONE, Stage.DONE, 100, len(content))
    assert done.file_name == "settlement-by-unit-2023-12-15-2024-12-14-bc-2024-0007.xlsx"
    assert content[:2] == b"PK"


async def test_a_job_of_a_dead_replica_is_taken_again_and_the_late_one_keeps_nothing(desks: Sequence[Desk]) -> None:
    one, two = desks
    job = await one.begin()
    one.broken = asyncio.CancelledError()  # as when the process ends
    with pytest.raises(asyncio.CancelledError):
        await one.work()
    assert (await one.seen(job)).stage is Stage.GATHERING
    assert not await two.work()  # it may still be alive
    one.real.advance(LEASE + timedelta(seconds=1))
    assert await two.work()
    assert (await two.seen(job)).state is JobState.DONE
    async with SqlJobWork(one.database, one.clock, UuidIds()).begin() as tx:
        assert not await tx.jobs.save(replace(job, claims=1).at(Stage.PRINTING))


async def test_what_ends_every_replica_is_given_up(desks: Sequence[Desk]) -> None:
    one, _ = desks
    job = await one.begin()
    one.broken = asyncio.CancelledError()
    for _ in range(MOST_CLAIMS):
        with pytest.raises(asyncio.CancelledError):
            await one.work()
        one.real.advance(LEASE + timedelta(seconds=1))
    assert await one.work()
    seen = await one.seen(job)
    assert (seen.state, seen.failure) == (JobState.FAILED, "job-given-up")


async def test_a_refusal_is_the_job_s_answer(desks: Sequence[Desk]) -> None:
    one, _ = desks
    one.broken = Problem("period-unknown", Kind.INVALID, "There is no such period.")
    job = await one.begin()
    await one.work()
    with pytest.raises(Problem, match="no such period") as refused:
        await one.look.file(LookAtFile(actor=LEADER, job_id=job.id))
    assert refused.value.slug == "period-unknown"


async def test_files_go_away_after_a_week(desks: Sequence[Desk]) -> None:
    one, _ = desks
    job = await one.begin()
    await one.work()
    one.clock.advance(KEPT)
    with pytest.raises(Problem) as gone:
        await one.seen(job)
    assert gone.value.slug == "job-unknown"
    assert not await one.work()
    assert await SqlJobReads(one.database).file(job.id) is None


async def test_only_who_asked_and_the_control_team_of_the_agency_see_a_job(desks: Sequence[Desk]) -> None:
    one, _ = desks
    job = await one.begin()
    control = Actor(subject="ks.1", roles=frozenset({"control_team"}), agency="heza")
    assert (await one.seen(job, control)).id == job.id
    for other in (
        replace(LEADER, subject="ld.2"),
        replace(control, agency="other"),
        replace(LEADER, agency="other"),
        Actor(subject="op", roles=frozenset({"operator"})),
    ):
        with pytest.raises(Problem) as refused:
            await one.seen(job, other)
        assert refused.value.slug == "job-unknown"


async def test_who_may_not_see_reports_may_not_ask_for_their_files(desks: Sequence[Desk]) -> None:
    specialist = Actor(subject="cv.1", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")
    with pytest.raises(Problem) as refused:
        await desks[0].begin(actor=specialist)
    assert refused.value.slug == "not-allowed"
    with pytest.raises(Problem) as unknown:
        await desks[0].begin(wanted=replace(WANTED, form="nothing"))
    assert unknown.value.slug == "form-unknown"


async def test_the_same_request_is_one_job_and_nobody_begins_more_than_twenty(desks: Sequence[Desk]) -> None:
    one, two = desks
    first = await one.begin("key-1")
    assert (await two.begin("key-1")).id == first.id
    for number in range(MOST_WAITING - 1):
        await one.begin(f"more-{number}")
    with pytest.raises(Problem) as limited:
        await one.begin()
    assert (limited.value.slug, limited.value.kind) == ("too-many-jobs", Kind.LIMITED)


def test_a_file_is_named_after_its_report() -> None:
    live = replace(settlement(), snapshot="")
    assert file_name(live, FileFormat.PDF) == "settlement-by-unit-2023-12-15-2024-12-14.pdf"


async def test_the_same_by_grpc_in_parts(desks: Sequence[Desk]) -> None:
    one, _ = desks
    servicer = ReportFileServicer(one.ask, one.look)
    interceptor._actor.set(LEADER)  # as the server's interceptor does for a call
    asked = await servicer.CreateReportJob(pb.CreateReportJobRequest(form="settlement-by-unit", period="2024"), None)
    await one.work()
    seen = (await servicer.GetReportJob(pb.GetReportJobRequest(job_id=asked.job.id), None)).job
    wanted = pb.ReadReportFileRequest(job_id=asked.job.id)
    parts = [answer.part async for answer in servicer.ReadReportFile(wanted, None)]
    assert (seen.state, seen.percent, seen.size) == (pb.REPORT_JOB_STATE_DONE, 100, len(b"".join(parts)))
