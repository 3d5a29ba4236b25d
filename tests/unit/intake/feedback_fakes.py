"""The book of feedback in memory. It passes the same contract suite as the SQL one."""

from __future__ import annotations

from typing import Any

from chassis.kernel.errors import Kind, Problem
from chassis.timers.firing import Timers
from intake.application.feedback.ports import FeedbackFilter, FeedbackPlace, FoundFeedback
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.rights import FeedbackView
from intake.domain.feedback.sender import FeedbackFile
from intake.domain.feedback.timers import feedback_timers

FeedbackEntries = dict[str, tuple[Feedback, FeedbackFile]]


class InMemoryFeedbackBook:
    def __init__(self, entries: FeedbackEntries, timers: Timers) -> None:
        self._entries = entries
        self._timers = timers

    async def add(self, feedback: Feedback, file: FeedbackFile) -> None:
        self._entries[feedback.id] = feedback, file
        await self._timers.replace(feedback.id, feedback_timers(feedback))

    async def locked(self, feedback_id: str) -> Feedback | None:
        found = self._entries.get(feedback_id)
        return found and found[0]

    async def file(self, feedback_id: str) -> FeedbackFile:
        return self._entries[feedback_id][1]

    async def save(self, feedback: Feedback) -> None:
        before, file = self._entries[feedback.id]
        if before.version != feedback.version - 1:
            raise Problem("feedback-changed", Kind.CONFLICT, "Somebody else changed the feedback just now.")
        self._entries[feedback.id] = feedback, file
        await self._timers.replace(feedback.id, feedback_timers(feedback))

    async def save_file(self, feedback_id: str, file: FeedbackFile) -> None:
        self._entries[feedback_id] = self._entries[feedback_id][0], file


class InMemoryFeedbackShelf:
    """unit_of_work: whose ``stored.feedback`` is what is committed."""

    def __init__(self, unit_of_work: Any) -> None:
        self._unit_of_work = unit_of_work

    @property
    def _entries(self) -> FeedbackEntries:
        entries: FeedbackEntries = self._unit_of_work.stored.feedback
        return entries

    async def get(self, feedback_id: str) -> tuple[Feedback, FeedbackFile] | None:
        return self._entries.get(feedback_id)

    async def by_code(self, code: str) -> tuple[Feedback, FeedbackFile] | None:
        return next((entry for entry in self._entries.values() if entry[0].code == code), None)

    async def find(
        self, view: FeedbackView, wanted: FeedbackFilter, after: FeedbackPlace | None, size: int
    ) -> FoundFeedback:
        found = [f for f, _ in self._entries.values() if _visible(f, view) and _matches(f, wanted)]
        return _page(found, "received_at", after, size)

    async def published(self, after: FeedbackPlace | None, size: int) -> FoundFeedback:
        found = [f for f, _ in self._entries.values() if f.published_at is not None]
        return _page(found, "published_at", after, size)


def _page(found: list[Feedback], by: str, after: FeedbackPlace | None, size: int) -> FoundFeedback:
    def place(feedback: Feedback) -> tuple[Any, str]:
        return getattr(feedback, by), feedback.id

    ordered = sorted(found, key=place, reverse=True)
    rest = [f for f in ordered if after is None or place(f) < (after.at, after.id)]
    page = tuple(rest[:size])
    following = FeedbackPlace(at=getattr(page[-1], by), id=page[-1].id) if len(rest) > size else None
    return FoundFeedback(items=page, total=len(found), following=following)


def _visible(feedback: Feedback, view: FeedbackView) -> bool:
    return (
        view.agency in (None, feedback.agency)
        and view.handler in (None, feedback.handler)
        and view.registered_by in (None, feedback.registered_by)
        and (view.but_not_about is None or view.but_not_about != feedback.concerned_officer)
    )


def _matches(feedback: Feedback, wanted: FeedbackFilter) -> bool:
    return (
        (wanted.states is None or feedback.state in wanted.states)
        and wanted.kind in (None, feedback.kind)
        and wanted.classification in (None, feedback.classification)
        and wanted.handler in (None, feedback.handler)
        and wanted.dossier_id in (None, feedback.dossier_id)
        and (wanted.overdue_at is None or feedback.is_overdue(wanted.overdue_at))
        and (wanted.is_published is None or wanted.is_published == (feedback.published_at is not None))
    )
