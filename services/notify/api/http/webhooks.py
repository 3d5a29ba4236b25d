"""``/v1/webhook-endpoints`` and ``/v1/webhook-deliveries``: events posted to other systems, by Standard Webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from chassis.http.deps import ActorDep, IdempotencyDep, IfMatchDep, etag
from chassis.http.paging import Page, PageDep, encode_cursor
from notify.api.http.webhook_bodies import (
    AttemptBody,
    EndpointBody,
    EndpointChange,
    EndpointIn,
    EndpointWithSecret,
    RedeliveryBody,
    RedeliveryIn,
    RotationIn,
    State,
    TestBody,
    WebhookDeliveryBody,
    attempt_body,
    endpoint_body,
    test_body,
    webhook_delivery_body,
    with_secret,
)
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
    RemoveEndpoint,
    RotateSecret,
    SendTest,
    WithSecret,
)
from notify.application.webhooks.ports import WebhookFilter
from notify.application.webhooks.use_cases import WebhookUseCases
from notify.domain.webhooks import WebhookState

EndpointId = Annotated[str, Path(max_length=100, description="id of the endpoint")]


def router(ask: WebhookUseCases) -> APIRouter:
    routes = APIRouter(tags=["webhooks"])
    _add_registration(routes, ask)
    _add_switches(routes, ask)
    _add_deliveries(routes, ask)
    return routes


def _add_registration(routes: APIRouter, ask: WebhookUseCases) -> None:
    @routes.post("/v1/webhook-endpoints", status_code=201, summary="Thêm địa chỉ nhận sự kiện · Add a webhook endpoint")
    async def create_endpoint(
        body: EndpointIn, actor: ActorDep, idempotency: IdempotencyDep, response: Response
    ) -> EndpointWithSecret:
        """For subscribers (their own) and operators. The secret is shown this once. The endpoint is `pending` until it
        answers 2xx to a signed event `motcua.webhook.verification.v1` and echoes `data.challenge`, as plain text or as
        `{"challenge": "…"}`; that is tried at once, some times within a day, and whenever `enablement` asks for it."""
        command = CreateEndpoint(
            actor=actor,
            name=body.name,
            url=body.url,
            owner=body.owner,
            description=body.description,
            selection=body.selection.selection(),
            contact_email=body.contact_email,
            idempotency=idempotency,
        )
        return _secretly(await ask.create(command), response)

    @routes.get("/v1/webhook-endpoints", summary="Các địa chỉ nhận sự kiện · Webhook endpoints, oldest first")
    async def list_endpoints(actor: ActorDep, page: PageDep) -> Page[EndpointBody]:
        """With how each does and what waits for it. A subscriber sees its own, operators all."""
        filters = {"list": "webhook-endpoints"}
        found = await ask.list_endpoints(
            ListEndpoints(actor=actor, limit=page.page_size, after=_after(page.after(filters)))
        )
        return Page(
            items=[endpoint_body(each) for each in found.items],
            next_page_token=encode_cursor([found.items[-1].endpoint.id], filters) if found.more else None,
            total_size=found.total_size,
        )

    @routes.get("/v1/webhook-endpoints/{endpoint_id}", summary="Một địa chỉ nhận sự kiện · One webhook endpoint")
    async def get_endpoint(actor: ActorDep, endpoint_id: EndpointId, response: Response) -> EndpointBody:
        """How it does and what waits for it."""
        seen = await ask.get_endpoint(GetEndpoint(actor=actor, endpoint_id=endpoint_id))
        response.headers["ETag"] = etag(seen.endpoint.version)
        return endpoint_body(seen)

    @routes.patch("/v1/webhook-endpoints/{endpoint_id}", summary="Đổi địa chỉ nhận sự kiện · Change a webhook endpoint")
    async def change_endpoint(
        actor: ActorDep, endpoint_id: EndpointId, body: EndpointChange, version: IfMatchDep, response: Response
    ) -> EndpointBody:
        """Another `url` has to answer the handshake; until then events wait for it. `If-Match` is honoured."""
        command = ChangeEndpoint(
            actor=actor,
            endpoint_id=endpoint_id,
            url=body.url,
            description=body.description,
            selection=body.selection.selection() if body.selection is not None else None,
            contact_email=body.contact_email,
            if_version=version,
        )
        await ask.change(command)
        return await get_endpoint(actor, endpoint_id, response)

    @routes.delete(
        "/v1/webhook-endpoints/{endpoint_id}", status_code=204, summary="Xóa địa chỉ · Delete a webhook endpoint"
    )
    async def remove_endpoint(actor: ActorDep, endpoint_id: EndpointId, version: IfMatchDep) -> None:
        """What waits for it is dropped."""
        await ask.remove(RemoveEndpoint(actor=actor, endpoint_id=endpoint_id, if_version=version))


def _add_switches(routes: APIRouter, ask: WebhookUseCases) -> None:
    async def shown(actor: ActorDep, endpoint_id: str, response: Response) -> EndpointBody:
        seen = await ask.get_endpoint(GetEndpoint(actor=actor, endpoint_id=endpoint_id))
        response.headers["ETag"] = etag(seen.endpoint.version)
        return endpoint_body(seen)

    @routes.post("/v1/webhook-endpoints/{endpoint_id}/enablement", summary="Xác minh và bật · Verify and enable")
    async def enable_endpoint(actor: ActorDep, endpoint_id: EndpointId, response: Response) -> EndpointBody:
        """The handshake now (up to 15 seconds). When it is answered, what has waited goes out in order."""
        await ask.enable(EnableEndpoint(actor=actor, endpoint_id=endpoint_id))
        return await shown(actor, endpoint_id, response)

    @routes.post("/v1/webhook-endpoints/{endpoint_id}/disablement", summary="Tắt · Disable")
    async def disable_endpoint(actor: ActorDep, endpoint_id: EndpointId, response: Response) -> EndpointBody:
        """Nothing is sent; events are kept and wait."""
        await ask.disable(DisableEndpoint(actor=actor, endpoint_id=endpoint_id))
        return await shown(actor, endpoint_id, response)

    @routes.post(
        "/v1/webhook-endpoints/{endpoint_id}/secret-rotations", status_code=201, summary="Đổi khóa · Rotate the secret"
    )
    async def rotate_secret(
        actor: ActorDep, endpoint_id: EndpointId, body: RotationIn, version: IfMatchDep, response: Response
    ) -> EndpointWithSecret:
        """A new secret, shown this once. Both sign until the overlap is over. `If-Match` is honoured."""
        command = RotateSecret(
            actor=actor,
            endpoint_id=endpoint_id,
            overlap=timedelta(hours=body.overlap_hours),
            if_version=version,
        )
        return _secretly(await ask.rotate(command), response)

    @routes.post("/v1/webhook-endpoints/{endpoint_id}/test-events", summary="Gửi thử · Send a test event")
    async def send_test(actor: ActorDep, endpoint_id: EndpointId) -> TestBody:
        """A signed event `motcua.webhook.test.v1` now (up to 15 seconds), in any state; it is not repeated."""
        return test_body(await ask.test(SendTest(actor=actor, endpoint_id=endpoint_id)))


def _add_deliveries(routes: APIRouter, ask: WebhookUseCases) -> None:
    @routes.get(
        "/v1/webhook-endpoints/{endpoint_id}/attempts", summary="Các lần gửi lỗi · Failed attempts, newest first"
    )
    async def list_attempts(actor: ActorDep, endpoint_id: EndpointId, page: PageDep) -> Page[AttemptBody]:
        """Status and duration of each; nothing of what the endpoint answered is kept."""
        filters = {"list": "webhook-attempts", "endpoint": endpoint_id}
        found = await ask.list_attempts(
            ListAttempts(actor=actor, endpoint_id=endpoint_id, limit=page.page_size, after=_after(page.after(filters)))
        )
        return Page(
            items=[attempt_body(each) for each in found.items],
            next_page_token=encode_cursor([found.items[-1].id], filters) if found.more else None,
            total_size=found.total_size,
        )

    @routes.post("/v1/webhook-endpoints/{endpoint_id}/redeliveries", summary="Gửi lại nhiều sự kiện · Send many again")
    async def redeliver(actor: ActorDep, endpoint_id: EndpointId, body: RedeliveryIn) -> RedeliveryBody:
        """By state, dossier, position or time; the same bytes, each dossier in order."""
        command = Redeliver(actor=actor, endpoint_id=endpoint_id, chosen=body.chosen())
        return RedeliveryBody(count=await ask.redeliver(command))

    @routes.get("/v1/webhook-deliveries", summary="Sự kiện đã gửi, chờ gửi, lỗi · Deliveries, newest first")
    async def list_webhook_deliveries(
        actor: ActorDep,
        page: PageDep,
        endpoint_id: Annotated[str, Query(max_length=100)] = "",
        subject: Annotated[str, Query(max_length=100, description="the dossier")] = "",
        state: Annotated[Sequence[State], Query(description="any of these; none: all")] = (),
    ) -> Page[WebhookDeliveryBody]:
        """A subscriber sees those of its own endpoints, operators all."""
        filters = {"list": "webhook-deliveries", "endpoint": endpoint_id, "subject": subject, "state": sorted(state)}
        chosen = WebhookFilter(
            endpoint_id=endpoint_id, subject=subject, states=frozenset(WebhookState(each) for each in state)
        )
        found = await ask.list_deliveries(
            ListWebhookDeliveries(actor=actor, chosen=chosen, limit=page.page_size, after=_after(page.after(filters)))
        )
        return Page(
            items=[webhook_delivery_body(each) for each in found.items],
            next_page_token=encode_cursor([found.items[-1].id], filters) if found.more else None,
            total_size=found.total_size,
        )

    @routes.post(
        "/v1/webhook-deliveries/{delivery_id}/redelivery", status_code=202, summary="Gửi lại · Send one event again"
    )
    async def redeliver_one(actor: ActorDep, delivery_id: Annotated[str, Path(max_length=100)]) -> RedeliveryBody:
        """The same bytes under the same `webhook-id`."""
        await ask.redeliver_one(RedeliverOne(actor=actor, delivery_id=delivery_id))
        return RedeliveryBody(count=1)


def _secretly(made: WithSecret, response: Response) -> EndpointWithSecret:
    response.headers["ETag"] = etag(made.endpoint.version)
    response.headers["Cache-Control"] = "no-store"
    return with_secret(made)


def _after(position: Sequence[str | int | None] | None) -> str:
    return str(position[0]) if position else ""
