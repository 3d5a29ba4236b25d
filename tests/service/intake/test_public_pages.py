"""Pages for everybody: the catalogue, and tracking with the receipt."""

from __future__ import annotations

import pytest

from chassis.web.chrome import STYLE_NAME
from service.intake.counter import Counter, Json
from service.intake.site import browser, errors_of, text_of
from unit.intake.world import APPLICANT, RECEPTIONIST


@pytest.fixture
def dialect() -> str:
    """What differs between the databases is tested beneath the pages."""
    return "sqlite"


async def receipt(counter: Counter) -> Json:
    """Of an accepted dossier: its id, code and tracking secret."""
    dossier = await counter.accepted()
    found = (await counter.get(f"/v1/dossiers/{dossier['id']}/receipt")).json()
    return {"id": dossier["id"], "code": found["code"], "s": found["tracking_secret"]}


@pytest.mark.parametrize("q", ["giấy phép lao động", "GIAY PHEP lao dong", "work permit", "1.014199", "cap-gpld"])
async def test_the_catalogue_is_searched_with_and_without_accents_in_both_languages_and_by_code(
    counter: Counter, q: str
) -> None:
    answer = await browser(counter).get("/thu-tuc", q=q)
    assert answer.status_code == 200
    assert 'href="/thu-tuc/cap-gpld"' in answer.text
    assert 'href="/thu-tuc/co-mau-d"' not in answer.text


async def test_the_catalogue_is_that_of_any_day(counter: Counter) -> None:
    page = browser(counter)
    assert "1.014199" not in (await page.get("/thu-tuc", on="2024-04-26")).text
    assert "1.014199" in (await page.get("/thu-tuc")).text
    wrong = await page.get("/thu-tuc", on="30/02/2026")
    assert (wrong.status_code, errors_of(wrong)) == (200, {"on"})


async def test_a_procedure_is_shown_with_everything_that_must_be_published(counter: Counter) -> None:
    text = text_of(await browser(counter).get("/thu-tuc/cap-gpld"))
    headings = "Thành phần hồ sơ|Cách thức thực hiện|Trình tự thực hiện|Thời hạn giải quyết|Phí, lệ phí|Kết quả"
    more = "Đối tượng thực hiện|Cơ quan giải quyết|Căn cứ pháp lý|Các lần thay đổi|10 ngày làm việc|600.000 đồng"
    for part in f"{headings}|{more}|Hộ chiếu còn giá trị".split("|"):
        assert part in text, part
    earlier = await browser(counter).get("/thu-tuc/cap-gpld", on="2024-04-26")
    assert "hết hiệu lực" in text_of(earlier)
    assert (await browser(counter).get("/thu-tuc/khong-co")).status_code == 404


async def test_a_procedure_says_which_steps_go_side_by_side_and_links_their_picture(counter: Counter) -> None:
    answer = await browser(counter).get("/thu-tuc/chap-thuan-chu-truong", on="2026-05-04")
    for part in ("sau bước 4, 5, 6", "sau bước 9, khi bị từ chối", "khi được chấp thuận"):
        assert part in text_of(answer), part
    link = "/v1/procedures/chap-thuan-chu-truong/workflow.svg?on=2026-05-01"
    assert f'href="{link}"' in answer.text
    assert (await counter.get(link, None)).status_code == 200


async def test_a_procedure_says_why_it_is_not_wholly_online_and_what_each_case_takes(counter: Counter) -> None:
    construction = text_of(await browser(counter).get("/thu-tuc/cap-gpxd", on="2026-07-01"))
    for part in ("Bản vẽ, thuyết minh được thẩm định", "Mẫu đơn đề nghị cấp giấy phép xây dựng", "QĐ 184/2025/QĐ-UBND"):
        assert part in construction, part
    permit = text_of(await browser(counter).get("/thu-tuc/cap-gpld"))
    for part in (
        "Không cấp: trả lời bằng văn bản",
        "3 ngày làm việc",
        "Cổng Dịch vụ công quốc gia",
        "Số lượng hồ sơ: 1",
    ):
        assert part in permit, part
    assert "/v1/procedures/export.xlsx" in (await browser(counter).get("/thu-tuc")).text


async def test_the_language_is_switched_by_a_link_and_kept(counter: Counter) -> None:
    page = browser(counter)
    assert '<html lang="vi">' in (await page.get("/thu-tuc")).text
    assert '<html lang="en">' in (await page.get("/thu-tuc", lang="en")).text
    assert "Work permit for a foreign employee" in (await page.get("/thu-tuc/cap-gpld")).text


