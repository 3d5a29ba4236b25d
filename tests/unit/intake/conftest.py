"""The use cases on ports in memory."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.ids import SerialIds
from intake.application import AcceptDossier, Accepted, UseCases
from intake.application.law_in_force import LawInForce
from intake.domain.dossier import Dossier
from intake.domain.facts import Fact
from intake.domain.forms.public_pages import PublicPages
from intake.lawpack.uploaded import UploadedPacks
from intake.printing.typst_printer import TypstPrinter
from unit.intake.fake_exports import exports_in_memory
from unit.intake.fake_neighbours import FakeLetters, FakeLiveCases, FakeOpenDossiers, SerialSecrets
from unit.intake.fake_reads import InMemoryReads
from unit.intake.fake_register import InMemoryRegister
from unit.intake.fakes import InMemoryUnitOfWork
from unit.intake.feedback_fakes import InMemoryFeedbackShelf
from unit.intake.file_fakes import InMemoryContents, InMemoryDraftShelf, file_ports
from unit.intake.world import APPLICANT, HEZA, RECEPTIONIST, change, filing, heza, local


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Intake in memory on Monday 2026-04-20, 09:00."""

    ask: UseCases
    unit_of_work: InMemoryUnitOfWork
    clock: FrozenClock
    live: FakeLiveCases
    open_dossiers: FakeOpenDossiers
    law: LawInForce
    letters: FakeLetters
    contents: InMemoryContents
    reads: InMemoryReads

    @property
    def facts(self) -> list[str]:
        return [type(fact).__name__ for fact in self.unit_of_work.stored.facts]

    @property
    def last_fact(self) -> Fact:
        return self.unit_of_work.stored.facts[-1]

    def stored(self, dossier_id: str) -> Dossier:
        return self.unit_of_work.stored.dossiers[dossier_id]

    async def registered(self, actor: Actor = APPLICANT, **changes: object) -> Dossier:
        return await self.ask.register(filing(actor, **changes))  # type: ignore[arg-type]

    async def accepted(self, actor: Actor = APPLICANT, **changes: object) -> Accepted:
        dossier = await self.registered(actor, **changes)
        return await self.ask.accept(AcceptDossier(change=change(dossier.id, RECEPTIONIST)))


@pytest.fixture
def office() -> Office:
    unit_of_work, clock, live = InMemoryUnitOfWork(), FrozenClock(local("2026-04-20 09:00")), FakeLiveCases()
    law, letters, reads = LawInForce(heza()), FakeLetters(), InMemoryReads(clock)
    contents = InMemoryContents()
    open_dossiers = FakeOpenDossiers()
    ask = UseCases.of(
        unit_of_work=unit_of_work,
        register=InMemoryRegister(unit_of_work),
        live=live,
        law=law,
        clock=clock,
        ids=SerialIds(),
        secrets=SerialSecrets(),
        printer=TypstPrinter(),
        pages=PublicPages("http://localhost:8080"),
        letters=letters,
        shelf=InMemoryFeedbackShelf(unit_of_work),
        files=file_ports(lambda: unit_of_work.stored, contents),
        drafts=InMemoryDraftShelf(lambda: unit_of_work.stored),
        reads=reads,
        exports=exports_in_memory(unit_of_work, law, clock),
        reader=UploadedPacks(HEZA.parent / "schema"),
        open_dossiers=open_dossiers,
    )
    return Office(
        ask=ask,
        unit_of_work=unit_of_work,
        clock=clock,
        live=live,
        open_dossiers=open_dossiers,
        law=law,
        letters=letters,
        contents=contents,
        reads=reads,
    )
