"""The sentences of an explanation, Vietnamese and English side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from chassis.kernel.worktime.derivation import LineKind
from chassis.kernel.worktime.limits import Unit

_VI_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
_EN_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_EN_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UNITS = {
    Unit.WORKING_DAY: ("ngày làm việc", "working day"),
    Unit.CALENDAR_DAY: ("ngày", "calendar day"),
    Unit.WORKING_HOUR: ("giờ làm việc", "working hour"),
}
_SENTENCES = {
    LineKind.STARTED: (
        "Bắt đầu tính thời hạn {amount} từ {at}{reason}",
        "A limit of {amount} starts at {at}{reason}",
    ),
    LineKind.RESTARTED: (
        "Tính lại từ đầu thời hạn {amount} từ {at}{reason}",
        "The limit of {amount} is counted anew from {at}{reason}",
    ),
    LineKind.PAUSED: ("Tạm dừng lúc {at}, còn {amount}{reason}", "Paused at {at} with {amount} left{reason}"),
    LineKind.RESUMED: (
        "Tính tiếp từ {at}, còn {amount}{reason}",
        "Resumed at {at} with {amount} left{reason}",
    ),
    LineKind.EXTENDED: (
        "Lúc {at} gia hạn đến {new}, còn {amount}{reason}",
        "At {at} extended to {new}, with {amount} left{reason}",
    ),
    LineKind.STOPPED: ("Kết thúc tính thời hạn lúc {at}{reason}", "The clock was stopped at {at}{reason}"),
    LineKind.CORRECTED: (
        "Lúc {at} huỷ bút toán số {number} do ghi sai{reason}",
        "At {at} entry {number} was undone as a mistake{reason}",
    ),
    LineKind.DEEMED: (
        "Ngoài giờ làm việc: tính như nhận lúc {at}",
        "Outside office hours: deemed received at {at}",
    ),
    LineKind.DAY_ZERO: ("{day}: ngày tiếp nhận, chưa tính", "{day}: the day of receipt, not counted"),
    LineKind.COUNTED: (
        "{day}: tính {amount}, còn {left}{reason}",
        "{day}: counts {amount}, {left} left{reason}",
    ),
    LineKind.SKIPPED: ("{day}: nghỉ, không tính{reason}", "{day}: off, not counted{reason}"),
    LineKind.MOVED: (
        "{day}: ngày làm việc đầu tiên sau ngày cuối của thời hạn là ngày nghỉ",
        "{day}: the first working day after a limit that ends on a day off",
    ),
    LineKind.DUE: ("Đến hạn lúc {at}{reason}", "Due at {at}{reason}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What goes into a sentence, before it is put in either language. Reasons come in each language."""

    unit: Unit
    day: date | None = None
    until: date | None = None
    at: datetime | None = None
    new: datetime | None = None
    amount: Fraction | None = None
    left: Fraction | None = None
    number: int | None = None
    vi: str = ""
    en: str = ""


def sentences(kind: LineKind, told: Telling) -> tuple[str, str]:
    """(Vietnamese, English)."""
    vi, en = _SENTENCES[kind]
    return vi.format(**_words(told, vietnamese=True)), en.format(**_words(told, vietnamese=False))


def _words(told: Telling, *, vietnamese: bool) -> dict[str, str]:
    reason = told.vi if vietnamese else told.en
    days = [_day(day, vietnamese=vietnamese) for day in (told.day, told.until) if day is not None]
    return {
        "day": " – ".join(days),
        "at": _at(told.at, vietnamese=vietnamese),
        "new": _at(told.new, vietnamese=vietnamese),
        "amount": _amount(told.amount, told.unit, vietnamese=vietnamese),
        "left": _amount(told.left, told.unit, vietnamese=vietnamese),
        "number": "" if told.number is None else str(told.number + 1),
        "reason": f" ({reason})" if reason else "",
    }


def _day(on: date, *, vietnamese: bool) -> str:
    if vietnamese:
        return f"{_VI_WEEKDAYS[on.weekday()]} {on:%d/%m/%Y}"
    return f"{_EN_WEEKDAYS[on.weekday()]} {on.day} {_EN_MONTHS[on.month - 1]} {on.year}"


def _at(at: datetime | None, *, vietnamese: bool) -> str:
    return "" if at is None else f"{at:%H:%M} {_day(at.date(), vietnamese=vietnamese)}"


def _amount(amount: Fraction | None, unit: Unit, *, vietnamese: bool) -> str:
    """At most two decimals: people read this; the exact amount stands in the line."""
    if amount is None:
        return ""
    number = f"{float(round(amount, 2)):.2f}".rstrip("0").rstrip(".")
    if vietnamese:
        return f"{number.replace('.', ',')} {_UNITS[unit][0]}"
    return f"{number} {_UNITS[unit][1]}{'' if number == '1' else 's'}"
