"""An applicant files online and looks after his own dossiers, in pages without scripts."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from service.intake.counter import Counter
from service.intake.site import Browser, browser, errors_of, text_of
from unit.intake.world import APPLICANT, LEADER, NEIGHBOUR, RECEPTIONIST, WORK_PERMIT_DOCUMENTS

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>"""
WHO = {
    "kind": "organisation",
    "name": "Công ty TNHH Mẫu Hải Phòng",
    "identity_number": "0201234567",
    "address": "Lô A1, KCN Đình Vũ",
    "phone": "0912 345 678",
    "email": "lienhe@vidu.vn",
}
START = "/nop-ho-so/cap-gpld"


def hidden(page: str) -> dict[str, Any]:
    """What the page's main form carries along."""
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    carried: dict[str, Any] = {}
    for name, value in pairs:
        carried.setdefault(name, []).append(unescape(value))
    return {name: values for name, values in carried.items() if name != "form_token"}


async def to_the_last_step(page: Browser, **changes: str) -> dict[str, Any]:
    """Fills in all steps; what the last one carries."""
    form = hidden((await page.get(START)).text)
    for typed in (
        {**WHO, **changes},
        {"doc": list(WORK_PERMIT_DOCUMENTS)},
        {"result_by": "post", "request": "Xin cấp"},
    ):
        answer = await page.send(START, {**form, **typed, "go": "next"})
        assert answer.status_code == 200, text_of(answer)
        form = hidden(answer.text)
    assert form["step"] == ["check"]
    return form


