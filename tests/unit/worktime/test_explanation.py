"""What people read: every day that counted, every day skipped, with its reason and legal reference."""

from __future__ import annotations

import json
import time
from datetime import datetime

from chassis.kernel.worktime import EntryKind, Limit, LineKind, due, explain
from unit.worktime.strategies import entry
from unit.worktime.vietnam import at, calendar

CALENDAR = calendar()
START = entry(EntryKind.STARTED, at("2024-04-26 10:00"))


def test_the_swap_of_april_2024_is_told_day_by_day() -> None:
    told = explain([START], Limit.of(4, "working_day"), CALENDAR)
    assert [line.vi for line in told.lines] == [
        "Bắt đầu tính thời hạn 4 ngày làm việc từ 10:00 Thứ Sáu 26/04/2024",
        "Thứ Sáu 26/04/2024: ngày tiếp nhận, chưa tính",
        "Thứ Bảy 27/04/2024 – Chủ Nhật 28/04/2024: nghỉ, không tính (nghỉ hằng tuần)",
        "Thứ Hai 29/04/2024: nghỉ, không tính (Nghỉ hoán đổi, Quyết định hoán đổi ngày làm việc 2024)",
        "Thứ Ba 30/04/2024: nghỉ, không tính (Ngày Chiến thắng, BLLĐ 2019 Đ112)",
        "Thứ Tư 01/05/2024: nghỉ, không tính (Ngày Quốc tế lao động, BLLĐ 2019 Đ112)",
        "Thứ Năm 02/05/2024: tính 1 ngày làm việc, còn 3 ngày làm việc",
        "Thứ Sáu 03/05/2024: tính 1 ngày làm việc, còn 2 ngày làm việc",
        "Thứ Bảy 04/05/2024: tính 1 ngày làm việc, còn 1 ngày làm việc "
        "(Làm bù, Quyết định hoán đổi ngày làm việc 2024)",
        "Chủ Nhật 05/05/2024: nghỉ, không tính (nghỉ hằng tuần)",
        "Thứ Hai 06/05/2024: tính 1 ngày làm việc, còn 0 ngày làm việc",
        "Đến hạn lúc 17:00 Thứ Hai 06/05/2024",
    ]
    assert [line.legal_ref for line in told.lines if line.legal_ref] == [
        "Quyết định hoán đổi ngày làm việc 2024",
        "BLLĐ 2019 Đ112",
        "BLLĐ 2019 Đ112",
        "Quyết định hoán đổi ngày làm việc 2024",
    ]
    assert told.replay() == told.due_at == at("2024-05-06 17:00")


def test_pauses_resumes_and_extensions_are_told_in_english_too() -> None:
    entries = [
        entry(EntryKind.STARTED, at("2024-03-03 20:00")),
        entry(EntryKind.PAUSED, at("2024-03-05 13:00"), reason="Bổ sung hồ sơ"),
        entry(EntryKind.RESUMED, at("2024-03-07 12:00")),
        entry(EntryKind.EXTENDED, at("2024-03-07 17:00"), new_due_at=at("2024-03-11 15:00")),
        entry(EntryKind.STOPPED, at("2024-03-11 14:00")),
    ]
    told = explain(entries, Limit.of(2, "working_day"), CALENDAR)
    assert [line.en for line in told.lines] == [
        "A limit of 2 working days starts at 20:00 Sun 3 Mar 2024",
        "Outside office hours: deemed received at 07:30 Mon 4 Mar 2024",
        "Sun 3 Mar 2024: off, not counted (weekly rest)",
        "Mon 4 Mar 2024: the day of receipt, not counted",
        "Tue 5 Mar 2024: counts 0.5 working days, 1.5 working days left",
        "Paused at 13:00 Tue 5 Mar 2024 with 1.5 working days left (Bổ sung hồ sơ)",
        "Resumed at 12:00 Thu 7 Mar 2024 with 1.5 working days left",
        "Outside office hours: deemed received at 13:00 Thu 7 Mar 2024",
        "Thu 7 Mar 2024: counts 0.5 working days, 1 working day left",
        "At 17:00 Thu 7 Mar 2024 extended to 15:00 Mon 11 Mar 2024, with 1.75 working days left",
        "Fri 8 Mar 2024: counts 1 working day, 0.75 working days left",
        "Sat 9 Mar 2024 – Sun 10 Mar 2024: off, not counted (weekly rest)",
        "Mon 11 Mar 2024: counts 0.75 working days, 0 working days left",
        "The clock was stopped at 14:00 Mon 11 Mar 2024",
        "Due at 15:00 Mon 11 Mar 2024 (without the extension: 17:00 08/03/2024)",
    ]


