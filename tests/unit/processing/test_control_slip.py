"""The control slip as processing tells it."""

from __future__ import annotations

from itertools import pairwise

from processing.domain.consultations import Reply, pass_deadline
from processing.domain.consultations import answer as give_opinion
from processing.domain.consulting import request as consult
from processing.domain.control_slip import HandoverKind, control_slip
from processing.domain.duties import receive as settle
from processing.domain.endings import stop
from processing.domain.extension import extend
from processing.domain.owners import Owner
from processing.domain.steps import send_back
from processing.domain.supplements import receive
from processing.domain.vocabulary import OnSilence, Opinion, StopCause, Timeliness
from unit.processing.journeys import Journey
from unit.processing.opinions import FINANCE, LABOUR, consulting, question
from unit.processing.story import at, current


def told(journey: Journey) -> list[tuple[str, str, str, Timeliness | None]]:
    """(kind, giver, receiver, verdict); a person or, where there is none, the unit."""
    rows = control_slip(journey.case, journey.law)
    assert all(earlier.receiver == later.giver for earlier, later in pairwise(rows))
    return [(row.kind.value, name(row.giver), name(row.receiver), row.verdict) for row in rows]


def name(owner: Owner) -> str:
    return owner.officer or owner.department or owner.unit or owner.kind.value


def test_from_the_applicant_over_every_officer_to_the_counter() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 10:00"))
    journey.finish(at("2026-03-03 10:00"))
    journey.take("tp.dautu", at("2026-03-03 10:00"))
    journey.finish(at("2026-03-03 16:00"))
    journey.settle(at("2026-03-05 10:00"))
    journey.issue(at("2026-03-05 11:00"))
    assert told(journey) == [
        ("received", "applicant", "cb.motcua.1", None),
        ("assigned", "cb.motcua.1", "tp.dautu", Timeliness.ON_TIME),
        ("assigned", "tp.dautu", "cv.dautu.1", Timeliness.EARLY),
        ("assigned", "cv.dautu.1", "tp.dautu", Timeliness.LATE),
        ("assigned", "tp.dautu", "ld.ban.1", Timeliness.LATE),
        ("assigned", "ld.ban.1", "cv.vanphong.1", Timeliness.ON_TIME),
        ("result_issued", "cv.vanphong.1", "mot-cua", Timeliness.EARLY),
    ]


def test_a_reassignment_and_a_return_are_hand_overs_and_say_who_named_whom() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.take("cv.dautu.2", at("2026-03-03 08:00"))
    journey.finish(at("2026-03-03 09:00"))
    journey.take("tp.dautu", at("2026-03-03 09:30"))
    journey.go(send_back(journey.case, journey.law, current(journey.case), at("2026-03-03 10:00"), journey.ids))
    assert told(journey)[2:] == [
        ("assigned", "tp.dautu", "cv.dautu.1", None),
        ("reassigned", "cv.dautu.1", "cv.dautu.2", Timeliness.EARLY),
        ("assigned", "cv.dautu.2", "tp.dautu", None),
        ("returned", "tp.dautu", "cv.dautu.2", None),
    ]
    last = control_slip(journey.case, journey.law)[-1]
    assert (last.note, last.named_by) == ("Trả lại: Bước tham-dinh", "cv.dautu.2")


def test_the_applicant_has_it_while_papers_or_a_payment_are_waited_for() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.ask(at("2026-03-02 10:00"))
    papers, when = journey.case.supplements[0].request_id, at("2026-03-03 10:00")
    journey.go(receive(journey.case, journey.law, papers, when, when))
    journey.demand(at("2026-03-04 10:00"))
    duty, when = journey.case.duties[0].duty_id, at("2026-03-05 10:00")
    journey.go(settle(journey.case, journey.law, duty, when, when))
    assert [(kind, giver, receiver) for kind, giver, receiver, _ in told(journey)[3:]] == [
        ("supplement_requested", "cv.dautu.1", "applicant"),
        ("supplemented", "applicant", "cv.dautu.1"),
        ("payment_requested", "cv.dautu.1", "applicant"),
        ("paid", "applicant", "cv.dautu.1"),
    ]


def test_opinions_are_asked_and_given_beside_the_way_of_the_dossier() -> None:
    journey = Journey(consulting(limit="1", silence=OnSilence.DEEMED_CONSENT))
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.go(consult(journey.case, journey.law, question(at("2026-03-02 09:00"), LABOUR, FINANCE), journey.ids))
    labour, finance = journey.case.consultations
    reply = Reply(answered_by="cv.laodong.1", opinion=Opinion.AGREE, text="")
    journey.go(give_opinion(journey.case, journey.law, labour.id, reply, at("2026-03-02 15:00")))
    journey.go(pass_deadline(journey.case, journey.law, finance.due_at, at("2026-03-04 08:00")))
    rows = control_slip(journey.case, journey.law)[3:]
    assert [(row.kind.value, name(row.giver), name(row.receiver), row.verdict) for row in rows] == [
        ("consulted", "cv.dautu.1", "lao-dong", Timeliness.EARLY),
        ("consulted", "cv.dautu.1", "so-tai-chinh", Timeliness.LATE),
        ("answered", "lao-dong", "cv.dautu.1", None),
        ("answered", "so-tai-chinh", "cv.dautu.1", None),
    ]
    assert rows[-1].note == "Coi là đồng ý do quá hạn cho ý kiến"


def test_an_extension_is_noted_where_the_dossier_was_and_a_stop_ends_the_way() -> None:
    journey = Journey()
    journey.to_specialist(at("2026-03-02 08:00"))
    journey.go(extend(journey.case, journey.law, at("2026-03-20 17:00"), at("2026-03-03 08:00")))
    journey.go(stop(journey.case, journey.law, StopCause.AUTHORITY, at("2026-03-04 08:00"), at("2026-03-04 08:00")))
    rows = control_slip(journey.case, journey.law)
    assert [row.extended_to for row in rows] == [None, None, at("2026-03-20 17:00"), None]
    assert (rows[-1].kind, rows[-1].note) == (HandoverKind.STOPPED, "Cơ quan dừng giải quyết")
