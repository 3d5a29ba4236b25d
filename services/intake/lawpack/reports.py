"""Reads reports.yaml and thresholds.yaml: what the law fixes about reports on procedures."""

from __future__ import annotations

from itertools import pairwise

from intake.domain.reporting_law import IndexThreshold, ReportForm
from intake.lawpack.filling import built
from intake.lawpack.organisation import check_each
from intake.lawpack.schema import Schemas
from intake.lawpack.source import Source


def read_reports(source: Source | None, schemas: Schemas) -> tuple[ReportForm, ...]:
    """The report forms; none when the pack has no such file, or it has findings."""
    if source is None or source.value is None or not schemas.check("reports", source.value, source.add):
        return ()
    forms = tuple(built(ReportForm, row) for row in source.value["reports"])
    check_each(source, "reports", [(form.key, form) for form in forms])
    for index, form in enumerate(forms):
        for place, (left, right) in enumerate(pairwise(form.columns), 1):
            if right.number <= left.number:
                said = f"column {right.number} does not come after {left.number}"
                source.add(("reports", index, "columns", place, "number"), said, "number the columns as printed")
    return forms


def read_thresholds(source: Source | None, schemas: Schemas) -> tuple[IndexThreshold, ...]:
    """The indicators of the index; none when the pack has no such file, or it has findings."""
    if source is None or source.value is None or not schemas.check("thresholds", source.value, source.add):
        return ()
    rows = tuple(built(IndexThreshold, row) for row in source.value["thresholds"])
    check_each(source, "thresholds", [(row.key, row) for row in rows])
    return rows
