"""GetDefinitions: every definition of on time, with its formula, its law and its policy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date

from chassis.kernel.actor import Actor
from reporting.application.access import figures_scope
from reporting.domain.definitions import Definition, Definitions


@dataclass(frozen=True, slots=True, kw_only=True)
class GetDefinitions:
    """on: only the editions that hold on this local day; None for all."""

    actor: Actor
    on: date | None = None


class GetDefinitionsHandler:
    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions

    async def __call__(self, query: GetDefinitions) -> Sequence[Definition]:
        """Those who may see figures may see how they are made. Raises Problem ``not-allowed``."""
        figures_scope(query.actor)
        editions = self._definitions.editions
        return [each for each in editions if query.on is None or each.holds_on(query.on)]


AskDefinitions = Callable[[GetDefinitions], Awaitable[Sequence[Definition]]]
