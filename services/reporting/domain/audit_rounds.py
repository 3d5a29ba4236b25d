"""When the audit of everything is run again by itself. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from reporting.domain.days import HO_CHI_MINH, local_day

HOUR = 2
"""Local, from which on a day's audit is due: it reads the whole stream, and by day others need the machine. [I]"""
FIRST_AFTER = timedelta(minutes=10)
"""A new system is left alone for so long after its start."""
STALE_AFTER = timedelta(days=2)
"""An audit that is older is missed by operators: see the alert DossierAuditNotRun, which counts the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRun:
    """ran_at: aware, UTC, by the machine's clock. faults: missing or doubled events that it found."""

    ran_at: datetime
    faults: int


def is_due(last: AuditRun | None, started_at: datetime, now: datetime) -> bool:
    """Once a local day, at night or as soon after it as can be. started_at: of this process."""
    if last is None:
        return now - started_at >= FIRST_AFTER
    return local_day(last.ran_at) < local_day(now) and now.astimezone(HO_CHI_MINH).hour >= HOUR
