"""Packs that come over the wire: the same reader, on a folder that lives as long as the reading."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from chassis.kernel.errors import invalid
from chassis.kernel.worktime import WorkCalendar
from intake.application.law_packs import Files
from intake.domain.lawpack import LawPack
from intake.lawpack.calendar import read_calendar
from intake.lawpack.finding import LawPackInvalid
from intake.lawpack.reader import inspect
from intake.lawpack.schema import Schemas
from intake.lawpack.source import load

LARGEST_BYTES, MOST_FILES = 3 * 1024 * 1024, 1_000
_NAME = re.compile(r"([a-z0-9-]{1,60}/)?[a-z0-9_-]{1,80}\.yaml")


class UploadedPacks:
    """Fulfils ``LawPackReader``. schemas: folder of the JSON Schemas. Reading keeps a processor busy for a second, so
    it is done in a thread, one at a time."""

    def __init__(self, schemas: Path) -> None:
        self._schemas = schemas
        self._turn = asyncio.Lock()

    async def pack(self, files: Files) -> LawPack:
        _check(files)
        async with self._turn:
            return await asyncio.to_thread(self._pack, files)

    async def calendar(self, text: str, zone: str) -> WorkCalendar:
        _check({"calendar.yaml": text})
        async with self._turn:
            return await asyncio.to_thread(self._calendar, text, zone)

    def _pack(self, files: Files) -> LawPack:
        with TemporaryDirectory(prefix="motcua-law-") as folder:
            _write(Path(folder), files)
            pack, findings = inspect(Path(folder), schemas=self._schemas)
            if pack is None:
                raise LawPackInvalid([replace(f, file=f.file.removeprefix(f"{folder}/")) for f in findings])
            return pack

    def _calendar(self, text: str, zone: str) -> WorkCalendar:
        with TemporaryDirectory(prefix="motcua-law-") as folder:
            _write(Path(folder), {"calendar.yaml": text})
            source = load(Path(folder) / "calendar.yaml")
            source.file = "calendar.yaml"
            source.findings = [replace(finding, file=source.file) for finding in source.findings]
            calendar = read_calendar(source, Schemas.load(self._schemas), zone)
            if calendar is None:
                raise LawPackInvalid(source.findings)
            return calendar


def _check(files: Files) -> None:
    """Raises ``law-pack-files-invalid``: a name is a path inside the folder, and no other."""
    wrong = {f"files.{name[:100]}": "give calendar.yaml or procedures/<key>.yaml" for name in files if _bad(name)}
    size = sum(len(text.encode(errors="surrogatepass")) for text in files.values())
    if size > LARGEST_BYTES or len(files) > MOST_FILES:
        wrong["files"] = f"at most {MOST_FILES} files and {LARGEST_BYTES // 1024**2} MB in all"
    if wrong:
        raise invalid("law-pack-files-invalid", "These are not the files of a law pack.", **wrong)


def _bad(name: str) -> bool:
    return _NAME.fullmatch(name) is None


def _write(folder: Path, files: Files) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode(errors="surrogatepass"))  # the reader says which file is no text
