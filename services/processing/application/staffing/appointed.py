"""Whether somebody may be given a step by the department's list of roles."""

from __future__ import annotations

from processing.application.ports import Transaction
from processing.domain.case import Case, Task
from processing.domain.local_days import local_day
from processing.domain.staffing import check_appointed


async def appointed(tx: Transaction, case: Case, task: Task, officer: str) -> None:
    """Raises Problem ``officer-not-appointed``. One statement; only when a step gets an officer."""
    day = local_day(tx.now())
    said = await tx.staff.appointed(case.dossier.agency, task.department, officer, task.role, day)
    check_appointed(officer, task.role, task.department, said)
