"""What these use cases need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from chassis.messaging.journal import Command
from notify.domain.kept_text import KeptText


class KeptTexts(Protocol):
    async def get(self, digest: str) -> KeptText | None: ...


class TextTransaction(Protocol):
    async def record(self, command: Command, facts: Sequence[Any]) -> None: ...

    async def commit(self) -> None: ...


class TextWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[TextTransaction]: ...
