"""Feedback in pages: what an account may see, and what is published. No sender, no text of theirs."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import invalid
from intake.application.feedback.ports import FeedbackFilter, FeedbackPlace, FeedbackShelf, FoundFeedback
from intake.application.list_dossiers import MAX_PAGE
from intake.domain.feedback import rights


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFeedback:
    """after: where the page before ended. size: 1 to 200."""

    actor: Actor
    wanted: FeedbackFilter
    after: FeedbackPlace | None
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPublished:
    after: FeedbackPlace | None
    size: int


class ListFeedbackHandler:
    def __init__(self, shelf: FeedbackShelf) -> None:
        self._shelf = shelf

    async def __call__(self, query: ListFeedback) -> FoundFeedback:
        """Newest first; raises RoleForbidden for accounts without any view, ``invalid-request``."""
        view = rights.view_of(query.actor)
        _check_size(query.size)
        return await self._shelf.find(view, query.wanted, query.after, query.size)

    async def published(self, query: ListPublished) -> FoundFeedback:
        """What everybody may read, latest first; raises ``invalid-request``."""
        _check_size(query.size)
        return await self._shelf.published(query.after, query.size)


def _check_size(size: int) -> None:
    if not 1 <= size <= MAX_PAGE:
        raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
