"""The boards beside the overview, asked together by whoever shows them."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.application.dashboards.get_department import AskDepartment, AskDue
from reporting.application.dashboards.get_officer import AskOfficer
from reporting.application.dashboards.get_procedure import AskProcedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    department: AskDepartment
    due: AskDue
    procedure: AskProcedure
    officer: AskOfficer
