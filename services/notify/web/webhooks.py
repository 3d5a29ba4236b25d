"""``/dang-ky``: where events are posted to, how each endpoint does, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from chassis.http.paging import decode_cursor, encode_cursor
from chassis.kernel.errors import Problem
from chassis.web.chrome import Chrome
from chassis.web.forms import Form
from chassis.web.visitor import Visitor, VisitorDep
from notify.application.webhooks import (
    ChangeEndpoint,
    CreateEndpoint,
    DisableEndpoint,
    EnableEndpoint,
    GetEndpoint,
    ListAttempts,
    ListEndpoints,
    ListWebhookDeliveries,
    Redeliver,
    RedeliverOne,
    RotateSecret,
    SendTest,
    WithSecret,
)
from notify.application.webhooks.ports import WebhookFilter
from notify.application.webhooks.use_cases import WebhookUseCases
from notify.domain.dates import HO_CHI_MINH
from notify.domain.selection import Selection
from notify.domain.webhooks import DisabledFor, EndpointState, WebhookState

HOME = "/dang-ky"
SIZE = 25
LATEST = 10
SAID = {
    "webhook-enabled": (
        "Đã bật; những gì đang chờ được gửi theo thứ tự.",
        "Enabled; what waited goes out in order.",
    ),
    "webhook-disabled": ("Đã tắt; sự kiện được giữ lại.", "Disabled; events are kept."),
    "webhook-tested": ("Sự kiện thử đã được nhận.", "The test event was taken."),
    "webhook-not-taken": ("Sự kiện thử không được nhận.", "The test event was not taken."),
    "webhook-contact": ("Đã lưu người phụ trách.", "Who looks after it is kept."),
    "webhook-again": ("Đang gửi lại.", "Being sent again."),
}
STATES = {
    EndpointState.PENDING: ("Chờ xác minh", "Awaits its handshake"),
    EndpointState.ENABLED: ("Đang bật", "Enabled"),
    EndpointState.DISABLED: ("Đã tắt", "Disabled"),
}
REASONS = {
    DisabledFor.REQUEST: ("theo yêu cầu", "by request"),
    DisabledFor.GONE: ("địa chỉ trả lời 410", "it answered 410"),
    DisabledFor.FAILING: ("năm ngày không nhận", "it took nothing for five days"),
    DisabledFor.MOVED: ("địa chỉ mới chưa xác minh", "its new address awaits a handshake"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPages:
    chrome: Chrome
    ask: WebhookUseCases

    async def list(self, looking: Visitor, token: str = "", form: Form | None = None, status: int = 200) -> Response:
        """Endpoints with their health, and a form for one more."""
        bound = {"list": HOME}
        position = decode_cursor(token, bound) if token else None
        found = await self.ask.list_endpoints(
            ListEndpoints(actor=looking.signed_in, limit=SIZE, after=str(position[0]) if position else "")
        )
        following = encode_cursor([found.items[-1].endpoint.id], bound) if found.more else ""
        return self.chrome.page(
            "webhooks.html",
            looking,
            status=status,
            found=found,
            form=form or Form(),
            following=f"{HOME}?trang={following}" if following else "",
            first=HOME if token else "",
        )

    async def one(self, looking: Visitor, endpoint_id: str, problem: Problem | None = None) -> Response:
        """How it does, what failed last, what was given up."""
        actor = looking.signed_in
        failed = WebhookFilter(endpoint_id=endpoint_id, states=frozenset({WebhookState.FAILED}))
        return self.chrome.page(
            "webhook.html",
            looking,
            status=409 if problem else 200,
            seen=await self.ask.get_endpoint(GetEndpoint(actor=actor, endpoint_id=endpoint_id)),
            attempts=await self.ask.list_attempts(ListAttempts(actor=actor, endpoint_id=endpoint_id, limit=LATEST)),
            failed=await self.ask.list_deliveries(ListWebhookDeliveries(actor=actor, chosen=failed, limit=LATEST)),
            problem=problem,
            form=Form(),
        )

    async def add(self, request: Request, looking: Visitor) -> Response:
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        types = frozenset(form.text("types").replace(",", " ").split())
        command = CreateEndpoint(
            actor=actor,
            name=form.text("name"),
            url=form.text("url"),
            owner=form.text("owner"),
            description=form.text("description"),
            contact_email=form.text("contact_email"),
            selection=Selection(types=types),
        )
        try:
            return self._secret(looking, await self.ask.create(command))
        except Problem as problem:
            if not problem.fields:
                raise
            wrong = {name.partition(".")[2] or name: text for name, text in problem.fields.items()}
            return await self.list(looking, form=form.wrong(wrong), status=422)

    async def rotate(self, request: Request, looking: Visitor, endpoint_id: str) -> Response:
        actor = looking.signed_in
        await self.chrome.sent(request, looking)
        return self._secret(looking, await self.ask.rotate(RotateSecret(actor=actor, endpoint_id=endpoint_id)))

    async def do(self, request: Request, looking: Visitor, endpoint_id: str, act: str) -> Response:
        """What the buttons do; a refusal is shown on the endpoint's page."""
        actor, form = looking.signed_in, await self.chrome.sent(request, looking)
        tell = "webhook-again"
        try:
            match act:
                case "bat":
                    await self.ask.enable(EnableEndpoint(actor=actor, endpoint_id=endpoint_id))
                    tell = "webhook-enabled"
                case "tat":
                    await self.ask.disable(DisableEndpoint(actor=actor, endpoint_id=endpoint_id))
                    tell = "webhook-disabled"
                case "thu":
                    tested = await self.ask.test(SendTest(actor=actor, endpoint_id=endpoint_id))
                    tell = "webhook-not-taken" if tested.answer.fault else "webhook-tested"
                case "lien-he":
                    contact = form.text("contact_email")
                    await self.ask.change(ChangeEndpoint(actor=actor, endpoint_id=endpoint_id, contact_email=contact))
                    tell = "webhook-contact"
                case "gui-lai" if delivery := form.text("delivery"):
                    await self.ask.redeliver_one(RedeliverOne(actor=actor, delivery_id=delivery))
                case _:
                    chosen = WebhookFilter(states=frozenset({WebhookState.FAILED}))
                    await self.ask.redeliver(Redeliver(actor=actor, endpoint_id=endpoint_id, chosen=chosen))
        except Problem as problem:
            if problem.slug not in ("handshake-failed", "delivery-pending") and "contact_email" not in problem.fields:
                raise
            return await self.one(looking, endpoint_id, problem)
        return self.chrome.go(f"{HOME}/{endpoint_id}", tell=tell)

    def _secret(self, looking: Visitor, made: WithSecret) -> Response:
        """Not after a redirection: it is shown this once."""
        return self.chrome.page("webhook_secret.html", looking, endpoint=made.endpoint, secret=made.secret)


