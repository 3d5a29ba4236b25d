"""Form 06 has two tellers: processing, which owns who had what, and intake, which prints it from its events."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from chassis.messaging.envelope import Envelope, decode, encode
from intake.domain.dossier import SupplementRequest
from intake.domain.facts import Stage
from intake.domain.fees.accounts import Payable, PayableKind
from intake.domain.forms.control_slip import slip_rows
from intake.events.handovers import handover_of
from processing.domain.consultations import Reply, pass_deadline, withdraw
from processing.domain.consultations import answer as give_opinion
from processing.domain.consulting import request as consult
from processing.domain.control_slip import control_slip
from processing.domain.duties import receive as settle
from processing.domain.extension import extend
from processing.domain.owners import Owner
from processing.domain.steps import send_back
from processing.domain.supplements import receive
from processing.domain.vocabulary import OnSilence, Opinion
from processing.events.publishing import published
from unit.intake.world import accepted as accepted_dossier
from unit.intake.world import heza
from unit.processing.journeys import Journey
from unit.processing.opinions import CITY, FINANCE, LABOUR, consulting, question
from unit.processing.story import ACCEPTED_AT, at, current

COUNTER = "Bộ phận Một cửa"
Row = tuple[datetime, str, str, str | None]


def journey() -> Journey:
    """Reassigned, extended, opinions, papers, a payment, sent back, decided, issued."""
    made = Journey(consulting(limit="1", silence=OnSilence.DEEMED_CONSENT))
    made.to_specialist(at("2026-03-02 10:00"))
    made.take("cv.dautu.2", at("2026-03-03 08:00"))
    made.go(extend(made.case, made.law, at("2026-03-24 17:00"), at("2026-03-03 09:00")))
    asked = question(at("2026-03-03 10:00"), LABOUR, FINANCE, CITY, officer="cv.dautu.2")
    made.go(consult(made.case, made.law, asked, made.ids))
    labour, finance, city = made.case.consultations
    reply = Reply(answered_by="cv.laodong.1", opinion=Opinion.AGREE, text="")
    made.go(give_opinion(made.case, made.law, labour.id, reply, at("2026-03-03 15:00")))
    made.go(withdraw(made.case, made.law, city.id, "Thôi", at("2026-03-03 16:00")))
    made.ask(at("2026-03-04 10:00"), "cv.dautu.2")
    made.go(pass_deadline(made.case, made.law, finance.due_at, at("2026-03-05 08:00")))
    made.go(give_opinion(made.case, made.law, finance.id, reply, at("2026-03-05 09:00")))
    papers, when = made.case.supplements[0].request_id, at("2026-03-06 10:00")
    made.go(receive(made.case, made.law, papers, when, when))
    made.demand(at("2026-03-09 10:00"), "cv.dautu.2")
    duty, when = made.case.duties[0].duty_id, at("2026-03-10 10:00")
    made.go(settle(made.case, made.law, duty, when, when))
    # Past what the step was due when it was assigned, within what it is due since the clock stood.
    made.finish(at("2026-03-13 10:00"))
    made.take("tp.dautu", at("2026-03-13 11:00"))
    made.go(send_back(made.case, made.law, current(made.case), at("2026-03-13 14:00"), made.ids))
    made.finish(at("2026-03-13 16:00"))
    made.take("tp.dautu", at("2026-03-13 16:30"))
    made.finish(at("2026-03-16 08:00"))
    made.settle(at("2026-03-16 09:00"))
    made.issue(at("2026-03-16 10:00"))
    return made


def as_processing_tells_it(made: Journey) -> list[Row]:
    return [
        (row.at, person(row.giver), person(row.receiver), row.verdict and row.verdict.value)
        for row in control_slip(made.case, made.law)
    ]


def as_intake_prints_it(made: Journey) -> list[Row]:
    case = made.case
    envelopes = [told(fact, number, made) for number, fact in enumerate(made.facts, start=1)]
    handovers = [found for found in map(handover_of, envelopes) if found]
    asked, duty = case.supplements[0], case.duties[0]
    dossier = replace(
        accepted_dossier(ACCEPTED_AT),
        accepted_by="cb.motcua.1",
        supplements=(
            SupplementRequest(
                request_id=asked.request_id,
                stage=Stage.APPRAISAL,
                requested_at=asked.requested_at,
                requested_by=asked.requested_by,
                documents=(),
                reason="",
                applicant_deadline_at=None,
                supplemented_at=asked.answered_at,
            ),
        ),
        original_due_at=case.original_due_at,
        result_issued_at=case.issued_at,
    )
    payable = Payable(
        key=duty.duty_id,
        kind=PayableKind.LAND,
        amount_vnd=duty.amount_vnd,
        note="",
        asked_at=duty.requested_at,
        settled_at=duty.settled_at,
    )
    rows = slip_rows(dossier, handovers, heza(), COUNTER, (payable,))
    return [(row.at, row.given_by, row.received_by, row.verdict and row.verdict.value) for row in rows]


def told(fact: object, number: int, made: Journey) -> Envelope:
    event = published(fact)  # type: ignore[arg-type]
    return decode(encode(event, event_id=f"e-{number}", service="processing", time=ACCEPTED_AT, sequence=number))


def person(owner: Owner) -> str:
    return owner.officer


def test_both_tell_the_same_hand_overs_and_the_same_verdicts() -> None:
    made = journey()
    assert as_intake_prints_it(made) == as_processing_tells_it(made)
    assert len(as_processing_tells_it(made)) == 20
