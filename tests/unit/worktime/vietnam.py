"""The working calendar of Việt Nam, 2024–2027, as the tests know it: the table of days off and working
Saturdays with its decisions (BLLĐ 2019 Đ112, NQ 28/2026/QH16, swaps; 2027 is not decided)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar

ZONE = timezone(timedelta(hours=7))
Sessions = tuple[tuple[time, time], ...]
HOLIDAY_LAW = "BLLĐ 2019 Đ112"
CULTURE_DAY_LAW = "NQ 28/2026/QH16"

# year → (Vietnamese, English, legal reference, days off that fall on a weekday)
OFF: dict[int, list[tuple[str, str, str, list[tuple[int, int]]]]] = {
    2024: [
        ("Tết Dương lịch", "New Year", HOLIDAY_LAW, [(1, 1)]),
        ("Tết Nguyên đán", "Lunar New Year", HOLIDAY_LAW, [(2, 8), (2, 9), (2, 12), (2, 13), (2, 14)]),
        ("Giỗ Tổ Hùng Vương", "Hung Kings' Day", HOLIDAY_LAW, [(4, 18)]),
        ("Nghỉ hoán đổi", "Swapped day off", "Quyết định hoán đổi ngày làm việc 2024", [(4, 29)]),
        ("Ngày Chiến thắng", "Reunification Day", HOLIDAY_LAW, [(4, 30)]),
        ("Ngày Quốc tế lao động", "Labour Day", HOLIDAY_LAW, [(5, 1)]),
        ("Quốc khánh", "National Day", HOLIDAY_LAW, [(9, 2), (9, 3)]),
    ],
    2025: [
        ("Tết Dương lịch", "New Year", HOLIDAY_LAW, [(1, 1)]),
        ("Tết Nguyên đán", "Lunar New Year", HOLIDAY_LAW, [(1, 27), (1, 28), (1, 29), (1, 30), (1, 31)]),
        ("Giỗ Tổ Hùng Vương", "Hung Kings' Day", HOLIDAY_LAW, [(4, 7)]),
        ("Ngày Chiến thắng", "Reunification Day", HOLIDAY_LAW, [(4, 30)]),
        ("Ngày Quốc tế lao động", "Labour Day", HOLIDAY_LAW, [(5, 1)]),
        ("Nghỉ hoán đổi", "Swapped day off", "CV 8726/VPCP-KGVX", [(5, 2)]),
        ("Quốc khánh", "National Day", HOLIDAY_LAW, [(9, 1), (9, 2)]),
    ],
    2026: [
        ("Tết Dương lịch", "New Year", HOLIDAY_LAW, [(1, 1)]),
        ("Nghỉ hoán đổi", "Swapped day off", "VB 12729/VPCP-KGVX", [(1, 2)]),
        (
            "Tết Nguyên đán",
            "Lunar New Year",
            "CV 9859/VPCP-KGVX",
            [(2, 16), (2, 17), (2, 18), (2, 19), (2, 20)],
        ),
        ("Nghỉ bù Giỗ Tổ", "Hung Kings' Day, in lieu", HOLIDAY_LAW, [(4, 27)]),
        ("Ngày Chiến thắng", "Reunification Day", HOLIDAY_LAW, [(4, 30)]),
        ("Ngày Quốc tế lao động", "Labour Day", HOLIDAY_LAW, [(5, 1)]),
        ("Nghỉ hoán đổi", "Swapped day off", "CV 9859/VPCP-KGVX", [(8, 31)]),
        ("Quốc khánh", "National Day", HOLIDAY_LAW, [(9, 1), (9, 2)]),
        ("Ngày Văn hoá Việt Nam", "Vietnamese Culture Day", CULTURE_DAY_LAW, [(11, 24)]),
    ],
    2027: [
        ("Tết Dương lịch", "New Year", HOLIDAY_LAW, [(1, 1)]),
        ("Tết Nguyên đán", "Lunar New Year", HOLIDAY_LAW, [(2, 4), (2, 5), (2, 8), (2, 9), (2, 10)]),
        ("Giỗ Tổ Hùng Vương", "Hung Kings' Day", HOLIDAY_LAW, [(4, 16)]),
        ("Ngày Chiến thắng", "Reunification Day", HOLIDAY_LAW, [(4, 30)]),
        ("Nghỉ bù 1/5", "Labour Day, in lieu", HOLIDAY_LAW, [(5, 3)]),
        ("Quốc khánh", "National Day", HOLIDAY_LAW, [(9, 2), (9, 3)]),
        ("Ngày Văn hoá Việt Nam", "Vietnamese Culture Day", CULTURE_DAY_LAW, [(11, 24)]),
    ],
}
WORKING_SATURDAYS = {
    date(2024, 5, 4): "Quyết định hoán đổi ngày làm việc 2024",
    date(2025, 4, 26): "CV 8726/VPCP-KGVX",
    date(2026, 1, 10): "VB 12729/VPCP-KGVX",
    date(2026, 8, 22): "CV 9859/VPCP-KGVX",
}
WORKING_DAYS_A_MONTH = {
    2024: (22, 16, 21, 19, 23, 20, 23, 22, 19, 23, 21, 22),
    2025: (17, 20, 21, 21, 20, 21, 23, 21, 20, 23, 20, 23),
    2026: (21, 15, 22, 20, 20, 22, 23, 21, 20, 22, 20, 23),
    2027: (20, 15, 23, 20, 20, 22, 22, 22, 20, 21, 21, 23),
}
EIGHT_HOURS: Sessions = ((time(7, 30), time(11, 30)), (time(13, 0), time(17, 0)))
SEVEN_AND_A_HALF_HOURS: Sessions = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 0)))


def days_off() -> set[date]:
    """Every listed day off of 2024–2027."""
    return {date(year, *on) for year, rows in OFF.items() for *_, days in rows for on in days}


def calendar(sessions: Sessions = EIGHT_HOURS, zone: str = "Asia/Ho_Chi_Minh") -> WorkCalendar:
    """Monday to Friday in the given sessions, 2024–2027, of which 2027 is not decided."""
    off = [
        CalendarDay(on=date(year, *on), kind=DayKind.OFF, reason=reason, reason_en=reason_en, legal_ref=legal_ref)
        for year, rows in OFF.items()
        for reason, reason_en, legal_ref, days in rows
        for on in days
    ]
    work = [
        CalendarDay(on=on, kind=DayKind.WORK, reason="Làm bù", reason_en="Working Saturday", legal_ref=legal_ref)
        for on, legal_ref in WORKING_SATURDAYS.items()
    ]
    weekly = OfficeHours(valid_from=date(2020, 1, 1), valid_to=None, weekdays=frozenset(range(5)), sessions=sessions)
    return WorkCalendar(
        zone=zone,
        hours=(weekly,),
        days=(*off, *work),
        decided_years=frozenset({2024, 2025, 2026}),
        known_years=frozenset({2024, 2025, 2026, 2027}),
    )


def at(text: str) -> datetime:
    """``2024-04-26 10:00`` in Việt Nam."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
