"""A report that is made in the background: what is wanted, how far it is, where it ended. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=7)
"""How long a file is kept after it was asked for."""
LEASE = timedelta(seconds=60)
"""How long a replica that has taken a job is believed to be alive, by the machine's clock; it says so at each stage."""
MOST_CLAIMS = 3
"""A job that ended three replicas is given up."""


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Stage(StrEnum):
    """Where the work is; the value is what is shown, with how much is done by then."""

    WAITING = "waiting"
    GATHERING = "gathering"
    PRINTING = "printing"
    KEEPING = "keeping"
    DONE = "done"
    FAILED = "failed"

    @property
    def percent(self) -> int:
        return _PERCENT[self]


_PERCENT = {
    Stage.WAITING: 0,
    Stage.GATHERING: 10,
    Stage.PRINTING: 60,
    Stage.KEEPING: 90,
    Stage.DONE: 100,
    Stage.FAILED: 100,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedReport:
    """Which report, as GetReport takes it; format: suffix of the file."""

    form: str
    format: str
    period: str = ""
    first: date | None = None
    last: date | None = None
    rule: str = ""
    profile: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """By whose rights the report is made, also after a restart."""

    subject: str
    roles: tuple[str, ...]
    agency: str
    department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportJob:
    """message: why it failed, a sentence; failure: its slug. claims: how many replicas have taken it. size: of the file
    in bytes. expires_at: when job and file are removed."""

    id: str
    asker: Asker
    wanted: WantedReport
    state: JobState = JobState.WAITING
    stage: Stage = Stage.WAITING
    failure: str = ""
    message: str = ""
    claims: int = 0
    created_at: datetime
    finished_at: datetime | None = None
    expires_at: datetime
    file_name: str = ""
    size: int = 0

    @property
    def percent(self) -> int:
        return self.stage.percent

    def at(self, stage: Stage) -> ReportJob:
        return replace(self, state=JobState.RUNNING, stage=stage)

    def done(self, file_name: str, size: int, at: datetime) -> ReportJob:
        return replace(self, state=JobState.DONE, stage=Stage.DONE, file_name=file_name, size=size, finished_at=at)

    def failed(self, slug: str, message: str, at: datetime) -> ReportJob:
        return replace(self, state=JobState.FAILED, stage=Stage.FAILED, failure=slug, message=message, finished_at=at)
