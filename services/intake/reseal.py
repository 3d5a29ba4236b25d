"""``python -m intake reseal``: everything sealed and indexed comes under the active keys, while the service runs."""

from __future__ import annotations

import sys
import time

from chassis.blind_index import BlindIndex
from chassis.clock import clock_from
from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.errors import Kind, Problem
from chassis.sealing import Sealer
from intake.application.files.ports import FilePorts
from intake.application.files.reseal_files import ResealFilesHandler
from intake.domain.files.stored import FileLimits
from intake.events.publishing import published
from intake.settings import Settings
from intake.store.file_rows import SqlFileShelf
from intake.store.reindexing import Reindexing
from intake.store.resealing import Resealing
from intake.store.tables import messaging
from intake.store.unit_of_work import SqlUnitOfWork
from intake.wiring import contents_of

_BAR = 30


async def reseal(settings: Settings) -> int:
    """0 when nothing remains under another key; safe to stop and to run again."""
    if settings.sealing_keys_file is None:
        raise Problem("sealing-keys-missing", Kind.INVALID, "Set MOTCUA_SEALING_KEYS_FILE.")
    database = Database(settings.database_url.get_secret_value(), pool_size=2)
    try:
        sealer = Sealer.from_file(settings.sealing_keys_file)
        index = BlindIndex.from_file(settings.sealing_keys_file)
        resealing = Resealing(database, sealer)
        waiting = sum((await resealing.remaining()).values())
        done, began = 0, time.monotonic()
        async for batch in resealing.run():
            done += batch.count
            _show(done, max(waiting, done), time.monotonic() - began)
        left = await resealing.remaining() | {"applicant_tokens": await _reindexed(database, sealer, index)}
        left["files"] = await _files(settings, database, sealer, index)
    finally:
        await database.close()
    _say(f"\n{done} rows resealed; still under another key: {_told(left)}\n")
    return 0 if not any(left.values()) else 1


async def _reindexed(database: Database, sealer: Sealer, index: BlindIndex) -> int:
    """Every applicant into the blind index, under its active key; how many are not."""
    reindexing = Reindexing(database, sealer, index)
    waiting, done, began = await reindexing.remaining(), 0, time.monotonic()
    if waiting:
        _say("\nblind index\n")
    async for count in reindexing.run():
        done += count
        _show(done, max(waiting, done), time.monotonic() - began)
    return await reindexing.remaining()


async def _files(settings: Settings, database: Database, sealer: Sealer, index: BlindIndex) -> int:
    """Every document in the file store, and its name; how many could not be brought along."""
    contents = contents_of(settings, sealer)
    work = SqlUnitOfWork(
        database=database,
        tables=messaging,
        clock=clock_from(settings.clock),
        ids=UuidIds(),
        sealer=sealer,
        index=index,
        publish=published,
        wake=lambda: None,
    )
    ports = FilePorts(shelf=SqlFileShelf(database, sealer), contents=contents, limits=FileLimits())
    if not await ports.shelf.sealed_otherwise(sealer.active, "", 1):
        return 0  # an agency without documents needs no store for this
    contents.open()
    resealed = await ResealFilesHandler(work, ports)()
    _say(f"\n{resealed.done} documents resealed")
    for file_id in resealed.left:
        _say(f"\ncannot be read: document {file_id}; bring its content back from the backup of the file store")
    return len(resealed.left)


def _show(done: int, total: int, seconds: float) -> None:
    filled = _BAR * done // max(total, 1)
    rate = done / seconds if seconds else 0
    _say(f"\r[{'#' * filled}{'.' * (_BAR - filled)}] {done:,} / {total:,} rows, {rate:,.0f} a second")


def _told(left: dict[str, int]) -> str:
    return ", ".join(f"{table} {count}" for table, count in left.items() if count) or "none"


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