async def test_an_applicant_files_step_by_step_and_the_dossier_is_his(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    form = await to_the_last_step(page)
    unsure = await page.send(START, {**form, "go": "next"})
    assert (unsure.status_code, errors_of(unsure)) == (422, {"confirm"})
    done = await page.send(START, {**form, "go": "next", "confirm": "yes"})
    assert done.status_code == 303
    mine = await page.get(done.headers["location"])
    assert "Đã nộp hồ sơ" in text_of(mine)
    dossier = (await counter.get(f"/v1/dossiers/{done.headers['location'].rpartition('/')[2]}")).json()
    assert (dossier["channel"], dossier["result_by"], dossier["request"]) == ("online", "post", "Xin cấp")
    assert dossier["applicant"]["phone"] == "0912345678"
    assert [d["key"] for d in dossier["documents"]] == list(WORK_PERMIT_DOCUMENTS)


async def test_a_form_sent_twice_files_once(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    form = {**(await to_the_last_step(page)), "go": "next", "confirm": "yes"}
    twice = [(await page.send(START, form)).headers["location"] for _ in range(2)]
    assert twice[0] == twice[1]
    assert await counter.count("dossiers") == 1


async def test_what_is_wrong_is_said_at_the_field_and_nothing_typed_is_lost(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    form = hidden((await page.get(START)).text)
    wrong = await page.send(START, {**form, **WHO, "name": HOSTILE, "phone": "none", "email": "@", "go": "next"})
    assert (wrong.status_code, errors_of(wrong)) == (422, {"phone", "email"})
    assert HOSTILE not in wrong.text
    assert f'value="{WHO["address"]}"' in wrong.text
    assert "<img" not in wrong.text
    assert wrong.text.count('aria-invalid="true"') == 2
    assert "<title>Lỗi: " in wrong.text


async def test_going_back_loses_nothing(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    form = await to_the_last_step(page)
    back = await page.send(START, {**form, "go": "back"})
    assert hidden(back.text)["step"] == ["result"]
    who = await page.send(START, {**hidden(back.text), "step": "documents", "go": "back"})
    assert f'value="{WHO["name"]}"' in who.text


async def test_required_documents_are_asked_for_all_at_once(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    form = hidden((await page.get(START)).text)
    form = hidden((await page.send(START, {**form, **WHO, "go": "next"})).text)
    wrong = await page.send(START, {**form, "doc": ["anh"], "go": "next"})
    assert (wrong.status_code, errors_of(wrong)) == (422, {"doc"})
    assert "Hộ chiếu còn giá trị" in wrong.text.partition('class="errors"')[2].partition("</div>")[0]


async def test_who_is_not_signed_in_is_led_to_sign_in_and_back(counter: Counter) -> None:
    for path in (START, "/ho-so-cua-toi", "/quay", "/quay/tiep-nhan/cap-gpld"):
        answer = await browser(counter).get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/dang-nhap?next={path.replace('/', '%2F')}")


@pytest.mark.parametrize("token", ["", "0" * 64])
async def test_a_form_without_the_sessions_token_does_nothing(counter: Counter, token: str) -> None:
    dossier = await counter.registered()
    page = browser(counter, APPLICANT)
    for path in (START, f"/ho-so-cua-toi/{dossier['id']}/rut", f"/quay/{dossier['id']}/tiep-nhan", "/tra-cuu"):
        assert (await page.send(path, {}, token=token)).status_code == 403
    assert (await counter.get(f"/v1/dossiers/{dossier['id']}")).json()["state"] == "registered"


async def test_a_strangers_dossier_does_not_exist(counter: Counter) -> None:
    dossier = await counter.accepted()
    stranger = browser(counter, NEIGHBOUR)
    for path in (
        f"/ho-so-cua-toi/{dossier['id']}",
        f"/ho-so-cua-toi/{dossier['code']}",
        f"/ho-so-cua-toi/{dossier['id']}/rut",
    ):
        assert (await stranger.get(path)).status_code == 404
    for action in ("rut", "bo-sung", "danh-gia"):
        assert (await stranger.send(f"/ho-so-cua-toi/{dossier['id']}/{action}", {"rating": "1"})).status_code == 404
    assert dossier["code"] not in (await stranger.get("/ho-so-cua-toi")).text


async def test_only_applicants_file_online(counter: Counter) -> None:
    for actor in (RECEPTIONIST, LEADER):
        assert (await browser(counter, actor).get(START)).status_code == 403
        assert (await browser(counter, actor).send(START, WHO)).status_code == 403


async def test_an_applicant_answers_a_request_for_documents(counter: Counter) -> None:
    dossier = await counter.registered()
    asked = {"documents": ["ho-chieu"], "reason": "Hộ chiếu hết hạn"}
    await counter.post(f"/v1/dossiers/{dossier['id']}/supplement-requests", asked)
    page, path = browser(counter, APPLICANT), f"/ho-so-cua-toi/{dossier['id']}"
    shown = await page.get(path)
    assert "Hộ chiếu hết hạn" in text_of(shown)
    assert (shown.text.count('name="doc"'), "forms/supplement-request.pdf" in shown.text) == (1, True)
    nothing = await page.send(f"{path}/bo-sung", {})
    assert (nothing.status_code, errors_of(nothing)) == (422, {"doc"})
    assert (await page.send(f"{path}/bo-sung", {"doc": "ho-chieu"})).status_code == 303
    assert "Đã nhận giấy tờ bổ sung" in text_of(await page.get(path))


async def test_an_applicant_withdraws_after_being_asked_once_more(counter: Counter) -> None:
    dossier = await counter.accepted()
    page, path = browser(counter, APPLICANT), f"/ho-so-cua-toi/{dossier['id']}"
    assert "nộp hồ sơ mới" in text_of(await page.get(f"{path}/rut"))
    assert (await page.send(f"{path}/rut", {"reason": "Không cần nữa"})).status_code == 303
    assert "Đã rút hồ sơ" in text_of(await page.get(path))
    assert (await page.send(f"{path}/rut", {})).status_code == 409
    assert "không còn rút được" in text_of(await page.get(f"{path}/rut"))


async def test_an_applicant_rates_his_dossier(counter: Counter) -> None:
    dossier = await counter.accepted()
    await counter.rows_changed("UPDATE dossiers SET state = 'result_ready'")
    page, path = browser(counter, APPLICANT), f"/ho-so-cua-toi/{dossier['id']}"
    assert errors_of(await page.send(f"{path}/danh-gia", {})) == {"rating"}
    assert (await page.send(f"{path}/danh-gia", {"rating": "5"})).status_code == 303
    assert "Rất hài lòng" in text_of(await page.get(path))


async def test_many_dossiers_come_in_pages(counter: Counter) -> None:
    for _ in range(21):
        await counter.registered()
    page = browser(counter, APPLICANT)
    first = await page.get("/ho-so-cua-toi")
    assert first.text.count('<th scope="row">') == 20
    following = unescape(re.findall(r'rel="next" href="([^"]+)"', first.text)[0])
    second = await page.get(following)
    assert (second.text.count('<th scope="row">'), "(21)" in second.text, 'rel="next"' in second.text) == (
        1,
        True,
        False,
    )
    assert (await page.get("/ho-so-cua-toi", trang="x")).status_code == 422
