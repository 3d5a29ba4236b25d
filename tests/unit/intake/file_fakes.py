"""The ports of files and drafts in memory. They pass the same contract suite as the SQL ones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from chassis.kernel.errors import Kind, Problem
from intake.application.drafts.draft import Draft, DraftChanged, DraftRef
from intake.application.drafts.ports import DraftPlace, FoundDrafts
from intake.application.files.ports import FilePlace, FilePorts, FoundReusable, Reusable
from intake.domain.dossier import Dossier
from intake.domain.files.stored import FileLimits, StoredFile


class Kept(Protocol):
    """The part of what is stored that these fakes work on."""

    files: dict[str, StoredFile]
    drafts: dict[str, Draft]
    dossiers: dict[str, Dossier]


class InMemoryFiles:
    def __init__(self, stored: Kept) -> None:
        self._files = stored.files

    async def add(self, added: Sequence[StoredFile]) -> None:
        self._files.update({file.id: file for file in added})

    async def locked(self, file_ids: Sequence[str]) -> dict[str, StoredFile]:
        return {file_id: self._files[file_id] for file_id in file_ids if file_id in self._files}

    async def attach(self, keys: Sequence[tuple[str, str]], dossier_id: str, at: datetime) -> None:
        for file_id, key in keys:
            self._change(file_id, dossier_id=dossier_id, document_key=key, attached_at=at, expires_at=None)

    async def supersede(self, file_ids: Sequence[str]) -> None:
        for file_id in file_ids:
            self._change(file_id, document_key=None)

    async def keep_until(self, file_ids: Sequence[str], uploaded_by: str, expires_at: datetime) -> None:
        for file in (await self.locked(file_ids)).values():
            if file.uploaded_by == uploaded_by and file.expires_at is not None and file.expires_at < expires_at:
                self._change(file.id, expires_at=expires_at)

    async def remove(self, file_ids: Sequence[str]) -> None:
        for file_id in file_ids:
            self._files.pop(file_id, None)

    async def remove_expired(self, now: datetime, most: int) -> tuple[str, ...]:
        expired = [f for f in self._files.values() if f.expires_at is not None and f.expires_at < now][:most]
        await self.remove([file.id for file in expired])
        return tuple(file.content_id for file in expired)

    async def rekey(self, file: StoredFile, key_id: str) -> None:
        for each in [f for f in self._files.values() if f.content_id == file.content_id]:
            self._change(each.id, key_id=key_id)

    def _change(self, file_id: str, **changes: object) -> None:
        self._files[file_id] = replace(self._files[file_id], **changes)  # type: ignore[arg-type]


class InMemoryFileShelf:
    def __init__(self, stored: Callable[[], Kept]) -> None:
        self._stored = stored

    async def file(self, file_id: str) -> StoredFile | None:
        return self._stored().files.get(file_id)

    async def files(self, file_ids: Sequence[str]) -> dict[str, StoredFile]:
        return await InMemoryFiles(self._stored()).locked(file_ids)

    async def files_of(self, dossier_id: str) -> tuple[StoredFile, ...]:
        return tuple(sorted((f for f in self._all() if f.dossier_id == dossier_id), key=_attached))

    async def unattached_bytes(self, uploaded_by: str) -> int:
        return sum(f.size for f in self._all() if f.uploaded_by == uploaded_by and f.dossier_id is None)

    async def known_contents(self, content_ids: Sequence[str]) -> frozenset[str]:
        return frozenset(content_ids) & {f.content_id for f in self._all()}

    async def sealed_otherwise(self, key_id: str, after_id: str, most: int) -> tuple[StoredFile, ...]:
        waiting = [f for f in self._all() if f.key_id != key_id and f.id > after_id]
        return tuple(sorted(waiting, key=lambda f: f.id)[:most])

    async def reusable(
        self, registered_by: str | None, dossier_ids: Sequence[str] | None, after: FilePlace | None, size: int
    ) -> FoundReusable:
        dossiers = self._stored().dossiers
        used = [f for f in self._all() if f.document_key is not None and f.dossier_id is not None]
        matching = [
            Reusable(file=f, dossier=dossiers[f.dossier_id or ""])
            for f in sorted(used, key=_attached, reverse=True)
            if (dossier_ids is None or f.dossier_id in dossier_ids)
            and registered_by in (None, dossiers[f.dossier_id or ""].registered_by)
        ]
        rest = [r for r in matching if after is None or _attached(r.file) < (after.attached_at, after.id)]
        last = rest[size - 1].file if len(rest) > size else None
        following = FilePlace(attached_at=last.attached_at, id=last.id) if last and last.attached_at else None
        return FoundReusable(items=tuple(rest[:size]), total=len(matching), following=following)

    def _all(self) -> list[StoredFile]:
        return list(self._stored().files.values())


class InMemoryContents:
    """Contents by id; ``ages`` says how old each is, a minute unless a test says otherwise."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.keys: dict[str, str] = {}
        self.ages: dict[str, timedelta] = {}
        self.active = "k1"
        self.is_away = False

    async def put(self, content_id: str, plain: AsyncIterator[bytes]) -> str:
        self._reach()
        self.contents[content_id] = b"".join([part async for part in plain])
        self.keys[content_id] = self.active
        return self.active

    async def read(self, content_id: str) -> AsyncIterator[bytes]:
        self._reach()
        yield self.contents[content_id]

    async def read_range(self, content_id: str, size: int, start: int, end: int) -> AsyncIterator[bytes]:
        yield self.contents[content_id][start:end]

    async def delete(self, content_id: str) -> None:
        self._reach()
        self.contents.pop(content_id, None)

    async def reseal(self, content_id: str) -> str:
        if content_id not in self.contents:
            raise Problem("file-missing", Kind.UNAVAILABLE, "The content of this file is not in the store.")
        self.keys[content_id] = self.active
        return self.active

    async def active_key(self) -> str:
        return self.active

    async def clear_incomplete(self, shard: int, older_than: timedelta) -> int:
        return 0

    async def listed(self, shard: int, older_than: timedelta) -> AsyncIterator[str]:
        for content_id in list(self.contents):
            if self.ages.get(content_id, timedelta(minutes=1)) > older_than:
                yield content_id

    def _reach(self) -> None:
        if self.is_away:
            raise Problem("file-store-unavailable", Kind.UNAVAILABLE, "The file store does not answer.")


