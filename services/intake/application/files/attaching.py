"""Uploads become part of a dossier, and documents of earlier dossiers part of a new one: never across applicants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem
from chassis.kernel.ids import Ids
from intake.application.files.given import Attachments, GivenDocument, Reuse, Upload
from intake.application.files.ports import FileShelf
from intake.application.ports import Transaction
from intake.application.reading import Register
from intake.domain import rights
from intake.domain.applicant import Applicant
from intake.domain.codes import is_code
from intake.domain.dossier import Dossier
from intake.domain.files.stored import StoredFile
from intake.domain.people import Face, plain_number
from intake.domain.procedures import Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    dossier: Dossier
    applicant: Applicant


class Attaching:
    """``found`` before the transaction (it may read), ``attach`` inside it. Costs nothing where no file is named."""

    def __init__(self, register: Register, shelf: FileShelf, clock: Clock, ids: Ids) -> None:
        self._register = register
        self._shelf = shelf
        self._clock = clock
        self._ids = ids

    async def found(self, actor: Actor, given: Sequence[GivenDocument], applicant: Applicant | None) -> Attachments:
        """What the documents name. Raises ``invalid-request`` for a document that cannot be re-used here."""
        uploads = tuple(
            Upload(path=f"documents[{i}].files[{j}]", key=document.key, file_id=file_id)
            for i, document in enumerate(given)
            for j, file_id in enumerate(document.files)
        )
        copies: list[StoredFile] = []
        for index, document in enumerate(given):
            if document.reuse is not None:
                path = f"documents[{index}].reuse"
                copies += await self._copies(actor, document.key, document.reuse, applicant, path)
        return Attachments(by_office=actor.has(rights.RECEPTIONIST), uploads=uploads, copies=tuple(copies))

    async def found_for(self, actor: Actor, given: Sequence[GivenDocument], dossier_id: str) -> Attachments:
        """The same for a dossier that exists; it is read only if something is re-used."""
        if not any(document.reuse for document in given):
            return await self.found(actor, given, None)
        source = await self._source(actor, dossier_id)
        if source is None:
            raise rights.DossierUnknown
        return await self.found(actor, given, source.applicant)

    async def attach(self, transaction: Transaction, actor: Actor, dossier_id: str, attachments: Attachments) -> None:
        """Raises ``invalid-request`` naming each upload that is not there, not the actor's, or taken."""
        at = self._clock.now()
        if attachments.uploads:
            await self._claim(transaction, actor, dossier_id, attachments.uploads, at)
        if attachments.copies:
            copies = [replace(copy, dossier_id=dossier_id, attached_at=at) for copy in attachments.copies]
            await transaction.files.add(copies)

    async def _claim(
        self, transaction: Transaction, actor: Actor, dossier_id: str, uploads: Sequence[Upload], at: datetime
    ) -> None:
        there = await transaction.files.locked([upload.file_id for upload in uploads])
        wrong = {upload.path: _NOT_YOURS for upload in uploads if not _claimable(there.get(upload.file_id), actor)}
        if wrong:
            raise Problem(
                "invalid-request", Kind.INVALID, "Some uploads cannot be attached; see the fields.", fields=wrong
            )
        await transaction.files.attach([(upload.file_id, upload.key) for upload in uploads], dossier_id, at)

    async def _copies(
        self, actor: Actor, key: str, reuse: Reuse, applicant: Applicant | None, path: str
    ) -> list[StoredFile]:
        """New rows on the content of the earlier document; they get their dossier when they are attached."""
        source = await self._source(actor, reuse.dossier)
        if source is None or applicant is None or not _same_applicant(actor, source, applicant):
            raise _not_reusable(path)
        document = next((each for each in source.dossier.documents if each.key == reuse.key), None)
        wanted = document.files if document else ()
        if not wanted:
            raise _not_reusable(path)
        earlier = {file.id: file for file in await self._shelf.files_of(source.dossier.id)}
        return [
            replace(earlier[file_id], id=self._ids.new(), document_key=key, uploaded_by=actor.subject, expires_at=None)
            for file_id in wanted
        ]

    async def _source(self, actor: Actor, dossier: str) -> _Source | None:
        """A dossier whose applicant the actor may see; null otherwise."""
        by_code = await self._register.by_code(dossier) if is_code(dossier) else None
        found = await self._register.with_applicant(by_code.id if by_code else dossier)
        if found is None or not rights.sees_applicant(actor, found[0]):
            return None
        return _Source(dossier=found[0], applicant=found[1]().applicant)


def _same_applicant(actor: Actor, source: _Source, applicant: Applicant) -> bool:
    """The same identity, or the same account. An applicant's account sees its own dossiers only, whatever it claims."""
    own = actor.has(rights.APPLICANT) and source.dossier.registered_by == actor.subject
    return own or identity_of(source.applicant) == identity_of(applicant)


def identity_of(person: Applicant | Face) -> tuple[Subject, str]:
    """What makes two applicants the same one. A representative is somebody else."""
    return person.kind, plain_number(person.identity_number)


def _claimable(file: StoredFile | None, actor: Actor) -> bool:
    return file is not None and file.dossier_id is None and file.uploaded_by == actor.subject


def _not_reusable(path: str) -> Problem:
    return Problem(
        "invalid-request",
        Kind.INVALID,
        "This document cannot be re-used here. GET /v1/reusable-documents lists those that can.",
        fields={path: "no document with files of an earlier dossier of the same applicant"},
    )


_NOT_YOURS = "no upload of yours with this id that is still free; send it again with POST /v1/documents"
