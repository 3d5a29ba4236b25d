"""``/quay``: the counter's desk. Queues, search, one dossier with everything a receptionist may do to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from intake.application import (
    AcceptDossier,
    Change,
    RecordCollection,
    RefuseDossier,
    RequestSupplement,
    SubmitSupplement,
    UseCases,
    WithdrawDossier,
)
from intake.application.fees import RecordPayment
from intake.application.ports import Filter
from intake.domain import rights
from intake.domain.documents import missing
from intake.domain.fees.accounts import PROCEDURE, PaymentMethod
from intake.domain.procedures import Channel
from intake.domain.states import State
from intake.web import filled, uploads
from intake.web.listing import Lists
from intake.web.whole import Dossiers

HOME = "/quay"
QUEUES: dict[str, tuple[tuple[str, str], frozenset[State]]] = {
    "moi": (("Mới, cần kiểm tra", "New, to be checked"), frozenset({State.REGISTERED})),
    "bo-sung": (
        ("Chờ bổ sung", "Waiting for documents"),
        frozenset({State.SUPPLEMENT_REQUESTED, State.AWAITING_SUPPLEMENT}),
    ),
    "chuyen": (("Đã nhận, chưa phân công", "Accepted, not assigned yet"), frozenset({State.ACCEPTED})),
    "nghia-vu": (("Chờ nghĩa vụ tài chính", "Waiting for a payment"), frozenset({State.AWAITING_PAYMENT})),
    "tra": (("Có kết quả, chờ trả", "Results to hand over"), frozenset({State.RESULT_READY})),
}
Done = Callable[[str, Visitor, Form], Awaitable[str]]


def receptionist(looking: Visitor) -> Actor:
    """The desk is for receptionists; raises RoleForbidden for anybody else who is signed in."""
    actor = looking.signed_in
    if not (actor.has(rights.RECEPTIONIST) and actor.agency):
        raise rights.RoleForbidden("a receptionist")
    return actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Each action: what it does to the dossier, and the keyword of what is then said."""

    chrome: Chrome
    use_cases: UseCases
    lists: Lists
    dossiers: Dossiers

    @property
    def actions(self) -> dict[str, Done]:
        return {
            "tiep-nhan": self.accept,
            "yeu-cau": self.request,
            "tu-choi": self.refuse,
            "bo-sung": self.supplement,
            "rut": self.withdraw,
            "thu-phi": self.take_payment,
            "tra": self.hand_over,
        }

    async def overview(self, looking: Visitor, queue: str, q: str, token: str) -> Response:
        actor = receptionist(looking)
        counts = {name: await self.lists.count(actor, Filter(states=states)) for name, (_, states) in QUEUES.items()}
        code = q.strip().upper()[:50]
        chosen = "" if code else queue if queue in QUEUES else "moi"
        wanted = Filter(code=code) if code else Filter(states=QUEUES[chosen][1])
        parameters = {"q": code} if code else {"hang": chosen}
        found = await self.lists.page(actor, wanted, token, HOME, parameters)
        return self.chrome.page(
            "desk.html", looking, queues=QUEUES, counts=counts, chosen=chosen, found=found, form=Form.filled({"q": q})
        )

    async def show(self, wanted: str, looking: Visitor, form: Form | None = None, *, status: int = 200) -> Response:
        receptionist(looking)
        seen = await self.dossiers.seen(wanted, looking)
        absent = {requirement.key for requirement in missing(seen.version, seen.dossier.documents)}
        return self.chrome.page(
            "desk_dossier.html", looking, seen.values, status=status, form=form or Form(), absent=absent
        )

    async def accept(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        await self.use_cases.accept(AcceptDossier(change=_change(dossier_id, looking, form)))
        return "accepted"

    async def request(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        more = tuple(line for line in form.text("more").splitlines() if line.strip())
        if not (lines := (*form.all("ask"), *more)):
            raise invalid("invalid-request", "Name everything that is missing.", ask="name at least one document")
        change = _change(dossier_id, looking, form)
        await self.use_cases.request_supplement(
            RequestSupplement(change=change, documents=lines, reason=form.text("yeu-cau-reason"))
        )
        return "requested"

    async def refuse(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        change = _change(dossier_id, looking, form)
        await self.use_cases.refuse(RefuseDossier(change=change, reason=form.text("tu-choi-reason")))
        return "refused"

    async def supplement(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        seen = await self.dossiers.seen(dossier_id, looking)
        change = _change(dossier_id, looking, form)
        came = await uploads.taken(form, seen.version, looking, self.use_cases)
        if came.wrong:
            raise Problem("invalid-request", Kind.INVALID, "Some files cannot be taken.", fields=came.wrong)
        await self.use_cases.submit_supplement(
            SubmitSupplement(change=change, documents=filled.documents(form, seen.version, came.files))
        )
        return "supplemented"

    async def withdraw(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        change = _change(dossier_id, looking, form)
        await self.use_cases.withdraw(WithdrawDossier(change=change, reason=form.text("rut-reason")))
        return "withdrawn"

    async def take_payment(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        method = form.text("method")
        command = RecordPayment(
            change=_change(dossier_id, looking, form),
            amount_vnd=form.count("amount", 0, most=10**9),
            method=PaymentMethod(method) if method in set(PaymentMethod) else PaymentMethod.CASH,
            receipt_number=form.text("receipt_number"),
            payable=form.text("payable", PROCEDURE),
        )
        await self.use_cases.fees.record(command)
        return "paid"

    async def hand_over(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        method = filled.channel(form, "method", Channel.COUNTER)
        command = RecordCollection(change=_change(dossier_id, looking, form), method=method)
        await self.use_cases.collect(command)
        return "handed-over"


def add_to(made: APIRouter, desk: Desk) -> None:
    @made.get(HOME)
    async def desk_page(looking: VisitorDep, hang: str = "moi", q: str = "", trang: str = "") -> Response:
        return await desk.overview(looking, hang, q, trang)

    @made.get(HOME + "/{wanted}")
    async def desk_dossier_page(wanted: str, looking: VisitorDep) -> Response:
        return await desk.show(wanted, looking)

    @made.post(HOME + "/{dossier_id}/{action}", max_body_size=uploads.MOST_BYTES)
    async def desk_dossier_changed(request: Request, dossier_id: str, action: str, looking: VisitorDep) -> Response:
        receptionist(looking)
        uploads.patience(request)
        form = await desk.chrome.sent(request, looking, files=100)
        if action not in desk.actions:
            return await desk.show(dossier_id, looking, status=404)
        try:
            told = await desk.actions[action](dossier_id, looking, form)
        except Problem as problem:
            if not (wrong := filled.placed(problem, looking)):
                raise
            named = {_named(action, name): said for name, said in wrong.items()}
            return await desk.show(dossier_id, looking, form.wrong(named), status=422)
        return desk.chrome.go(f"{HOME}/{dossier_id}", tell=told)


def _named(action: str, name: str) -> str:
    """The field of the action's own form; what is missing can be asked for where documents are asked for."""
    match name:
        case "reason":
            return f"{action}-reason"
        case "doc" if action != "bo-sung":
            return "ask"
        case _:
            return name


def _change(dossier_id: str, looking: Visitor, form: Form) -> Change:
    """Only if the dossier still is as the page showed it."""
    return Change(
        actor=receptionist(looking), dossier_id=dossier_id, if_version=form.count("version", 0, most=10**7) or None
    )
