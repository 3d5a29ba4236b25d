"""What a report says of itself and its values, in Vietnamese: the same words in every medium."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from reporting.domain.days import HO_CHI_MINH, local_day
from reporting.domain.report import Format, Report, Value

NO_VALUE = "–"


def said(value: Value, form: Format) -> str:
    """``1.234``, ``98,75 %``, ``14/12/2026``; a dash for what has no value, which is not 0."""
    match value:
        case None:
            return NO_VALUE
        case str():
            return value
        case date():
            return f"{value:%d/%m/%Y}"
    match form:
        case Format.SHARE:
            return f"{_number(Decimal(value * 100), 2)} %"
        case Format.POINTS:
            return _number(Decimal(value), 2)
        case Format.DAYS:
            return _number(Decimal(value), 2).rstrip("0").rstrip(",")
        case _:
            return _number(Decimal(value), 0) if value == int(value) else _number(Decimal(value), 2)


def period(report: Report) -> str:
    return f"Từ ngày {report.first:%d/%m/%Y} đến ngày {report.last:%d/%m/%Y}"


def moment(at: datetime) -> str:
    """``17:00 ngày 14/12/2026``, local."""
    return f"{at.astimezone(HO_CHI_MINH):%H:%M ngày %d/%m/%Y}"


def day_in_words(on: date) -> str:
    """``ngày 05 tháng 7 năm 2026``; days and the months 1 and 2 with two digits (NĐ 30/2020/NĐ-CP annex I)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def issued_on(report: Report) -> str:
    """The day of a closed report; a live one leaves it to be written in."""
    if report.closed_at is None:
        return f"ngày ..... tháng ..... năm {report.last.year}"
    return day_in_words(local_day(report.closed_at))


def standing(report: Report) -> tuple[str, ...]:
    """What one must know to trust the figures, each a sentence without its stop."""
    told = [f"Số liệu tính đến {moment(report.as_of)}" if report.as_of else "Chưa có sự kiện nào được ghi nhận"]
    if report.definitions:
        told.append(f"Định nghĩa chỉ tiêu: {', '.join(report.definitions)}")
    if report.law_version:
        told.append(f"Phiên bản quy định: {report.law_version}")
    if report.snapshot:
        told.append(f"Bản chốt số {report.snapshot}, lần {report.revision}")
    elif report.closed_at is None:
        told.append("Số liệu trực tiếp, chưa chốt kỳ báo cáo")
    if report.closed_at:
        told.append(f"Chốt lúc {moment(report.closed_at)}")
    if report.signed_by:
        told.append(f"Ký số bởi {report.signed_by}")
    return tuple(told)


def _number(value: Decimal, digits: int) -> str:
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))