def test_calendar_days_that_end_on_a_day_off_tell_where_they_moved() -> None:
    told = explain([entry(EntryKind.STARTED, at("2024-04-26 10:00"))], Limit.of(3, "calendar_day"), CALENDAR)
    assert [(line.kind, line.on.day) for line in told.lines[1:]] == [
        (LineKind.DAY_ZERO, 26),
        (LineKind.COUNTED, 27),
        (LineKind.COUNTED, 28),
        (LineKind.COUNTED, 29),
        (LineKind.SKIPPED, 30),
        (LineKind.SKIPPED, 1),
        (LineKind.MOVED, 2),
        (LineKind.DUE, 2),
    ]
    assert told.replay() == at("2024-05-02 17:00")


def test_an_undone_entry_and_a_provisional_year_are_named() -> None:
    entries = [
        entry(EntryKind.STARTED, at("2026-12-30 10:00")),
        entry(EntryKind.PAUSED, at("2026-12-31 10:00")),
        entry(EntryKind.CORRECTED, at("2026-12-31 11:00"), undoes=1, reason="ghi nhầm hồ sơ"),
    ]
    told = explain(entries, Limit.of(2, "working_day"), CALENDAR)
    assert [line.vi for line in told.lines[-2:]] == [
        "Lúc 11:00 Thứ Năm 31/12/2026 huỷ bút toán số 2 do ghi sai (ghi nhầm hồ sơ)",
        "Đến hạn lúc 17:00 Thứ Hai 04/01/2027 (tạm tính, lịch nghỉ chưa được quyết định)",
    ]


def test_a_derivation_is_written_as_json_with_exact_amounts() -> None:
    written = json.loads(json.dumps(explain([START], Limit.of("0.25", "working_day"), CALENDAR).to_dict()))
    assert written == {
        "limit": {"amount": "0.25", "unit": "working_day"},
        "state": "running",
        "due_at": "2024-04-26T13:30:00+07:00",
        "original_due_at": "2024-04-26T13:30:00+07:00",
        "provisional": False,
        "lines": [
            {
                "kind": "started",
                "on": "2024-04-26",
                "vi": "Bắt đầu tính thời hạn 0,25 ngày làm việc từ 10:00 Thứ Sáu 26/04/2024",
                "en": "A limit of 0.25 working days starts at 10:00 Fri 26 Apr 2024",
                "at": "2024-04-26T10:00:00+07:00",
                "amount": "0.25",
            },
            {
                "kind": "counted",
                "on": "2024-04-26",
                "vi": "Thứ Sáu 26/04/2024: tính 0,25 ngày làm việc, còn 0 ngày làm việc",
                "en": "Fri 26 Apr 2024: counts 0.25 working days, 0 working days left",
                "at": "2024-04-26T10:00:00+07:00",
                "until_at": "2024-04-26T17:00:00+07:00",
                "amount": "0.25",
                "sessions": [["07:30", "11:30"], ["13:00", "17:00"]],
            },
            {
                "kind": "due",
                "on": "2024-04-26",
                "vi": "Đến hạn lúc 13:30 Thứ Sáu 26/04/2024",
                "en": "Due at 13:30 Fri 26 Apr 2024",
                "at": "2024-04-26T13:30:00+07:00",
            },
        ],
    }


def test_a_year_of_working_days_is_counted_in_well_under_a_tenth_of_a_millisecond() -> None:
    limit, received = Limit.of(245, "working_day"), at("2024-04-26 10:00")
    best = min(_seconds_for_a_hundred(limit, received) for _ in range(5)) / 100
    assert best < 100e-6


def _seconds_for_a_hundred(limit: Limit, received: datetime) -> float:
    began = time.thread_time()
    for _ in range(100):
        due(CALENDAR, received, limit)
    return time.thread_time() - began
