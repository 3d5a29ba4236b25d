"""``/y-kien/{token}``: where a body without an account gives its opinion. Who holds the link sees what is asked."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.http.limits import Guesses
from chassis.kernel.errors import Kind, Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from processing.application.consultations.by_link import Linked
from processing.application.consultations.links import PATH, LinkUnknown
from processing.application.use_cases import UseCases
from processing.domain.vocabulary import Opinion


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionPages:
    """guesses: limits how many links one client may try."""

    chrome: Chrome
    use_cases: UseCases
    guesses: Guesses

    async def show(self, request: Request, token: str, looking: Visitor, form: Form | None = None) -> Response:
        linked = await self.linked(request, token)
        if not linked.is_awaited:
            return self.chrome.page("opinion_closed.html", looking, linked=linked, status=410)
        filled = form or Form()
        status = 422 if filled.errors else 200
        return self.chrome.page("opinion.html", looking, linked=linked, token=token, form=filled, status=status)

    async def answer(self, request: Request, token: str, looking: Visitor) -> Response:
        form = await self.chrome.sent(request, looking)
        if form.text("opinion") not in set(Opinion):
            said = looking.t("Hãy chọn ý kiến của cơ quan", "Choose your opinion")
            return await self.show(request, token, looking, form.wrong({"opinion": said}))
        if not (await self.linked(request, token)).is_awaited:
            return await self.show(request, token, looking)
        try:
            await self.use_cases.consultations.answer_by_link(token, Opinion(form.text("opinion")), form.text("text"))
        except Problem as problem:
            if problem.kind is Kind.REFUSED:  # answered or withdrawn in the meantime
                return await self.show(request, token, looking)
            if problem.kind is not Kind.INVALID:
                raise
            said = looking.t(
                "Hãy nêu điều kiện hoặc lý do, không quá 2.000 ký tự",
                "Give the conditions or reasons, in 2,000 characters",
            )
            return await self.show(request, token, looking, form.wrong({"text": said}))
        return self.chrome.go(f"{PATH}/{token}/bien-nhan")

    async def receipt(self, request: Request, token: str, looking: Visitor) -> Response:
        """Shown as long as the link is kept; without an answer it leads back to the question."""
        linked = await self.linked(request, token)
        if linked.consultation.answered_at is None:
            return self.chrome.go(f"{PATH}/{token}")
        return self.chrome.page("opinion_receipt.html", looking, linked=linked)

    async def linked(self, request: Request, token: str) -> Linked:
        with self.guesses.counted(request, LinkUnknown):
            return await self.use_cases.consultations.read_by_link(token)


def add_to(made: APIRouter, pages: OpinionPages) -> None:
    @made.get(f"{PATH}/{{token}}")
    async def opinion_wanted(request: Request, token: str, looking: VisitorDep) -> Response:
        return await pages.show(request, token, looking)

    @made.post(f"{PATH}/{{token}}")
    async def opinion_given(request: Request, token: str, looking: VisitorDep) -> Response:
        return await pages.answer(request, token, looking)

    @made.get(f"{PATH}/{{token}}/bien-nhan")
    async def opinion_receipt(request: Request, token: str, looking: VisitorDep) -> Response:
        return await pages.receipt(request, token, looking)
