"""Applying an event whose place in the sequence has been given up: the dead letter is its place now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime


@dataclass(slots=True, kw_only=True)
class Resumption:
    """One dead letter in hand. resolution: what is written when its event is applied. is_asked: whether an inbox has
    been asked for its place; a handler that has no use for the event asks none."""

    letter_id: str
    event_id: str
    consumer: str
    resolution: str
    at: datetime
    is_asked: bool = False


_resumption: ContextVar[Resumption | None] = ContextVar("resumption", default=None)


@contextmanager
def resuming(letter: Resumption) -> Iterator[Resumption]:
    """Inside, the inbox of that consumer takes this event, and resolves the letter in the same transaction."""
    token = _resumption.set(letter)
    try:
        yield letter
    finally:
        _resumption.reset(token)


def is_resuming() -> bool:
    """Whether a dead letter is applied here: in this task, by this call."""
    return _resumption.get() is not None


def resumed(consumer: str, event_id: str) -> Resumption | None:
    """The letter of this event, if it is being applied again now."""
    letter = _resumption.get()
    if letter is None or (letter.consumer, letter.event_id) != (consumer, event_id):
        return None
    letter.is_asked = True
    return letter
