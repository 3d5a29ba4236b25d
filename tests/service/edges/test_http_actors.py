"""Who asks: deny by default, and no token is taken that is not exactly right."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from chassis.auth.issuer import DemoIssuer
from chassis.auth.keys import JwksFile
from chassis.auth.tokens import TokenVerifier
from chassis.clock import SystemClock
from chassis.health import Health
from chassis.http.app import create_app
from chassis.kernel.errors import Problem
from service.edges.loans import Loans, loans_app

LOAN = {"reader": {"name": "A"}}


async def refused(loans: Loans, authorization: str | None) -> str:
    """The slug of the 401."""
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = await loans.client.post("/v1/loans", json=LOAN, headers=headers)
    assert answer.status_code == 401, answer.text
    assert answer.headers["www-authenticate"].startswith('Bearer realm="motcua"')
    slug: str = answer.json()["type"].removeprefix("urn:motcua:problem:")
    return slug


def claims(issuer: DemoIssuer, **changed: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {"iss": issuer.issuer, "aud": issuer.audience, "sub": "cb.1", "roles": [], "iat": now, "exp": now + 60}
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def signed(key_path: Path, content: dict[str, Any], **header: str) -> str:
    key = OKPKey.import_key(json.loads(key_path.read_text()))
    return jwt.encode({"alg": "Ed25519", "kid": key.kid, **header}, content, key, algorithms=["Ed25519"])


async def test_without_a_token_nothing_is_done(loans: Loans) -> None:
    assert await refused(loans, None) == "token-missing"
    assert await refused(loans, "Basic Og==") == "token-invalid"
    assert await refused(loans, "Bearer") == "token-invalid"


async def test_the_actor_is_who_the_token_says(loans: Loans, bearer: Callable[[str], dict[str, str]]) -> None:
    answer = await loans.client.post("/v1/loans", json=LOAN, headers=bearer("cb.motcua.1"))
    assert (answer.status_code, answer.json()["by"]) == (201, "cb.motcua.1")


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "urn:somebody"},
        {"aud": "other"},
        {"aud": None},
        {"exp": None},
        {"sub": ""},
        {"sub": None},
        {"roles": "leader"},
        {"roles": [1]},
        {"agency": 5},
        {"nbf": 4_000_000_000},
    ],
    ids=str,
)
async def test_a_token_for_or_by_somebody_else_is_refused(
    loans: Loans, issuer: DemoIssuer, tmp_path: Path, changed: dict[str, Any]
) -> None:
    token = signed(tmp_path / "keys" / "issuer.json", claims(issuer, **changed))
    assert await refused(loans, f"Bearer {token}") == "token-invalid"


async def test_an_expired_token_is_refused_and_told_apart(loans: Loans, issuer: DemoIssuer) -> None:
    token = issuer.token("cb.1", ["receptionist"], ttl=timedelta(seconds=-60))
    assert await refused(loans, f"Bearer {token}") == "token-expired"


async def test_a_forged_signature_is_refused(loans: Loans, issuer: DemoIssuer, tmp_path: Path) -> None:
    good = issuer.token("cb.1", ["receptionist"])
    head, body, signature = good.split(".")
    forged = base64.urlsafe_b64encode(json.dumps(claims(issuer, roles=["leader"])).encode()).rstrip(b"=").decode()
    assert await refused(loans, f"Bearer {head}.{forged}.{signature}") == "token-invalid"
    assert await refused(loans, f"Bearer {head}.{body}.{signature[:-4]}AAAA") == "token-invalid"
    other = DemoIssuer(tmp_path / "other" / "issuer.json").token("cb.1", ["leader"])
    assert await refused(loans, f"Bearer {other}") == "token-invalid"


async def test_algorithm_none_and_shared_secrets_are_refused(loans: Loans, issuer: DemoIssuer) -> None:
    def part(content: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()

    public = json.loads(issuer.jwks_path.read_text())["keys"][0]
    for algorithm in ("none", "None", "NONE"):
        token = f"{part({'alg': algorithm, 'kid': public['kid']})}.{part(claims(issuer))}."
        assert await refused(loans, f"Bearer {token}") == "token-invalid"
    secret = OctKey.import_key(base64.urlsafe_b64decode(public["x"] + "="))
    confused = jwt.encode({"alg": "HS256", "kid": public["kid"]}, claims(issuer), secret, algorithms=["HS256"])
    assert await refused(loans, f"Bearer {confused}") == "token-invalid"


async def test_a_bad_token_is_refused_even_where_none_is_needed(loans: Loans) -> None:
    assert (await loans.client.get("/v1/books")).status_code == 200
    answer = await loans.client.get("/v1/books", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401


async def test_a_route_that_asks_nobody_who_he_is_cannot_be_served(verifier: TokenVerifier, health: Health) -> None:
    open_door = APIRouter()

    @open_door.get("/v1/everything")
    async def everything() -> str:
        return "all of it"

    outer = APIRouter()
    outer.include_router(open_door)
    with pytest.raises(ValueError, match="GET /v1/everything takes neither ActorDep nor OptionalActorDep"):
        create_app(
            title="t",
            version="1",
            description="",
            routers=[outer],
            verifier=verifier,
            health=health,
            clock=SystemClock(),
            environment="production",
        )


async def test_a_new_key_is_found_when_a_token_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = DemoIssuer(tmp_path / "issuer.json")
    verifier = TokenVerifier(JwksFile(first.jwks_path, pause_seconds=5), first.issuer, "motcua")
    assert (await verifier.actor(first.token("a", []))).subject == "a"
    (tmp_path / "issuer.json").unlink()
    second = DemoIssuer(tmp_path / "issuer.json")
    with pytest.raises(Problem) as refusal:  # asked too soon after the last reading
        await verifier.actor(second.token("b", []))
    assert refusal.value.slug == "token-invalid"
    monotonic = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + 6)
    assert (await verifier.actor(second.token("b", []))).subject == "b"


async def test_requests_that_come_while_the_keys_are_first_read_wait_for_them(tmp_path: Path) -> None:
    issuer = DemoIssuer(tmp_path / "issuer.json")
    verifier = TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, "motcua")

    async def asked(number: int) -> str:
        await asyncio.sleep(number / 20_000)
        return (await verifier.actor(issuer.token(f"cb.{number}", []))).subject

    assert await asyncio.gather(*map(asked, range(50))) == [f"cb.{number}" for number in range(50)]


async def test_unknown_keys_do_not_make_us_read_the_file_each_time(tmp_path: Path) -> None:
    issuer = DemoIssuer(tmp_path / "issuer.json")
    verifier = TokenVerifier(JwksFile(issuer.jwks_path, pause_seconds=60), issuer.issuer, "motcua")
    await verifier.actor(issuer.token("a", []))
    issuer.jwks_path.unlink()
    for number in range(3):
        stranger = DemoIssuer(tmp_path / str(number) / "issuer.json").token("b", [])
        with pytest.raises(Problem):
            await verifier.actor(stranger)
    assert (await verifier.actor(issuer.token("c", []))).subject == "c"


async def test_without_any_keys_the_service_is_unavailable_rather_than_wrong(tmp_path: Path) -> None:
    issuer = DemoIssuer(tmp_path / "issuer.json")
    issuer.jwks_path.unlink()
    verifier = TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, "motcua")
    with pytest.raises(Problem) as refusal:
        await verifier.actor(issuer.token("a", []))
    assert refusal.value.slug == "keys-unavailable"


async def test_who_acts_for_somebody_is_the_actor(tmp_path: Path) -> None:
    issuer = DemoIssuer(tmp_path / "issuer.json")
    verifier = TokenVerifier(JwksFile(issuer.jwks_path), issuer.issuer, "motcua")
    actor = await verifier.actor(issuer.token("clerk", ["receptionist"], on_behalf_of="citizen"))
    assert (actor.subject, actor.on_behalf_of) == ("clerk", "citizen")


def test_the_issuers_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    issuer = DemoIssuer(tmp_path / "issuer.json")
    assert (tmp_path / "issuer.json").stat().st_mode & 0o777 == 0o600
    assert "d" not in json.loads(issuer.jwks_path.read_text())["keys"][0]
    (tmp_path / "issuer.json").chmod(0o644)
    DemoIssuer(tmp_path / "issuer.json")
    assert (tmp_path / "issuer.json").stat().st_mode & 0o777 == 0o600


def test_the_document_describes_problems_and_the_token(verifier: TokenVerifier, health: Health) -> None:
    document = loans_app(verifier, health).openapi()
    assert document["openapi"].startswith("3.1")
    operation = document["paths"]["/v1/loans"]["post"]
    assert operation["operationId"] == "create_loan"
    assert operation["security"] == [{"bearer": []}]
    assert document["paths"]["/v1/books"]["get"]["security"] == [{}, {"bearer": []}]
    assert sorted(operation["responses"]) == ["201", "default"]
    assert "application/problem+json" in operation["responses"]["default"]["content"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
