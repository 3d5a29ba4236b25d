"""The boards: an agency at a glance, a department, a procedure, an officer.

GetOverview    how is the agency doing, worst department first?     GET /v1/dashboards/overview, DashboardService
GetDepartment  where do a department's dossiers stand, what is slow? GET /v1/dashboards/departments/{department}
ListDue        which of them are overdue or due soon?               GET /v1/dashboards/departments/{department}/due
GetProcedure   how long does a procedure take, how does it end?     GET /v1/dashboards/procedures/{procedure}
GetOfficer     how does an officer do, and with how much?           GET /v1/dashboards/officers/{officer}
"""

from reporting.application.dashboards.details import Details
from reporting.application.dashboards.get_department import (
    Ahead,
    AskDepartment,
    AskDue,
    DuePage,
    GetDepartment,
    GetDepartmentHandler,
    ListDue,
    ListDueHandler,
)
from reporting.application.dashboards.get_officer import AskOfficer, GetOfficer, GetOfficerHandler
from reporting.application.dashboards.get_overview import AskOverview, GetOverview, GetOverviewHandler
from reporting.application.dashboards.get_procedure import AskProcedure, GetProcedure, GetProcedureHandler

__all__ = [
    "Ahead",
    "AskDepartment",
    "AskDue",
    "AskOfficer",
    "AskOverview",
    "AskProcedure",
    "Details",
    "DuePage",
    "GetDepartment",
    "GetDepartmentHandler",
    "GetOfficer",
    "GetOfficerHandler",
    "GetOverview",
    "GetOverviewHandler",
    "GetProcedure",
    "GetProcedureHandler",
    "ListDue",
    "ListDueHandler",
]
