"""Names as a register of a Vietnamese economic zone has them: skewed as in life, and nobody's.

Surnames by their share of the population; middle and given names and the words of companies by a falling curve. Two
thirds of the dossiers are companies', and each company comes back again and again.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate
from random import Random

from intake.domain.applicant import Applicant
from intake.domain.procedures import Subject

COMPANIES = 15_000
RARE_NAME = "Thái Công Uẩn"
"""A person whom ``people`` puts into the register once in about fifty thousand."""

# fmt: off
_SURNAMES = {
    "Nguyễn": 315, "Trần": 109, "Lê": 89, "Phạm": 59, "Hoàng": 30, "Huỳnh": 21, "Vũ": 27, "Võ": 22, "Phan": 28,
    "Trương": 22, "Bùi": 21, "Đặng": 19, "Đỗ": 19, "Ngô": 17, "Hồ": 15, "Dương": 14, "Đinh": 10, "Đoàn": 8, "Lâm": 7,
    "Mai": 6, "Trịnh": 6, "Đào": 6, "Cao": 5, "Lý": 5, "Hà": 5, "Lưu": 4, "Lương": 4, "Thái": 3, "Châu": 2, "Tạ": 2,
    "Phùng": 2, "Tô": 2, "Vương": 2, "Văn": 1, "Quách": 1, "Khổng": 1, "Tống": 1, "Thạch": 1, "Giáp": 1, "Ứng": 1,
}
_MIDDLE = (
    "Thị", "Văn", "Đức", "Minh", "Ngọc", "Thanh", "Quang", "Hữu", "Xuân", "Thu", "Hồng", "Đình", "Công", "Anh", "Kim",
    "Thành", "Bảo", "Gia", "Mạnh", "Phương", "Quốc", "Duy", "Tiến", "Trọng", "Viết", "Bá", "Khánh", "Như", "Thế",
    "Tuấn",
)
_GIVEN = (
    "Anh", "Hương", "Linh", "Hùng", "Dũng", "Hải", "Tuấn", "Minh", "Hà", "Thảo", "Trang", "Lan", "Nam", "Sơn", "Thắng",
    "Cường", "Hoa", "Nga", "Phương", "Tùng", "Long", "Huyền", "Mai", "Hạnh", "Thủy", "Bình", "Đức", "Hiếu", "Khánh",
    "Ngọc", "Quân", "Vân", "Yến", "Giang", "Việt", "Hoàng", "Đạt", "Nhung", "Oanh", "Phúc", "Tâm", "Thành", "Trung",
    "Vinh", "Xuân", "Duyên", "Kiên", "Lâm", "Nguyên", "Quỳnh", "Tiến", "Thu", "Đông", "Lợi", "Toàn", "Tú", "Khoa",
)
_FORMS = ("Công ty TNHH", "Công ty TNHH MTV", "Công ty Cổ phần", "Công ty TNHH Một thành viên", "Doanh nghiệp tư nhân")
_TRADES = (
    "Điện tử", "Cơ khí Chính xác", "Logistics", "Thương mại", "Dịch vụ Vận tải", "Xây dựng", "Thép", "Nhựa", "May mặc",
    "Thương mại và Dịch vụ", "Bao bì", "Công nghệ", "Thiết bị Điện", "Hoá chất", "Gỗ", "Cao su", "Kho vận", "Giày da",
    "Linh kiện Ô tô", "Năng lượng", "Cảng", "Kính", "Khuôn mẫu", "Thực phẩm", "Máy tính",
)
_PLACES = ("Việt Nam", "Hải Phòng", "Vina", "Đình Vũ", "Tràng Duệ", "Nam Hải", "Quốc tế", "Đông Á", "Miền Bắc", "")
_SYLLABLES = (
    "Dae", "Sung", "Yoko", "Tana", "Haru", "Kyo", "Min", "Shin", "Woo", "Jin", "Toyo", "Nishi", "Hae", "Kwang", "Li",
    "Fu", "Chen", "Hua", "Mori", "Saka", "Tech", "Pro", "Gold", "Star", "An", "Phát", "Thịnh", "Hưng", "Tân", "Lộc",
)
# fmt: on


def people(draw: Random) -> Callable[[], Applicant]:
    """Draws the applicant of one dossier after another."""
    companies = [_company(draw, number) for number in range(COMPANIES)]
    known = _falling(len(companies))
    surnames, shares = tuple(_SURNAMES), tuple(accumulate(_SURNAMES.values()))
    middle, given = _falling(len(_MIDDLE)), _falling(len(_GIVEN))

    def person() -> Applicant:
        name = " ".join(
            (
                draw.choices(surnames, cum_weights=shares)[0],
                draw.choices(_MIDDLE, cum_weights=middle)[0],
                draw.choices(_GIVEN, cum_weights=given)[0],
            )
        )
        if draw.random() < 1 / 17_000:
            name = RARE_NAME
        number = draw.randrange(10**8)
        return _applicant(Subject.INDIVIDUAL, name, f"0310{number:08}", f"09{number:08}")

    def one() -> Applicant:
        return person() if draw.random() < 1 / 3 else draw.choices(companies, cum_weights=known)[0]

    return one


def _company(draw: Random, number: int) -> Applicant:
    brand = "".join(draw.choices(_SYLLABLES, k=2)) if number % 3 else " ".join(draw.choices(_SYLLABLES, k=2))
    words = (draw.choice(_FORMS), draw.choice(_TRADES), brand, draw.choice(_PLACES))
    name = " ".join(word for word in words if word)
    return _applicant(Subject.ORGANISATION, name, f"02{number:08}", f"0225{number:07}")


def _applicant(kind: Subject, name: str, identity_number: str, phone: str) -> Applicant:
    return Applicant(
        kind=kind,
        name=name,
        identity_number=identity_number,
        address="Lô A1, KCN Đình Vũ, phường Đông Hải, Hải Phòng",
        phone=phone,
        email=f"lienhe{phone}@vidu.vn",
        language="vi",
        representative=None,
    )


def _falling(count: int) -> tuple[float, ...]:
    """Cumulated weights of a curve on which the n-th is met 1/n as often as the first."""
    return tuple(accumulate(1 / (place + 1) for place in range(count)))
