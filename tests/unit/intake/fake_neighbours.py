"""What stands outside intake: processing, letters, secrets, a later law."""

from __future__ import annotations

from dataclasses import replace

from intake.application.neighbours import Deadline, LiveCase
from intake.clients.letters import DepartmentUnreachable
from intake.clients.open_dossiers import not_counted
from intake.domain.forms.letters import DepartmentLetters
from intake.domain.law_packs.plan import Preview
from intake.domain.lawpack import LawPack


class FakeLiveCases:
    """Processing: away, until a test says what it answers."""

    def __init__(self) -> None:
        self.answers: LiveCase | None = None
        self.explains: Deadline | None = None

    async def case(self, dossier_id: str) -> LiveCase | None:
        return self.answers

    async def deadline(self, dossier_id: str) -> Deadline | None:
        return self.explains


class FakeLetters:
    """The department's words: away, until a test says what it wrote."""

    def __init__(self) -> None:
        self.written: DepartmentLetters | None = None

    async def of(self, dossier_id: str) -> DepartmentLetters:
        if self.written is None:
            raise DepartmentUnreachable
        return self.written


class FakeOpenDossiers:
    """Processing as a counter of open dossiers: away, until a test says what it counts."""

    def __init__(self) -> None:
        self.counts: Preview | None = None

    async def under(self, pack: LawPack) -> Preview:
        if self.counts is None:
            raise not_counted()
        return self.counts


class SerialSecrets:
    """``0000-0000-0001`` and on."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        self._last += 1
        return f"0000-0000-{self._last:04d}"


def as_of_law(pack: LawPack, **changes: object) -> LawPack:
    """The pack with some parts replaced."""
    return replace(pack, **changes)  # type: ignore[arg-type]
