"""Which service answers which path: the table of the front door."""

from __future__ import annotations

from ctl.machine import SERVICES

PREFIXES: dict[str, tuple[str, ...]] = {
    "intake": (
        "/v1/procedures",
        "/v1/dossiers",
        "/v1/tracking",
        "/v1/documents",
        "/v1/feedback",
        "/v1/feedback-tracking",
        "/v1/published-feedback",
        "/v1/calendar",
        "/v1/departments",
        "/v1/sites",
        "/v1/law-packs",
        "/v1/publications",
        "/v1/forms",
        "/v1/report-forms",
        "/v1/index-thresholds",
        "/v1/reusable-documents",
        "/v1/drafts",
        "/thu-tuc",
        "/tra-cuu",
        "/nop-ho-so",
        "/ho-so-cua-toi",
        "/ho-so",
        "/quay",
        "/phan-anh",
        "/assets",
        "/v1/personal-data-reads",
        "/v1/exports",
        "/v1/register-book",
        "/v1/register-book.pdf",
        "/v1/register-book.xlsx",
        "/v1/consultees",
    ),
    "processing": (
        "/v1/tasks",
        "/v1/cases",
        "/v1/calendar-rollouts",
        "/v1/work",
        "/v1/task-batches",
        "/v1/absences",
        "/v1/delegations",
        "/v1/role-assignments",
        "/viec",
        "/v1/consultations",
        "/y-kien",
    ),
    "reporting": (
        "/v1/on-time",
        "/v1/reports",
        "/v1/audit",
        "/reports",
        "/v1/evaluations",
        "/v1/dashboards",
        "/v1/foresight",
        "/tong-quan",
        "/v1/definitions",
        "/v1/undue-dossiers",
        "/v1/control-plans",
        "/v1/inspections",
        "/v1/inspection-suggestions",
        "/v1/findings",
        "/v1/procedure-reviews",
        "/v1/compliance-costs",
        "/v1/simplification-proposals",
        "/v1/initiatives",
        "/v1/control-activities",
        "/v1/control-counts",
        "/kiem-soat",
        "/v1/rebuilds",
        "/v1/obligations",
        "/v1/report-jobs",
        "/bao-cao",
    ),
    "notify": (
        "/v1/event-types",
        "/v1/events",
        "/v1/webhook-endpoints",
        "/v1/deliveries",
        "/v1/dead-letters",
        "/v1/replays",
        "/v1/inbox",
        "/v1/subscribers",
        "/su-kien-cho",
        "/v1/preferences",
        "/v1/sync-adapters",
        "/dong-bo",
        "/v1/receipts",
        "/v1/message-templates",
        "/v1/webhook-deliveries",
        "/dang-ky",
        "/v1/outages",
        "/hop-thu",
    ),
}

_OWNER = {prefix: service for service, prefixes in PREFIXES.items() for prefix in prefixes}


def destination(path: str) -> tuple[str, str] | None:
    """(service, path there) for a path at the front door; None if nobody answers it.

    ``/intake/openapi.json`` reaches a service's own pages; everything else goes by its longest prefix.
    """
    first, _, rest = path.lstrip("/").partition("/")
    if first in SERVICES:
        return first, f"/{rest}"
    parts = path.rstrip("/").split("/")
    for length in range(len(parts), 1, -1):
        service = _OWNER.get("/".join(parts[:length]))
        if service is not None:
            return service, path
    return None
