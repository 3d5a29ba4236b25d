"""Every refusal is application/problem+json with a stable type, a sentence and field paths."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from chassis.telemetry import logs
from service.edges.loans import Loans

Bearer = Callable[[str], dict[str, str]]
JSON = {"Content-Type": "application/json"}


def problem(answer: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """The body, after checking what every problem has."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"urn:motcua:problem:{slug}"
    assert body["status"] == status
    assert len(body["detail"]) > 10
    assert body["instance"].startswith("urn:motcua:trace:")
    assert len(body["instance"]) == len("urn:motcua:trace:") + 32
    return body


def fields(body: dict[str, Any]) -> dict[str, str]:
    return {each["field"]: each["detail"] for each in body["errors"]}


async def test_a_wrong_field_is_named_by_its_path(loans: Loans, bearer: Bearer) -> None:
    sent = {"reader": {"name": " ", "phone": "call me"}, "books": [{"name": "a"}, {}], "colour": "red"}
    answer = await loans.client.post("/v1/loans", json=sent, headers=bearer("cb.1"))
    body = problem(answer, 422, "invalid-request")
    assert fields(body) == {
        "reader.name": "string should have at least 1 character",
        "reader.phone": "this is not a telephone number; write 8 to 15 digits, with + before a country code",
        "books[1].name": "this field is needed",
        "colour": "there is no such field",
    }
    assert "call me" not in answer.text
    assert body["title"] == "Invalid request"


@pytest.mark.parametrize(
    "sent",
    [b"{", b"", b"[1", b"\xff\xfe", b'{"reader": NaN', b"[" * 200_000, b'"' + b"1" * 9 + b"\x00"],
    ids=["open brace", "empty", "open list", "not UTF-8", "NaN", "deep", "raw NUL"],
)
async def test_text_that_is_not_json_is_refused_and_never_a_fault(loans: Loans, bearer: Bearer, sent: bytes) -> None:
    answer = await loans.client.post("/v1/loans", content=sent, headers={**bearer("cb.1"), **JSON})
    problem(answer, 422, "malformed-json" if sent else "invalid-request")


async def test_a_huge_number_is_refused(loans: Loans, bearer: Bearer) -> None:
    sent = b'{"reader": ' + b"9" * 5000 + b"}"
    answer = await loans.client.post("/v1/loans", content=sent, headers={**bearer("cb.1"), **JSON})
    problem(answer, 422, "malformed-json")


@pytest.mark.parametrize(("text", "name"), [(r"Nguy\u0000n", "NUL"), (r"\ud800", "high"), (r"x\uDfFf", "low")])
async def test_text_that_no_database_can_store_is_refused_wherever_it_stands(
    loans: Loans, bearer: Bearer, text: str, name: str
) -> None:
    headers = {**bearer("cb.1"), **JSON}
    deep = b'{"reader": {"name": "A"}, "form": {"a": [{"b": "%s"}]}}' % text.encode()
    body = problem(await loans.client.post("/v1/loans", content=deep, headers=headers), 422, "invalid-request")
    assert list(fields(body)) == ["form.a[0].b"]
    key = b'{"reader": {"name": "A"}, "form": {"%s": 1}}' % text.encode()
    problem(await loans.client.post("/v1/loans", content=key, headers=headers), 422, "invalid-request")


async def test_a_surrogate_pair_and_an_escaped_backslash_are_text_like_any_other(loans: Loans, bearer: Bearer) -> None:
    sent = rb'{"reader": {"name": "\ud83d\ude00 \\u0000"}}'
    answer = await loans.client.post("/v1/loans", content=sent, headers={**bearer("cb.1"), **JSON})
    assert answer.status_code == 201
    assert answer.json()["reader"] == "\U0001f600 \\u0000"


async def test_vietnamese_text_is_composed_and_trimmed(loans: Loans, bearer: Bearer) -> None:
    sent = {"reader": {"name": "  Nguye\u0302\u0303n Va\u0306n A ", "phone": "0912 345.678"}}
    answer = await loans.client.post("/v1/loans", json=sent, headers=bearer("cb.1"))
    assert answer.json()["reader"] == "Nguyễn Văn A"
    assert answer.json()["phone"] == "0912345678"


async def test_control_characters_are_refused(loans: Loans, bearer: Bearer) -> None:
    answer = await loans.client.post("/v1/loans", json={"reader": {"name": "A\x1bB"}}, headers=bearer("cb.1"))
    named = fields(problem(answer, 422, "invalid-request"))
    assert named == {"reader.name": "the text must be one line without control characters"}