def pages(ask: WebhookUseCases, *, environment: str) -> APIRouter:
    """environment: demo and sandbox show a banner."""
    chrome = Chrome(
        Path(__file__).parent / "templates",
        assets=f"{HOME}/assets",
        environment=environment,
        zone=lambda: HO_CHI_MINH,
        said=SAID,
        names={"states": STATES, "reasons": REASONS},
    )
    own = WebhookPages(chrome=chrome, ask=ask)
    made = chrome.router()

    @made.get(HOME)
    async def webhooks_page(looking: VisitorDep, trang: str = "") -> Response:
        return await own.list(looking, trang)

    @made.post(HOME)
    async def add_webhook(request: Request, looking: VisitorDep) -> Response:
        return await own.add(request, looking)

    @made.get(f"{HOME}/{{endpoint_id}}")
    async def webhook_page(looking: VisitorDep, endpoint_id: str) -> Response:
        return await own.one(looking, endpoint_id)

    @made.post(f"{HOME}/{{endpoint_id}}/doi-khoa")
    async def rotate_webhook(request: Request, looking: VisitorDep, endpoint_id: str) -> Response:
        return await own.rotate(request, looking, endpoint_id)

    for act in ("bat", "tat", "thu", "lien-he", "gui-lai"):
        made.add_api_route(f"{HOME}/{{endpoint_id}}/{act}", _doing(own, act), methods=["POST"])
    return made


def _doing(own: WebhookPages, act: str) -> Callable[..., object]:
    async def do(request: Request, looking: VisitorDep, endpoint_id: str) -> Response:
        return await own.do(request, looking, endpoint_id, act)

    return do
