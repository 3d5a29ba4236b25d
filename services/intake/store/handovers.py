"""The way of a dossier, in SQL: lines are added once, by the event that tells them, and read in order."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Row, bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.history.covered import Written
from intake.domain.forms.control_slip import Handover, HandoverKind
from intake.store.history import HANDOVERS
from intake.store.tables import handovers

_NAMES = tuple(field.name for field in fields(Handover))
_INSERT = insert(handovers)
HANDOVERS_OF = (
    select(*(handovers.c[name] for name in _NAMES))
    .where(handovers.c.dossier_id == bindparam("wanted"))
    .order_by(handovers.c.sequence)
)


class SqlHandovers:
    def __init__(self, connection: AsyncConnection, written: Written) -> None:
        self._connection = connection
        self._written = written

    async def add(self, dossier_id: str, handover: Handover) -> None:
        row = {name: getattr(handover, name) for name in _NAMES} | {"dossier_id": dossier_id}
        await self._connection.execute(_INSERT, row)
        self._written.note(HANDOVERS, [row])


def handover_of(row: Row[Any]) -> Handover:
    """The line of a row of ``HANDOVERS_OF``."""
    values = dict(zip(_NAMES, row, strict=True))
    return Handover(**(values | {"kind": HandoverKind(values["kind"])}))