@pytest.mark.parametrize("path", ["/v1/books/a%00b", "/v1/books?shelf=%00"])
async def test_an_address_with_nul_is_refused(loans: Loans, path: str) -> None:
    problem(await loans.client.get(path), 422, "invalid-request")


async def test_a_body_without_a_content_type_is_told_what_to_send(loans: Loans, bearer: Bearer) -> None:
    answer = await loans.client.post("/v1/loans", content=b'{"reader": {"name": "A"}}', headers=bearer("cb.1"))
    assert fields(problem(answer, 422, "invalid-request")) == {
        "body": "a JSON object is needed, sent with Content-Type: application/json"
    }


async def test_an_unknown_route_and_a_wrong_method(loans: Loans) -> None:
    problem(await loans.client.get("/v1/nothing"), 404, "route-not-found")
    answer = await loans.client.patch("/v1/loans", json={})
    problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_over_one_mebibyte_is_refused(loans: Loans, bearer: Bearer, chunked: bool) -> None:
    sent = json.dumps({"reader": {"name": "A"}, "note": "x" * 1024 * 1024}).encode()

    async def pieces() -> Any:
        for begin in range(0, len(sent), 65536):
            yield sent[begin : begin + 65536]

    content = pieces() if chunked else sent
    answer = await loans.client.post("/v1/loans", content=content, headers={**bearer("cb.1"), **JSON})
    problem(answer, 413, "body-too-large")


async def test_a_route_may_take_more_but_not_for_ever(loans: Loans) -> None:
    answer = await loans.client.post("/v1/scans", json={"scan": "x" * 2 * 1024 * 1024})
    assert (answer.status_code, answer.json()) == (200, 2 * 1024 * 1024)
    answer = await loans.client.post("/v1/scans", json={"scan": "x" * 4 * 1024 * 1024})
    problem(answer, 413, "body-too-large")


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("invalid", 422),
        ("unauthenticated", 401),
        ("forbidden", 403),
        ("not_found", 404),
        ("refused", 409),
        ("conflict", 409),
        ("stale", 412),
        ("limited", 429),
        ("unavailable", 503),
    ],
)
async def test_each_kind_of_refusal_has_its_status(loans: Loans, kind: str, status: int) -> None:
    answer = await loans.client.get(f"/v1/refusals/{kind}")
    body = problem(answer, status, "book-lent-out")
    assert body["detail"] == "The book is lent out; reserve it."
    assert fields(body) == {"books[0]": "lent out"}
    assert ("retry-after" in answer.headers) == (status in {429, 503})


async def test_a_fault_of_ours_says_nothing_but_where_it_is_logged(
    loans: Loans, capsys: pytest.CaptureFixture[str]
) -> None:
    written = io.StringIO()
    logs.configure("loans", replica="r1", stream=written)
    try:
        answer = await loans.client.get("/v1/faults")
    finally:
        logs.configure("", replica="", console=True)
    body = problem(answer, 500, "internal")
    assert "postgresql" not in answer.text
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    [logged] = [line for line in lines if line["event"] == "request failed"]
    assert f"urn:motcua:trace:{logged['trace_id']}" == body["instance"]
    assert "in fail" in logged["stack"]
    assert "hunter2" not in written.getvalue()
    assert "Nguyễn" not in written.getvalue()
    assert capsys.readouterr().err == ""


async def test_a_request_that_takes_too_long_is_given_up(hasty_loans: Loans) -> None:
    problem(await hasty_loans.client.get("/v1/slow?seconds=5"), 503, "deadline-exceeded")


async def test_a_route_can_allow_more_time_where_the_line_decides(hasty_loans: Loans) -> None:
    assert (await hasty_loans.client.get("/v1/slow-line?seconds=1.3")).status_code == 200


async def test_a_demonstration_says_so_in_every_answer(loans: Loans) -> None:
    for path in ("/v1/books", "/v1/nothing", "/v1/faults"):
        assert (await loans.client.get(path)).headers["motcua-environment"] == "demo"


async def test_metrics_name_the_whole_template_and_never_the_path(loans: Loans) -> None:
    await loans.client.get("/v1/library/shelves/0912345678")
    await loans.client.get("/v1/0912345678")
    shown = (await loans.client.get("/metrics")).text
    assert 'route="/v1/library/shelves/{shelf}"' in shown
    assert 'route="(none)"' in shown
    assert "0912345678" not in shown
