"""``/quay``: the counter's desk. Queues, search, one dossier with everything a receptionist may do to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote, urlencode

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
from intake.application.reading import Filter
from intake.application.returning import ConfirmDelivery, DispatchResult, GetReturn
from intake.domain import rights
from intake.domain.documents import missing
from intake.domain.fees.accounts import PROCEDURE, PaymentMethod
from intake.domain.people import understood
from intake.domain.procedures import Channel
from intake.domain.returning.attempts import ReceivedBy, Receiver, on_its_way
from intake.domain.states import State
from intake.domain.transfer import Transfer
from intake.web import filled, uploads
from intake.web.listing import Listed, Lists
from intake.web.whole import Dossiers

HOME = "/quay"
SEARCH = f"{HOME}/tim"
QUEUES: dict[str, tuple[tuple[str, str], Filter]] = {
    "moi": (("Mới, cần kiểm tra", "New, to be checked"), Filter(states=frozenset({State.REGISTERED}))),
    "bo-sung": (
        ("Chờ bổ sung", "Waiting for documents"),
        Filter(states=frozenset({State.SUPPLEMENT_REQUESTED, State.AWAITING_SUPPLEMENT})),
    ),
    "chuyen": (("Chờ phòng nhận", "To be taken over by a department"), Filter(transfer=Transfer.DUE)),
    "chuyen-muon": (("Phòng nhận muộn", "Taken over late"), Filter(transfer=Transfer.LATE)),
    "nghia-vu": (
        ("Chờ nghĩa vụ tài chính", "Waiting for a payment"),
        Filter(states=frozenset({State.AWAITING_PAYMENT})),
    ),
    "tra": (("Có kết quả, chờ trả", "Results to hand over"), Filter(states=frozenset({State.RESULT_READY}))),
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
            "gui": self.dispatch,
            "da-phat": self.delivered,
            "bi-tra-lai": self.came_back,
        }

    async def overview(self, looking: Visitor, queue: str, q: str, token: str) -> Response:
        """One queue, or the dossiers whose code begins with ``q``."""
        actor = receptionist(looking)
        code = q.strip().upper()[:50]
        chosen = "" if code else queue if queue in QUEUES else "moi"
        wanted = Filter(code=code) if code else QUEUES[chosen][1]
        found = await self.lists.page(
            actor, wanted, token, address=HOME, parameters={"q": code} if code else {"hang": chosen}
        )
        return await self._list(looking, found, chosen, Form.filled({"q": q}))

    async def search(self, looking: Visitor, form: Form) -> Response:
        """By code, name or number, typed into one box. Names stay out of addresses, and so of every log on the way."""
        actor, text = receptionist(looking), form.text("q")[:100]
        code, person = understood(text) if text else ("", None)
        if person is None:
            return self.chrome.go(f"{HOME}?{urlencode({'q': code})}" if code else HOME)
        try:
            found = await self.lists.page(
                actor, Filter(), form.text("trang"), address=SEARCH, parameters={}, person=person
            )
        except Problem as problem:
            if problem.slug != "search-too-wide":
                raise
            said = looking.t("Ghi thêm tên riêng hoặc một dãy số", "Add a name of its own or a number")
            found = await self.lists.page(actor, QUEUES["moi"][1], "", address=HOME, parameters={"hang": "moi"})
            return await self._list(looking, found, "moi", form.wrong({"q": said}), status=422)
        return await self._list(looking, found, "", form)

    async def _list(self, looking: Visitor, found: Listed, chosen: str, form: Form, *, status: int = 200) -> Response:
        actor = receptionist(looking)
        counts = {name: await self.lists.count(actor, wanted) for name, (_, wanted) in QUEUES.items()}
        return self.chrome.page(
            "desk.html",
            looking,
            status=status,
            queues=QUEUES,
            counts=counts,
            chosen=chosen,
            found=found,
            form=form,
            year=self.use_cases.law.today().year,
        )

    async def show(self, wanted: str, looking: Visitor, form: Form | None = None, *, status: int = 200) -> Response:
        receptionist(looking)
        seen = await self.dossiers.seen(wanted, looking)
        absent = {requirement.key for requirement in missing(seen.version, seen.dossier.documents)}
        query = GetReturn(actor=looking.signed_in, dossier_id=seen.dossier.id)
        attempts = (await self.use_cases.returning.get(query)).attempts
        return self.chrome.page(
            "desk_dossier.html",
            looking,
            seen.values,
            status=status,
            form=form or Form(),
            absent=absent,
            attempts=attempts,
            parcel=on_its_way(attempts),
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
            amount_vnd=filled.dong(form, "amount"),
            method=PaymentMethod(method) if method in set(PaymentMethod) else PaymentMethod.CASH,
            receipt_number=form.text("receipt_number"),
            payable=form.text("payable", PROCEDURE),
        )
        await self.use_cases.fees.record(command)
        return "paid"

    async def hand_over(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        """To the applicant, or to somebody authorised, whose name and paper are noted."""
        by = form.text("received_by")
        command = RecordCollection(
            change=_change(dossier_id, looking, form),
            method=Channel.COUNTER,
            received_by=ReceivedBy(by) if by in set(ReceivedBy) else ReceivedBy.APPLICANT,
            receiver=Receiver(
                name=form.text("receiver"),
                identity_number=form.text("receiver_number"),
                authority=form.text("receiver_authority"),
            ),
            originals_returned=form.text("originals") == "yes",
        )
        await self.use_cases.collect(command)
        return "handed-over"

    async def dispatch(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        command = DispatchResult(
            change=_change(dossier_id, looking, form),
            tracking_number=form.text("tracking_number"),
            originals_returned=form.text("originals") == "yes",
        )
        await self.use_cases.returning.dispatch(command)
        return "sent"

    async def delivered(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        await self.use_cases.returning.confirm(ConfirmDelivery(change=_change(dossier_id, looking, form)))
        return "handed-over"

    async def came_back(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        change = _change(dossier_id, looking, form)
        await self.use_cases.returning.confirm(ConfirmDelivery(change=change, came_back=True))
        return "came-back"


def add_to(made: APIRouter, desk: Desk) -> None:
    @made.get(HOME)
    async def desk_page(looking: VisitorDep, hang: str = "moi", q: str = "", trang: str = "") -> Response:
        return await desk.overview(looking, hang, q, trang)

    @made.post(SEARCH)
    async def desk_searched(request: Request, looking: VisitorDep) -> Response:
        receptionist(looking)
        return await desk.search(looking, await desk.chrome.sent(request, looking))

    @made.get(SEARCH)
    async def desk_search_again(looking: VisitorDep) -> Response:
        receptionist(looking)
        return desk.chrome.go(HOME)

    @made.get(HOME + "/{wanted}")
    async def desk_dossier_page(wanted: str, looking: VisitorDep) -> Response:
        return await desk.show(wanted, looking)

    @made.get(HOME + "/{dossier_id}/{action}")
    async def desk_dossier_again(dossier_id: str, action: str, looking: VisitorDep) -> Response:
        """Who signed in anew, or changed the language, on what was an answer to a form."""
        receptionist(looking)
        return desk.chrome.go(f"{HOME}/{quote(dossier_id)}" if action in desk.actions else HOME)

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
