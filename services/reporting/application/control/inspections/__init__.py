"""Inspections of divisions: opened, concluded or cancelled by the control team; and what figures suggest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from reporting.application.control.acting import Acting
from reporting.application.control.inspections.end_inspection import CancelInspection, ConcludeInspection
from reporting.application.control.inspections.open_inspection import OpenInspection
from reporting.application.control.inspections.suggest_inspections import SuggestInspections
from reporting.application.control.ports import Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspections:
    open: OpenInspection
    conclude: ConcludeInspection
    cancel: CancelInspection
    suggest: SuggestInspections

    @classmethod
    def on(cls, acting: Acting, figures: Figures) -> Self:
        return cls(
            open=OpenInspection(acting=acting),
            conclude=ConcludeInspection(acting=acting),
            cancel=CancelInspection(acting=acting),
            suggest=SuggestInspections(figures=figures),
        )
