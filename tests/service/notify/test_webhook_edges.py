"""The webhooks' routes and pages over HTTP: who gets what, and what a browser is shown."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.health import Health, State
from chassis.http.app import create_app
from chassis.ids import UuidIds
from chassis.kernel.clock import FrozenClock
from chassis.web.forgery import form_token
from notify.api.grpc.webhooks import WebhookServicer
from notify.api.http import webhooks as routes
from notify.application.subscribers.register_subscriber import RegisterSubscriber, RegisterSubscriberHandler
from notify.domain.selection import Selection, Subscriber
from notify.store.subscribers import SqlSubscriberWork
from notify.web.webhooks import pages
from notify.wiring.subscribers import KNOWN_TYPES
from service.notify.hooks import OPERATOR, Hooks
from service.notify.receiving import Receiver
from support.databases import Templates

NOON = datetime(2024, 5, 2, 5, 0, tzinfo=UTC)


class Edge:
    """A browser or program, whoever it is."""

    def __init__(self, client: httpx.AsyncClient, issuer: DemoIssuer, hooks: Hooks, receiver: Receiver) -> None:
        self.client, self._issuer, self.hooks, self.receiver = client, issuer, hooks, receiver

    def token(self, subject: str, role: str) -> str:
        return self._issuer.token(subject, [role], "", "")

    async def ask(self, method: str, path: str, role: str, body: object = None, **headers: str) -> httpx.Response:
        subject = "he-thong-mau" if role == "subscriber" else f"{role}.1"
        bearer = {"Authorization": f"Bearer {self.token(subject, role)}"}
        return await self.client.request(method, path, json=body, headers=bearer | headers)

    async def send(self, path: str, role: str, **fields: str) -> httpx.Response:
        """A form of a signed-in browser."""
        subject = "he-thong-mau" if role == "subscriber" else f"{role}.1"
        session = self.token(subject, role)
        cookies = {"Cookie": f"motcua_token={session}"}
        return await self.client.post(path, data={"form_token": form_token(session), **fields}, headers=cookies)


@pytest.fixture
async def edge(tmp_path: Path, _templates: Templates) -> AsyncIterator[Edge]:
    from chassis.data.database import Database

    database = Database(await _templates.url("sqlite", "notify.store.migrations"))
    hooks, receiver = Hooks(database, FrozenClock(NOON)), Receiver()
    await receiver.open()
    register = RegisterSubscriberHandler(
        SqlSubscriberWork(database, FrozenClock(NOON), UuidIds()), hooks.real, KNOWN_TYPES
    )
    await register(
        RegisterSubscriber(
            actor=OPERATOR, subscriber=Subscriber(key="he-thong-mau", name="Hệ thống mẫu", grant=Selection())
        )
    )
    issuer = DemoIssuer(tmp_path / "keys" / "issuer.json")
    health = Health()
    health.state = State.RUNNING
    app = create_app(
        title="motcua notify",
        version="1",
        description="webhooks",
        routers=[routes.router(hooks.ask), pages(hooks.ask, environment="sandbox")],
        verifier=TokenVerifier(JwksFile(issuer.jwks_path, pause_seconds=0), issuer.issuer, issuer.audience),
        health=health,
        clock=FrozenClock(NOON),
        environment="sandbox",
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://motcua.example") as client:
        yield Edge(client, issuer, hooks, receiver)
    await hooks.close()
    await receiver.close()
    await database.close()


async def test_an_endpoint_is_made_enabled_changed_rotated_and_deleted_over_http(edge: Edge) -> None:
    body = {"name": "mau", "url": edge.receiver.url}
    made = await edge.ask("POST", "/v1/webhook-endpoints", "subscriber", body, **{"Idempotency-Key": "k-1"})
    assert (made.status_code, made.headers["ETag"], made.headers["Cache-Control"]) == (201, '"1"', "no-store")
    assert made.json()["secret"].startswith("whsec_")
    again = await edge.ask("POST", "/v1/webhook-endpoints", "subscriber", body, **{"Idempotency-Key": "k-1"})
    assert again.json() == made.json()
    path = f"/v1/webhook-endpoints/{made.json()['id']}"
    enabled = await edge.ask("POST", f"{path}/enablement", "subscriber")
    assert (enabled.json()["state"], "secret" in enabled.json()) == ("enabled", False)
    stale = await edge.ask("PATCH", path, "subscriber", {"description": "x"}, **{"If-Match": '"1"'})
    assert stale.status_code == 412
    changed = await edge.ask("PATCH", path, "subscriber", {"description": "Mới"}, **{"If-Match": '"2"'})
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"3"')
    rotated = await edge.ask("POST", f"{path}/secret-rotations", "subscriber", {"overlap_hours": 1})
    assert rotated.json()["old_secret_until"] == "2024-05-02T06:00:00Z"
    tested = await edge.ask("POST", f"{path}/test-events", "subscriber")
    assert tested.json()["is_taken"] is True
    await edge.hooks.tell(("d-1", 1))
    listed = await edge.ask("GET", "/v1/webhook-deliveries?state=pending", "subscriber")
    assert [each["subject"] for each in listed.json()["items"]] == ["d-1"]
    delivery = listed.json()["items"][0]["id"]
    refused = await edge.ask("POST", f"/v1/webhook-deliveries/{delivery}/redelivery", "subscriber")
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (409, "delivery-pending")
    nothing = await edge.ask("POST", f"{path}/redeliveries", "subscriber", {})
    assert nothing.status_code == 422
    some = await edge.ask("POST", f"{path}/redeliveries", "subscriber", {"since": "2024-05-01T00:00:00Z"})
    assert some.json() == {"count": 0}
    assert (await edge.ask("GET", f"{path}/attempts", "subscriber")).json()["total_size"] == 0
    assert (await edge.ask("DELETE", path, "subscriber")).status_code == 204
    assert (await edge.ask("GET", path, "subscriber")).status_code == 404


@pytest.mark.parametrize("role", ["specialist", "receptionist", "leader", "control_team", "applicant"])
async def test_others_get_neither_route_nor_page(edge: Edge, role: str) -> None:
    assert (await edge.ask("GET", "/v1/webhook-endpoints", role)).status_code == 403
    assert (await edge.ask("GET", "/dang-ky", role)).status_code == 403
    assert (await edge.send("/dang-ky", role, name="mau", url=edge.receiver.url)).status_code == 403


async def test_a_subscriber_adds_tries_and_switches_its_endpoint_in_the_browser(edge: Edge) -> None:
    assert "Cần sửa" not in (await edge.ask("GET", "/dang-ky", "subscriber")).text
    wrong = await edge.send("/dang-ky", "subscriber", name="Tên Sai", url="ftp://nhan.example")
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text
    assert "ftp://nhan.example" in wrong.text
    added = await edge.send("/dang-ky", "subscriber", name="mau", url=edge.receiver.url)
    assert re.search(r"whsec_[A-Za-z0-9+/]{43}=", added.text)
    endpoint = (await edge.ask("GET", "/v1/webhook-endpoints", "subscriber")).json()["items"][0]["id"]
    edge.receiver.echoes = False
    refused = await edge.send(f"/dang-ky/{endpoint}/bat", "subscriber")
    assert (refused.status_code, "handshake-failed" in refused.text) == (409, True)
    edge.receiver.echoes = True
    for act, told in (("bat", "webhook-enabled"), ("thu", "webhook-tested"), ("gui-lai", "webhook-again")):
        done = await edge.send(f"/dang-ky/{endpoint}/{act}", "subscriber")
        assert (done.status_code, told in done.headers["set-cookie"]) == (303, True)
    assert "whsec_" in (await edge.send(f"/dang-ky/{endpoint}/doi-khoa", "subscriber")).text
    assert (await edge.send(f"/dang-ky/{endpoint}/tat", "subscriber")).status_code == 303
    for role in ("subscriber", "operator"):
        shown = await edge.ask("GET", "/dang-ky", role)
        assert "mau" in shown.text
        assert "Đã tắt" in (await edge.ask("GET", f"/dang-ky/{endpoint}", role)).text
    assert (await edge.ask("GET", "/dang-ky/khong-co", "operator")).status_code == 404


async def test_a_foreign_form_is_refused(edge: Edge) -> None:
    session = edge.token("operator.1", "operator")
    sent = await edge.client.post(
        "/dang-ky", data={"name": "mau", "url": edge.receiver.url}, headers={"Cookie": f"motcua_token={session}"}
    )
    assert sent.status_code == 403


def test_grpc_can_do_all_that_http_can() -> None:
    asked = {name for name in vars(WebhookServicer) if name[0].isupper()}
    assert len(asked) == 13
