"""MoveInitiative: what becomes of an idea."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.control import access
from reporting.application.control.acting import Acting, Asked
from reporting.domain.control import initiatives
from reporting.domain.control.acts import said
from reporting.domain.control.initiatives import Initiative


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveInitiative:
    acting: Acting

    async def __call__(self, asked: Asked, initiative_id: str, act: str, text: str) -> Initiative:
        """act: ``assess``, ``decline``, ``apply`` by the control team, ``recognise`` by a leader. text: what is held of
        it, why not, what it brought, by which decision."""
        said(text)
        may = access.of_leader if act == "recognise" else access.of_control_team
        return await self.acting.change(
            asked, Initiative, initiative_id, f"{act}-initiative", initiatives.moved, may=may, text=text
        )
