"""Who may do what. Deny by default; a case that an actor may not see does not exist for them.

specialist, department_head   cases and tasks of their department; having a step of a case is enough
leader                        the agency: reads, decides, apologises, stops, corrects
receptionist, control_team    the agency: read
system                        another service: reads
operator                      what a calendar moves, in numbers
applicant                     nothing here; intake's tracking serves applicants
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from processing.domain.case import Case, Task, case_unknown
from processing.domain.vocabulary import Role, TaskState

_ACCOUNT = re.compile(r"[A-Za-z0-9._:@-]{1,100}")
_AGENCY_WIDE = ("leader", "control_team", "receptionist")
_DEPARTMENTAL = ("specialist", "department_head")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What an actor may read: of one agency, of one department; empty: of all."""

    agency: str = ""
    department: str = ""


def scope(actor: Actor) -> Scope:
    """How far the actor sees; raises Problem ``role-not-allowed``."""
    if actor.has("system"):
        return Scope()
    if actor.has(*_AGENCY_WIDE) and actor.agency:
        return Scope(agency=actor.agency)
    if actor.has(*_DEPARTMENTAL) and actor.agency and actor.department:
        return Scope(agency=actor.agency, department=actor.department)
    raise _forbidden(
        "role-not-allowed", "Cases are for the officers who handle them. Applicants follow GET /v1/tracking."
    )


def check_department(actor: Actor, department: str) -> None:
    """Whether the actor may list what is in a department; raises Problem ``not-your-department``."""
    own = scope(actor).department
    if department and own and department != own:
        raise _forbidden("not-your-department", f"You may list {own} only.")


def check_seen(actor: Actor, case: Case) -> None:
    """Raises Problem ``case-unknown`` for whoever may not see the case."""
    reach = scope(actor)
    departments = {case.dossier.department, *(task.department for task in case.tasks)}
    is_near = not reach.department or reach.department in departments
    if (reach.agency and reach.agency != case.dossier.agency) or not is_near:
        raise case_unknown(case.id)


def check_assign(actor: Actor, case: Case, task: Task, officer: str) -> None:
    """The head of the step's department names one of its officers. Steps of leaders, heads, the counter and of other
    departments' clerks are taken by the person who does them, by naming themselves."""
    check_account(officer)
    is_here = actor.agency == case.dossier.agency and actor.department == task.department
    is_head = is_here and actor.has(Role.DEPARTMENT_HEAD) and task.role is Role.SPECIALIST
    own_specialist = task.role is Role.SPECIALIST and task.department == case.dossier.department
    takes = is_here and actor.subject == officer and actor.has(task.role) and not own_specialist
    if not (is_head or takes):
        raise _forbidden(
            "assignment-not-allowed",
            f"This step is assigned by the head of {task.department}, or taken by its {task.role.value} there.",
        )
    check_separation(case, task, officer)


def check_held(actor: Actor, task: Task) -> None:
    """Raises Problem ``task-not-yours`` unless the actor is the officer named for the step."""
    if not task.officer or actor.subject != task.officer or actor.department != task.department:
        raise _forbidden("task-not-yours", f"This step is for {task.officer or 'an officer not named yet'} to do.")


def check_decide(actor: Actor, case: Case, task: Task) -> None:
    """Who holds the deciding step, or may take it; never the officer who appraised the case."""
    is_here = actor.agency == case.dossier.agency and actor.department == task.department
    if not is_here or not actor.has(task.role) or task.officer not in ("", actor.subject):
        raise _forbidden(
            "decision-not-allowed",
            f"This case is decided by {task.officer or f'the {task.role.value} of {task.department}'}.",
        )
    if not task.officer:
        check_assign_decision(case, task, actor)
    check_separation(case, task, actor.subject)


def check_assign_decision(case: Case, task: Task, actor: Actor) -> None:
    """Whether deciding may at the same time take the unassigned deciding step."""
    check_assign(actor, case, task, actor.subject)


