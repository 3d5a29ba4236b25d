"""The internal procedure as a graph: which steps follow which, what leads where, the longest way through. Pure.

Steps follow only steps that stand above them in the list, so a circle cannot be written and the order of the list is
one that every way through the graph keeps. What an author leaves out is told here: a step without ``after`` follows the
one above it; the step that decides is apart from the specialists before it (who appraised does not decide).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from intake.domain.procedures import Role, Step

Way = tuple[Fraction, tuple[int, ...]]
"""How long it takes, and the places on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """Places are indexes of steps. before: directly before each step; above: everything that leads to it."""

    steps: tuple[Step, ...]
    before: tuple[tuple[int, ...], ...]
    above: tuple[frozenset[int], ...]

    @classmethod
    def of(cls, steps: Sequence[Step]) -> Self:
        """The graph of sound steps: each ``after`` names steps above it."""
        places = {step.key: place for place, step in enumerate(steps)}
        before: list[tuple[int, ...]] = []
        above: list[frozenset[int]] = []
        for place, step in enumerate(steps):
            direct = tuple(sorted(places[key] for key in step.after)) or ((place - 1,) if place else ())
            before.append(direct)
            above.append(frozenset(direct).union(*(above[earlier] for earlier in direct)))
        return cls(steps=tuple(steps), before=tuple(before), above=tuple(above))

    @property
    def deciding(self) -> int:
        """The place of the step that decides; ValueError if none does."""
        return [step.decides for step in self.steps].index(True)

    @property
    def ends(self) -> tuple[int, ...]:
        """The places that nothing follows."""
        followed = {place for direct in self.before for place in direct}
        return tuple(place for place in range(len(self.steps)) if place not in followed)

    @property
    def is_line(self) -> bool:
        """Whether each step follows the one above it."""
        return all(direct == ((place - 1,) if place else ()) for place, direct in enumerate(self.before))

    def longest(self, span: Callable[[Step], Fraction]) -> Way:
        """The longest way through, each step taking its span, and the places on it (the critical path); of ways that
        are as long the one that comes first in the list."""
        ways: list[Way] = []
        for place, step in enumerate(self.steps):
            spent, way = _longer(ways[earlier] for earlier in self.before[place])
            ways.append((spent + span(step), (*way, place)))
        return _longer(ways[place] for place in self.ends)

    def levels(self) -> tuple[int, ...]:
        """How many steps come before each one at least, one after the other: its line in a picture."""
        levels: list[int] = []
        for direct in self.before:
            levels.append(max((levels[earlier] + 1 for earlier in direct), default=0))
        return tuple(levels)

    def apart_from(self, place: int) -> tuple[str, ...]:
        """Keys of the steps whose officers may not do this one."""
        step = self.steps[place]
        if step.apart_from is not None:
            return step.apart_from
        earlier = [self.steps[each] for each in sorted(self.above[place])] if step.decides else []
        return tuple(each.key for each in earlier if each.role is Role.SPECIALIST)


def _longer(ways: Iterable[Way]) -> Way:
    return max(ways, key=lambda way: way[0], default=(Fraction(), ()))


def spelt_out(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps with all that an author may leave out."""
    flow = Workflow.of(steps)
    return tuple(
        replace(step, after=tuple(steps[each].key for each in flow.before[place]), apart_from=flow.apart_from(place))
        for place, step in enumerate(steps)
    )
