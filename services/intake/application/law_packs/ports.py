"""What changing the law needs from outside, beside the register and the store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from chassis.kernel.worktime import WorkCalendar
from intake.domain.law_packs.plan import Preview
from intake.domain.lawpack import LawPack

Files = Mapping[str, str]
"""Path in the pack's folder (``procedures/cap-gpld.yaml``) → content."""


class LawPackReader(Protocol):
    async def pack(self, files: Files) -> LawPack:
        """The pack that these files are; Problem ``law-pack-invalid`` names file and line of every fault."""
        ...

    async def calendar(self, text: str, zone: str) -> WorkCalendar:
        """The calendar that a calendar.yaml is; raises the same."""
        ...


class OpenDossiers(Protocol):
    """Processing, which owns the clocks."""

    async def under(self, pack: LawPack) -> Preview:
        """Which open dossiers the pack's calendar would move. Problem ``open-dossiers-not-counted``, unavailable."""
        ...
