"""``/ho-so-cua-toi``: an applicant's own dossiers: where they are, forms, answers to requests, withdrawal, rating."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from intake.application import Change, RateDossier, SubmitSupplement, UseCases, WithdrawDossier
from intake.application.drafts.draft import MOST_DRAFTS
from intake.application.drafts.get_draft import ListDrafts
from intake.application.reading import Filter
from intake.web import filled, uploads
from intake.web.listing import Lists
from intake.web.whole import Dossiers

HOME = "/ho-so-cua-toi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    chrome: Chrome
    use_cases: UseCases
    dossiers: Dossiers

    async def show(self, wanted: str, looking: Visitor, form: Form | None = None, *, status: int = 200) -> Response:
        seen = await self.dossiers.seen(wanted, looking)
        return self.chrome.page("my_dossier.html", looking, seen.values, status=status, form=form or Form())

    async def supplement(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        seen = await self.dossiers.seen(dossier_id, looking)
        change = Change(actor=looking.signed_in, dossier_id=seen.dossier.id)
        came = await uploads.taken(form, seen.version, looking, self.use_cases)
        if came.wrong:
            raise Problem("invalid-request", Kind.INVALID, "Some files cannot be taken.", fields=came.wrong)
        command = SubmitSupplement(change=change, documents=filled.documents(form, seen.version, came.files))
        await self.use_cases.submit_supplement(command)
        return "supplemented"

    async def withdraw(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        change = Change(actor=looking.signed_in, dossier_id=dossier_id)
        await self.use_cases.withdraw(WithdrawDossier(change=change, reason=form.text("reason")))
        return "withdrawn"

    async def rate(self, dossier_id: str, looking: Visitor, form: Form) -> str:
        rating = form.text("rating")
        command = RateDossier(
            change=Change(actor=looking.signed_in, dossier_id=dossier_id),
            rating=int(rating) if rating in {"1", "2", "3", "4", "5"} else 0,
            comment=form.text("comment"),
        )
        await self.use_cases.rate(command)
        return "rated"


def add_to(made: APIRouter, chrome: Chrome, use_cases: UseCases, lists: Lists, dossiers: Dossiers) -> None:
    mine = Mine(chrome=chrome, use_cases=use_cases, dossiers=dossiers)
    actions = {"bo-sung": mine.supplement, "rut": mine.withdraw, "danh-gia": mine.rate}

    @made.get(HOME)
    async def my_dossiers_page(looking: VisitorDep, trang: str = "") -> Response:
        found = await lists.page(looking.signed_in, Filter(), trang, address=HOME, parameters={})
        drafts = await use_cases.drafts.get.list(ListDrafts(actor=looking.signed_in, after=None, size=MOST_DRAFTS))
        return chrome.page("my_dossiers.html", looking, found=found, drafts=[lists.draft(d) for d in drafts.drafts])

    @made.get(HOME + "/{wanted}")
    async def my_dossier_page(wanted: str, looking: VisitorDep) -> Response:
        return await mine.show(wanted, looking)

    @made.get(HOME + "/{wanted}/rut")
    async def withdrawal_page(wanted: str, looking: VisitorDep) -> Response:
        return chrome.page("withdrawal.html", looking, (await dossiers.seen(wanted, looking)).values)

    @made.get(HOME + "/{dossier_id}/{action}")
    async def my_dossier_again(dossier_id: str, action: str, looking: VisitorDep) -> Response:
        """Who signed in anew, or changed the language, on what was an answer to a form."""
        _ = looking.signed_in
        return chrome.go(f"{HOME}/{quote(dossier_id)}" if action in actions else HOME)

    @made.post(HOME + "/{dossier_id}/{action}", max_body_size=uploads.MOST_BYTES)
    async def my_dossier_changed(request: Request, dossier_id: str, action: str, looking: VisitorDep) -> Response:
        _ = looking.signed_in
        uploads.patience(request)
        form = await chrome.sent(request, looking, files=100)
        if action not in actions:
            return await mine.show(dossier_id, looking, status=404)
        try:
            told = await actions[action](dossier_id, looking, form)
        except Problem as problem:
            if not (wrong := filled.placed(problem, looking)):
                raise
            return await mine.show(dossier_id, looking, form.wrong(wrong), status=422)
        return chrome.go(f"{HOME}/{dossier_id}", tell=told)
