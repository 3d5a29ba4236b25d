"""MakeFiles: take one waiting report after the other and make its file; files whose time is over go away.

A job is claimed for a minute at a time. A replica that dies says nothing any more, and another takes the job again; it
is only whoever still has the claim who may keep the file.
"""

from __future__ import annotations

from datetime import date

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Problem
from reporting.application.exports.ports import FileFormat, JobWork, MakeReport, ReportPrinter
from reporting.domain.report import Report
from reporting.domain.report_job import LEASE, MOST_CLAIMS, ReportJob, Stage

MOST_BYTES = 32 * 1024**2


class MakeFilesHandler:
    """clock: of the business, for what is kept how long; real: the machine's, for claims."""

    def __init__(self, work: JobWork, make: MakeReport, printer: ReportPrinter, clock: Clock, real: Clock) -> None:
        self._work = work
        self._make = make
        self._printer = printer
        self._clock = clock
        self._real = real

    async def __call__(self) -> bool:
        """True if there was a job: look again at once."""
        async with self._work.begin() as tx:
            removed = await tx.jobs.remove_expired(self._clock.now())
            now = self._real.now()
            job = await tx.jobs.claim(now, now + LEASE)
            if removed or job:
                await tx.commit()
        if job is None:
            return False
        await self._carry_out(job)
        return True

    async def _carry_out(self, job: ReportJob) -> None:
        if job.claims > MOST_CLAIMS:
            await self._end(job.failed("job-given-up", "Making this report failed again and again.", self._clock.now()))
            return
        try:
            if not await self._at(job, Stage.GATHERING):
                return
            report = await self._make(_actor(job), job.wanted)
            if not await self._at(job, Stage.PRINTING):
                return
            content = await self._printer.printed(report, FileFormat(job.wanted.format))
        except Problem as problem:
            await self._end(job.failed(problem.slug, problem.detail, self._clock.now()))
            return
        if len(content) > MOST_BYTES:
            too_large = f"The file would have more than {MOST_BYTES // 1024**2} MiB: ask for a shorter period."
            await self._end(job.failed("file-too-large", too_large, self._clock.now()))
            return
        name = file_name(report, job.wanted.format)
        await self._end(job.done(name, len(content), self._clock.now()), content)

    async def _at(self, job: ReportJob, stage: Stage) -> bool:
        """The claim goes on. False if it is another's by now."""
        async with self._work.begin() as tx:
            ours = await tx.jobs.save(job.at(stage), until=self._real.now() + LEASE)
            await tx.commit()
        return ours

    async def _end(self, job: ReportJob, content: bytes | None = None) -> None:
        async with self._work.begin() as tx:
            if await tx.jobs.save(job):
                if content is not None:
                    await tx.jobs.keep_file(job.id, content)
                await tx.commit()


def file_name(report: Report, suffix: str) -> str:
    """``settlement-by-unit-2023-12-15-2024-12-14.xlsx``; a closed report's with its number."""
    number = "".join(char if char.isascii() and char.isalnum() else "-" for char in report.snapshot).strip("-")
    parts = (report.form, _day(report.first), _day(report.last), number.lower())
    return "-".join(part for part in parts if part) + f".{suffix}"


def _day(on: date) -> str:
    return on.isoformat()


def _actor(job: ReportJob) -> Actor:
    asker = job.asker
    return Actor(subject=asker.subject, roles=frozenset(asker.roles), agency=asker.agency, department=asker.department)
