"""Reports made by hand, as the writers must be able to print them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from reporting.domain.report import Column, Format, Level, Report, Row, Section, Sheet, Value

COUNTED = tuple(range(3, 14))
_RECEIVED, _SETTLED, _OPEN = (
    "Số hồ sơ nhận giải quyết",
    "Số lượng hồ sơ đã giải quyết",
    "Số lượng hồ sơ đang giải quyết",
)


def settlement_columns() -> tuple[Column, ...]:
    labels = {
        3: f"{_RECEIVED} – Tổng số",
        4: f"{_RECEIVED} – Trong kỳ – Trực tuyến",
        5: f"{_RECEIVED} – Trong kỳ – Trực tiếp, dịch vụ bưu chính",
        6: f"{_RECEIVED} – Từ kỳ trước",
        7: f"{_SETTLED} – Tổng số",
        8: f"{_SETTLED} – Trước hạn",
        9: f"{_SETTLED} – Đúng hạn",
        10: f"{_SETTLED} – Quá hạn",
        11: f"{_OPEN} – Tổng số",
        12: f"{_OPEN} – Trong hạn",
        13: f"{_OPEN} – Quá hạn",
    }
    sums = {3: (4, 5, 6), 7: (8, 9, 10), 11: (12, 13)}
    return (
        Column(number=1, label="STT", format=Format.TEXT, adds_up=False),
        Column(number=2, label="Lĩnh vực, công việc giải quyết theo cấp", format=Format.TEXT, adds_up=False),
        *(Column(number=n, label=label, sum_of=sums.get(n, ()), opens=True) for n, label in labels.items()),
    )


def counted(online: int, direct: int, before: int, early: int, on_time: int, late: int, overdue: int) -> dict[int, int]:
    """The thirteen columns of a row that keeps the form's rules."""
    received, settled = online + direct + before, early + on_time + late
    still = received - settled
    return {
        **{3: received, 4: online, 5: direct, 6: before},
        **{7: settled, 8: early, 9: on_time, 10: late},
        **{11: still, 12: still - overdue, 13: overdue},
    }


def summed(rows: list[dict[int, int]]) -> dict[int, int]:
    return {number: sum(row[number] for row in rows) for number in COUNTED}


def settlement() -> Report:
    """II.06a with two levels, subtotals and a total; a snapshot."""
    city = {
        "Đầu tư tại Việt Nam": counted(420, 1210, 35, 900, 610, 12, 3),
        "Việc làm, người lao động nước ngoài – cấp, cấp lại, gia hạn giấy phép": counted(
            2110, 96, 140, 1800, 402, 0, 0
        ),
    }
    own = {'=HYPERLINK("http://x")': counted(0, 7, 1, 2, 3, 1, 1), "Môi trường": counted(0, 0, 0, 0, 0, 0, 0)}
    rows = [
        Row(key="city", label="A. Thẩm quyền UBND thành phố", level=Level.SUBTOTAL, values=summed(list(city.values()))),
        *(Row(key=f"c{at}", label=label, group="city", values=v) for at, (label, v) in enumerate(city.items())),
        Row(key="own", label="B. Thẩm quyền Ban Quản lý", level=Level.SUBTOTAL, values=summed(list(own.values()))),
        *(Row(key=f"o{at}", label=label, group="own", values=v) for at, (label, v) in enumerate(own.items())),
        Row(key="all", label="Tổng cộng", level=Level.TOTAL, values=summed([*city.values(), *own.values()])),
    ]
    title = "Tình hình, kết quả giải quyết TTHC tại cơ quan, đơn vị trực tiếp giải quyết TTHC"
    return Report(
        form="settlement-by-unit",
        number="II.06a/VPCP/KSTT",
        title=title,
        agency="heza",
        agency_name="Ban Quản lý Khu kinh tế Hải Phòng",
        receiver="UBND thành phố Hải Phòng",
        legal_ref="TT 01/2020/TT-VPCP",
        law_version="tt01-2020",
        definitions=("settlement@1", "on_time@1"),
        first=date(2023, 12, 15),
        last=date(2024, 12, 14),
        as_of=datetime(2024, 12, 14, 9, 30, tzinfo=UTC),
        sheets=(
            Sheet(
                key="settlement",
                title=title,
                unit="số hồ sơ TTHC",
                columns=settlement_columns(),
                rows=tuple(rows),
                notes=("Hồ sơ rút, trả lại được tính là đúng hạn.", "@SUM(1) là chữ, không phải công thức."),
            ),
        ),
        unverified=("Thời hạn gửi báo cáo ghi theo trí nhớ, chưa đối chiếu Thông tư.",),
        snapshot="BC-2024-0007",
        revision=1,
        signed_by="reporting-2024",
        closed_at=datetime(2024, 12, 16, 2, 0, tzinfo=UTC),
    )


def narrative() -> Report:
    """A narrative with a table that lies across, and one of every kind of value; live."""
    values: tuple[Value, ...] = (1234567, Decimal("0.9875"), 28_800_000, Decimal("3.5"), Decimal("17.25"), "Đạt")
    formats = (Format.COUNT, Format.SHARE, Format.MONEY, Format.DAYS, Format.POINTS, Format.TEXT, Format.DAY)
    columns = tuple(Column(number=3 + at, label=f"Cột {form}", format=form) for at, form in enumerate(formats))
    filled = dict(zip(range(3, 10), (*values, date(2024, 7, 5)), strict=True))
    return Report(
        form="half-year",
        title="Báo cáo công tác kiểm soát thủ tục hành chính 6 tháng đầu năm 2024",
        agency="heza",
        agency_name="Ban Quản lý Khu kinh tế Hải Phòng",
        definitions=("on_time@1",),
        first=date(2024, 1, 1),
        last=date(2024, 6, 30),
        as_of=None,
        sections=(
            Section(number="1", title="Kiểm soát quy định TTHC", paragraphs=("Không có.", "–1 là một đoạn văn.")),
            Section(
                number="2",
                title="Kết quả giải quyết",
                paragraphs=("Đã tiếp nhận 1.234.567 hồ sơ; tỷ lệ đúng hạn 98,75 %.",),
                sheet=Sheet(
                    key="values",
                    title="Bảng số liệu",
                    columns=columns,
                    rows=(
                        Row(key="a", label="Phòng Quản lý Đầu tư", values=filled),
                        Row(key="b", label="Phòng Quản lý Lao động", values={3: 0}),
                    ),
                ),
            ),
        ),
    )
