"""Closed periods kept and read."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson
from sqlalchemy import and_, func, insert, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from chassis.data.database import Database
from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.messaging.envelope import OutgoingEvent
from chassis.messaging.work import Desk, Work
from reporting.application.reports.snapshot_ports import ReportClosed, SnapshotPage, SnapshotWanted
from reporting.domain.on_time import Period
from reporting.domain.origin import Source
from reporting.domain.pieces import Piece
from reporting.domain.report_record import from_plain, to_plain
from reporting.domain.settlement import Received
from reporting.domain.snapshots import FrozenDossier, Snapshot
from reporting.domain.standing import Standing
from reporting.store.snapshot_tables import SERIALS, SNAPSHOTS
from reporting.store.tables import MESSAGING
from reporting.store.unit_of_work import SERVICE

_S, _N = SNAPSHOTS.c, SERIALS.c
_LISTED = tuple(column for column in _S if column.name not in ("dossiers", "pieces"))


class SqlSnapshotTransaction:
    """Fulfils ``application.reports.snapshot_ports.SnapshotTransaction``."""

    def __init__(self, work: Work[ReportClosed]) -> None:
        self._connection = work.connection
        self.earlier, self.record, self.commit = work.earlier, work.record, work.commit

    async def next_serial(self, agency: str, year: int) -> int:
        make = postgresql_insert if self._connection.dialect.name == "postgresql" else sqlite_insert
        statement = make(SERIALS).values(agency=agency, year=year, last=1)
        counting = statement.on_conflict_do_update(index_elements=["agency", "year"], set_={"last": _N.last + 1})
        serial = await self._connection.scalar(counting.returning(_N.last))
        return int(serial or 1)

    async def latest(self, agency: str, form: str, period: Period) -> int:
        same = (_S.agency == agency, _S.form == form, _S.first_on == period.first, _S.last_on == period.last)
        return int(await self._connection.scalar(select(func.max(_S.revision)).where(*same)) or 0)

    async def add(self, snapshot: Snapshot, *, year: int, serial: int) -> None:
        row = {
            "id": snapshot.id,
            "agency": snapshot.agency,
            "year": year,
            "serial": serial,
            "form": snapshot.form,
            "first_on": snapshot.first,
            "last_on": snapshot.last,
            "revision": snapshot.revision,
            "reason": snapshot.reason,
            "rule": snapshot.rule,
            "profile": snapshot.profile,
            "report": to_plain(snapshot.report),
            "dossiers": _packed(snapshot.dossiers),
            "pieces": _packed_pieces(snapshot.pieces) if snapshot.pieces else None,
            "closed_by": snapshot.closed_by,
            "closed_at": snapshot.closed_at,
            "digest": snapshot.digest,
            "key_id": snapshot.key_id,
            "signature": snapshot.signature,
        }
        await self._connection.execute(insert(SNAPSHOTS), row)


class SqlSnapshotWork:
    """Fulfils ``application.reports.snapshot_ports.SnapshotWork``."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        ids: Ids,
        publish: Callable[[ReportClosed], OutgoingEvent],
        wake: Callable[[], None],
    ) -> None:
        self._desk = Desk(
            database=database,
            tables=MESSAGING,
            service=SERVICE,
            consumer=SERVICE,
            clock=clock,
            ids=ids,
            publish=publish,
            wake=wake,
        )

    def begin(self) -> AbstractAsyncContextManager[SqlSnapshotTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[SqlSnapshotTransaction]:
        async with self._desk.work() as work:
            yield SqlSnapshotTransaction(work)


class SqlSnapshotReads:
    """Fulfils ``application.reports.snapshot_ports.SnapshotReads``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def one(self, snapshot_id: str) -> Snapshot | None:
        async with self._database.read() as connection:
            found = (await connection.execute(select(SNAPSHOTS).where(_S.id == snapshot_id))).one_or_none()
        if found is None:
            return None
        return replace(_snapshot(found, _unpacked(found.dossiers)), pieces=_unpacked_pieces(found.pieces))

    async def page(self, wanted: SnapshotWanted, *, after: str, size: int) -> SnapshotPage:
        conditions = [_S.agency == wanted.agency, *([_S.form == wanted.form] if wanted.form else [])]
        conditions += [_S.first_on == wanted.first] if wanted.first else []
        conditions += [_S.last_on == wanted.last] if wanted.last else []
        query = select(*_LISTED).where(*conditions).order_by(_S.year.desc(), _S.serial.desc()).limit(size + 1)
        if after:
            year, serial = (int(part) for part in after.split("-")[1:])
            query = query.where(or_(_S.year < year, and_(_S.year == year, _S.serial < serial)))
        async with self._database.read() as connection:
            total = await connection.scalar(select(func.count()).select_from(SNAPSHOTS).where(*conditions))
            found = (await connection.execute(query)).all()
        items = tuple(_snapshot(row, ()) for row in found[:size])
        following = items[-1].number if len(found) > size else ""
        return SnapshotPage(items=items, total=int(total or 0), following=following)


def _snapshot(row: Any, dossiers: tuple[FrozenDossier, ...]) -> Snapshot:
    return Snapshot(
        id=row.id,
        number=f"BC-{row.year}-{row.serial:04d}",
        agency=row.agency,
        form=row.form,
        first=row.first_on,
        last=row.last_on,
        revision=row.revision,
        reason=row.reason,
        report=from_plain(row.report),
        dossiers=dossiers,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        digest=row.digest,
        key_id=row.key_id,
        signature=row.signature,
        rule=row.rule,
        profile=row.profile,
    )


def _packed(dossiers: Iterable[FrozenDossier]) -> bytes:
    rows = [
        [
            each.dossier_id,
            each.code,
            each.row,
            each.department,
            each.procedure_key,
            each.received.value,
            each.standing.value,
            each.is_late_by_original,
            each.lacks_due,
        ]
        for each in dossiers
    ]
    return zlib.compress(orjson.dumps(rows))


def _unpacked(packed: bytes) -> tuple[FrozenDossier, ...]:
    return tuple(
        FrozenDossier(
            dossier_id=dossier_id,
            code=code,
            row=row,
            department=department,
            procedure_key=procedure,
            received=Received(received),
            standing=Standing(standing),
            is_late_by_original=late,
            lacks_due=lacks,
        )
        for dossier_id, code, row, department, procedure, received, standing, late, lacks in orjson.loads(
            zlib.decompress(packed)
        )
    )


def _packed_pieces(pieces: Mapping[Source, Iterable[Piece]]) -> bytes:
    rows = {
        source.value: [[each.kind, each.id, each.code, each.name, each.department, dict(each.facets)] for each in found]
        for source, found in pieces.items()
    }
    return zlib.compress(orjson.dumps(rows))


def _unpacked_pieces(packed: bytes | None) -> dict[Source, tuple[Piece, ...]]:
    if packed is None:
        return {}
    return {
        Source(source): tuple(
            Piece(kind=kind, id=piece_id, code=code, name=name, department=department, facets=facets)
            for kind, piece_id, code, name, department, facets in rows
        )
        for source, rows in orjson.loads(zlib.decompress(packed)).items()
    }
