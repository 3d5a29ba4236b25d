"""``/hop-thu/gian-doan``: planned interruptions for everybody to read, and an operator's form to announce one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Idempotency
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from notify.application.outages import AnnounceOutage, CancelOutage, ChangeOutage
from notify.application.outages.use_cases import OutageUseCases
from notify.domain.dates import HO_CHI_MINH
from notify.web.people import HOME

PAGE = f"{HOME}/gian-doan"
_FIELDS = {"from_at": "from_day", "to_at": "to_day"}
_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OutagePages:
    chrome: Chrome
    ask: OutageUseCases

    async def show(
        self,
        looking: Visitor,
        form: Form | None = None,
        *,
        status: int = 200,
        changing: str = "",
        problem: Problem | None = None,
    ) -> Response:
        """changing: id of the one whose change was refused, with why."""
        return self.chrome.page(
            "outages.html",
            looking,
            status=status,
            form=form or Form(),
            outages=await self.ask.list_all(),
            announces=looking.has("operator"),
            changing=changing,
            problem=problem,
        )

    async def announced(self, request: Request, looking: Visitor) -> Response:
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        begins, ends = _instant(form, "from"), _instant(form, "to")
        wrong = {} if begins else {"from_day": looking.t("Ghi ngày và giờ bắt đầu", "Give day and time")}
        wrong |= {} if ends else {"to_day": looking.t("Ghi ngày và giờ kết thúc", "Give day and time")}
        if not 0 < len(form.text("what")) <= _LONGEST:
            wrong["what"] = looking.t("Ghi nội dung", "Say what is done")
        if wrong or begins is None or ends is None:
            return await self.show(looking, form.wrong(wrong), status=422)
        command = AnnounceOutage(
            actor=actor,
            agency=actor.agency,
            from_at=begins,
            to_at=ends,
            what=form.text("what"),
            what_en=form.text("what_en")[:_LONGEST],
            emergency_reason=form.text("emergency_reason")[:_LONGEST],
            idempotency=Idempotency(key=f"page {begins.isoformat()} {ends.isoformat()}", digest=form.text("what")),
        )
        try:
            await self.ask.announce(command)
        except Problem as problem:
            if problem.kind not in (Kind.INVALID, Kind.REFUSED):
                raise
            named = {_FIELDS.get(name, name): said for name, said in problem.fields.items()}
            return await self.show(looking, form.wrong(named or {"emergency_reason": problem.detail}), status=422)
        return self.chrome.go(PAGE, tell="outage-announced")

    async def cancelled(self, request: Request, looking: Visitor, outage_id: str) -> Response:
        actor = looking.signed_in
        await self.chrome.sent(request, looking)
        await self.ask.cancel(CancelOutage(actor=actor, outage_id=outage_id))
        return self.chrome.go(PAGE, tell="outage-cancelled")

    async def moved(self, request: Request, looking: Visitor, outage_id: str) -> Response:
        """Another time; what is wrong with it is said above the form."""
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        command = ChangeOutage(
            actor=actor,
            outage_id=outage_id,
            from_at=_instant(form, "from"),
            to_at=_instant(form, "to"),
            emergency_reason=form.text("emergency_reason")[:_LONGEST],
        )
        try:
            await self.ask.change(command)
        except Problem as problem:
            if problem.kind not in (Kind.INVALID, Kind.REFUSED):
                raise
            return await self.show(looking, status=422, changing=outage_id, problem=problem)
        return self.chrome.go(PAGE, tell="outage-changed")


def add_to(made: APIRouter, pages: OutagePages) -> None:
    @made.get(PAGE)
    async def outages(looking: VisitorDep) -> Response:
        return await pages.show(looking)

    @made.post(PAGE)
    async def outage_announced(request: Request, looking: VisitorDep) -> Response:
        return await pages.announced(request, looking)

    @made.post(f"{PAGE}/{{outage_id}}/huy")
    async def outage_cancelled(request: Request, looking: VisitorDep, outage_id: str) -> Response:
        return await pages.cancelled(request, looking, outage_id)

    @made.post(f"{PAGE}/{{outage_id}}/doi")
    async def outage_moved(request: Request, looking: VisitorDep, outage_id: str) -> Response:
        return await pages.moved(request, looking, outage_id)


def _instant(form: Form, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{form.text(f'{name}_day')}T{form.text(f'{name}_time')}").replace(
            tzinfo=HO_CHI_MINH
        )
    except ValueError:
        return None
