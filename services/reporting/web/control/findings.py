"""``/kiem-soat/ton-tai``: findings, the divisions' answers and what the control team holds of them."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.control import Asked, access
from reporting.application.control.ports import Wanted
from reporting.domain.control.findings import AWAITED, MOVES, Finding, FindingState
from reporting.domain.control.inspections import Inspection
from reporting.web.control.asking import HOME, Control
from reporting.web.control.deeds import Deed, Field, add_deeds, offered, text

BASE = f"{HOME}/ton-tai"
OVERDUE, WAITING, TO_JUDGE = "qua-han", "cho-khac-phuc", "cho-xem-xet"


def add_to(made: APIRouter, control: Control) -> None:
    deeds = _deeds(control)

    async def show(finding_id: str, looking: Visitor, form: Form | None = None) -> Response:
        finding = await control.work.looking.one(looking.signed_in, Finding, finding_id)
        inspection = await control.work.looking.one(looking.signed_in, Inspection, finding.inspection_id)
        return await control.page(
            "finding.html",
            looking,
            form,
            finding=finding,
            inspection=inspection,
            base=f"{BASE}/{finding.id}",
            deeds=offered(deeds, looking, finding),
        )

    @made.get(BASE)
    async def findings_page(looking: VisitorDep, loc: str = "", trang: str = "") -> Response:
        wanted = {
            OVERDUE: Wanted(overdue_at=control.now),
            WAITING: Wanted(states=frozenset(AWAITED)),
            TO_JUDGE: Wanted(states=frozenset({FindingState.ANSWERED})),
        }.get(loc, Wanted())
        listed = await control.listed(looking, Finding, BASE, wanted, trang, loc=loc)
        return await control.page("findings.html", looking, listed=listed, chosen=loc)

    @made.get(BASE + "/{finding_id}")
    async def finding_page(finding_id: str, looking: VisitorDep) -> Response:
        return await show(finding_id, looking)

    add_deeds(made, control, BASE, deeds, show)


def _deeds(control: Control) -> list[Deed]:
    findings = control.work.findings

    async def send_back(asked: Asked, finding_id: str, said: dict[str, str]) -> object:
        days = said["working_days"]
        return await findings.send_back(asked, finding_id, said["text"], int(days) if days.isdecimal() else 0)

    days = Field(
        name="working_days",
        label=("Hạn mới, số ngày làm việc kể từ ngày mai", "New deadline, working days from tomorrow on"),
        kind="number",
        needed=False,
    )
    return [
        Deed(
            key="tra-loi",
            act="answer-finding",
            moves=MOVES,
            right=access.of_head,
            name=("Gửi giải trình, kết quả khắc phục", "Send the answer"),
            fields=text("Phòng đã khắc phục thế nào", "What was done about it"),
            do=lambda asked, piece_id, said: findings.answer(asked, piece_id, said["text"]),
        ),
        Deed(
            key="chap-nhan",
            act="accept-answer",
            moves=MOVES,
            right=access.of_control_team,
            name=("Chấp nhận kết quả khắc phục", "Accept"),
            fields=text("Nhận xét", "Remark", needed=False),
            do=lambda asked, piece_id, said: findings.accept(asked, piece_id, said["text"]),
        ),
        Deed(
            key="tra-lai",
            act="return-answer",
            moves=MOVES,
            right=access.of_control_team,
            name=("Yêu cầu khắc phục tiếp", "Return"),
            fields=(*text("Còn thiếu gì", "What is still missing"), days),
            do=send_back,
            tone="second",
        ),
        Deed(
            key="rut",
            act="withdraw-finding",
            moves=MOVES,
            right=access.of_control_team,
            name=("Rút ghi nhận này", "Withdraw"),
            fields=text("Vì sao ghi nhận này không đúng", "Why it was mistaken"),
            do=lambda asked, piece_id, said: findings.withdraw(asked, piece_id, said["text"]),
            tone="danger",
        ),
    ]
