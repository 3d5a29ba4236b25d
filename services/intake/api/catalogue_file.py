"""The catalogue as a file, for both edges: XLSX and CSV for people, JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

import orjson

from chassis.sheets import Format, Kind, SheetColumn, SheetTable, sheet_bytes
from intake.domain.canonical import to_plain
from intake.domain.catalogue_list import HEADINGS, rows
from intake.domain.procedures import ProcedureVersion

_WIDTHS = (6, 14, 60, 34, 40, 40, 40, 60)
_UTC = ZoneInfo("UTC")  # the list has no instants


class FileForm(StrEnum):
    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


def catalogue_file(form: FileForm, versions: Sequence[ProcedureVersion], on: date) -> bytes:
    """The content of the file. Blocks for some ten milliseconds."""
    if form is FileForm.JSON:
        return orjson.dumps({"on": on, "items": [procedure_plain(version) for version in versions]})
    columns = tuple(
        SheetColumn(heading, Kind.NUMBER if place == 0 else Kind.TEXT, width)
        for place, (heading, width) in enumerate(zip(HEADINGS, _WIDTHS, strict=True))
    )
    table = SheetTable(title=f"TTHC {on:%d.%m.%Y}", columns=columns, zone=_UTC)
    return sheet_bytes(Format(form.value), table, rows(versions))


def procedure_plain(version: ProcedureVersion) -> dict[str, object]:
    """The version with all its facts and their marks, as the public reads it."""
    plain = to_plain(version, whole=True)
    return {"key": plain.pop("procedure"), "code": plain.pop("national_code"), **plain}
