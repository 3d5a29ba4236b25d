"""Save a filing that is not finished: a new draft, or all of an existing one anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.ids import Ids
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from intake.application.drafts.draft import MOST_BYTES, MOST_DRAFTS, Draft, DraftChanged, DraftContent, DraftUnknown
from intake.application.drafts.ports import DraftShelf
from intake.application.law_in_force import LawInForce
from intake.application.ports import Transaction, UnitOfWork
from intake.domain import rights
from intake.domain.canonical import canonical_json, to_plain
from intake.domain.files.stored import FileLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft:
    """content.procedure: key or national code."""

    actor: Actor
    content: DraftContent
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateDraft:
    """if_version: only if it still is that version; null: whatever it is."""

    actor: Actor
    draft_id: str
    content: DraftContent
    if_version: int | None = None


class SaveDraftHandler:
    """Nothing is checked but that there is such a procedure: what is missing is told when the draft is read."""

    def __init__(
        self,
        *,
        unit_of_work: UnitOfWork,
        shelf: DraftShelf,
        law: LawInForce,
        limits: FileLimits,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._shelf = shelf
        self._law = law
        self._limits = limits
        self._clock = clock
        self._ids = ids

    async def __call__(self, command: SaveDraft) -> Draft:
        """The draft; for a repeated key the one that exists. Raises RoleForbidden, ``procedure-unknown``,
        ``procedure-not-in-force``, ``drafts-too-many``, ``draft-too-large``."""
        content = self._taken(command.actor, command.content)
        if await self._shelf.open_drafts(command.actor.subject) >= MOST_DRAFTS:
            advice = f"You have {MOST_DRAFTS} drafts. Submit or delete some of them first."
            raise Problem("drafts-too-many", Kind.LIMITED, advice)
        now = self._clock.now()
        draft = Draft(
            id=self._ids.new(),
            version=1,
            owner=command.actor.subject,
            content=content,
            created_at=now,
            updated_at=now,
            expires_at=now + self._limits.kept_draft,
        )
        entry = Command(name="save-draft", actor=command.actor, subject=draft.id, idempotency=command.idempotency)
        try:
            async with self._unit_of_work.begin() as transaction:
                await transaction.record(entry, [])
                await transaction.drafts.add(draft)
                await _keep_files(transaction, draft, content)
                await transaction.commit()
        except CommandRepeated as repeated:
            return own(command.actor, await self._shelf.draft(repeated.subject))
        return draft

    async def update(self, command: UpdateDraft) -> Draft:
        """The next version. Raises as above, DraftUnknown, DraftSubmitted, DraftChanged."""
        content = self._taken(command.actor, command.content)
        now = self._clock.now()
        async with self._unit_of_work.begin() as transaction:
            before = own(command.actor, await transaction.drafts.locked(command.draft_id))
            before.open_content()
            if command.if_version not in (None, before.version):
                raise DraftChanged
            draft = replace(
                before,
                version=before.version + 1,
                content=content,
                updated_at=now,
                expires_at=now + self._limits.kept_draft,
            )
            await transaction.drafts.save(draft)
            await _keep_files(transaction, draft, content)
            await transaction.commit()
        return draft

    def _taken(self, actor: Actor, content: DraftContent) -> DraftContent:
        if len(canonical_json(to_plain(content)).encode()) > MOST_BYTES:
            advice = f"at most {MOST_BYTES} bytes in all"
            raise invalid("draft-too-large", "The draft is too large to be kept; shorten its texts.", request=advice)
        pack = self._law.pack
        rights.may_register(actor, content.channel, pack.agency.token)
        on = self._clock.now().astimezone(pack.calendar.tz).date()
        return replace(content, procedure=pack.version_on(content.procedure, on, path="procedure").procedure)


def own(actor: Actor, draft: Draft | None) -> Draft:
    """The draft, if it is the actor's; raises DraftUnknown otherwise."""
    if draft is None or draft.owner != actor.subject:
        raise DraftUnknown
    return draft


async def _keep_files(transaction: Transaction, draft: Draft, content: DraftContent) -> None:
    """The uploads that a draft names are kept as long as the draft."""
    if content.files:
        await transaction.files.keep_until(content.files, draft.owner, draft.expires_at)
