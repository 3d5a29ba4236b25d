"""What the use cases of drafts need from outside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from intake.application.drafts.draft import Draft, DraftRef


class Drafts(Protocol):
    """Inside a transaction."""

    async def add(self, draft: Draft) -> None: ...

    async def locked(self, draft_id: str) -> Draft | None:
        """Kept from other transactions until this one ends."""
        ...

    async def save(self, draft: Draft) -> None:
        """Stores the next version of a draft that is locked."""
        ...

    async def close(self, draft: DraftRef, dossier_id: str) -> None:
        """It has become this dossier; its content is gone. Raises DraftChanged unless it is open in this version."""
        ...

    async def remove(self, draft_id: str) -> None: ...

    async def remove_expired(self, now: datetime) -> int:
        """How many there were."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPlace:
    """Where a page begins: after the draft created then, with this id."""

    created_at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDrafts:
    """One page, newest first. total: exactly."""

    drafts: tuple[Draft, ...]
    total: int
    following: DraftPlace | None


class DraftShelf(Protocol):
    """Reading what is committed."""

    async def draft(self, draft_id: str) -> Draft | None: ...

    async def open_drafts(self, owner: str) -> int:
        """How many an account has that were not submitted."""
        ...

    async def find(self, owner: str, after: DraftPlace | None, size: int) -> FoundDrafts:
        """An account's drafts that were not submitted."""
        ...
