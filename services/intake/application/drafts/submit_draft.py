"""File a draft: the same use case as any filing, and the draft is closed in its transaction, so exactly once."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.messaging.journal import Idempotency
from intake.application.drafts.draft import Draft, DraftChanged, DraftRef
from intake.application.drafts.ports import DraftShelf
from intake.application.drafts.save_draft import own
from intake.application.reading import Register
from intake.application.register_dossier import RegisterDossier, RegisterDossierHandler
from intake.domain import rights
from intake.domain.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitDraft:
    """if_version: only if it still is that version; null: whatever it is."""

    actor: Actor
    draft_id: str
    if_version: int | None = None
    idempotency: Idempotency | None = None


class SubmitDraftHandler:
    def __init__(self, register: Register, shelf: DraftShelf, file: RegisterDossierHandler) -> None:
        self._register = register
        self._shelf = shelf
        self._file = file

    async def __call__(self, command: SubmitDraft) -> Dossier:
        """The dossier; if the draft has become one already, that one, however often and at once it is asked for.

        Raises DraftUnknown, DraftChanged, and whatever a filing is refused for.
        """
        draft = own(command.actor, await self._shelf.draft(command.draft_id))
        if draft.dossier_id is not None:
            return await self._existing(command.actor, draft.dossier_id)
        if command.if_version not in (None, draft.version):
            raise DraftChanged
        try:
            return await self._file(_filing(command, draft))
        except DraftChanged:
            return await self._filed_meanwhile(command)

    async def _filed_meanwhile(self, command: SubmitDraft) -> Dossier:
        draft = own(command.actor, await self._shelf.draft(command.draft_id))
        if draft.dossier_id is None:
            raise DraftChanged
        return await self._existing(command.actor, draft.dossier_id)

    async def _existing(self, actor: Actor, dossier_id: str) -> Dossier:
        return rights.must_see(actor, await self._register.dossier(dossier_id))


def _filing(command: SubmitDraft, draft: Draft) -> RegisterDossier:
    content = draft.open_content()
    return RegisterDossier(
        actor=command.actor,
        procedure=content.procedure,
        channel=content.channel,
        applicant=content.who(),
        documents=content.documents,
        request=content.request,
        sets=content.sets,
        result_by=content.result_by,
        idempotency=command.idempotency,
        draft=DraftRef(id=draft.id, version=draft.version),
    )
