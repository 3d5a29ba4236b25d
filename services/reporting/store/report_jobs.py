"""Jobs for reports: rows, a unit of work with the journal, reads."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from reporting.domain.report_job import Asker, JobState, ReportJob, Stage, WantedReport
from reporting.store.report_job_tables import REPORT_FILES, REPORT_JOBS
from reporting.store.tables import MESSAGING
from reporting.store.unit_of_work import SERVICE

_C = REPORT_JOBS.c
_UNFINISHED = (JobState.WAITING.value, JobState.RUNNING.value)
_COUNTED = select(func.count()).select_from(REPORT_JOBS)


class SqlReportJobs:
    """Fulfils ``exports.ports.ReportJobs``."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def waiting_of(self, subject: str) -> int:
        query = _COUNTED.where(_C.asked_by == subject, _C.state.in_(_UNFINISHED))
        return int(await self._connection.scalar(query) or 0)

    async def add(self, job: ReportJob) -> None:
        await self._connection.execute(insert(REPORT_JOBS).values(_row(job)))

    async def claim(self, now: datetime, until: datetime) -> ReportJob | None:
        free = or_(_C.claimed_until.is_(None), _C.claimed_until < now)
        oldest = (
            select(REPORT_JOBS)
            .where(_C.state.in_(_UNFINISHED), free)
            .order_by(_C.created_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = (await self._connection.execute(oldest)).one_or_none()
        if row is None:
            return None
        taken = {"claims": row.claims + 1, "claimed_until": until, "state": JobState.RUNNING.value}
        await self._connection.execute(update(REPORT_JOBS).where(_C.id == row.id).values(taken))
        return _job({**row._mapping, **taken})

    async def save(self, job: ReportJob, *, until: datetime | None = None) -> bool:
        """Whoever claims a job counts up its claims: another count is another replica's."""
        row = {name: value for name, value in _row(job).items() if name != "id"}
        mine = (_C.id == job.id, _C.claims == job.claims, _C.state.in_(_UNFINISHED))
        changed = await self._connection.execute(update(REPORT_JOBS).where(*mine).values(**row, claimed_until=until))
        return changed.rowcount == 1

    async def keep_file(self, job_id: str, content: bytes) -> None:
        await self._connection.execute(insert(REPORT_FILES).values(job_id=job_id, content=content))

    async def remove_expired(self, now: datetime) -> int:
        over = select(_C.id).where(_C.expires_at <= now)
        if await self._connection.scalar(over.limit(1)) is None:
            return 0
        await self._connection.execute(delete(REPORT_FILES).where(REPORT_FILES.c.job_id.in_(over)))
        removed = await self._connection.execute(delete(REPORT_JOBS).where(_C.expires_at <= now))
        return removed.rowcount


class SqlJobTransaction:
    """Fulfils ``exports.ports.JobTransaction``."""

    def __init__(self, work: Work[object]) -> None:
        self.jobs = SqlReportJobs(work.connection)
        self.earlier, self.record, self.commit = work.earlier, work.record, work.commit


class SqlJobWork:
    """Fulfils ``exports.ports.JobWork``. What is asked for is journaled and told to nobody."""

    def __init__(self, database: Database, clock: Clock, ids: Ids) -> None:
        self._desk: Desk[object] = Desk(
            database=database,
            tables=MESSAGING,
            service=SERVICE,
            consumer=SERVICE,
            clock=clock,
            ids=ids,
            publish=_nothing,
            wake=_nobody,
        )

    def begin(self) -> AbstractAsyncContextManager[SqlJobTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlJobTransaction]:
        async with self._desk.work() as work:
            yield SqlJobTransaction(work)


class SqlJobReads:
    """Fulfils ``exports.ports.JobReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, job_id: str) -> ReportJob | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(REPORT_JOBS).where(_C.id == job_id))).one_or_none()
        return _job(row._mapping) if row else None

    async def file(self, job_id: str) -> bytes | None:
        async with self._database.read() as connection:
            found: bytes | None = await connection.scalar(
                select(REPORT_FILES.c.content).where(REPORT_FILES.c.job_id == job_id)
            )
        return found


def _row(job: ReportJob) -> dict[str, Any]:
    wanted = asdict(job.wanted)
    for name in ("first", "last"):
        wanted[name] = wanted[name].isoformat() if wanted[name] else None
    return {
        "id": job.id,
        "asked_by": job.asker.subject,
        "asker": {**asdict(job.asker), "roles": list(job.asker.roles)},
        "wanted": wanted,
        "state": job.state.value,
        "stage": job.stage.value,
        "failure": job.failure,
        "message": job.message,
        "claims": job.claims,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
        "expires_at": job.expires_at,
        "file_name": job.file_name,
        "size": job.size,
    }


def _job(row: Any) -> ReportJob:
    wanted, asker = dict(row["wanted"]), dict(row["asker"])
    for name in ("first", "last"):
        wanted[name] = date.fromisoformat(wanted[name]) if wanted[name] else None
    asker["roles"] = tuple(asker["roles"])
    plain = ("id", "failure", "message", "claims", "created_at", "finished_at", "expires_at", "file_name", "size")
    return ReportJob(
        asker=Asker(**asker),
        wanted=WantedReport(**wanted),
        state=JobState(row["state"]),
        stage=Stage(row["stage"]),
        **{name: row[name] for name in plain},
    )


def _nothing(_fact: object) -> OutgoingEvent:
    raise TypeError("a job tells nobody")


def _nobody() -> None:
    """There is nothing to publish."""
