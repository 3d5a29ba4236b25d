"""``/bao-cao/nghia-vu/{id}``: one report that is owed: how it stands, what was done, what the visitor may do now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from reporting.application.obligations import Act, ActOnObligation, Deed, GetObligation
from reporting.application.obligations.access import approving_role, may_return, may_submit, may_waive, may_write
from reporting.application.obligations.look import AskObligation
from reporting.domain.obligation import Obligation, Stage
from reporting.web.report_pages import HOME, Names

# Last part of the address → what is done, and the keyword of what is said then.
DEEDS: Mapping[str, tuple[Deed, str]] = {
    "trinh-duyet": (Deed.DRAFT, "drafted"),
    "phe-duyet": (Deed.APPROVE, "approved"),
    "gui": (Deed.SUBMIT, "submitted"),
    "tra-lai": (Deed.RETURN, "returned"),
    "mien": (Deed.WAIVE, "waived"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ObligationPages:
    chrome: Chrome
    one: AskObligation
    act: Act
    names: Names

    async def show(
        self, obligation_id: str, looking: Visitor, form: Form | None = None, *, action: str = "", status: int = 200
    ) -> Response:
        """action: whose form is wrong."""
        told = await self.one(GetObligation(actor=looking.signed_in, obligation_id=obligation_id))
        owed = told.obligation
        return self.chrome.page(
            "obligation.html",
            looking,
            status=status,
            owed=owed,
            state=owed.state(told.now, told.today),
            is_late=owed.is_late(told.now),
            entries=told.entries,
            may=_may(looking.signed_in, owed),
            report=f"{HOME}/bieu?{urlencode({'bieu': owed.form, 'ky': owed.period})}",
            form=form or Form(),
            action=action,
            names=await self.names(),
        )

    async def change(self, request: Request, obligation_id: str, action: str, looking: Visitor) -> Response:
        """What was wrong is said beside the form, with what was typed."""
        form = await self.chrome.sent(request, looking)
        if action not in DEEDS:
            return await self.show(obligation_id, looking, status=404)
        deed, tell = DEEDS[action]
        command = ActOnObligation(
            actor=looking.signed_in,
            obligation_id=obligation_id,
            deed=deed,
            note=form.text(f"{action}-note"),
            snapshot=form.text(f"{action}-snapshot"),
            version=form.count("version", 1, most=10**6),
        )
        try:
            await self.act(command)
        except Problem as problem:
            if problem.kind not in (Kind.INVALID, Kind.REFUSED, Kind.STALE):
                raise
            field = "snapshot" if problem.slug == "snapshot-unknown" else "note"
            wrong = form.wrong({f"{action}-{field}": looking.t(*_WRONG.get(problem.slug, (problem.detail,) * 2))})
            return await self.show(obligation_id, looking, wrong, action=action, status=422)
        return self.chrome.go(f"{HOME}/nghia-vu/{quote(obligation_id)}", tell=tell)


_WRONG: Mapping[str, tuple[str, str]] = {
    "reason-missing": ("Cần ghi lý do.", "Say why."),
    "obligation-changed": (
        "Báo cáo vừa được người khác cập nhật: xem lại rồi làm lại.",
        "Somebody has changed it meanwhile: look at it and do it again.",
    ),
    "snapshot-unknown": (
        "Không có bản chốt số này của biểu và kỳ báo cáo này.",
        "There is no closed report of that number for this form and period.",
    ),
    "obligation-state": ("Bước này không còn làm được.", "That can no longer be done."),
}


def _may(actor: Actor, owed: Obligation) -> frozenset[str]:
    """Actions that the visitor is offered; each asks for itself again."""
    rights: Mapping[str, tuple[Callable[[Actor, Obligation], object], tuple[Stage, ...]]] = {
        "trinh-duyet": (may_write, (Stage.OPEN, Stage.DRAFTED)),
        "phe-duyet": (approving_role, (Stage.FOR_APPROVAL,)),
        "gui": (may_submit, (Stage.APPROVED,)),
        "tra-lai": (may_return, (Stage.FOR_APPROVAL, Stage.APPROVED)),
        "mien": (may_waive, (Stage.OPEN, Stage.DRAFTED, Stage.FOR_APPROVAL, Stage.APPROVED)),
    }
    return frozenset(
        action for action, (right, stages) in rights.items() if owed.stage in stages and _allowed(right, actor, owed)
    )


def _allowed(right: Callable[[Actor, Obligation], object], actor: Actor, owed: Obligation) -> bool:
    try:
        right(actor, owed)
    except Problem:
        return False
    return True


def add_to(made: APIRouter, pages: ObligationPages) -> None:
    @made.get(HOME + "/nghia-vu/{obligation_id}")
    async def show(obligation_id: str, looking: VisitorDep) -> Response:
        return await pages.show(obligation_id, looking)

    @made.post(HOME + "/nghia-vu/{obligation_id}/{action}")
    async def change(request: Request, obligation_id: str, action: str, looking: VisitorDep) -> Response:
        return await pages.change(request, obligation_id, action, looking)
