"""What pages stand on: whose form it is, what was typed, where one may be sent, how often one may guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from starlette.datastructures import FormData
from starlette.requests import Request

from chassis.http.limits import Guesses
from chassis.kernel.errors import Kind, Problem
from chassis.web import wording
from chassis.web.forgery import check, form_token
from chassis.web.forms import Form
from chassis.web.visitor import local_path

OWN = {"sec-fetch-site": "same-origin"}


class Wrong(Problem):
    def __init__(self) -> None:
        super().__init__("wrong", Kind.NOT_FOUND, "Wrong.")


def request(peer: str = "10.0.0.1", forwarded: str = "") -> Request:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    return Request({"type": "http", "headers": headers, "client": (peer, 1234)})


def guess(guesses: Guesses, who: Request, *, right: bool = False) -> str:
    try:
        with guesses.counted(who, Wrong):
            if not right:
                raise Wrong
    except Problem as problem:
        return problem.slug
    return "right"


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        (OWN, form_token("another session")),
        (OWN, ""),
        ({"sec-fetch-site": "cross-site"}, form_token("session")),
        ({"sec-fetch-site": "same-site"}, form_token("session")),
        ({"origin": "https://elsewhere.example", "host": "motcua.example"}, form_token("session")),
        ({"origin": "null", "host": "motcua.example"}, form_token("session")),
    ],
)
def test_a_form_of_another_page_or_another_session_is_refused(headers: dict[str, str], token: str) -> None:
    with pytest.raises(Problem) as refused:
        check(headers, "session", token)
    assert (refused.value.slug, refused.value.kind) == ("form-foreign", Kind.FORBIDDEN)


@pytest.mark.parametrize(
    "headers",
    [
        OWN,
        {},
        {"origin": "https://motcua.example", "host": "motcua.example"},
        {"origin": "https://motcua.example", "host": "127.0.0.1:8101", "x-forwarded-host": "motcua.example"},
    ],
)
def test_our_own_form_is_taken(headers: dict[str, str]) -> None:
    check(headers, "session", form_token("session"))
    check(headers, "", form_token(""))


def test_a_form_token_tells_nothing_of_the_session_and_is_another_for_each() -> None:
    assert len({form_token("a"), form_token("b"), form_token("")}) == 3
    assert "session" not in form_token("session")


@pytest.mark.parametrize(
    "wanted", ["https://x.example", "//x.example", "/\\x.example", "x", "", "/a\nb", "javascript:1"]
)
def test_nobody_is_sent_elsewhere(wanted: str) -> None:
    assert local_path(wanted, "/home") == "/home"


def test_an_address_of_ours_is_where_one_came_from() -> None:
    assert local_path("/thu-tuc?q=giấy") == "/thu-tuc?q=giấy"


def test_what_was_typed_is_composed_trimmed_and_without_control_characters() -> None:
    form = Form.of(
        FormData([("name", "  Tie\u0302\u0301ng\x00 Vie\u0323\u0302t "), ("note", "a\r\nb"), ("form_token", "x")])
    )
    assert (form.text("name"), form.text("note"), form.text("form_token"), form.text("none")) == (
        "Tiếng Việt",
        "a\nb",
        "",
        "",
    )


@pytest.mark.parametrize(
    ("typed", "count"), [("2", 2), ("0", 1), ("-1", 1), ("x", 1), ("9999999999", 1), ("1000", 999), ("²", 1)]
)
def test_a_count_is_a_whole_number_from_one(typed: str, count: int) -> None:
    assert max(1, Form.filled({"n": typed}).count("n", 1, most=999)) == count


def test_wrong_guesses_run_out_and_come_back_one_by_one() -> None:
    clock = [0.0]
    guesses = Guesses(burst=3, seconds_each=5.0, now=lambda: clock[0])
    assert [guess(guesses, request()) for _ in range(4)] == ["wrong", "wrong", "wrong", "too-many-attempts"]
    assert guess(guesses, request(), right=True) == "too-many-attempts"
    assert guess(guesses, request("10.0.0.2")) == "wrong"
    clock[0] = 5.0
    assert [guess(guesses, request()) for _ in range(2)] == ["wrong", "too-many-attempts"]


def test_right_answers_cost_nothing() -> None:
    guesses = Guesses(burst=1, now=lambda: 0.0)
    assert {guess(guesses, request(), right=True) for _ in range(50)} == {"right"}


def test_a_client_is_whom_the_nearest_proxy_saw_and_cannot_choose_his_address() -> None:
    guesses = Guesses(burst=1, now=lambda: 0.0)
    assert guess(guesses, request(forwarded="1.1.1.1, 7.7.7.7")) == "wrong"
    assert guess(guesses, request(forwarded="2.2.2.2, 7.7.7.7")) == "too-many-attempts"
    assert guess(guesses, request(forwarded="2001:db8:1:2::1")) == "wrong"
    assert guess(guesses, request(forwarded="2001:db8:1:2:ffff::9")) == "too-many-attempts"


def test_dates_and_numbers_are_written_as_in_vietnam() -> None:
    at = datetime(2026, 4, 26, 2, 30, tzinfo=UTC)
    vietnam = timezone(timedelta(hours=7))
    assert wording.moment(at, vietnam) == "09:30, 26/04/2026"
    assert wording.day(datetime(2026, 4, 26, 20, 0, tzinfo=UTC), vietnam) == "27/04/2026"
    assert [wording.number(n) for n in (600000, 0.25, 1234567.5, 0)] == ["600.000", "0,25", "1.234.567,5", "0"]
    assert wording.percent(0.9375) == "93,75 %"
