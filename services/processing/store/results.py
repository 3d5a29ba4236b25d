"""Result files as rows; their bytes are in the vault."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from processing.domain.results import Media, ResultFile, Signature
from processing.store.result_tables import result_files

_C = result_files.c
_OF = select(result_files).where(_C.dossier_id == bindparam("dossier")).order_by(_C.number)
_AS_IT_IS = ("id", "dossier_id", "number", "size", "sha256", "key_id", "attached_by", "attached_at")


class SqlResults:
    """Fulfils ``result_ports.Results`` on one open connection."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, dossier_id: str) -> Sequence[ResultFile]:
        return [_result(row) for row in await self._connection.execute(_OF, {"dossier": dossier_id})]

    async def add(self, result: ResultFile) -> None:
        row = {name: getattr(result, name) for name in _AS_IT_IS} | {"media": result.media.value}
        await self._connection.execute(insert(result_files), row | _signature_row(result))

    async def save_signature(self, result: ResultFile) -> None:
        await self._connection.execute(update(result_files).where(_C.id == result.id).values(_signature_row(result)))


class SqlResultReads:
    """Fulfils ``result_ports.ResultReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, dossier_id: str) -> Sequence[ResultFile]:
        async with self._database.read() as connection:
            return await SqlResults(connection).of(dossier_id)


def _signature_row(result: ResultFile) -> dict[str, Any]:
    signature = result.signature
    return {
        "signed_by": signature.officer if signature else "",
        "signed_at": signature.signed_at if signature else None,
        "signature": signature.value if signature else None,
        "certificate": signature.certificate if signature else None,
    }


def _result(row: Row[Any]) -> ResultFile:
    signature = None
    if row.signed_at is not None:
        signature = Signature(
            officer=row.signed_by,
            signed_at=row.signed_at,
            value=bytes(row.signature),
            certificate=bytes(row.certificate),
        )
    same = {name: getattr(row, name) for name in _AS_IT_IS}
    return ResultFile(**same, media=Media(row.media), signature=signature)
