"""The words people get: exact texts, the five elements in every one, nothing left unfilled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from jinja2.exceptions import SecurityError, UndefinedError

from notify.application import Composer
from notify.clients.templates import JinjaTemplates
from notify.domain.occasions import Occasion
from notify.domain.occurrence import Particulars
from unit.notify.messages import ACCEPTED, DOSSIER, TEMPLATES, KnownNames, delivery, local

ABOUT_OTHERS = {
    Occasion.OBLIGATION_DUE,
    Occasion.ENDPOINT_FAILING,
    Occasion.ENDPOINT_DISABLED,
    Occasion.CONTROL_DUE,
}
ABOUT_DOSSIERS = [occasion for occasion in Occasion if occasion not in ABOUT_OTHERS]
COMPOSE = Composer(TEMPLATES, KnownNames())


async def test_the_acceptance_notice_in_vietnamese() -> None:
    text = await COMPOSE(delivery(Occasion.ACCEPTED), language="vi", addressee="Nguyễn Văn Mẫu")
    assert text.subject == "Hồ sơ H24.15-240502-0001 đã được tiếp nhận"
    assert text.body == (
        "Kính gửi Nguyễn Văn Mẫu,\n"
        "\n"
        "Hồ sơ H24.15-240502-0001 (Cấp Giấy chứng nhận đăng ký đầu tư) đã đầy đủ, hợp lệ và được tiếp nhận.\n"
        "Ông/Bà vui lòng giữ mã số H24.15-240502-0001 để theo dõi và nhận kết quả.\n"
        "\n"
        "Cơ quan: Ban Quản lý Khu kinh tế Hải Phòng\n"
        "Người tiếp nhận, xử lý: Phòng Quản lý đầu tư\n"
        "Thời gian tiếp nhận: 08:45 ngày 02/05/2024\n"
        "Thời gian xử lý: 09:00 ngày 02/05/2024\n"
        "Thời gian trả kết quả: 17:00 ngày 14/05/2024\n"
    )


async def test_the_acceptance_notice_in_english() -> None:
    text = await COMPOSE(delivery(Occasion.ACCEPTED), language="en", addressee="")
    assert text.subject == "Application H24.15-240502-0001 accepted"
    assert text.body == (
        "Dear applicant,\n"
        "\n"
        "Application H24.15-240502-0001 (Cấp Giấy chứng nhận đăng ký đầu tư) is complete and valid and has been "
        "accepted.\n"
        "Please keep the code H24.15-240502-0001: with it you can follow the application and collect the result.\n"
        "\n"
        "Agency: Hai Phong Economic Zone Authority\n"
        "Received and handled by: Investment Management Division\n"
        "Received: 08:45 on 2 May 2024\n"
        "Handling since: 09:00 on 2 May 2024\n"
        "Result due: 17:00 on 14 May 2024\n"
    )


async def test_a_request_for_papers_names_the_applicants_own_deadline() -> None:
    asked = replace(ACCEPTED, happened_at=local("2024-05-06 10:00"), answer_by_at=local("2024-06-05 17:00"))
    text = await COMPOSE(delivery(Occasion.SUPPLEMENT_REQUESTED, asked), language="vi")
    assert text.body.splitlines()[2:5] == [
        "Hồ sơ H24.15-240502-0001 (Cấp Giấy chứng nhận đăng ký đầu tư) cần được bổ sung, yêu cầu lúc "
        "10:00 ngày 06/05/2024.",
        "Toàn bộ giấy tờ cần bổ sung được nêu một lần trong Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ, xem tại nơi nộp "
        "hồ sơ hoặc trên trang theo dõi.",
        "Hạn bổ sung: 17:00 ngày 05/06/2024. Quá hạn này mà chưa nhận được giấy tờ, hồ sơ sẽ dừng giải quyết.",
    ]


async def test_a_financial_duty_is_named_with_its_amount_and_the_second_appointment_is_promised() -> None:
    asked = replace(ACCEPTED, happened_at=local("2024-05-06 10:00"), detail="land", amount_vnd=125_000_000)
    text = await COMPOSE(delivery(Occasion.PAYMENT_REQUESTED, asked), language="vi")
    assert text.subject == "Yêu cầu thực hiện nghĩa vụ tài chính, hồ sơ H24.15-240502-0001"
    assert text.body.splitlines()[2:5] == [
        "Để tiếp tục giải quyết hồ sơ H24.15-240502-0001 (Cấp Giấy chứng nhận đăng ký đầu tư), Ông/Bà cần nộp "
        "125.000.000 đồng",
        "(tiền sử dụng đất, tiền thuê đất), yêu cầu lúc 10:00 ngày 06/05/2024.",
        "Thông báo này thay cho lần hẹn thứ nhất. Sau khi Ông/Bà nộp đủ, cơ quan sẽ hẹn ngày trả kết quả.",
    ]
    paid = await COMPOSE(delivery(Occasion.RESUMED, replace(ACCEPTED, detail="paid")), language="en")
    assert "The time we waited for the payment is not counted." in paid.body


async def test_an_overdue_alarm_names_the_officer_by_account() -> None:
    late = replace(ACCEPTED, officer="cv.dautu.1", happened_at=local("2024-05-14 17:00"))
    text = await COMPOSE(delivery(Occasion.OVERDUE, late), language="vi")
    assert text.subject == "Hồ sơ H24.15-240502-0001 đã quá hạn"
    assert text.body == (
        "Hồ sơ H24.15-240502-0001 (Cấp Giấy chứng nhận đăng ký đầu tư) đã quá hạn từ 17:00 ngày 14/05/2024.\n"
        "Đề nghị giải quyết ngay và báo cáo lý do chậm.\n"
        "\n"
        "Cơ quan: Ban Quản lý Khu kinh tế Hải Phòng\n"
        "Người tiếp nhận, xử lý: Phòng Quản lý đầu tư (tài khoản cv.dautu.1)\n"
        "Thời gian tiếp nhận: 08:45 ngày 02/05/2024\n"
        "Thời gian xử lý: 09:00 ngày 02/05/2024\n"
        "Thời gian trả kết quả: 17:00 ngày 14/05/2024\n"
    )


@pytest.mark.parametrize(
    ("rung", "words"),
    [("T-3", "còn ba ngày làm việc"), ("T-1", "còn một ngày làm việc"), ("T-2h", "còn hai giờ làm việc")],
)
async def test_an_early_warning_says_how_long_is_left(rung: str, words: str) -> None:
    text = await COMPOSE(delivery(Occasion.DUE_SOON, replace(ACCEPTED, detail=rung)), language="vi")
    assert words in text.body


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ("withdrawn", "theo đề nghị của người nộp hồ sơ"),
        ("applicant-deadline-passed", "quá hạn bổ sung"),
        ("authority", "nêu trong Thông báo dừng giải quyết hồ sơ"),
    ],
)
async def test_a_stop_says_why(detail: str, words: str) -> None:
    text = await COMPOSE(delivery(Occasion.STOPPED, replace(ACCEPTED, detail=detail)), language="vi")
    assert words in text.body


async def test_a_body_that_is_asked_learns_until_when_and_where_to_answer() -> None:
    asked = replace(ACCEPTED, answer_by_at=local("2024-05-10 17:00"))
    link = "https://mot-cua.example/y-kien/c-1.mau"
    text = await COMPOSE(delivery(Occasion.CONSULTATION_REQUESTED, asked), language="vi", addressee="Bộ mẫu", link=link)
    assert text.body.splitlines()[:6] == [
        "Kính gửi Bộ mẫu,",
        "",
        "Ban Quản lý Khu kinh tế Hải Phòng đề nghị cho ý kiến về hồ sơ H24.15-240502-0001 "
        "(Cấp Giấy chứng nhận đăng ký đầu tư).",
        "Hạn trả lời: 17:00 ngày 10/05/2024.",
        f"Nội dung xin ý kiến và nơi trả lời: {link}",
        "Ai có đường dẫn này đều trả lời được thay cơ quan; xin chỉ chuyển cho người có trách nhiệm.",
    ]
    told = await COMPOSE(delivery(Occasion.RESUMED, replace(ACCEPTED, detail="consulted")), language="vi")
    assert "Thời gian chờ ý kiến của cơ quan liên quan không tính vào thời hạn giải quyết." in told.body


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("occasion", ABOUT_DOSSIERS)
async def test_every_message_carries_the_five_elements(occasion: Occasion, language: str) -> None:
    text = await COMPOSE(delivery(occasion), language=language)
    times = ("08:45", "09:00", "17:00")
    agency = await KnownNames().agency("heza", language)
    department = await KnownNames().department("dau-tu", language)
    assert agency in text.body
    assert department in text.body
    assert all(time in text.body for time in times)
    assert text.subject == text.subject.strip()
    assert "\n" not in text.subject
    assert TEMPLATES.version(occasion, language) == (2 if occasion is Occasion.DUE_SOON else 1)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("occasion", ABOUT_DOSSIERS)
async def test_what_is_not_known_yet_is_said_so_and_never_left_out(occasion: Occasion, language: str) -> None:
    bare = Particulars(agency="heza", department="dau-tu", received_at=local("2024-05-02 08:45"))
    text = await COMPOSE(delivery(occasion, bare), language=language)
    assert {"vi": "chưa xác định", "en": "not settled yet"}[language] in text.body
    assert "None" not in text.body


async def test_before_there_is_a_code_the_dossiers_id_names_it() -> None:
    filed = replace(ACCEPTED, code="", accepted_at=None, due_at=None)
    text = await COMPOSE(delivery(Occasion.RECEIVED, filed), language="vi")
    assert text.subject == f"Đã nhận được hồ sơ đăng ký {DOSSIER}"


async def test_another_language_falls_back_to_vietnamese() -> None:
    assert (await COMPOSE(delivery(Occasion.ACCEPTED), language="ko")).subject.startswith("Hồ sơ")


async def test_a_name_cannot_smuggle_template_code_in() -> None:
    text = await COMPOSE(delivery(Occasion.ACCEPTED), language="vi", addressee="{{ 7 * 7 }} {% raw %}")
    assert text.body.startswith("Kính gửi {{ 7 * 7 }} {% raw %},\n")


def test_templates_reach_nothing_beyond_their_values(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "vi").mkdir()
    (folder / "vi" / "bad.txt").write_text("version: 1\nsubject: x\n\n{{ ''.__class__.__mro__ }}\n", "utf-8")
    (folder / "vi" / "unknown.txt").write_text("version: 1\nsubject: x\n\n{{ phone }}\n", "utf-8")
    templates = JinjaTemplates(folder)
    with pytest.raises(SecurityError):
        templates.render("bad", "vi", {})
    with pytest.raises(UndefinedError):
        templates.render("unknown", "vi", {})


@pytest.mark.parametrize(
    ("language", "left", "department", "words"),
    [
        ("vi", "3", "dau-tu", ("Báo cáo weekly-result 2024-W21 còn 3 ngày làm việc", "Đơn vị gửi: Phòng")),
        ("vi", "late", "", ("đã quá hạn gửi", "Đơn vị gửi: Tổ kiểm soát thủ tục hành chính")),
        ("en", "1", "", ("is due in 1 working day\n", "Owed by: control team", "Due: ")),
    ],
)
async def test_a_report_that_is_owed_is_told_with_its_deadline_and_a_place_to_act(
    language: str, left: str, department: str, words: tuple[str, ...]
) -> None:
    known = Particulars(
        code="weekly-result 2024-W21",
        agency="heza",
        department=department,
        due_at=local("2024-05-27 17:00"),
        detail=left,
    )
    text = await COMPOSE(delivery(Occasion.OBLIGATION_DUE, known), language=language)
    whole = f"{text.subject}\n{text.body}"
    assert all(word in whole for word in (*words, "17:00", "/bao-cao/nghia-vu/"))


@pytest.mark.parametrize(
    ("language", "why", "words"),
    [
        ("vi", "gone", "Địa chỉ này đã bị tắt lúc 12:00 ngày 02/05/2024, vì đã trả lời 410 (không còn nhận)."),
        ("vi", "failing", "vì năm ngày liền không nhận được sự kiện nào. Lỗi gần nhất: timed-out."),
        ("en", "request", "The endpoint was disabled at 12:00 on 2 May 2024, by request."),
    ],
)
async def test_an_endpoint_that_was_switched_off_is_told_with_its_reason_and_where_to_enable_it(
    language: str, why: str, words: str
) -> None:
    known = Particulars(code="he-thong-mau", detail=why, note="timed-out", happened_at=local("2024-05-02 12:00"))
    text = await COMPOSE(delivery(Occasion.ENDPOINT_DISABLED, known), language=language)
    assert "he-thong-mau" in text.subject
    assert words in text.body
    assert f"/dang-ky/{DOSSIER}" in text.body


@pytest.mark.parametrize(
    ("language", "kind", "left", "department", "words"),
    [
        ("vi", "remedy", "3", "dau-tu", ("Khắc phục tồn tại qua kiểm tra còn 3 ngày làm việc", "/kiem-soat/ton-tai/")),
        ("vi", "plan-line", "late", "", ("đã quá hạn", "Tổ kiểm soát thủ tục hành chính", "/kiem-soat/ke-hoach/")),
        ("en", "inspection", "1", "", ("An inspection is due in 1 working day\n", "/kiem-soat/kiem-tra/")),
        ("en", "something-new", "late", "", ("is late\n", "/kiem-soat\n")),
    ],
)
async def test_control_work_that_is_due_is_told_with_its_deadline_and_a_place_to_act(
    language: str, kind: str, left: str, department: str, words: tuple[str, ...]
) -> None:
    known = Particulars(code=kind, agency="heza", department=department, due_at=local("2024-05-27 17:00"), detail=left)
    text = await COMPOSE(delivery(Occasion.CONTROL_DUE, known), language=language)
    whole = f"{text.subject}\n{text.body}\n"
    assert all(word in whole for word in (*words, "17:00"))
