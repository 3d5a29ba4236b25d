"""AskFile: begin a report in the background; LookAtFile: how far it is, and the file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from reporting.application.exports.ports import JobReads, JobWork
from reporting.application.reports.access import report_scope
from reporting.application.reports.list_reports import AskReports, ListReports
from reporting.domain.report_job import KEPT, Asker, JobState, ReportJob, WantedReport

MOST_WAITING = 20
"""Jobs that one account may have begun and not yet got."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFile:
    actor: Actor
    wanted: WantedReport
    idempotency: Idempotency | None = None


class AskFileHandler:
    """wake: there is something to make."""

    def __init__(
        self, work: JobWork, reads: JobReads, reports: AskReports, clock: Clock, ids: Ids, *, wake: Callable[[], None]
    ) -> None:
        self._work = work
        self._reads = reads
        self._reports = reports
        self._clock = clock
        self._ids = ids
        self._wake = wake

    async def __call__(self, command: AskFile) -> ReportJob:
        """The job, waiting. Raises Problem ``not-allowed``, ``form-unknown``, ``too-many-jobs``."""
        actor, wanted = command.actor, command.wanted
        scope = report_scope(actor, wanted.agency)
        known = await self._reports(ListReports(actor=actor, agency=wanted.agency))
        if wanted.form not in {choice.form.key for choice in known.forms}:
            raise Problem("form-unknown", Kind.NOT_FOUND, "There is no such form; GET /v1/reports lists them.")
        now = self._clock.now()
        asker = Asker(
            subject=actor.subject,
            roles=tuple(sorted(actor.roles)),
            agency=actor.agency or scope.agency,
            department=actor.department,
        )
        job = ReportJob(id=self._ids.new(), asker=asker, wanted=wanted, created_at=now, expires_at=now + KEPT)
        try:
            await self._begin(job, command)
        except CommandRepeated as repeated:
            return await _found(self._reads, repeated.subject)
        self._wake()
        return job

    async def _begin(self, job: ReportJob, command: AskFile) -> None:
        recorded = Command(
            name="ask-report-file",
            actor=command.actor,
            subject=job.id,
            unit=job.asker.agency,
            idempotency=command.idempotency,
        )
        async with self._work.begin() as tx:
            if earlier := await tx.earlier(recorded):
                raise CommandRepeated(earlier)
            if await tx.jobs.waiting_of(job.asker.subject) >= MOST_WAITING:
                raise Problem(
                    "too-many-jobs", Kind.LIMITED, f"You have {MOST_WAITING} reports under way: wait for one of them."
                )
            await tx.record(recorded, ())
            await tx.jobs.add(job)
            await tx.commit()


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAtFile:
    actor: Actor
    job_id: str


class LookAtFileHandler:
    def __init__(self, reads: JobReads, clock: Clock) -> None:
        self._reads = reads
        self._clock = clock

    async def __call__(self, query: LookAtFile) -> ReportJob:
        """For who asked, and the control team of the agency. Raises Problem ``job-unknown``."""
        job = await _found(self._reads, query.job_id)
        actor = query.actor
        own = job.asker.subject == actor.subject and job.asker.agency in ("", actor.agency or job.asker.agency)
        over = actor.has("control_team") and bool(actor.agency) and actor.agency == job.asker.agency
        if not (own or over) or job.expires_at <= self._clock.now():
            raise _unknown()
        return job

    async def file(self, query: LookAtFile) -> tuple[ReportJob, bytes]:
        """Raises Problem ``job-unknown``, ``file-not-ready``."""
        job = await self(query)
        if job.state is JobState.FAILED:
            raise Problem(job.failure, Kind.REFUSED, job.message)
        content = await self._reads.file(job.id) if job.state is JobState.DONE else None
        if content is None:
            raise Problem("file-not-ready", Kind.REFUSED, "The report is still being made: look at the job again.")
        return job, content


async def _found(reads: JobReads, job_id: str) -> ReportJob:
    job = await reads.one(job_id)
    if job is None:
        raise _unknown()
    return job


def _unknown() -> Problem:
    return Problem("job-unknown", Kind.NOT_FOUND, "There is no such job; files are kept for seven days.")


BeginFile = Callable[[AskFile], Awaitable[ReportJob]]
