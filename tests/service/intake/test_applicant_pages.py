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


@pytest.fixture
def dialect() -> str:
    """What differs between the databases is tested beneath the pages."""
    return "sqlite"


def hidden(page: str) -> dict[str, Any]:
    """What the page's main form carries along."""
    form = page.partition("<main")[2].partition("<form")[2].partition("</form>")[0]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    carried: dict[str, Any] = {}
    for name, value in pairs:
        carried.setdefault(name, []).append(unescape(value))
    return {name: values for name, values in carried.items() if name != "form_token"}


PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


async def to_the_last_step(page: Browser, **changes: str) -> str:
    """Fills in all steps; the address of the last one."""
    form = hidden((await page.get(START)).text)
    step = await page.send(START, {**form, **WHO, **changes, "go": "next"})
    for typed in ({"doc": list(WORK_PERMIT_DOCUMENTS)}, {"result_by": "post", "request": "Xin cấp"}):
        path = step.headers["location"]
        form = hidden((await page.get(path)).text)
        step = await page.send(path, {**form, **typed, "go": "next"})
        assert step.status_code == 303, text_of(step)
    assert step.headers["location"].endswith("/check")
    return str(step.headers["location"])


async def test_an_applicant_files_step_by_step_and_the_dossier_is_his(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    path = await to_the_last_step(page)
    unsure = await page.send(path, {"go": "next"})
    assert (unsure.status_code, errors_of(unsure)) == (422, {"confirm"})
    assert WHO["name"] in text_of(unsure)
    done = await page.send(path, {"go": "next", "confirm": "yes"})
    assert done.status_code == 303
    mine = await page.get(done.headers["location"])
    assert "Đã nộp hồ sơ" in text_of(mine)
    dossier = (await counter.get(f"/v1/dossiers/{done.headers['location'].rpartition('/')[2]}")).json()
    assert (dossier["channel"], dossier["result_by"], dossier["request"]) == ("online", "post", "Xin cấp")
    assert dossier["applicant"]["phone"] == "0912345678"
    assert [d["key"] for d in dossier["documents"]] == list(WORK_PERMIT_DOCUMENTS)
    assert "Bản nháp" not in text_of(await page.get("/ho-so-cua-toi"))


async def test_a_form_sent_twice_files_once(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    path = await to_the_last_step(page)
    first = await page.send(path, {"go": "next", "confirm": "yes"})
    again = await page.send(path, {"go": "next", "confirm": "yes"})
    assert first.headers["location"] == again.headers["location"] == (await page.get(path)).headers["location"]
    assert await counter.count("dossiers") == 1


async def test_the_first_step_sent_twice_begins_one_draft(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    form = {**hidden((await page.get(START)).text), **WHO, "go": "next"}
    assert len({(await page.send(START, form)).headers["location"] for _ in range(2)}) == 1


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


async def test_a_draft_waits_and_is_gone_on_with_where_it_was_left(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    form = {**hidden((await page.get(START)).text), **WHO, "phone": "", "go": "save"}
    assert (await page.send(START, form)).headers["location"] == "/ho-so-cua-toi"
    listed = await page.get("/ho-so-cua-toi")
    assert "Đã lưu bản nháp" in text_of(listed)
    draft = re.findall(r'href="(/nop-ho-so/ban-nhap/[^"]+)"', listed.text)[0]
    resumed = await page.get(draft)
    assert resumed.headers["location"] == f"{draft}/who"
    shown = await page.get(f"{draft}/who")
    assert f'value="{WHO["name"]}"' in shown.text
    on = await page.send(f"{draft}/who", {**hidden(shown.text), **WHO, "go": "next"})
    assert on.headers["location"] == f"{draft}/documents"
    assert (await page.send(f"{draft}/documents", {"doc": "anh", "go": "back"})).headers["location"] == f"{draft}/who"
    assert 'value="anh" checked' in (await page.get(f"{draft}/documents")).text
    assert (await page.send(f"{draft}/xoa")).status_code == 303
    assert (await page.get(f"{draft}/who")).status_code == 404


async def test_nobody_sees_anothers_draft(counter: Counter) -> None:
    path = await to_the_last_step(browser(counter, APPLICANT))
    for actor in (NEIGHBOUR, RECEPTIONIST):
        stranger = browser(counter, actor)
        assert (await stranger.get(path)).status_code == 404
        assert (await stranger.send(path, {"go": "next", "confirm": "yes"})).status_code == 404
        assert (await stranger.send(f"{path.rpartition('/')[0]}/xoa")).status_code == 404


async def test_two_windows_do_not_undo_each_others_work(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    path = (await to_the_last_step(page)).replace("/check", "/result")
    form = hidden((await page.get(path)).text)
    assert (await page.send(path, {**form, "request": "một", "go": "next"})).status_code == 303
    assert (await page.send(path, {**form, "request": "hai", "go": "next"})).status_code == 412


async def test_files_are_handed_in_shown_and_taken_back(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    path = (await to_the_last_step(page)).replace("/check", "/documents")
    form = hidden((await page.get(path)).text) | {"go": "next"}
    sent = [("file-ho-chieu", (f"<b>hộ chiếu {n}</b>.pdf", PDF, "application/pdf")) for n in (1, 2)]
    assert (await page.send(path, form, files=sent)).status_code == 422  # nothing is ticked but the passport
    shown = await page.get(path)
    assert shown.text.count("Bỏ tệp") == 2
    assert "<b>" not in shown.text
    gone = re.findall(r'value="(remove:[^"]+)"', shown.text)[0]
    ticked = {"doc": list(WORK_PERMIT_DOCUMENTS)}
    assert (await page.send(path, {**hidden(shown.text), **ticked, "go": gone})).headers["location"] == path
    shown = await page.get(path)
    assert shown.text.count("Bỏ tệp") == 1
    assert (await page.send(path, {**hidden(shown.text), **ticked, "go": "next"})).status_code == 303
    check = path.replace("/documents", "/check")
    done = await page.send(check, {"go": "next", "confirm": "yes"})
    dossier = (await counter.get(f"/v1/dossiers/{done.headers['location'].rpartition('/')[2]}")).json()
    assert [len(d["files"]) for d in dossier["documents"] if d["key"] == "ho-chieu"] == [1]
    assert "/content" in (await page.get(done.headers["location"])).text


async def test_a_file_that_is_not_taken_is_said_at_its_field_and_the_others_are_kept(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    path = (await to_the_last_step(page)).replace("/check", "/documents")
    form = hidden((await page.get(path)).text) | {"doc": list(WORK_PERMIT_DOCUMENTS), "go": "next"}
    sent = [
        ("file-anh", ("anh.exe", b"MZ\x90\x00" + bytes(100), "image/png")),
        ("file-ho-chieu", ("ho-chieu.pdf", PDF, "application/pdf")),
    ]
    wrong = await page.send(path, form, files=sent)
    assert (wrong.status_code, errors_of(wrong), wrong.text.count("Bỏ tệp")) == (422, {"file-anh"}, 1)


async def test_required_documents_are_asked_for_all_at_once(counter: Counter) -> None:
    page = browser(counter, APPLICANT)
    path = (await to_the_last_step(page)).replace("/check", "/documents")
    wrong = await page.send(path, {**hidden((await page.get(path)).text), "doc": ["anh"], "go": "next"})
    assert (wrong.status_code, errors_of(wrong)) == (422, {"doc"})
    assert "Hộ chiếu còn giá trị" in wrong.text.partition('class="errors"')[2].partition("</div>")[0]
    assert (await page.get(path.rpartition("/")[0])).headers["location"] == path


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
    sent = [("file-ho-chieu", ("ho-chieu.pdf", PDF, "application/pdf"))]
    assert (await page.send(f"{path}/bo-sung", {}, files=sent)).status_code == 303
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
