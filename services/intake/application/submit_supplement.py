"""Hand in the documents that were asked for, before or after acceptance."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.clock import Clock
from intake.application.files.attaching import Attaching
from intake.application.files.given import GivenDocument, submitted
from intake.application.law_in_force import LawInForce
from intake.application.opening import Change, open_for
from intake.application.ports import UnitOfWork
from intake.domain import rights
from intake.domain.documents import check_documents, replaced_files
from intake.domain.dossier import Dossier
from intake.domain.reception import supplement


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitSupplement:
    """request_id: the request that is answered; null: the open one."""

    change: Change
    documents: tuple[GivenDocument, ...]
    request_id: str | None = None


class SubmitSupplementHandler:
    def __init__(self, unit_of_work: UnitOfWork, law: LawInForce, clock: Clock, attaching: Attaching) -> None:
        self._unit_of_work = unit_of_work
        self._law = law
        self._clock = clock
        self._attaching = attaching

    async def __call__(self, command: SubmitSupplement) -> Dossier:
        """The dossier with its new documents. Raises as ``open_for``, ActionNotAllowed, ``invalid-request``."""
        change = command.change
        attachments = await self._attaching.found_for(change.actor, command.documents, change.dossier_id)
        async with self._unit_of_work.begin() as transaction:
            opened = await open_for(transaction, command.change, name="submit-supplement", right=rights.may_bring)
            if opened.was_done:
                return opened.dossier
            before = opened.dossier
            version = self._law.pack.version(before.procedure_key, before.procedure_version)
            documents = submitted(command.documents, version, attachments)
            check_documents(version, documents)
            supplemented, fact = supplement(before, documents, self._clock.now(), command.request_id)
            await transaction.dossiers.save(supplemented)
            await self._attaching.attach(transaction, change.actor, before.id, attachments)
            if replaced := replaced_files(before.documents, supplemented.documents):
                await transaction.files.supersede(replaced)
            await transaction.record(opened.command, [fact])
            await transaction.commit()
        return supplemented
