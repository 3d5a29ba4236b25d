"""Control work on a store, with a calendar without holidays and one procedure in place of intake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sqlalchemy import text

from chassis.data.database import Database
from chassis.ids import UuidIds
from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.worktime import OfficeHours, WorkCalendar
from chassis.messaging.journal import Idempotency
from reporting.application.control import Asked, ControlWork
from reporting.application.control.acting import Acting
from reporting.domain.control.findings import Finding, FindingContent, FindingKind, Severity
from reporting.domain.control.inspections import InspectionContent
from reporting.domain.control.proposals import ProposalContent, ProposalKind, Recommendation
from reporting.domain.control.reviews import Measures, ReviewedProcedure
from reporting.lawpack.control import control_rules
from reporting.store.control import SqlControlReads, SqlControlUnitOfWork
from reporting.store.control_counts import SqlDivisionFigures, SqlReviews

NOW, TODAY = datetime(2024, 6, 3, 3, 0, tzinfo=UTC), date(2024, 6, 3)  # a Monday, 10:00 local
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
HOURS = OfficeHours(
    valid_from=date(2020, 1, 1),
    valid_to=None,
    weekdays=frozenset(range(5)),
    sessions=((time(7, 30), time(11, 30)), (time(13), time(17))),
)
YEARS = frozenset({2024})
CALENDAR = WorkCalendar(zone="Asia/Ho_Chi_Minh", hours=(HOURS,), days=(), decided_years=YEARS, known_years=YEARS)


class Law:
    """A calendar without holidays and one procedure."""

    async def calendar(self) -> WorkCalendar:
        return CALENDAR

    async def procedure(self, key: str, on: date) -> ReviewedProcedure:
        del on
        measures = Measures(days=Decimal(10), fees_vnd=None, documents=5)
        return ReviewedProcedure(
            key=key, version=2, name="Cấp giấy phép lao động", department="dau-tu", measures=measures
        )


def asked(subject: str, role: str, department: str = "", key: str = "", version: int | None = None) -> Asked:
    actor = Actor(subject=subject, roles=frozenset({role}), agency="heza", department=department)
    return Asked(actor=actor, if_version=version, idempotency=Idempotency(key=key, digest=key) if key else None)


CONTROL, LEADER = asked("ksth.1", "control_team"), asked("ld.ban.1", "leader")
HEAD, OTHER = asked("tp.dautu", "department_head", "dau-tu"), asked("tp.moitruong", "department_head", "moi-truong")
INSPECTION = InspectionContent(
    department="dau-tu", scope="Hồ sơ quý II", team=("ksth.1", "ksth.2"), from_on=TODAY, to_on=TODAY
)
FINDING = FindingContent(
    kind=FindingKind.SHORTCOMING,
    severity=Severity.MAJOR,
    description="Phiếu kiểm soát chưa ký",
    evidence=("H24.15-240502-0001",),
    remedy="Ký bổ sung",
    working_days=5,
)
PROPOSAL = ProposalContent(
    procedure="cap-gpld",
    procedure_name="Cấp giấy phép lao động",
    kind=ProposalKind.CUT,
    content="Bỏ bản sao chứng thực",
    reason="Đã có dữ liệu",
    recommendation=Recommendation(document="Nghị định mẫu", article="Điều 3", body="Bộ mẫu"),
    before_vnd=32_000_000,
    after_vnd=22_000_000,
)


@dataclass
class Office:
    work: ControlWork
    clock: FrozenClock
    database: Database

    async def finding(self) -> Finding:
        inspection = await self.work.inspections.open(CONTROL, INSPECTION)
        return await self.work.findings.record(CONTROL, inspection.id, FINDING)

    async def journal(self, subject: str) -> list[tuple[str, str, str]]:
        async with self.database.read() as connection:
            rows = await connection.execute(
                text("SELECT name, actor, reason FROM commands WHERE subject = :subject ORDER BY position"),
                {"subject": subject},
            )
            return [(row.name, row.actor, row.reason) for row in rows]


def office_on(store: Database) -> Office:
    clock = FrozenClock(NOW)
    acting = Acting(uow=SqlControlUnitOfWork(store, clock, UuidIds()), clock=clock, ids=UuidIds())
    work = ControlWork.on(
        acting,
        SqlControlReads(store),
        figures=SqlDivisionFigures(store),
        law=Law(),
        counted=SqlReviews(store),
        rules=control_rules(),
    )
    return Office(work, clock, store)
