"""What feedback needs from outside, besides the ports of every use case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.rights import FeedbackView
from intake.domain.feedback.sender import FeedbackFile
from intake.domain.feedback.vocabulary import FeedbackClass, FeedbackKind, FeedbackState


class FeedbackBook(Protocol):
    """The book of feedback, inside a transaction. Files are sealed on the way in."""

    async def add(self, feedback: Feedback, file: FeedbackFile) -> None: ...

    async def locked(self, feedback_id: str) -> Feedback | None:
        """Kept from other transactions until this one ends."""
        ...

    async def file(self, feedback_id: str) -> FeedbackFile:
        """Of feedback that exists; LookupError otherwise."""
        ...

    async def save(self, feedback: Feedback) -> None:
        """Stores the next version; Problem ``feedback-changed`` if somebody stored another one meanwhile."""
        ...

    async def save_file(self, feedback_id: str, file: FeedbackFile) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackFilter:
    """Which feedback to list; null: whatever. overdue_at: only what owes a step that was due before this instant."""

    states: frozenset[FeedbackState] | None = None
    kind: FeedbackKind | None = None
    classification: FeedbackClass | None = None
    handler: str | None = None
    dossier_id: str | None = None
    overdue_at: datetime | None = None
    is_published: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPlace:
    """Where a page begins: after the feedback with this instant and id."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeedback:
    """One page, newest first. total: all that match, exactly. following: null on the last page."""

    items: tuple[Feedback, ...]
    total: int
    following: FeedbackPlace | None


class FeedbackShelf(Protocol):
    """Reading what is committed."""

    async def get(self, feedback_id: str) -> tuple[Feedback, FeedbackFile] | None: ...

    async def by_code(self, code: str) -> tuple[Feedback, FeedbackFile] | None: ...

    async def find(
        self, view: FeedbackView, wanted: FeedbackFilter, after: FeedbackPlace | None, size: int
    ) -> FoundFeedback:
        """Newest reception first."""
        ...

    async def published(self, after: FeedbackPlace | None, size: int) -> FoundFeedback:
        """What is public, latest publication first."""
        ...
