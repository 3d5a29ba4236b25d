"""Pages, versions and repeated requests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chassis.http import paging
from chassis.kernel.errors import Problem
from service.edges.loans import BOOKS, Loans

Bearer = Callable[[str], dict[str, str]]


async def test_pages_follow_one_another_until_all_is_seen(loans: Loans) -> None:
    seen: list[str] = []
    token = None
    for _ in range(3):
        asked = {"page_size": 3} | ({"page_token": token} if token else {})
        page = (await loans.client.get("/v1/books", params=asked)).json()
        assert page["total_size"] == 7
        seen += page["items"]
        token = page["next_page_token"]
    assert seen == BOOKS
    assert token is None


async def test_a_page_token_that_was_changed_or_belongs_elsewhere_is_refused(loans: Loans) -> None:
    token = (await loans.client.get("/v1/books", params={"page_size": 2})).json()["next_page_token"]
    assert "book" not in token
    flipped = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    for asked in (
        {"page_token": flipped},
        {"page_token": token, "shelf": "b"},
        {"page_token": "é"},
        {"page_token": "A"},
    ):
        answer = await loans.client.get("/v1/books", params=asked)
        assert (answer.status_code, answer.json()["type"]) == (422, "urn:motcua:problem:page-token-invalid")


@pytest.mark.parametrize("size", ["0", "201", "many"])
async def test_a_page_has_one_to_two_hundred_rows(loans: Loans, size: str) -> None:
    answer = await loans.client.get("/v1/books", params={"page_size": size})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "page_size")


def test_a_token_of_another_secret_is_refused() -> None:
    token = paging.encode_cursor(["2026-11-01T00:00:00Z", 5, None], {"state": "accepted"})
    assert paging.decode_cursor(token, {"state": "accepted", "unit": None}) == ["2026-11-01T00:00:00Z", 5, None]
    paging.use_secret(b"another")
    with pytest.raises(Problem) as refusal:
        paging.decode_cursor(token, {"state": "accepted"})
    assert refusal.value.slug == "page-token-invalid"


@pytest.mark.parametrize(("sent", "seen"), [('"3"', 3), ("*", None), (None, None), ('"12"', 12)])
async def test_if_match_names_the_version_that_is_changed(
    loans: Loans, bearer: Bearer, sent: str | None, seen: int | None
) -> None:
    headers = bearer("cb.1") | ({"If-Match": sent} if sent else {})
    answer = await loans.client.put("/v1/loans/1", headers=headers)
    assert (answer.json(), answer.headers["etag"]) == ({"seen": seen}, f'"{(seen or 0) + 1}"')


@pytest.mark.parametrize("sent", ["3", 'W/"3"', '"3", "4"', '"abc"', '"-1"', '"' + "9" * 30 + '"'])
async def test_if_match_that_cannot_be_read_is_refused(loans: Loans, bearer: Bearer, sent: str) -> None:
    answer = await loans.client.put("/v1/loans/1", headers=bearer("cb.1") | {"If-Match": sent})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:motcua:problem:if-match-malformed")


async def test_the_digest_tells_the_same_request_from_another(loans: Loans, bearer: Bearer) -> None:
    async def digest(name: str, key: str | None) -> str | None:
        headers = bearer("cb.1") | ({"Idempotency-Key": key} if key else {})
        answer = await loans.client.post("/v1/loans", json={"reader": {"name": name}}, headers=headers)
        found: str | None = answer.json()["digest"]
        return found

    assert await digest("A", None) is None
    first = await digest("A", "k-1")
    assert first is not None
    assert len(first) == 64
    assert await digest("A", "k-1") == first
    assert await digest("B", "k-1") != first


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "é"])
async def test_a_key_of_other_than_visible_ascii_is_refused(loans: Loans, bearer: Bearer, key: str) -> None:
    headers = {**bearer("cb.1"), "Idempotency-Key": key.encode()}
    answer = await loans.client.post("/v1/loans", json={"reader": {"name": "A"}}, headers=headers)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:motcua:problem:idempotency-key-malformed")
