"""ListDeadLetters: what no consumer could apply, of all services at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from notify.application.letters.access import box_of, may_decide, may_list
from notify.application.letters.ports import DeadLetter, LetterBox, LetterChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDeadLetters:
    """service: empty for all. limit: 1 to 200. after: id of the last one of the page before."""

    actor: Actor
    chosen: LetterChoice = field(default_factory=LetterChoice)
    service: str = ""
    limit: int = 50
    after: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPage:
    """silent: services that did not answer, so theirs are not among these."""

    letters: tuple[DeadLetter, ...]
    total_size: int
    more: bool
    silent: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDeadLetter:
    actor: Actor
    service: str
    letter_id: str


class ListDeadLettersHandler:
    def __init__(self, boxes: Mapping[str, LetterBox]) -> None:
        self._boxes = boxes

    async def __call__(self, query: ListDeadLetters) -> LetterPage:
        """A service that is away is named, and the others are shown. Problems: not-allowed, service-unknown."""
        may_list(query.actor)
        boxes = [box_of(self._boxes, query.service)] if query.service else list(self._boxes.values())
        answers = await asyncio.gather(*(self._ask(box, query) for box in boxes))
        heard = [answer for answer in answers if answer is not None]
        if not heard:
            raise Problem("neighbour-unavailable", Kind.UNAVAILABLE, "No service answers; try again soon.")
        return _merged(
            heard,
            query.limit,
            tuple(box.service for box, answer in zip(boxes, answers, strict=True) if answer is None),
        )

    async def get(self, query: GetDeadLetter) -> tuple[DeadLetter, bytes]:
        """With the bytes as they came. Problems: not-allowed, service-unknown, dead-letter-unknown."""
        may_decide(query.actor)
        return await box_of(self._boxes, query.service).get(query.letter_id)

    async def _ask(self, box: LetterBox, query: ListDeadLetters) -> tuple[tuple[DeadLetter, ...], int, bool] | None:
        try:
            return await box.page(query.chosen, limit=query.limit, after=query.after)
        except Problem as problem:
            if problem.kind is not Kind.UNAVAILABLE:
                raise
            return None


def _merged(
    heard: Sequence[tuple[tuple[DeadLetter, ...], int, bool]], limit: int, silent: tuple[str, ...]
) -> LetterPage:
    """Ids are ordered by time whoever made them, so one cursor goes through all services."""
    together = sorted((letter for letters, _, _ in heard for letter in letters), key=lambda one: one.id, reverse=True)
    return LetterPage(
        letters=tuple(together[:limit]),
        total_size=sum(total for _, total, _ in heard),
        more=len(together) > limit or any(more for _, _, more in heard),
        silent=silent,
    )
