"""The words of forms 02 to 05, letters to the applicant."""

from __future__ import annotations

from intake.domain.forms.letters import ApologySheet, Matter, RefusalSheet, StopSheet, SupplementSheet
from intake.printing.blocks import Block, fields, numbered, scan, signatures, words
from intake.printing.people import contact
from intake.printing.wording import SURVEY, day, is_older, looking_up, moment


def supplement(sheet: SupplementSheet) -> list[Block]:
    """Form 02: everything that is missing, at once, and why (ND61 art. 17(2), ND63 art. 18(5))."""
    until = sheet.applicant_deadline_at
    return [
        _who(sheet.matter, "Hồ sơ của"),
        words("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:"),
        numbered("Giấy tờ cần bổ sung, hoàn thiện", sheet.documents),
        fields(("Lý do", sheet.reason), *([("Thời hạn bổ sung", moment(until))] if until else [])),
        words(
            f"Trong quá trình hoàn thiện hồ sơ, nếu có vướng mắc, đề nghị liên hệ với {sheet.unit}"
            f"{f' (cán bộ hướng dẫn: {sheet.officer})' if sheet.officer else ''} để được hướng dẫn."
        ),
        _page(sheet.matter),
        signatures(("Người nộp hồ sơ", ""), ("Người hướng dẫn", sheet.officer)),
    ]


def refusal(sheet: RefusalSheet) -> list[Block]:
    """Form 03: in writing and with a reason (ND61 art. 17(1)(b), 19(8))."""
    what = "giải quyết" if sheet.is_after_appraisal else "tiếp nhận"
    return [
        _who(sheet.matter, "Hồ sơ của"),
        fields(("Ngày nhận hồ sơ", moment(sheet.received_at))),
        words(f"{sheet.unit} thông báo không {what} hồ sơ này với lý do như sau:"),
        words(sheet.reason),
        words("Xin thông báo để Ông/Bà được biết và thực hiện."),
        _page(sheet.matter),
        signatures(
            ("Người nộp hồ sơ", ""),
            ("Thủ trưởng cơ quan" if sheet.is_after_appraisal else "Người tiếp nhận hồ sơ", sheet.officer),
        ),
    ]


def apology(sheet: ApologySheet) -> list[Block]:
    """Form 04: why it is late, an apology, and one new date (ND61 art. 19(9))."""
    matter = sheet.matter
    asks = "" if is_older(sheet.heading) else " và đề nghị gia hạn thời gian giải quyết hồ sơ"
    return [
        fields(("Kính gửi", matter.applicant.name), strong=("Kính gửi",)),
        words(
            f"{day(sheet.received_at).capitalize()}, {sheet.heading.unit} tiếp nhận giải quyết hồ sơ đề nghị "
            f"“{matter.request}” của Ông/Bà; số định danh cá nhân/tổ chức: {matter.applicant.identity_number}; "
            f"mã hồ sơ: {matter.code}."
        ),
        fields(
            ("Cơ quan giải quyết", sheet.unit),
            ("Thời gian hẹn trả kết quả", moment(sheet.promised_at)),
            ("Lý do chưa trả kết quả đúng hẹn", sheet.reason),
        ),
        words(f"Sự chậm trễ này đã gây phiền hà, tốn kém cho Ông/Bà. {sheet.heading.agency} xin lỗi Ông/Bà{asks}."),
        fields(("Thời gian hẹn trả kết quả mới", moment(sheet.new_due_at)), strong=("Thời gian hẹn trả kết quả mới",)),
        words("Mong nhận được sự thông cảm của Ông/Bà vì sự chậm trễ này."),
        _page(matter, survey=False),
        signatures(("", ""), ("Thủ trưởng cơ quan", sheet.officer)),
    ]


def stop(sheet: StopSheet) -> list[Block]:
    """Form 05: at the applicant's request, before any decision (ND118 art. 21, TT03/25 art. 7)."""
    return [
        _who(sheet.matter, "Kính gửi"),
        fields(
            ("Thời gian nhận hồ sơ", moment(sheet.received_at)),
            ("Thời gian đề nghị dừng giải quyết", moment(sheet.withdrawn_at)),
        ),
        words(
            f"Căn cứ đề nghị của Ông/Bà về việc dừng giải quyết hồ sơ, {sheet.unit} đã kiểm tra: đến thời điểm đề nghị "
            "cơ quan có thẩm quyền chưa ban hành quyết định hoặc thông báo kết quả giải quyết đối với hồ sơ này."
        ),
        words(f"{sheet.heading.agency} thông báo dừng giải quyết hồ sơ nêu trên theo đề nghị của Ông/Bà."),
        _page(sheet.matter, survey=False),
        signatures(("", ""), ("Người thông báo", "")),
    ]


def _who(matter: Matter, label: str) -> Block:
    return fields(
        (label, matter.applicant.name),
        *contact(matter.applicant),
        *([("Mã hồ sơ", matter.code)] if matter.code else []),
        ("Nội dung yêu cầu giải quyết", matter.request),
        strong=(label, "Mã hồ sơ", "Nội dung yêu cầu giải quyết"),
    )


def _page(matter: Matter, *, survey: bool = True) -> Block:
    """Before acceptance there is no code: the page says how to look the dossier up."""
    return scan(matter.tracking, looking_up(matter.page), *([SURVEY] if survey else []))
