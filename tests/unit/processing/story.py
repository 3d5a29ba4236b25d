"""A dossier of the Investment department, its law and its people, as the tests of processing tell it.

The procedure has seven steps: counter, head, specialist, head, leader (decides), clerk, counter. Ten working days.
"""

from __future__ import annotations

from datetime import UTC, datetime

from chassis.kernel.actor import Actor
from chassis.kernel.ids import SerialIds
from chassis.kernel.worktime import Limit
from processing.domain.case import Case, Change
from processing.domain.facts import DossierRef
from processing.domain.law import Law, ProcedureVersion, Step, SupplementPolicy
from processing.domain.opening import Acceptance, open_case
from processing.domain.vocabulary import Channel, ClockEffect, OnTimeout, Role, SupplementStage
from unit.worktime.vietnam import ZONE, calendar

DOSSIER_ID = "01976f00-0000-7000-8000-000000000001"
REVISION = "law-1"
HEAD = Actor(subject="tp.dautu", roles=frozenset({"department_head"}), agency="heza", department="dau-tu")
SPECIALIST = Actor(subject="cv.dautu.1", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")
COLLEAGUE = Actor(subject="cv.dautu.2", roles=frozenset({"specialist"}), agency="heza", department="dau-tu")
LEADER = Actor(subject="ld.ban.1", roles=frozenset({"leader"}), agency="heza", department="lanh-dao")
CLERK = Actor(subject="cv.vanphong.1", roles=frozenset({"specialist"}), agency="heza", department="van-phong")
RECEPTIONIST = Actor(subject="cb.motcua.1", roles=frozenset({"receptionist"}), agency="heza", department="mot-cua")
STRANGER = Actor(subject="cv.laodong.1", roles=frozenset({"specialist"}), agency="heza", department="lao-dong")
APPLICANT = Actor(subject="dn.mau.1", roles=frozenset({"applicant"}))
OPERATOR = Actor(subject="vh.1", roles=frozenset({"operator"}), agency="heza")
SYSTEM = Actor(subject="service:intake", roles=frozenset({"system"}))


def at(text: str) -> datetime:
    """``2026-03-02 08:00`` in Việt Nam, as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


# Monday morning; ten working days later is Monday 16 March at the close of office.
ACCEPTED_AT = at("2026-03-02 08:00")
DUE_AT = at("2026-03-16 17:00")


def step(key: str, department: str, role: Role, budget: str | None, *, decides: bool = False) -> Step:
    return Step(
        key=key,
        name=f"Bước {key}",
        name_en=f"Step {key}",
        department=department,
        role=role,
        budget=Limit.of(budget, "working_day") if budget else None,
        decides=decides,
    )


STEPS = (
    step("tiep-nhan", "mot-cua", Role.RECEPTIONIST, "0.5"),
    step("phan-cong", "dau-tu", Role.DEPARTMENT_HEAD, "0.25"),
    step("tham-dinh", "dau-tu", Role.SPECIALIST, "7.25"),
    step("kiem-tra", "dau-tu", Role.DEPARTMENT_HEAD, "0.5"),
    step("ky-duyet", "lanh-dao", Role.LEADER, "1", decides=True),
    step("phat-hanh", "van-phong", Role.SPECIALIST, "0.5"),
    step("tra-ket-qua", "mot-cua", Role.RECEPTIONIST, None),
)


def law(
    *,
    effect: ClockEffect = ClockEffect.PAUSE,
    most: int = 1,
    deadline: str | None = None,
    on_timeout: OnTimeout = OnTimeout.STOP,
    stage: SupplementStage = SupplementStage.APPRAISAL,
    limit: tuple[str, str] = ("10", "working_day"),
    steps: tuple[Step, ...] = STEPS,
    version: int = 3,
    duty: ClockEffect = ClockEffect.PAUSE,
) -> Law:
    """The procedure with this supplement policy, on the calendar of 2024–2027."""
    procedure = ProcedureVersion(
        key="cap-gcn-dkdt",
        version=version,
        code="1.009664",
        name="Cấp Giấy chứng nhận đăng ký đầu tư",
        name_en="Investment registration certificate",
        department="dau-tu",
        limit=Limit.of(*limit),
        limits={Channel.ONLINE: Limit.of("6", "working_hour")} if limit[1] == "working_hour" else {},
        steps=steps,
        supplement=SupplementPolicy(
            stage=stage,
            max_requests=most,
            effect_on_clock=effect,
            applicant_deadline=Limit.of(deadline, "working_day") if deadline else None,
            on_timeout=on_timeout,
            legal_ref="NĐ 96/2026/NĐ-CP Đ6",
        ),
        duty_effect=duty,
    )
    return Law(version=procedure, calendar=calendar(), revision=REVISION)


def dossier(dossier_id: str = DOSSIER_ID, *, version: int = 3, channel: Channel = Channel.COUNTER) -> DossierRef:
    return DossierRef(
        dossier_id=dossier_id,
        code="H24.15-260302-0001",
        agency="heza",
        department="dau-tu",
        procedure_key="cap-gcn-dkdt",
        procedure_code="1.009664",
        procedure_version=version,
        channel=channel,
    )


def acceptance(
    dossier_id: str = DOSSIER_ID, *, accepted_at: datetime = ACCEPTED_AT, due_at: datetime = DUE_AT, version: int = 3
) -> Acceptance:
    return Acceptance(
        dossier=dossier(dossier_id, version=version),
        received_at=accepted_at,
        accepted_at=accepted_at,
        accepted_by="cb.motcua.1",
        due_at=due_at,
    )


def opened(the_law: Law | None = None, *, ids: SerialIds | None = None) -> Change:
    """The case as it opens."""
    return open_case(acceptance(), the_law or law(), now=ACCEPTED_AT, ids=ids or SerialIds())


def current(case: Case) -> str:
    """Id of the open task."""
    task = case.current
    assert task is not None
    return task.id
