"""Finished exports, sealed in a folder or in S3, and the writing of dossiers as spreadsheets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from functools import cached_property
from pathlib import Path

from chassis.files import Vault, open_store
from chassis.files.format import FileKeys
from chassis.kernel.clock import Clock
from chassis.sheets import Cells, Format, Kind, SheetColumn, SheetTable, write_sheet
from intake.application.law_in_force import LawInForce
from intake.domain.dossier import Dossier, Timeliness
from intake.domain.people import Face
from intake.domain.procedures import Channel, Subject
from intake.domain.states import STATE_NAMES

_PART = 1 << 18
_CHANNELS = {Channel.COUNTER: "Trực tiếp", Channel.POST: "Bưu chính", Channel.ONLINE: "Trực tuyến"}
_SUBJECTS = {Subject.ORGANISATION: "Tổ chức", Subject.INDIVIDUAL: "Cá nhân"}
_TIMELINESS = {
    Timeliness.EARLY: "Trước hạn",
    Timeliness.ON_TIME: "Đúng hạn",
    Timeliness.LATE: "Quá hạn",
    Timeliness.IN_TIME: "Trong hạn",
    Timeliness.OVERDUE: "Đang quá hạn",
    Timeliness.NOT_STARTED: "Chưa tính thời hạn",
}
_COLUMNS = (
    SheetColumn("Mã hồ sơ", width=24),
    SheetColumn("Thủ tục", width=50),
    SheetColumn("Đơn vị giải quyết", width=32),
    SheetColumn("Hình thức nộp", width=14),
    SheetColumn("Trạng thái", width=24),
    SheetColumn("Ngày nộp", Kind.INSTANT),
    SheetColumn("Ngày tiếp nhận", Kind.INSTANT),
    SheetColumn("Hẹn trả", Kind.INSTANT),
    SheetColumn("Hạn gốc", Kind.INSTANT),
    SheetColumn("Có kết quả", Kind.INSTANT),
    SheetColumn("Đã trả", Kind.INSTANT),
    SheetColumn("Tình trạng hạn", width=18),
    SheetColumn("Cán bộ", width=18),
    SheetColumn("Người nộp", width=40),
    SheetColumn("Loại", width=10),
    SheetColumn("Số định danh", width=16),
    SheetColumn("Điện thoại", width=14),
)


class VaultFiles:
    """Fulfils ``exports.ports.ExportFiles``; the store is opened when the first file comes."""

    def __init__(self, url: str, keys: FileKeys) -> None:
        self._url = url
        self._keys = keys

    async def keep(self, export_id: str, path: Path) -> int:
        await self._vault.put(_key(export_id), _context(export_id), _parts(path))
        return (await asyncio.to_thread(path.stat)).st_size

    def read(self, export_id: str) -> AsyncIterator[bytes]:
        return self._vault.read(_key(export_id), _context(export_id))

    async def drop(self, export_id: str) -> None:
        await self._vault.store.delete(_key(export_id))

    @cached_property
    def _vault(self) -> Vault:
        return Vault(open_store(self._url), self._keys)


class LawfulSheets:
    """Fulfils ``exports.ports.DossierSheets``: names from the law pack, timeliness as of now."""

    def __init__(self, law: LawInForce, clock: Clock) -> None:
        self._law = law
        self._clock = clock

    async def write(self, form: str, batches: AsyncIterator[Sequence[tuple[Dossier, Face | None]]], path: Path) -> None:
        table = SheetTable(title="Hồ sơ", columns=_COLUMNS, zone=self._law.pack.calendar.tz)
        await write_sheet(Format(form), table, self._rows(batches), path)

    async def _rows(
        self, batches: AsyncIterator[Sequence[tuple[Dossier, Face | None]]]
    ) -> AsyncIterator[Sequence[Cells]]:
        names = {department.token: department.name for department in self._law.pack.departments}
        async for batch in batches:
            yield [self._cells(dossier, face, names) for dossier, face in batch]

    def _cells(self, dossier: Dossier, face: Face | None, names: dict[str, str]) -> Cells:
        version = self._law.pack.version(dossier.procedure_key, dossier.procedure_version)
        timeliness = dossier.timeliness(self._clock.now(), self._law.pack.calendar.tz)
        return (
            dossier.code,
            version.name,
            names.get(dossier.department, dossier.department),
            _CHANNELS[dossier.channel],
            STATE_NAMES[dossier.state],
            dossier.received_at,
            dossier.accepted_at,
            dossier.due_at,
            dossier.original_due_at,
            dossier.result_issued_at,
            dossier.returned_at,
            _TIMELINESS[timeliness],
            dossier.officer,
            face.name if face else "",
            _SUBJECTS[face.kind] if face else "",
            face.identity_number if face else "",
            face.phone if face else "",
        )


async def _parts(path: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(path.open, "rb") as file:
        while part := await asyncio.to_thread(file.read, _PART):
            yield part


def _key(export_id: str) -> str:
    return f"exports/{export_id}"


def _context(export_id: str) -> str:
    return f"export:{export_id}"