async def test_the_receipt_opens_the_tracking_page_which_names_no_person(counter: Counter) -> None:
    known = await receipt(counter)
    answer = await browser(counter).get(f"/tra-cuu/{known['code']}", s=known["s"].lower())
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
    text = text_of(answer)
    assert "Được tiếp nhận" in text
    assert "Đang trong hạn" in text
    assert "17:00, 06/05/2026" in text or "Hẹn trả kết quả" in text
    for personal in ("Công ty TNHH Mẫu", "0201234567", "0912345678", "lienhe@vidu.vn", "cb.motcua.1"):
        assert personal not in answer.text


async def test_a_wrong_code_and_a_wrong_secret_look_the_same_and_run_out(counter: Counter) -> None:
    known = await receipt(counter)
    page = browser(counter)
    wrong = [
        await page.get(f"/tra-cuu/{known['code']}", s="AAAA"),
        await page.get("/tra-cuu/H24.15-260420-9999", s="AAAA"),
    ]
    assert [answer.status_code for answer in wrong] == [404, 404]
    assert text_of(wrong[0]) == text_of(wrong[1])
    for _ in range(18):
        await page.get(f"/tra-cuu/{known['code']}", s="AAAA")
    limited = await page.get(f"/tra-cuu/{known['code']}", s=known["s"])
    assert (limited.status_code, limited.headers["retry-after"]) == (429, "5")
    assert "quá nhiều lần" in text_of(limited)


async def test_the_api_counts_wrong_secrets_too(counter: Counter) -> None:
    known = await receipt(counter)
    path = f"/v1/tracking/{known['code']}"
    statuses = [(await counter.get(path, None, secret="AAAA")).status_code for _ in range(21)]
    assert statuses == [404] * 20 + [429]
    refused = await counter.get(path, None, secret=known["s"])
    assert (refused.status_code, refused.json()["type"]) == (429, "urn:motcua:problem:too-many-attempts")
    assert refused.headers["retry-after"] == "5"


async def test_the_form_leads_to_the_same_address_as_the_qr(counter: Counter) -> None:
    known = await receipt(counter)
    page = browser(counter)
    answer = await page.send("/tra-cuu", {"code": known["code"].lower(), "s": known["s"]})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/tra-cuu/{known['code']}?s={known['s']}")
    empty = await page.send("/tra-cuu", {"code": "<b>x</b>"})
    assert (empty.status_code, errors_of(empty), "&lt;b&gt;x" in empty.text, "<b>x" in empty.text) == (
        422,
        {"s"},
        True,
        False,
    )


async def test_who_holds_the_receipt_rates_once_when_the_outcome_is_known(counter: Counter) -> None:
    known = await receipt(counter)
    path, page = f"/tra-cuu/{known['code']}", browser(counter)
    assert "Đánh giá" not in text_of(await page.get(path, s=known["s"]))
    early = await page.send(f"{path}/danh-gia", {"s": known["s"], "rating": "5"})
    assert early.status_code == 409
    await counter.rows_changed("UPDATE dossiers SET state = 'result_ready'")
    assert errors_of(await page.send(f"{path}/danh-gia", {"s": known["s"]})) == {"rating"}
    assert (await page.send(f"{path}/danh-gia", {"s": "AAAA", "rating": "5"})).status_code == 404
    done = await page.send(f"{path}/danh-gia", {"s": known["s"], "rating": "4", "comment": "Tốt"})
    assert done.status_code == 303
    assert "Cảm ơn" in text_of(await page.get(path, s=known["s"]))
    again = await counter.post(f"/v1/tracking/{known['code']}/rating", {"secret": known["s"], "rating": 1}, actor=None)
    assert (again.status_code, again.json()["type"]) == (409, "urn:motcua:problem:already-rated")
    dossier = (await counter.get(f"/v1/dossiers/{known['id']}", RECEPTIONIST)).json()
    assert dossier["rating"] == 4


async def test_every_page_forbids_scripts_frames_and_anything_from_elsewhere(counter: Counter) -> None:
    answer = await browser(counter, APPLICANT).get("/thu-tuc")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    sheet = await browser(counter).get(f"/assets/{STYLE_NAME}")
    assert (sheet.status_code, "immutable" in sheet.headers["cache-control"]) == (200, True)
    assert (await browser(counter).get("/assets/motcua.0.css")).status_code == 404
