"""A calendar with two times: the day an entry is about, and the day from which it could be known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from intake.lawpack import inspect
from unit.intake.world import local
from unit.lawpack.small_pack import SCHEMAS, SmallPack

SWAP_OFF, SWAP_WORK = "2026-08-31, kind: off", "2026-08-22, kind: work"
KNOWN = "known_from: 2026-08-25, "


def late(pack: SmallPack, *halves: str) -> None:
    """These halves of the swap of 31 and 22 August 2026 are known from 25 August on."""
    for half in halves:
        pack.change("calendar.yaml", f"{{on: {half}", f"{{{KNOWN}on: {half}")


def test_what_was_decided_later_is_not_in_what_was_known_before(pack: SmallPack) -> None:
    late(pack, SWAP_OFF, SWAP_WORK)
    law, findings = inspect(pack.folder, schemas=SCHEMAS)
    assert findings == ()
    assert law is not None
    swap = {date(2026, 8, 22), date(2026, 8, 31)}
    before, after = law.calendar_known_at(local("2026-08-24 23:59")), law.calendar_known_at(local("2026-08-25 00:00"))
    assert swap & before.exceptions.keys() == set()
    assert swap <= after.exceptions.keys()
    assert after == law.calendar
    assert len(law.calendar.days) - len(before.days) == 2
    assert law.calendar_known_at(datetime.max.replace(tzinfo=UTC)) == law.calendar


def test_both_halves_of_a_swap_are_known_from_the_same_day(pack: SmallPack) -> None:
    late(pack, SWAP_OFF)
    _, findings = inspect(pack.folder, schemas=SCHEMAS)
    assert {(f.path.rpartition(".")[2], f.fix) for f in findings} == {
        ("known_from", "give both halves the day of the decision")
    }
    assert all(f.line > 1 and f.file.endswith("calendar.yaml") for f in findings)


def test_a_closure_of_the_agency_alone_is_off_and_not_in_the_nations_totals(pack: SmallPack) -> None:
    closure = (
        '{on: 2026-08-20, kind: off, scope: agency, known_from: 2026-08-19, reason: "Bão", reason_en: "Storm", '
        'legal_ref: "Công điện mẫu", mark: P}'
    )
    pack.change("calendar.yaml", f"      - {{on: {SWAP_WORK}", f"      - {closure}\n      - {{on: {SWAP_WORK}")
    law, findings = inspect(pack.folder, schemas=SCHEMAS)
    assert findings == ()
    assert law is not None
    assert law.calendar.exceptions[date(2026, 8, 20)].reason == "Bão"
    assert date(2026, 8, 20) not in law.calendar_known_at(local("2026-08-18 12:00")).exceptions


@pytest.mark.parametrize(
    ("wrong", "path"),
    [("known_from: soon, ", "known_from"), ("scope: city, ", "scope"), ("scope: agency, ", "scope")],
)
def test_faults_name_their_line(pack: SmallPack, wrong: str, path: str) -> None:
    pack.change("calendar.yaml", f"{{on: {SWAP_WORK}", f"{{{wrong}on: {SWAP_WORK}")
    _, findings = inspect(pack.folder, schemas=SCHEMAS)
    assert path in {f.path.rpartition(".")[2] for f in findings}
    assert all(f.line > 1 for f in findings)


def test_office_hours_of_a_season_may_be_announced_late(pack: SmallPack) -> None:
    pack.change(
        "calendar.yaml",
        "    mark: P\n\nyears:",
        "    mark: P\n"
        "    valid_to: 2026-06-01\n"
        "  - valid_from: 2026-06-01\n"
        "    known_from: 2026-05-20\n"
        "    weekdays: [monday, tuesday, wednesday, thursday, friday]\n"
        '    sessions: [["07:00", "11:30"], ["13:30", "16:30"]]\n'
        '    rest_ref: "BLLĐ 2019 Đ111"\n'
        "    mark: P\n\nyears:",
    )
    law, findings = inspect(pack.folder, schemas=SCHEMAS)
    assert findings == ()
    assert law is not None
    assert [row.known_from for row in law.calendar.hours] == [None, date(2026, 5, 20)]
