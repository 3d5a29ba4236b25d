"""``/v1/obligations``: which reports are owed, and what is done about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, Field, StringConstraints

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, etag
from chassis.http.paging import Page, PageDep, encode_cursor
from chassis.http.text import RequestModel
from chassis.kernel.actor import Actor
from chassis.messaging.journal import Idempotency
from reporting.application.obligations import Act, ActOnObligation, Deed, GetObligation, ListObligations
from reporting.application.obligations.look import AskObligation, AskObligations
from reporting.domain.obligation import Obligation, State

Token = Annotated[str, Query(max_length=60)]
IdDep = Annotated[str, Path(max_length=200, examples=["heza.weekly-result.2024-W21.dau-tu"])]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
SnapshotNumber = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class ObligationBody(BaseModel):
    """Báo cáo phải gửi / a report that is owed for a period."""

    id: str
    agency: str
    department: str | None = Field(description="token of whoever owes it; null: the agency's control team")
    title: str = Field(description="in Vietnamese")
    title_en: str
    form: str = Field(description="key of the report, for /v1/reports/{form}")
    period: str = Field(description="its name", examples=["2024-W21"])
    period_from: date
    period_to: date = Field(description="included")
    due_on: date = Field(description="last local day on which it is in time")
    due_at: datetime = Field(description="when the office closes on it")
    receiver: str
    approval: list[str] = Field(description="roles that approve, in order")
    approved: int = Field(description="how many of them have")
    state: State
    is_late: bool = Field(description="it came, or comes, after its deadline")
    snapshot: str | None = Field(description="number of the closed report that is sent")
    finished_at: datetime | None = Field(description="when it was submitted or waived")
    legal_ref: str
    mark: str = Field(description="how that is known: V read, P practice, I inferred, M memory")
    note: str | None = Field(description="what is not sure of the rule")
    version: int


class EntryBody(BaseModel):
    """What somebody did about it."""

    name: str = Field(examples=["approve-obligation"])
    actor: str = Field(description="account")
    at: datetime
    note: str | None


class OneObligationBody(ObligationBody):
    """The obligation and its history, oldest first."""

    entries: list[EntryBody]


class DraftIn(RequestModel):
    """Dự thảo / for_approval: it goes on to the first who approves; otherwise it stays with whoever writes it."""

    snapshot: SnapshotNumber = Field(default="", description="number of a closed report")
    note: Note = ""
    for_approval: bool = True


class ApprovalIn(RequestModel):
    """Phê duyệt / the next approval."""

    note: Note = ""


class SubmissionIn(RequestModel):
    """Gửi báo cáo / it was sent to its receiver."""

    snapshot: SnapshotNumber = Field(default="", description="empty: the one attached before, if any")
    note: Note = ""


class ReasonIn(RequestModel):
    """Lý do / why."""

    note: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


def obligation_body(one: Obligation, now: datetime, today: date) -> dict[str, Any]:
    """The fields of ``ObligationBody``."""
    return {
        "id": one.id,
        "agency": one.agency,
        "department": one.department or None,
        "title": one.title,
        "title_en": one.title_en,
        "form": one.form,
        "period": one.period,
        "period_from": one.first,
        "period_to": one.last,
        "due_on": one.due_on,
        "due_at": one.due_at,
        "receiver": one.receiver,
        "approval": list(one.approval),
        "approved": one.approved,
        "state": one.state(now, today),
        "is_late": one.is_late(now),
        "snapshot": one.snapshot or None,
        "finished_at": one.finished_at,
        "legal_ref": one.legal_ref,
        "mark": one.mark,
        "note": one.note or None,
        "version": one.version,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which obligations a list is of."""

    department: str
    form: str
    states: frozenset[State]
    due_from: date | None
    due_to: date | None

    @property
    def filters(self) -> dict[str, object]:
        dates = {"from": self.due_from, "to": self.due_to}
        states = sorted(self.states)
        return {"list": "obligations", "department": self.department, "form": self.form, "state": states, **dates}


