"""``/hop-thu/lua-chon``: how somebody wants to be told; what the law orders stays on."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.kernel.errors import Kind, Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from notify.application.preferences import SetPreference
from notify.application.preferences.use_cases import PreferenceUseCases
from notify.domain.channels import USUAL_ORDER
from notify.domain.occasions import Channel, Occasion
from notify.domain.preference import OPTIONAL
from notify.web.people import HOME

PAGE = f"{HOME}/lua-chon"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishPages:
    chrome: Chrome
    ask: PreferenceUseCases

    async def show(self, looking: Visitor, form: Form | None = None, *, status: int = 200) -> Response:
        wish = await self.ask.get(looking.signed_in)
        known = Form.filled(
            {
                "language": wish.language,
                "first": wish.channels[0].value if wish.channels else "",
                "unsubscribed": sorted(wish.unsubscribed),
                "version": str(wish.version),
            }
        )
        return self.chrome.page(
            "wishes.html", looking, status=status, form=form or known, ways=USUAL_ORDER, optional=sorted(OPTIONAL)
        )

    async def kept(self, request: Request, looking: Visitor) -> Response:
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        first, version = form.text("first"), form.text("version")
        try:
            await self.ask.set(
                SetPreference(
                    actor=actor,
                    language=form.text("language"),
                    channels=(Channel(first),) if first in set(USUAL_ORDER) else (),
                    unsubscribed=frozenset(Occasion(one) for one in form.all("unsubscribed") if one in set(Occasion)),
                    expected_version=int(version) if version.isdecimal() and len(version) < 10 else None,
                )
            )
        except Problem as problem:
            if problem.kind not in (Kind.INVALID, Kind.STALE):
                raise
            wrong = form.wrong(problem.fields or {"main": problem.detail})
            return await self.show(looking, wrong, status=422)
        return self.chrome.go(PAGE, tell="wishes-kept")


def add_to(made: APIRouter, pages: WishPages) -> None:
    @made.get(PAGE)
    async def wishes(looking: VisitorDep) -> Response:
        return await pages.show(looking)

    @made.post(PAGE)
    async def wishes_kept(request: Request, looking: VisitorDep) -> Response:
        return await pages.kept(request, looking)
