"""One draft with what is still missing, so that a page can guide; and the list of one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.worktime import Limit
from intake.application.drafts.draft import Draft, DraftContent
from intake.application.drafts.ports import DraftPlace, DraftShelf, FoundDrafts
from intake.application.drafts.save_draft import own
from intake.application.files.given import submitted
from intake.application.files.ports import FileShelf
from intake.application.law_in_force import LawInForce
from intake.domain.applicant import check_applicant
from intake.domain.documents import check_documents, require_complete
from intake.domain.procedures import Fee, ProcedureVersion

MAX_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A field that keeps the draft from being filed, and what it needs."""

    field: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDraft:
    """limit, fee: what the procedure takes today, by the draft's channel; null if it is not in force or not offered
    there, and once the draft was submitted."""

    draft: Draft
    missing: tuple[Missing, ...] = ()
    limit: Limit | None = None
    fee: Fee | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListDrafts:
    """size: 1 to 200."""

    actor: Actor
    after: DraftPlace | None
    size: int


class GetDraftHandler:
    def __init__(self, shelf: DraftShelf, files: FileShelf, law: LawInForce, clock: Clock) -> None:
        self._shelf = shelf
        self._files = files
        self._law = law
        self._clock = clock

    async def __call__(self, actor: Actor, draft_id: str) -> ShownDraft:
        """Raises DraftUnknown."""
        return await self.shown(own(actor, await self._shelf.draft(draft_id)))

    async def list(self, query: ListDrafts) -> FoundDrafts:
        """One's own that were not submitted. Raises ``invalid-request`` for a page that cannot be."""
        if not 1 <= query.size <= MAX_PAGE:
            raise invalid("invalid-request", "The page size cannot be taken.", page_size=f"1 to {MAX_PAGE}")
        return await self._shelf.find(query.actor.subject, query.after, query.size)

    async def shown(self, draft: Draft) -> ShownDraft:
        """With what a filing would be refused for, all at once."""
        if draft.content is None:
            return ShownDraft(draft=draft)
        on = self._clock.now().astimezone(self._law.pack.calendar.tz).date()
        try:
            version = self._law.pack.version_on(draft.content.procedure, on, path="procedure")
        except Problem as problem:
            return ShownDraft(draft=draft, missing=_missing_of(problem, "procedure"))
        missing = (*_lacking(draft.content, version), *await self._lost_files(draft.owner, draft.content))
        channel = draft.content.channel
        if all(offer.channel is not channel for offer in version.channels):
            return ShownDraft(draft=draft, missing=missing)
        limit, fee = version.limit_for(channel), version.fee_for(channel)
        return ShownDraft(draft=draft, missing=missing, limit=limit, fee=fee)

    async def _lost_files(self, owner: str, content: DraftContent) -> tuple[Missing, ...]:
        """Uploads that were deleted or have become part of another dossier since."""
        if not content.files:
            return ()
        there = await self._files.files(content.files)
        return tuple(
            Missing(field=f"documents[{i}].files[{j}]", detail="this upload is gone or used; send the file again")
            for i, document in enumerate(content.documents)
            for j, file_id in enumerate(document.files)
            if (file := there.get(file_id)) is None or file.uploaded_by != owner or file.dossier_id is not None
        )


def _lacking(content: DraftContent, version: ProcedureVersion) -> tuple[Missing, ...]:
    """Every refusal of a full filing, not only the first."""
    found: list[Missing] = []
    documents = submitted(content.documents, version)
    checks: tuple[Callable[[], object], ...] = (
        lambda: version.offer(content.channel),
        lambda: check_applicant(content.who(), version),
        lambda: check_documents(version, documents),
        lambda: require_complete(version, documents, Kind.INVALID),
    )
    for check in checks:
        try:
            check()
        except Problem as problem:
            found += _missing_of(problem, "draft")
    return tuple(found)


def _missing_of(problem: Problem, field: str) -> tuple[Missing, ...]:
    fields = problem.fields or {field: problem.detail}
    return tuple(Missing(field=path, detail=detail) for path, detail in fields.items())
