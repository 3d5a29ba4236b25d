"""``/viec/y-kien``: what an officer's department was asked by others, and the one answer to each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import Kind, Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from processing.application.consultation_lists import ConsultationFilter
from processing.application.consultations.opening import SeenConsultation
from processing.application.ports import Place
from processing.application.use_cases import UseCases
from processing.domain import consultation_rights as rights
from processing.domain.vocabulary import ConsultationState
from processing.web.doing import Doing

HOME = "/viec/y-kien"
SIZE = 25
_FIELDS = ("opinion", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedPages:
    chrome: Chrome
    use_cases: UseCases
    doing: Doing

    async def list(self, looking: Visitor, token: str) -> Response:
        """Nearest deadline first, those still awaited."""
        actor = looking.signed_in
        wanted = ConsultationFilter(department=actor.department, states=frozenset({ConsultationState.OPEN}))
        bound: dict[str, object] = {"list": HOME}
        after = _place(decode_cursor(token, bound)) if token else None
        found = await self.use_cases.consultations.list(actor, wanted, after, SIZE)
        following = found.following
        more = encode_cursor([following.due_at.isoformat(), following.id], bound) if following else ""
        return self.chrome.page(
            "asked.html",
            looking,
            found=found,
            size=SIZE,
            following=f"{HOME}?{urlencode({'trang': more})}" if more else "",
            first=HOME if token else "",
        )

    async def show(self, wanted: str, looking: Visitor, form: Form | None = None, *, status: int = 200) -> Response:
        """One of them. Whoever neither asks nor was asked is told that there is none."""
        actor = looking.signed_in
        seen = await self.use_cases.consultations.get(actor, wanted)
        return self.chrome.page(
            "asked_one.html",
            looking,
            status=status,
            seen=seen,
            asked=seen.consultation,
            may_answer=_may_answer(looking, seen),
            form=form or Form(),
        )

    async def answer(self, request: Request, wanted: str, looking: Visitor) -> Response:
        form = await self.chrome.sent(request, looking)
        try:
            told = await self.doing.answer(wanted, looking, form)
        except Problem as problem:
            if problem.kind not in (Kind.INVALID, Kind.REFUSED, Kind.STALE):
                raise
            named = {f"cho-y-kien-{name}": said for name, said in problem.fields.items() if name in _FIELDS}
            return await self.show(wanted, looking, form.wrong(named or {"main": problem.detail}), status=422)
        return self.chrome.go(f"{HOME}/{quote(wanted)}", tell=told)


def add_to(made: APIRouter, pages: AskedPages) -> None:
    @made.get(HOME)
    async def asked_page(looking: VisitorDep, trang: str = "") -> Response:
        return await pages.list(looking, trang)

    @made.get(HOME + "/{wanted}")
    async def asked_one_page(wanted: str, looking: VisitorDep) -> Response:
        return await pages.show(wanted, looking)

    @made.post(HOME + "/{wanted}")
    async def asked_answered(request: Request, wanted: str, looking: VisitorDep) -> Response:
        looking.signed_in  # noqa: B018 - whoever is not is led to sign in
        return await pages.answer(request, wanted, looking)


def _may_answer(looking: Visitor, seen: SeenConsultation) -> bool:
    """Once, and not after it was withdrawn."""
    asked = seen.consultation
    if asked.answered_at is not None or asked.state is ConsultationState.WITHDRAWN:
        return False
    try:
        rights.check_answer(looking.signed_in, seen.case, asked)
    except Problem:
        return False
    return True


def _place(position: list[str | int | None]) -> Place:
    return Place(due_at=datetime.fromisoformat(str(position[0])), id=str(position[1]))
