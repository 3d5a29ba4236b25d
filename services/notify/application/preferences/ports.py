"""What these use cases need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from chassis.messaging.journal import Command
from notify.domain.delivery import DeliveryGivenUp
from notify.domain.preference import Preference


class PreferenceStore(Protocol):
    async def locked(self, account: str) -> Preference:
        """What was said last, held until the transaction ends; version 0 if nothing was ever said."""
        ...

    async def put(self, preference: Preference, at: datetime) -> bool:
        """False if somebody else said the first word meanwhile."""
        ...


class PreferenceTransaction(Protocol):
    @property
    def preferences(self) -> PreferenceStore: ...

    async def record(self, command: Command, facts: Sequence[DeliveryGivenUp]) -> None: ...

    async def commit(self) -> None: ...


class PreferenceWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[PreferenceTransaction]: ...
