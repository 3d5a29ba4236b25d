"""What one can ask of reporting.

RecordEventHandler        an event arrived                             consumer ``reporting``
LearnDepartmentsHandler   which departments are there?                 at start and after department.changed
GetOnTime                 who is on time, per department?              GET /v1/on-time, OnTimeService
definitions               how is that counted, and what cannot be?     see application/definitions
GetEvaluations            how do officers and units do?        GET /v1/evaluations/…, EvaluationService
AuditConservation         was anything lost or doubled?                GET /v1/audit/conservation, AuditService
RunAudits                 the same every night, and what came of it    by itself; /metrics, /readyz?verbose
ShowMetricsHandler        refresh what /metrics shows                  after commits, at most once a second
control                   plans, inspections, reviews, proposals       see application/control, /kiem-soat
reports                   a form of a period, its cells, its closing   see application/reports, /v1/reports
"""

from reporting.application.audit_conservation import (
    AskAudit,
    Audit,
    AuditConservation,
    AuditConservationHandler,
)
from reporting.application.get_evaluations import AskEvaluations, GetEvaluations, GetEvaluationsHandler
from reporting.application.get_on_time import AskOnTime, GetOnTime, GetOnTimeHandler
from reporting.application.learn_departments import LearnDepartmentsHandler
from reporting.application.record_event import RecordEventHandler
from reporting.application.show_metrics import ShowMetricsHandler

__all__ = [
    "AskAudit",
    "AskEvaluations",
    "AskOnTime",
    "Audit",
    "AuditConservation",
    "AuditConservationHandler",
    "GetEvaluations",
    "GetEvaluationsHandler",
    "GetOnTime",
    "GetOnTimeHandler",
    "LearnDepartmentsHandler",
    "RecordEventHandler",
    "ShowMetricsHandler",
]