def check_separation(case: Case, task: Task, officer: str) -> None:
    """Separation of duties, as the step has it; by default who appraised does not decide. Raises Problem
    ``separation-of-duties``."""
    for done in case.tasks:
        if done.officer != officer or done.state is not TaskState.COMPLETED or not _apart(task, done):
            continue
        if task.decides and done.role is Role.SPECIALIST:
            raise _forbidden("separation-of-duties", f"{officer} appraised this case and may not decide it.")
        raise _forbidden(
            "separation-of-duties",
            f"{officer} did the step {done.step_key}, so somebody else has to do {task.step_key}.",
        )


def _apart(task: Task, done: Task) -> bool:
    if task.apart_from is None:
        return task.decides and done.role is Role.SPECIALIST and done.place < task.place
    return done.step_key in task.apart_from


def own_step(actor: Actor, case: Case) -> Task | None:
    """The specialist's step that the actor holds; else the open step that comes first."""
    held = (task for task in case.open_tasks if task.role is Role.SPECIALIST and task.officer == actor.subject)
    return next(held, case.current)


def check_ask_for_papers(actor: Actor, task: Task | None) -> None:
    """The specialist who has the case. Raises Problem ``task-not-yours``."""
    if task is None or task.role is not Role.SPECIALIST:
        raise _forbidden("task-not-yours", "Papers are asked for by the specialist who has the case.")
    check_held(actor, task)


def check_demand_payment(actor: Actor, task: Task | None) -> None:
    """The specialist who has the case. Raises Problem ``task-not-yours``."""
    if task is None or task.role is not Role.SPECIALIST:
        raise _forbidden("task-not-yours", "A payment is asked for by the specialist who has the case.")
    check_held(actor, task)


def check_extend(actor: Actor, case: Case) -> None:
    """Form 04 is signed by the head of the agency."""
    _require(actor, case, Role.LEADER)


def check_drafts(actor: Actor, case: Case) -> None:
    """A draft of form 04 is read by who signs it and by who asks for the signature."""
    _require(actor, case, Role.LEADER, Role.DEPARTMENT_HEAD)


def check_stop(actor: Actor, case: Case) -> None:
    """The head of the department that answers for the dossier, or a leader."""
    _require(actor, case, Role.LEADER, Role.DEPARTMENT_HEAD)


def check_correct(actor: Actor, case: Case, *, decision: bool) -> None:
    """A decision is undone by a leader or by who took it; a line of the ledger also by the department's head."""
    if decision and case.decision is not None and case.decision.officer == actor.subject:
        return
    _require(actor, case, Role.LEADER, *(() if decision else (Role.DEPARTMENT_HEAD,)))


def _require(actor: Actor, case: Case, *roles: Role) -> None:
    """One of the roles: a leader of the agency, a head of the department that answers for the dossier."""
    is_agency = actor.agency == case.dossier.agency
    is_leader = Role.LEADER in roles and actor.has(Role.LEADER) and is_agency
    is_head = Role.DEPARTMENT_HEAD in roles and actor.has(Role.DEPARTMENT_HEAD) and is_agency
    if not is_leader and not (is_head and actor.department == case.dossier.department):
        needed = " or ".join(role.value.replace("_", " ") for role in roles)
        raise _forbidden("role-not-allowed", f"This is for the {needed}.")


def _forbidden(slug: str, detail: str) -> Problem:
    return Problem(slug, Kind.FORBIDDEN, detail)


def check_calendar(actor: Actor, agency: str = "") -> None:
    """Who may know how many open cases a calendar moves. Raises Problem ``role-not-allowed``."""
    if not actor.has("operator", "system", "leader", "control_team") or (agency and not is_of(actor, agency)):
        raise _forbidden("role-not-allowed", "It takes an operator, a leader or the control team of the agency.")


def is_of(actor: Actor, agency: str) -> bool:
    """Operators and services serve every agency."""
    return actor.has("operator", "system") or actor.agency == agency


def check_account(officer: str, field: str = "officer") -> None:
    """Raises Problem ``officer-invalid`` for what is no account id."""
    if not _ACCOUNT.fullmatch(officer):
        raise invalid("officer-invalid", "Name the officer by the account id.", **{field: "not an account id"})
