"""What the use cases of files need from outside."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from intake.domain.dossier import Dossier
from intake.domain.files.stored import FileLimits, StoredFile


class Files(Protocol):
    """The register of files, inside a transaction."""

    async def add(self, files: Sequence[StoredFile]) -> None: ...

    async def locked(self, file_ids: Sequence[str]) -> dict[str, StoredFile]:
        """Those that exist, by id, kept from other transactions until this one ends."""
        ...

    async def attach(self, keys: Sequence[tuple[str, str]], dossier_id: str, at: datetime) -> None:
        """(file id, document key) of files that are locked: they belong to the dossier now and do not expire."""
        ...

    async def supersede(self, file_ids: Sequence[str]) -> None:
        """They stay with their dossier, but another document has taken their place."""
        ...

    async def keep_until(self, file_ids: Sequence[str], uploaded_by: str, expires_at: datetime) -> None:
        """Unattached files of this account expire then, unless they do later already."""
        ...

    async def remove(self, file_ids: Sequence[str]) -> None: ...

    async def remove_expired(self, now: datetime, most: int) -> tuple[str, ...]:
        """Removes unattached files that have expired; ids of their contents."""
        ...

    async def rekey(self, file: StoredFile, key_id: str) -> None:
        """Its content, or rather the object that it shares, is sealed with this key now, and so is its name."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlace:
    """Where a page begins: after the file attached then, with this id."""

    attached_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reusable:
    """A file and the dossier it was handed in with."""

    file: StoredFile
    dossier: Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReusable:
    """One page, newest first. total: exactly."""

    items: tuple[Reusable, ...]
    total: int
    following: FilePlace | None


class FileShelf(Protocol):
    """Reading what is committed."""

    async def file(self, file_id: str) -> StoredFile | None: ...

    async def files(self, file_ids: Sequence[str]) -> dict[str, StoredFile]:
        """Those that exist, by id."""
        ...

    async def files_of(self, dossier_id: str) -> tuple[StoredFile, ...]:
        """All that belong to a dossier, oldest first."""
        ...

    async def unattached_bytes(self, uploaded_by: str) -> int:
        """Sum of the sizes of an account's files without a dossier."""
        ...

    async def reusable(
        self, registered_by: str | None, dossier_ids: Sequence[str] | None, after: FilePlace | None, size: int
    ) -> FoundReusable:
        """Files in use by dossiers that this account registered, or by these dossiers."""
        ...

    async def known_contents(self, content_ids: Sequence[str]) -> frozenset[str]:
        """Those of the contents that a file has."""
        ...

    async def sealed_otherwise(self, key_id: str, after_id: str, most: int) -> tuple[StoredFile, ...]:
        """Files behind this id whose object was sealed by another key, in order of ids."""
        ...


class FileContents(Protocol):
    """The objects, sealed. content_id: a UUID."""

    async def put(self, content_id: str, plain: AsyncIterator[bytes]) -> str:
        """Stores all of it or nothing; id of the sealing key. What ``plain`` raises comes out again."""
        ...

    def read(self, content_id: str) -> AsyncIterator[bytes]: ...

    def read_range(self, content_id: str, size: int, start: int, end: int) -> AsyncIterator[bytes]:
        """From ``start`` to before ``end`` of a content of ``size`` bytes."""
        ...

    async def delete(self, content_id: str) -> None:
        """Does nothing if it is not there."""
        ...

    async def reseal(self, content_id: str) -> str:
        """Under the active key; its id."""
        ...

    async def active_key(self) -> str: ...

    async def clear_incomplete(self, shard: int, older_than: timedelta) -> int:
        """Removes what killed processes left in this part of the store, 0 to 255; how many."""
        ...

    def listed(self, shard: int, older_than: timedelta) -> AsyncIterator[str]:
        """Ids of the contents in this part of the store that are older."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePorts:
    shelf: FileShelf
    contents: FileContents
    limits: FileLimits
