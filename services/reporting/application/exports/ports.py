"""What files of reports need from outside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from chassis.kernel.actor import Actor
from chassis.messaging.journal import Command
from reporting.domain.report import Report
from reporting.domain.report_job import ReportJob, WantedReport


class FileFormat(StrEnum):
    """Of a report's file; the value is the suffix of its name."""

    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"
    DOCX = "docx"

    @property
    def media_type(self) -> str:
        office = "application/vnd.openxmlformats-officedocument"
        match self:
            case FileFormat.XLSX:
                return f"{office}.spreadsheetml.sheet"
            case FileFormat.DOCX:
                return f"{office}.wordprocessingml.document"
        return f"application/{self.value}"


class ReportPrinter(Protocol):
    async def printed(self, report: Report, form: FileFormat) -> bytes:
        """The whole file. The same figures in every format; the event loop is free meanwhile."""
        ...


MakeReport = Callable[[Actor, WantedReport], Awaitable[Report]]
"""The report by the rights of who asks; raises Problem as GetReport does."""


class ReportJobs(Protocol):
    """Inside a transaction."""

    async def waiting_of(self, subject: str) -> int:
        """How many jobs of this account are not finished."""
        ...

    async def add(self, job: ReportJob) -> None: ...

    async def claim(self, now: datetime, until: datetime) -> ReportJob | None:
        """The oldest that waits, or whose replica has not been heard of; claimed until then, by the machine's clock."""
        ...

    async def save(self, job: ReportJob, *, until: datetime | None = None) -> bool:
        """until: the claim goes on. False if another replica has taken the job meanwhile: leave it."""
        ...

    async def keep_file(self, job_id: str, content: bytes) -> None: ...

    async def remove_expired(self, now: datetime) -> int: ...


class JobTransaction(Protocol):
    """Nothing is kept unless ``commit`` was awaited."""

    @property
    def jobs(self) -> ReportJobs: ...

    async def earlier(self, command: Command) -> str | None: ...

    async def record(self, command: Command, facts: tuple[()]) -> None: ...

    async def commit(self) -> None: ...


class JobWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[JobTransaction]: ...


class JobReads(Protocol):
    async def one(self, job_id: str) -> ReportJob | None: ...

    async def file(self, job_id: str) -> bytes | None: ...
