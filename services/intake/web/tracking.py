"""``/tra-cuu``: where the receipt's QR leads. Code and secret in, progress out, nothing about any person."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.history.proofs import Proofs
from chassis.http.limits import Guesses
from chassis.kernel.errors import Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from intake.application import RateByReceipt, TrackDossier, Tracked, TrackingUnknown, UseCases
from intake.application.law_in_force import LawInForce
from intake.domain.dossier import Dossier
from intake.domain.reception import RATEABLE
from intake.web.stages import stages

_SECRET_MAX = 40


@dataclass(frozen=True, slots=True)
class Tracking:
    """What the pages ask. history: proofs of it."""

    use_cases: UseCases
    in_force: LawInForce
    guesses: Guesses
    history: Proofs

    async def shown(self, tracked: Tracked, secret: str) -> dict[str, object]:
        """What the page says of a dossier; no names of people."""
        return shown(tracked, self.in_force, secret) | {"signed": await self.history.signed(tracked.dossier.id)}


def add_to(made: APIRouter, chrome: Chrome, tracking: Tracking) -> None:
    use_cases, guesses = tracking.use_cases, tracking.guesses

    @made.get("/tra-cuu")
    async def tracking_form(looking: VisitorDep) -> Response:
        return chrome.page("tracking_form.html", looking)

    @made.post("/tra-cuu")
    async def tracking_asked(request: Request, looking: VisitorDep) -> Response:
        form = await chrome.sent(request, looking)
        if missing := _missing(form, looking):
            return chrome.page("tracking_form.html", looking, status=422, form=form.wrong(missing))
        return chrome.go(address(form.text("code"), form.text("s")))

    @made.get("/tra-cuu/{code}")
    async def tracking_page(request: Request, code: str, looking: VisitorDep, s: str = "") -> Response:
        try:
            with guesses.counted(request, TrackingUnknown):
                tracked = await use_cases.track(TrackDossier(code=code, secret=s[:_SECRET_MAX]))
        except TrackingUnknown:
            return chrome.page("tracking_form.html", looking, status=404, form=_unknown(code, looking))
        return chrome.page("tracking.html", looking, await tracking.shown(tracked, s))

    _rating(made, chrome, tracking)


def _rating(made: APIRouter, chrome: Chrome, tracking: Tracking) -> None:
    use_cases, guesses = tracking.use_cases, tracking.guesses

    @made.get("/tra-cuu/{code}/danh-gia")
    async def rating_again(code: str, looking: VisitorDep) -> Response:
        """Without the secret of the form that was sent: it is asked for again."""
        return chrome.page("tracking_form.html", looking, form=Form.filled({"code": code[:60]}))

    @made.post("/tra-cuu/{code}/danh-gia")
    async def rated_by_receipt(request: Request, code: str, looking: VisitorDep) -> Response:
        form = await chrome.sent(request, looking)
        secret, rating = form.text("s")[:_SECRET_MAX], form.text("rating")
        try:
            with guesses.counted(request, TrackingUnknown):
                tracked = await use_cases.track(TrackDossier(code=code, secret=secret))
                if rating not in {"1", "2", "3", "4", "5"}:
                    said = looking.t("Hãy chọn mức độ hài lòng", "Choose how satisfied you are")
                    values = await tracking.shown(tracked, secret)
                    wrong = form.wrong({"rating": said})
                    return chrome.page("tracking.html", looking, values, status=422, form=wrong)
                command = RateByReceipt(code=code, secret=secret, rating=int(rating), comment=form.text("comment"))
                await use_cases.rate_by_receipt(command)
        except TrackingUnknown:
            return chrome.page("tracking_form.html", looking, status=404, form=_unknown(code, looking))
        except Problem as problem:
            return chrome.refusal(problem, looking)
        return chrome.go(address(code, secret), tell="rated")


def address(code: str, secret: str) -> str:
    """The same as in the receipt's QR."""
    return f"/tra-cuu/{quote(code.strip().upper(), safe='')}?{urlencode({'s': secret})}"


def shown(tracked: Tracked, in_force: LawInForce, secret: str) -> dict[str, object]:
    dossier = tracked.dossier
    return {
        "tracked": tracked,
        "dossier": dossier,
        "due_at": tracked.live.due_at if tracked.live else dossier.due_at,
        "stages": stages(dossier),
        "wanted": wanted(dossier, in_force),
        "secret": secret,
        "may_rate": dossier.state in RATEABLE and dossier.rating is None,
    }


def wanted(dossier: Dossier, in_force: LawInForce) -> tuple[str, ...]:
    """Names of the documents that are asked for; free words of the counter could name somebody and stay away."""
    if (request := dossier.open_supplement) is None:
        return ()
    version = in_force.pack.version(dossier.procedure_key, dossier.procedure_version)
    names = {requirement.key: requirement.name for requirement in version.documents}
    return tuple(names[key] for key in request.documents if key in names)


def _missing(form: Form, looking: Visitor) -> dict[str, str]:
    wrong = {}
    if not form.text("code"):
        wrong["code"] = looking.t("Nhập mã hồ sơ", "Enter the dossier code")
    if not form.text("s"):
        wrong["s"] = looking.t("Nhập mã tra cứu", "Enter the secret")
    return wrong


def _unknown(code: str, looking: Visitor) -> Form:
    said = looking.t(
        "Không có hồ sơ nào khớp cả mã hồ sơ và mã tra cứu này; hãy chép lại đúng như trên giấy tiếp nhận",
        "No dossier has this code and secret together; copy both as they stand on the receipt",
    )
    return Form.filled({"code": code[:60]}).wrong({"s": said})
