"""``/su-kien-cho``: events that no consumer could apply, and an operator's decision about each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.http.problems import STATUS
from chassis.kernel.errors import Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from notify.application.letters import (
    DecideHandler,
    DropDeadLetter,
    GetDeadLetter,
    ListDeadLetters,
    ListDeadLettersHandler,
    RepublishMissing,
    ResendDeadLetter,
)
from notify.application.letters.ports import DeadLetter, LetterChoice, LetterState
from notify.domain.dates import HO_CHI_MINH

HOME = "/su-kien-cho"
SIZE = 25
SAID = {
    "letter-resent": ("Đã áp dụng sự kiện.", "The event is applied."),
    "letter-dropped": ("Đã đóng, không áp dụng.", "Closed without applying it."),
    "letter-asked": (
        "Đã yêu cầu nơi phát gửi lại; sự kiện đến trong vài giây, rồi có thể áp dụng.",
        "Its publisher was asked; it comes within seconds and can then be applied.",
    ),
}
STATES: Mapping[str, tuple[str, str]] = {
    "open": ("Đang chờ", "Open"),
    "resolved": ("Đã quyết định", "Decided"),
    "any": ("Tất cả", "All"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPages:
    chrome: Chrome
    listing: ListDeadLettersHandler
    decide: DecideHandler

    async def list(self, looking: Visitor, state: str, token: str) -> Response:
        state = state if state in STATES else "open"
        bound: dict[str, object] = {"list": HOME, "trang-thai": state}
        position = decode_cursor(token, bound) if token else None
        found = await self.listing(
            ListDeadLetters(
                actor=looking.signed_in,
                chosen=LetterChoice(state=LetterState(state)),
                limit=SIZE,
                after=str(position[0]) if position else "",
            )
        )
        following = encode_cursor([found.letters[-1].id], bound) if found.more else ""
        return self.chrome.page(
            "letters.html",
            looking,
            found=found,
            state=state,
            states=STATES,
            following=f"{HOME}?{urlencode({'trang-thai': state, 'trang': following})}" if following else "",
            first=f"{HOME}?{urlencode({'trang-thai': state})}" if token else "",
        )

    async def one(
        self, looking: Visitor, service: str, letter_id: str, form: Form | None = None, problem: Problem | None = None
    ) -> Response:
        """problem: why what was asked for could not be done; the letter is as it was."""
        query = GetDeadLetter(actor=looking.signed_in, service=service, letter_id=letter_id)
        letter, body = await self.listing.get(query)
        return self.chrome.page(
            "letter.html",
            looking,
            status=STATUS[problem.kind] if problem else 200,
            letter=letter,
            body=body.decode(errors="replace"),
            form=form or Form(),
            problem=problem,
        )

    async def decided(self, request: Request, looking: Visitor, service: str, letter_id: str, what: str) -> Response:
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        reason = form.text("reason")
        acts: dict[str, tuple[Callable[[], Awaitable[DeadLetter]], str]] = {
            "ap-dung": (
                lambda: self.decide.resend(
                    ResendDeadLetter(actor=actor, service=service, letter_id=letter_id, reason=reason)
                ),
                "letter-resent",
            ),
            "dong": (
                lambda: self.decide.drop(
                    DropDeadLetter(actor=actor, service=service, letter_id=letter_id, reason=reason)
                ),
                "letter-dropped",
            ),
            "gui-lai": (
                lambda: self.decide.republish(RepublishMissing(actor=actor, service=service, letter_id=letter_id)),
                "letter-asked",
            ),
        }
        if what not in acts:
            return self.chrome.go(f"{HOME}/{service}/{letter_id}")
        act, told = acts[what]
        try:
            await act()
        except Problem as problem:
            if problem.slug == "reason-missing":
                form = form.wrong(
                    {"reason": looking.t("Ghi lý do, tối đa 500 ký tự", "Say why, 500 characters at most")}
                )
            return await self.one(looking, service, letter_id, form, problem)
        return self.chrome.go(f"{HOME}/{service}/{letter_id}", tell=told)


def pages(listing: ListDeadLettersHandler, decide: DecideHandler, *, environment: str) -> APIRouter:
    """environment: demo and sandbox show a banner."""
    chrome = Chrome(
        Path(__file__).parent / "templates",
        assets=f"{HOME}/assets",
        environment=environment,
        zone=lambda: HO_CHI_MINH,
        said=SAID,
    )
    own = LetterPages(chrome=chrome, listing=listing, decide=decide)
    made = chrome.router()

    @made.get(HOME)
    async def letters_page(looking: VisitorDep, request: Request, trang: str = "") -> Response:
        return await own.list(looking, request.query_params.get("trang-thai", ""), trang)

    @made.get(f"{HOME}/{{service}}/{{letter_id}}")
    async def letter_page(looking: VisitorDep, service: str, letter_id: str) -> Response:
        return await own.one(looking, service, letter_id)

    @made.post(f"{HOME}/{{service}}/{{letter_id}}/{{what}}")
    async def decided(request: Request, looking: VisitorDep, service: str, letter_id: str, what: str) -> Response:
        return await own.decided(request, looking, service, letter_id, what)

    @made.get(f"{HOME}/{{service}}/{{letter_id}}/{{what}}")
    async def decided_again(looking: VisitorDep, service: str, letter_id: str, what: str) -> Response:
        """Who signed in anew, or changed the language, on what was an answer to a form."""
        del looking, what
        return chrome.go(f"{HOME}/{service}/{letter_id}")

    return made
