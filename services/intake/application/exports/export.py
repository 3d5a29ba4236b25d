"""An export: a list of dossiers as a spreadsheet, made in the background, kept for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from intake.application.reading import Filter
from intake.domain import rights

ATTEMPTS = 3
"""So often an export is begun again after a crash or a fault, then it has failed."""


class ExportState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Applicants(StrEnum):
    """How applicants stand in the file."""

    MASKED = "masked"
    FULL = "full"  # each dossier in it is written into the log of who saw personal data


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """actor: who asked, with the roles of then. wanted: which dossiers, as given. rows_total: null until counted.

    fault: slug of why it failed, empty otherwise. size: bytes of the file. attempt: which beginning, from 1.
    """

    id: str
    actor: Actor
    format: str
    applicants: Applicants
    wanted: Filter
    created_at: datetime
    state: ExportState = ExportState.QUEUED
    rows_done: int = 0
    rows_total: int | None = None
    size: int = 0
    fault: str = ""
    attempt: int = 0
    finished_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def progress(self) -> float:
        """0 to 1. Dossiers filed meanwhile do not make it more."""
        if self.state is ExportState.DONE:
            return 1.0
        return min(self.rows_done / self.rows_total, 1.0) if self.rows_total else 0.0


class ExportUnknown(Problem):
    """No such export, or somebody else's: the answer is the same."""

    def __init__(self) -> None:
        super().__init__("export-unknown", Kind.NOT_FOUND, "You have no export with this id; it may have expired.")


class ExportNotReady(Problem):
    def __init__(self, export: Export) -> None:
        said = f"it has failed ({export.fault}); ask for it again" if export.fault else "wait until its state is done"
        super().__init__("export-not-ready", Kind.REFUSED, f"The export has no file: {said}.")


def may_export(actor: Actor, applicants: Applicants) -> rights.View:
    """What an export of this actor holds; raises RoleForbidden. With full applicants only what one handles."""
    return rights.person_view_of(actor) if applicants is Applicants.FULL else rights.view_of(actor)


def must_own(actor: Actor, export: Export | None) -> Export:
    """The export, if the actor asked for it and still may; raises ExportUnknown, RoleForbidden."""
    if export is None or export.actor.subject != actor.subject:
        raise ExportUnknown
    if may_export(actor, export.applicants) != may_export(export.actor, export.applicants):
        raise ExportUnknown
    return export
