"""What files of reports need from outside."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from reporting.domain.report import Report


class FileFormat(StrEnum):
    """Of a report's file; the value is the suffix of its name."""

    JSON = "json"
    XLSX = "xlsx"
    PDF = "pdf"
    DOCX = "docx"


class ReportPrinter(Protocol):
    async def printed(self, report: Report, form: FileFormat) -> bytes:
        """The whole file. The same figures in every format; the event loop is free meanwhile."""
        ...
