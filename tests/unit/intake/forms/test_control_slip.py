"""Form 06: who gave the dossier to whom, when, and how each step ended against its own time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from intake.domain.dossier import SupplementRequest, Timeliness
from intake.domain.facts import Stage
from intake.domain.forms.control_slip import APPLICANT, HandoverKind, partners, slip_rows
from unit.intake.forms.specimens import DAYS, NEWER, handover, way
from unit.intake.world import RECEPTIONIST, accepted, heza

COUNTER, LABOUR, LEADERS = "Bộ phận Một cửa", "Phòng Quản lý Lao động", "Lãnh đạo Ban"
AT = DAYS[NEWER]


def test_every_hand_over_is_one_row_from_the_counter_to_the_applicant() -> None:
    dossier, handovers = way(AT)
    rows = slip_rows(dossier, handovers, heza(), COUNTER)
    assert [(row.giver, row.receiver, row.received_by, row.verdict) for row in rows] == [
        (APPLICANT, COUNTER, RECEPTIONIST.subject, None),
        (COUNTER, LABOUR, "tp.laodong", Timeliness.EARLY),
        (LABOUR, LABOUR, "cv.laodong.1", Timeliness.LATE),
        (LABOUR, APPLICANT, "", None),
        (APPLICANT, LABOUR, "cv.laodong.1", None),
        (LABOUR, LEADERS, "ld.ban.1", None),
        (LEADERS, LABOUR, "cv.laodong.1", Timeliness.ON_TIME),
        (LABOUR, LEADERS, "ld.ban.1", Timeliness.EARLY),
        (LEADERS, COUNTER, "", Timeliness.EARLY),
        (COUNTER, APPLICANT, "", None),
    ]
    assert all(earlier.receiver == later.giver for earlier, later in pairwise(rows))
    assert all(earlier.received_by == later.given_by for earlier, later in pairwise(rows))
    assert rows[6].note.startswith("Trả lại: ")
    assert [row.note for row in (rows[0], rows[3], rows[4], rows[-1])] == [
        "Tiếp nhận hồ sơ",
        "Yêu cầu bổ sung hồ sơ",
        "Đã bổ sung hồ sơ",
        "Trả kết quả qua bưu chính công ích",
    ]


def test_a_step_that_changes_hands_is_judged_in_the_hands_that_end_it() -> None:
    given, hour = HandoverKind.ASSIGNED, timedelta(hours=1)
    said = [
        handover(1, given, AT + hour, task="t1", officer="cv.a"),
        handover(2, given, AT + 2 * hour, task="t1", officer="cv.b"),
        handover(3, HandoverKind.COMPLETED, AT + 3 * hour, task="t1", officer="cv.b"),
    ]
    rows = slip_rows(accepted(AT), said, heza(), COUNTER)
    assert [(row.given_by, row.received_by, row.verdict) for row in rows[1:]] == [
        (RECEPTIONIST.subject, "cv.a", None),
        ("cv.a", "cv.b", Timeliness.EARLY),
    ]
    assert not any(row.note.startswith("Trả lại") for row in rows)


def test_an_extension_is_noted_where_the_dossier_was_and_a_stop_ends_the_way() -> None:
    said = [
        handover(1, HandoverKind.ASSIGNED, AT + timedelta(hours=1), task="t1"),
        handover(2, HandoverKind.EXTENDED, AT + timedelta(days=1), due_at=AT + timedelta(days=20)),
    ]
    dossier = replace(accepted(AT), stopped_at=AT + timedelta(days=2), stop_cause="withdrawn")
    rows = slip_rows(dossier, said, heza(), COUNTER)
    assert rows[1].note.endswith("; gia hạn đến 09:30 10/05/2026")
    assert (rows[-1].receiver, rows[-1].note) == (COUNTER, "Dừng theo đề nghị của người nộp")


def test_units_that_took_part_are_named_beside_the_one_that_answers() -> None:
    dossier, handovers = way(AT)
    assert partners(dossier, handovers, heza()) == (LEADERS,)
    unknown = [handover(1, HandoverKind.ASSIGNED, AT, unit="phong-da-giai-the")]
    assert partners(dossier, unknown, heza()) == ("phong-da-giai-the",)


def test_papers_come_to_whoever_has_the_dossier_by_then() -> None:
    asked = SupplementRequest(
        request_id="r-1",
        stage=Stage.APPRAISAL,
        requested_at=AT + timedelta(days=1),
        requested_by="cv.a",
        documents=(),
        reason="",
        applicant_deadline_at=None,
        supplemented_at=AT + timedelta(days=3),
    )
    said = [
        handover(1, HandoverKind.ASSIGNED, AT + timedelta(hours=1), task="t1", officer="cv.a"),
        handover(2, HandoverKind.ASSIGNED, AT + timedelta(days=2), task="t1", officer="cv.b"),
    ]
    rows = slip_rows(replace(accepted(AT), supplements=(asked,)), said, heza(), COUNTER)
    assert [(row.giver, row.given_by, row.receiver, row.received_by) for row in rows[2:]] == [
        (LABOUR, "cv.a", APPLICANT, ""),
        (APPLICANT, "", LABOUR, "cv.b"),
        (APPLICANT, "", LABOUR, "cv.b"),
    ]
