"""Initiatives of officers and divisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from reporting.application.control.acting import Acting
from reporting.application.control.initiatives.move_initiative import MoveInitiative
from reporting.application.control.initiatives.propose_initiative import ProposeInitiative


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiatives:
    propose: ProposeInitiative
    move: MoveInitiative

    @classmethod
    def on(cls, acting: Acting) -> Self:
        return cls(
            propose=ProposeInitiative(acting=acting),
            move=MoveInitiative(acting=acting),
        )
