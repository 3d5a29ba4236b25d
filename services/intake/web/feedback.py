"""``/phan-anh``: anybody sends feedback (phản ánh, kiến nghị), follows it by two codes, reads published answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.http.limits import Guesses
from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import Problem
from chassis.kernel.ids import Ids
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from intake.application import UseCases
from intake.application.feedback.follow_feedback import FeedbackNotFollowed, FollowedFeedback, FollowFeedback
from intake.application.feedback.list_feedback import ListPublished
from intake.application.feedback.ports import FeedbackPlace
from intake.application.feedback.rate_feedback import RateFollowedFeedback
from intake.application.feedback.submit_feedback import SubmitFeedback
from intake.domain.applicant import tidy_phone
from intake.domain.feedback.sender import Sender
from intake.domain.feedback.vocabulary import MATTERS, FeedbackForm, FeedbackKind, Matter, Satisfaction
from intake.web import filled

HOME = "/phan-anh"
SIZE = 20
_SECRET_MAX = 40

_FIELDS = {"sender.name": "name", "sender.address": "address", "sender.phone": "phone", "sender.email": "email"}
_ADVICE = {
    "title": ("Ghi một dòng về nội dung, tối đa 200 ký tự", "Say in one line what it is about"),
    "content": ("Ghi rõ nội dung, tối đa 4.000 ký tự", "Say clearly what happened, up to 4,000 characters"),
    "name": ("Ghi họ tên hoặc tên tổ chức", "Give your name or that of your organisation"),
    "address": ("Ghi địa chỉ", "Give your address"),
    "phone": ("Ghi số điện thoại hoặc thư điện tử để nhận trả lời", "Give a telephone number or an e-mail address"),
    "dossier": ("Không có hồ sơ mang mã này; chép đúng như trên giấy tiếp nhận, hoặc để trống",
                "No dossier has this code; copy it from the receipt, or leave it out"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPages:
    chrome: Chrome
    use_cases: UseCases
    ids: Ids
    guesses: Guesses

    async def home(self, looking: Visitor, token: str, form: Form | None = None, *, status: int = 200) -> Response:
        """What is published, and the ways to send and to follow."""
        bound = {"list": HOME}
        position = decode_cursor(token, bound) if token else None
        after = FeedbackPlace(at=datetime.fromisoformat(str(position[0])), id=str(position[1])) if position else None
        found = await self.use_cases.feedback.find.published(ListPublished(after=after, size=SIZE))
        place = found.following
        following = (
            f"{HOME}?{urlencode({'trang': encode_cursor((place.at.isoformat(), place.id), bound)})}" if place else ""
        )
        return self.chrome.page(
            "feedback.html",
            looking,
            status=status,
            found=found,
            following=following,
            first=HOME if token else "",
            form=form or Form(),
        )

    def begin(self, looking: Visitor, dossier: str) -> Response:
        start = {"once": self.ids.new(), "about": "conduct:delay", "dossier": dossier[:60]}
        return self._form(looking, Form.filled(start))

    async def submit(self, looking: Visitor, form: Form) -> Response:
        """Sent twice it is entered once; then to the page that only its sender can open."""
        kind, matter = _about(form)
        command = SubmitFeedback(
            actor=looking.actor,
            kind=kind,
            matter=matter,
            form=FeedbackForm.ONLINE,
            sender=Sender(
                name=form.text("name"),
                address=form.text("address"),
                phone=tidy_phone(form.text("phone")),
                email=form.text("email"),
            ),
            title=form.text("title"),
            content=form.text("content"),
            dossier=form.text("dossier"),
            idempotency=filled.once(form, "feedback"),
        )
        try:
            submitted = await self.use_cases.feedback.submit(command)
        except Problem as problem:
            if not (wrong := _placed(problem, looking)):
                raise
            return self._form(looking, form.wrong(wrong), status=422)
        return self.chrome.go(address(submitted.feedback.code, submitted.tracking_secret), tell="feedback-sent")

    async def follow(self, request: Request, code: str, secret: str, looking: Visitor) -> Response:
        try:
            with self.guesses.counted(request, FeedbackNotFollowed):
                followed = await self.use_cases.feedback.follow(FollowFeedback(code=code, secret=secret))
        except FeedbackNotFollowed:
            said = looking.t("Không có phản ánh nào khớp cả hai mã", "No feedback has this code and secret together")
            return await self.home(looking, "", Form.filled({"code": code[:60]}).wrong({"s": said}), status=404)
        return self._shown(looking, followed, secret)

    async def rate(self, request: Request, code: str, form: Form, looking: Visitor) -> Response:
        follow = FollowFeedback(code=code, secret=form.text("s")[:_SECRET_MAX])
        chosen = form.text("satisfaction")
        with self.guesses.counted(request, FeedbackNotFollowed):
            if chosen not in set(Satisfaction):
                followed = await self.use_cases.feedback.follow(follow)
                said = looking.t("Hãy chọn mức độ hài lòng", "Choose how satisfied you are")
                return self._shown(looking, followed, follow.secret, form.wrong({"satisfaction": said}), status=422)
            command = RateFollowedFeedback(follow=follow, satisfaction=Satisfaction(chosen))
            await self.use_cases.feedback.rate.by_secret(command)
        return self.chrome.go(address(code, follow.secret), tell="rated")

    def _shown(
        self, looking: Visitor, followed: FollowedFeedback, secret: str, form: Form | None = None, *, status: int = 200
    ) -> Response:
        return self.chrome.page(
            "feedback_followed.html",
            looking,
            status=status,
            followed=followed,
            feedback=followed.feedback,
            secret=secret,
            form=form or Form(),
        )

    def _form(self, looking: Visitor, form: Form, *, status: int = 200) -> Response:
        return self.chrome.page("feedback_form.html", looking, status=status, form=form, matters=MATTERS)


def add_to(made: APIRouter, pages: FeedbackPages) -> None:
    @made.get(HOME)
    async def feedback_page(looking: VisitorDep, trang: str = "") -> Response:
        return await pages.home(looking, trang)

    @made.post(HOME)
    async def feedback_asked(request: Request, looking: VisitorDep) -> Response:
        form = await pages.chrome.sent(request, looking)
        return pages.chrome.go(address(form.text("code") or "-", form.text("s")))

    @made.get(HOME + "/gui")
    async def feedback_form_page(looking: VisitorDep, ho_so: str = "") -> Response:
        return pages.begin(looking, ho_so)

    @made.post(HOME + "/gui")
    async def feedback_sent(request: Request, looking: VisitorDep) -> Response:
        return await pages.submit(looking, await pages.chrome.sent(request, looking))

    @made.get(HOME + "/{code}")
    async def feedback_followed_page(request: Request, code: str, looking: VisitorDep, s: str = "") -> Response:
        return await pages.follow(request, code, s[:_SECRET_MAX], looking)

    @made.get(HOME + "/{code}/danh-gia")
    async def feedback_rating_again(code: str, looking: VisitorDep) -> Response:
        """Without the secret of the form that was sent: it is asked for again."""
        return await pages.home(looking, "", Form.filled({"code": code[:60]}))

    @made.post(HOME + "/{code}/danh-gia")
    async def feedback_rated(request: Request, code: str, looking: VisitorDep) -> Response:
        return await pages.rate(request, code, await pages.chrome.sent(request, looking), looking)


def address(code: str, secret: str) -> str:
    return f"{HOME}/{quote(code.strip().upper(), safe='')}?{urlencode({'s': secret})}"


def _about(form: Form) -> tuple[FeedbackKind, Matter]:
    """One choice says both; another matter for what is none."""
    kind, _, matter = form.text("about").partition(":")
    chosen = FeedbackKind(kind) if kind in set(FeedbackKind) else FeedbackKind.PROPOSAL
    return chosen, Matter(matter) if matter in MATTERS[chosen] else Matter.OTHER


def _placed(problem: Problem, looking: Visitor) -> Mapping[str, str]:
    """Field of our form → what is wrong."""
    wrong: dict[str, str] = {}
    for path, detail in problem.fields.items():
        name = _FIELDS.get(path, path)
        wrong[name] = looking.t(*_ADVICE[name]) if name in _ADVICE else detail
    return wrong
