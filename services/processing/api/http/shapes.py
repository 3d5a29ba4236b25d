"""From what the use cases give to what clients receive: pure."""

from __future__ import annotations

from processing.api.http import answers
from processing.api.http.consultation_shapes import of_case, whereabouts_out
from processing.application.changing import Seen
from processing.application.reading import Deadline
from processing.application.views import lines, opened_by, stands
from processing.application.work import Work, work_in
from processing.domain.case import Case, FinancialDuty, Supplement, Task
from processing.domain.facts import DossierRef
from processing.domain.guards import Guard
from processing.domain.states import STATE_NAMES


def case_item(seen: Seen) -> answers.CaseItem:
    """The case without its parts."""
    case, standing = seen.case, stands(seen)
    current, decision = case.current, case.decision
    return answers.CaseItem(
        id=case.id,
        code=case.dossier.code,
        agency=case.dossier.agency,
        department=case.dossier.department,
        procedure=_procedure(case.dossier, seen.law.version.name, seen.law.version.name_en),
        channel=case.dossier.channel,
        state=case.state,
        state_name=STATE_NAMES[case.state],
        portal_status=standing.portal_status,
        step=current.step_key if current else None,
        current_department=current.department if current else None,
        officer=(current.officer or None) if current else None,
        received_at=case.received_at,
        accepted_at=case.accepted_at,
        clock_started_at=case.clock_started_at,
        due_at=standing.due_at,
        original_due_at=standing.original_due_at,
        due_is_provisional=standing.due_is_provisional,
        is_paused=standing.is_paused,
        decided_at=decision.decided_at if decision else None,
        outcome=decision.outcome if decision else None,
        issued_at=case.issued_at,
        stopped_at=case.stopped_at,
        stop_cause=case.stop_cause,
        timeliness=standing.timeliness,
        working_seconds=case.working_seconds,
        version=case.version,
        open_steps=[_open_step(task) for task in case.open_tasks],
    )


def case_out(seen: Seen) -> answers.CaseOut:
    """The case with everything."""
    case = seen.case
    ledger = [
        answers.LedgerEntryOut(
            kind=entry.kind.value,
            at=entry.at,
            recorded_at=entry.recorded_at,
            reason=entry.reason,
            new_due_at=entry.new_due_at,
            undoes=entry.undoes,
        )
        for entry in case.entries
    ]
    return answers.CaseOut(
        **dict(case_item(seen)),
        tasks=[task_out(task) for task in case.tasks],
        supplements=[_supplement(asked) for asked in case.supplements],
        financial_duties=[_duty(duty) for duty in case.duties],
        ledger=ledger,
        consultations=of_case(case, seen.now),
        whereabouts=whereabouts_out(case),
    )


def task_out(task: Task) -> answers.TaskOut:
    return answers.TaskOut(
        id=task.id,
        step=answers.StepOut(key=task.step_key, name=task.step_name, name_en=task.step_name_en, decides=task.decides),
        department=task.department,
        role=task.role,
        officer=task.officer or None,
        state=task.state,
        opened_at=task.opened_at,
        started_at=task.started_at,
        due_at=task.due_at,
        completed_at=task.completed_at,
        working_seconds=task.working_seconds,
        forms=list(task.forms),
        unmet=_guard(task.unmet) if task.unmet else None,
    )


def _guard(guard: Guard) -> answers.GuardOut:
    return answers.GuardOut(
        outcome=guard.outcome,
        channels=list(guard.channels),
        supplemented=guard.supplemented,
        consulted=guard.consulted,
    )


def _open_step(task: Task) -> answers.OpenStepOut:
    return answers.OpenStepOut(
        task_id=task.id,
        step=task.step_key,
        department=task.department,
        officer=task.officer or None,
        due_at=task.due_at,
    )


def task_item(work: Work) -> answers.TaskItem:
    """A task in a list."""
    listed, dossier = work.listed, work.listed.dossier
    return answers.TaskItem(
        **dict(task_out(listed.task)),
        dossier=answers.DossierOut(
            id=dossier.dossier_id,
            code=dossier.code,
            agency=dossier.agency,
            department=dossier.department,
            procedure=_procedure(dossier, listed.procedure_name, listed.procedure_name_en),
            channel=dossier.channel,
            due_at=listed.dossier_due_at,
            timeliness=work.timeliness,
        ),
        version=listed.version,
        working_seconds_left=work.seconds_left,
        is_paused=work.is_paused,
    )


def task_changed(seen: Seen, task_id: str) -> answers.TaskChanged:
    """A task just changed, and where the case went."""
    task = seen.case.task(task_id)
    opened = [task_out(following) for following in opened_by(seen, task)]
    item = task_item(work_in(seen, task))
    return answers.TaskChanged(**dict(item), next=opened[0] if opened else None, opened=opened)


def deadline_out(deadline: Deadline) -> answers.DeadlineOut:
    case: Case = deadline.seen.case
    return answers.DeadlineOut(
        dossier_id=case.id,
        code=case.dossier.code,
        due_at=case.due_at,
        original_due_at=case.original_due_at,
        provisional=deadline.derivation.provisional,
        law_revision=case.law_revision,
        lines=[
            answers.LineOut(
                on=line.on, kind=line.kind, counted=line.counted, vi=line.vi, en=line.en, legal_ref=line.legal_ref
            )
            for line in lines(deadline.derivation)
        ],
    )


def _procedure(dossier: DossierRef, name: str, name_en: str) -> answers.ProcedureOut:
    return answers.ProcedureOut(
        key=dossier.procedure_key,
        code=dossier.procedure_code or None,
        version=dossier.procedure_version,
        name=name,
        name_en=name_en,
    )


def _supplement(asked: Supplement) -> answers.SupplementOut:
    return answers.SupplementOut(
        request_id=asked.request_id,
        requested_at=asked.requested_at,
        requested_by=asked.requested_by,
        documents=list(asked.documents),
        reason=asked.reason,
        clock_effect=asked.clock_effect,
        applicant_deadline_at=asked.applicant_deadline_at,
        supplemented_at=asked.answered_at,
        lapsed=asked.lapsed,
    )


def _duty(duty: FinancialDuty) -> answers.FinancialDutyOut:
    return answers.FinancialDutyOut(
        duty_id=duty.duty_id,
        requested_at=duty.requested_at,
        requested_by=duty.requested_by,
        kind=duty.kind,
        amount_vnd=duty.amount_vnd,
        reason=duty.reason,
        clock_effect=duty.clock_effect,
        pay_by_at=duty.pay_by_at,
        settled_at=duty.settled_at,
    )
