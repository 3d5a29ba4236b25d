"""Who did what to a piece of control work, and which act is possible in which state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from chassis.kernel.errors import Kind, Problem, invalid

LINE, PARAGRAPH = 200, 4_000
"""Characters of a line and of a paragraph, at most."""

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """name: imperative, as in the journal. by: account id. at: aware, UTC. text: what was said with it, empty for
    nothing."""

    name: str
    by: str
    at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves(Generic[State]):
    """of: what moves, for people. table: act → the states in which it is possible, and the one it leads to."""

    of: str
    table: Mapping[str, tuple[frozenset[State], State]]

    def after(self, state: State, act: str) -> State:
        """Raises Problem ``act-not-possible``."""
        possible, then = self.table[act]
        if state not in possible:
            raise Problem(
                "act-not-possible",
                Kind.REFUSED,
                f"The {self.of} is {state.value}: this is possible while it is {', '.join(sorted(possible))}.",
            )
        return then

    def allows(self, state: State, act: str) -> bool:
        return state in self.table[act][0]


class Checks:
    """Gathers what is wrong with what was typed, so that all of it is said at once."""

    def __init__(self) -> None:
        self._wrong: dict[str, str] = {}

    def text(self, name: str, value: str, *, most: int = LINE, needed: bool = True) -> None:
        self.that(name, not needed or bool(value.strip()), "is needed")
        self.that(name, len(value) <= most, f"must not be longer than {most} characters")

    def that(self, name: str, holds: bool, otherwise: str) -> None:
        if not holds:
            self._wrong.setdefault(name, otherwise)

    def done(self) -> None:
        """Raises Problem ``invalid-request`` with every field that is wrong."""
        if self._wrong:
            raise invalid("invalid-request", f"Correct these fields: {', '.join(self._wrong)}.", **self._wrong)


def said(text: str) -> None:
    """What must be said with an act. Raises Problem ``invalid-request`` on field ``text``."""
    checks = Checks()
    checks.text("text", text, most=PARAGRAPH)
    checks.done()
