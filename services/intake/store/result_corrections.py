"""Corrections of results in SQL. What people wrote is wrong is sealed, bound to the row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.history.covered import Written
from intake.domain.returning.corrections import Fault, FoundBy, ResultCorrection
from intake.store.history import CORRECTIONS
from intake.store.sealing_keys import Sealing
from intake.store.tables import result_corrections

_OF = (
    select(result_corrections)
    .where(result_corrections.c.dossier_id == bindparam("dossier"))
    .order_by(result_corrections.c.requested_at)
)
_ADD = insert(result_corrections)
_STEPS = ("ready_at", "ready_by", "returned_at", "returned_by")
_ADVANCE = (
    update(result_corrections)
    .where(result_corrections.c.id == bindparam("wanted"))
    .values({name: bindparam(name) for name in _STEPS})
)
_FIELDS = (
    "id",
    "fault",
    "found_by",
    "requested_at",
    "requested_by",
    "due_at",
    "result_issued_at",
    "ready_at",
    "ready_by",
    "returned_at",
    "returned_by",
)


class SqlResultCorrections:
    """Fulfils ``ports.ResultCorrections``."""

    def __init__(self, connection: AsyncConnection, sealer: Sealing, written: Written) -> None:
        self._connection = connection
        self._sealer = sealer
        self._written = written

    async def of(self, dossier_id: str) -> tuple[ResultCorrection, ...]:
        return await corrections_of(self._connection, dossier_id, self._sealer)

    async def add(self, dossier_id: str, correction: ResultCorrection) -> None:
        row = {name: getattr(correction, name) for name in _FIELDS}
        words = self._sealer.seal(correction.reason.encode(), words_context(correction.id))
        await self._connection.execute(_ADD, row | {"dossier_id": dossier_id, "words": words})
        self._written.note(CORRECTIONS, [row])

    async def advance(self, correction: ResultCorrection) -> None:
        moved = {name: getattr(correction, name) for name in _STEPS}
        await self._connection.execute(_ADVANCE, moved | {"wanted": correction.id})
        self._written.note(CORRECTIONS, [{name: getattr(correction, name) for name in _FIELDS}])


async def corrections_of(connection: AsyncConnection, dossier_id: str, sealer: Sealing) -> tuple[ResultCorrection, ...]:
    """The corrections of a dossier, oldest first, read on any connection."""
    rows = (await connection.execute(_OF, {"dossier": dossier_id})).all()
    return tuple(_correction_of(row, sealer) for row in rows)


def words_context(correction_id: str) -> str:
    """What the sealed words are bound to."""
    return f"result_corrections:{correction_id}:words"


def _correction_of(row: Any, sealer: Sealing) -> ResultCorrection:
    values = {name: getattr(row, name) for name in _FIELDS}
    words = {"fault": Fault(row.fault), "found_by": FoundBy(row.found_by)}
    reason = sealer.unseal(row.words, words_context(row.id)).decode()
    return ResultCorrection(**values | words, reason=reason)