class InMemoryDrafts:
    def __init__(self, stored: Kept) -> None:
        self._drafts = stored.drafts

    async def add(self, draft: Draft) -> None:
        self._drafts[draft.id] = draft

    async def locked(self, draft_id: str) -> Draft | None:
        return self._drafts.get(draft_id)

    async def save(self, draft: Draft) -> None:
        self._drafts[draft.id] = draft

    async def close(self, draft: DraftRef, dossier_id: str) -> None:
        open_one = self._drafts.get(draft.id)
        if open_one is None or open_one.version != draft.version or open_one.dossier_id is not None:
            raise DraftChanged
        self._drafts[draft.id] = replace(open_one, dossier_id=dossier_id, content=None)

    async def remove(self, draft_id: str) -> None:
        self._drafts.pop(draft_id, None)

    async def remove_expired(self, now: datetime) -> int:
        expired = [draft.id for draft in self._drafts.values() if draft.expires_at < now]
        for draft_id in expired:
            del self._drafts[draft_id]
        return len(expired)


class InMemoryDraftShelf:
    def __init__(self, stored: Callable[[], Kept]) -> None:
        self._stored = stored

    async def draft(self, draft_id: str) -> Draft | None:
        return self._stored().drafts.get(draft_id)

    async def open_drafts(self, owner: str) -> int:
        return len(self._open(owner))

    async def find(self, owner: str, after: DraftPlace | None, size: int) -> FoundDrafts:
        ordered = sorted(self._open(owner), key=lambda d: (d.created_at, d.id), reverse=True)
        rest = [d for d in ordered if after is None or (d.created_at, d.id) < (after.created_at, after.id)]
        page = tuple(rest[:size])
        following = DraftPlace(created_at=page[-1].created_at, id=page[-1].id) if len(rest) > size else None
        return FoundDrafts(drafts=page, total=len(ordered), following=following)

    def _open(self, owner: str) -> list[Draft]:
        return [d for d in self._stored().drafts.values() if d.owner == owner and d.dossier_id is None]


def file_ports(stored: Callable[[], Kept], contents: InMemoryContents | None = None) -> FilePorts:
    """The ports of files on what is stored, with the limits that are usual."""
    return FilePorts(shelf=InMemoryFileShelf(stored), contents=contents or InMemoryContents(), limits=FileLimits())


def _attached(file: StoredFile) -> tuple[datetime, str]:
    return file.attached_at or file.uploaded_at, file.id