async def chosen(
    department: Token = "",
    form: Token = "",
    state: Annotated[Sequence[State], Query(description="any of these; none: all")] = (),
    due_from: Annotated[date | None, Query(description="local day, included")] = None,
    due_to: Annotated[date | None, Query(description="local day, included")] = None,
) -> Chosen:
    return Chosen(department=department, form=form, states=frozenset(state), due_from=due_from, due_to=due_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Who does something about which obligation, the version that was seen, and the client's key."""

    actor: Actor
    obligation_id: str
    version: int | None
    key: Idempotency | None

    def to(self, deed: Deed, **said: Any) -> ActOnObligation:
        return ActOnObligation(
            actor=self.actor,
            obligation_id=self.obligation_id,
            deed=deed,
            version=self.version,
            idempotency=self.key,
            **said,
        )


async def asked(actor: ActorDep, obligation_id: IdDep, version: IfMatchDep, key: IdempotencyDep) -> Asked:
    return Asked(actor=actor, obligation_id=obligation_id, version=version, key=key)


ChosenDep = Annotated[Chosen, Depends(chosen)]
AskedDep = Annotated[Asked, Depends(asked)]


def router(ask: AskObligations, ask_one: AskObligation, act: Act) -> APIRouter:
    routes = APIRouter(tags=["obligations"])

    @routes.get("/v1/obligations", summary="Reports that are owed, by due day")
    async def list_obligations(actor: ActorDep, page: PageDep, wanted: ChosenDep) -> Page[ObligationBody]:
        """Những báo cáo phải gửi / those that the caller may see: leaders and the control team the agency's, officers
        their department's."""
        query = ListObligations(
            actor=actor,
            department=wanted.department,
            form=wanted.form,
            states=wanted.states,
            due_from=wanted.due_from,
            due_to=wanted.due_to,
            after=_after(page.after(wanted.filters)),
            limit=page.page_size,
        )
        listed = await ask(query)
        found = listed.found
        last = found.obligations[-1] if found.more else None
        return Page(
            items=[ObligationBody(**obligation_body(one, listed.now, listed.today)) for one in found.obligations],
            next_page_token=encode_cursor([last.due_on.isoformat(), last.id], wanted.filters) if last else None,
            total_size=found.total,
        )

    @routes.get("/v1/obligations/{obligation_id}", summary="One report that is owed, and what was done about it")
    async def get_obligation(actor: ActorDep, obligation_id: IdDep, response: Response) -> OneObligationBody:
        """Một báo cáo phải gửi, cùng lịch sử xử lý."""
        told = await ask_one(GetObligation(actor=actor, obligation_id=obligation_id))
        response.headers["ETag"] = etag(told.obligation.version)
        entries = [EntryBody(name=e.name, actor=e.actor, at=e.at, note=e.note or None) for e in told.entries]
        return OneObligationBody(**obligation_body(told.obligation, told.now, told.today), entries=entries)

    _acts(routes, ask_one, act)
    return routes


def _acts(routes: APIRouter, ask_one: AskObligation, act: Act) -> None:
    async def done(command: ActOnObligation, response: Response) -> ObligationBody:
        changed = await act(command)
        told = await ask_one(GetObligation(actor=command.actor, obligation_id=changed.id))
        response.headers["ETag"] = etag(changed.version)
        return ObligationBody(**obligation_body(changed, told.now, told.today))

    @routes.post("/v1/obligations/{obligation_id}/draft", summary="Write it, and send it on for approval")
    async def draft_obligation(by: AskedDep, body: DraftIn, response: Response) -> ObligationBody:
        """Dự thảo và trình duyệt / by whoever owes it."""
        command = by.to(Deed.DRAFT, note=body.note, snapshot=body.snapshot, for_approval=body.for_approval)
        return await done(command, response)

    @routes.post("/v1/obligations/{obligation_id}/approval", summary="The next approval")
    async def approve_obligation(by: AskedDep, body: ApprovalIn, response: Response) -> ObligationBody:
        """Phê duyệt / by the role whose turn it is."""
        return await done(by.to(Deed.APPROVE, note=body.note), response)

    @routes.post("/v1/obligations/{obligation_id}/submission", summary="It was sent to its receiver")
    async def submit_obligation(by: AskedDep, body: SubmissionIn, response: Response) -> ObligationBody:
        """Đã gửi / after the last approval."""
        return await done(by.to(Deed.SUBMIT, note=body.note, snapshot=body.snapshot), response)

    @routes.post("/v1/obligations/{obligation_id}/return", summary="Back to whoever wrote it, with a reason")
    async def return_obligation(by: AskedDep, body: ReasonIn, response: Response) -> ObligationBody:
        """Trả lại / by those who approve."""
        return await done(by.to(Deed.RETURN, note=body.note), response)

    @routes.post("/v1/obligations/{obligation_id}/waiver", summary="It is not wanted this time, with a reason")
    async def waive_obligation(by: AskedDep, body: ReasonIn, response: Response) -> ObligationBody:
        """Miễn / by a leader; of a department's report by the control team too."""
        return await done(by.to(Deed.WAIVE, note=body.note), response)


def _after(position: list[str | int | None] | None) -> tuple[date, str] | None:
    return (date.fromisoformat(str(position[0])), str(position[1])) if position else None
