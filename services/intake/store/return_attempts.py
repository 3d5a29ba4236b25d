"""Hand-overs of results in SQL. Who took a result is sealed, bound to the row."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.history.covered import Written
from intake.domain.procedures import Channel
from intake.domain.returning.attempts import NOT_NOTED, ReceivedBy, Receiver, ReturnAttempt
from intake.store.history import ATTEMPTS
from intake.store.sealing_keys import Sealing
from intake.store.tables import return_attempts

# Built once: making a statement costs more than sending it.
_OF = (
    select(return_attempts)
    .where(return_attempts.c.dossier_id == bindparam("dossier"))
    .order_by(return_attempts.c.recorded_at)
)
_ADD = insert(return_attempts)
_CLOSE = (
    update(return_attempts)
    .where(return_attempts.c.id == bindparam("wanted"))
    .values({name: bindparam(name) for name in ("handed_over_at", "came_back_at")})
)
_FIELDS = (
    "id",
    "method",
    "recorded_at",
    "recorded_by",
    "sent_at",
    "tracking_number",
    "handed_over_at",
    "came_back_at",
    "received_by",
    "originals_returned",
)


class SqlReturnAttempts:
    """Fulfils ``ports.ReturnAttempts``."""

    def __init__(self, connection: AsyncConnection, sealer: Sealing, written: Written) -> None:
        self._connection = connection
        self._sealer = sealer
        self._written = written

    async def of(self, dossier_id: str) -> tuple[ReturnAttempt, ...]:
        return await attempts_of(self._connection, dossier_id, self._sealer)

    async def add(self, dossier_id: str, attempt: ReturnAttempt) -> None:
        row = {name: getattr(attempt, name) for name in _FIELDS}
        known = attempt.receiver != NOT_NOTED
        context = receiver_context(attempt.id)
        sealed = self._sealer.seal(orjson.dumps(attempt.receiver), context) if known else None
        await self._connection.execute(_ADD, row | {"dossier_id": dossier_id, "receiver": sealed})
        self._written.note(ATTEMPTS, [row])

    async def close(self, attempt: ReturnAttempt) -> None:
        ended = {name: getattr(attempt, name) for name in ("handed_over_at", "came_back_at")}
        await self._connection.execute(_CLOSE, ended | {"wanted": attempt.id})
        self._written.note(ATTEMPTS, [{name: getattr(attempt, name) for name in _FIELDS}])


async def attempts_of(connection: AsyncConnection, dossier_id: str, sealer: Sealing) -> tuple[ReturnAttempt, ...]:
    """The hand-overs of a dossier, oldest first, read on any connection."""
    rows = (await connection.execute(_OF, {"dossier": dossier_id})).all()
    return tuple(_attempt_of(row, sealer) for row in rows)


def receiver_context(attempt_id: str) -> str:
    """What the sealed receiver is bound to."""
    return f"return_attempts:{attempt_id}:receiver"


def _attempt_of(row: Any, sealer: Sealing) -> ReturnAttempt:
    values = {name: getattr(row, name) for name in _FIELDS}
    words = {"method": Channel(row.method), "received_by": ReceivedBy(row.received_by)}
    return ReturnAttempt(**values | words, receiver=_receiver_of(row, sealer))


def _receiver_of(row: Any, sealer: Sealing) -> Receiver:
    if row.receiver is None:
        return NOT_NOTED
    return Receiver(**orjson.loads(sealer.unseal(row.receiver, receiver_context(row.id))))
