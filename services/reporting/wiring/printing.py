"""What prints reports: one for all topics, for its threads keep warm what they set type with."""

from __future__ import annotations

from functools import cache

from reporting.api.http.report_files import report_json
from reporting.printing.printer import Printer


@cache
def printer() -> Printer:
    return Printer(report_json)
