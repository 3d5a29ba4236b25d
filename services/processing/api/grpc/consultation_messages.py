"""Consultations as messages of motcua.processing.v1."""

from __future__ import annotations

from datetime import datetime

from motcua.processing.v1 import consultation_pb2
from processing.domain.case import Case
from processing.domain.consultation import Consultation
from processing.domain.consulting import gone_up
from processing.domain.facts import DossierRef
from processing.domain.vocabulary import ConsultationState, Opinion
from processing.protocol import CONSULTEE_KINDS, EFFECTS, SILENCES, dossier_ref, stamp

STATES = {
    ConsultationState.OPEN: consultation_pb2.CONSULTATION_STATE_OPEN,
    ConsultationState.ANSWERED: consultation_pb2.CONSULTATION_STATE_ANSWERED,
    ConsultationState.DEEMED_CONSENT: consultation_pb2.CONSULTATION_STATE_DEEMED_CONSENT,
    ConsultationState.WITHDRAWN: consultation_pb2.CONSULTATION_STATE_WITHDRAWN,
}
OPINIONS = {
    Opinion.AGREE: consultation_pb2.OPINION_AGREE,
    Opinion.AGREE_WITH_CONDITIONS: consultation_pb2.OPINION_AGREE_WITH_CONDITIONS,
    Opinion.DISAGREE: consultation_pb2.OPINION_DISAGREE,
    Opinion.NO_OPINION: consultation_pb2.OPINION_NO_OPINION,
}
STATE_OF = {proto: word for word, proto in STATES.items()}
OPINION_OF = {proto: word for word, proto in OPINIONS.items()}


def consultation_message(
    asked: Consultation, dossier: DossierRef, version: int, now: datetime
) -> consultation_pb2.Consultation:
    message = consultation_pb2.Consultation(
        id=asked.id,
        dossier=dossier_ref(dossier),
        consultee=asked.consultee.key,
        consultee_name=asked.consultee.name,
        consultee_name_en=asked.consultee.name_en,
        kind=CONSULTEE_KINDS[asked.consultee.kind],
        department=asked.consultee.department,
        agency=asked.consultee.agency,
        question=asked.question,
        documents=asked.documents,
        asked_by=asked.asked_by,
        asked_at=stamp(asked.asked_at),
        due_at=stamp(asked.due_at),
        on_silence=SILENCES[asked.on_silence],
        clock_effect=EFFECTS[asked.clock_effect],
        legal_ref=asked.legal_ref,
        state=STATES[asked.state],
        is_late=asked.is_late(now),
        answered_by=asked.answered_by,
        answer=asked.text,
        withdrawal_reason=asked.withdrawal_reason,
        returns_to=asked.returns_to,
        later_reason=asked.later_reason,
        version=version,
    )
    if asked.opinion is not None:
        message.opinion = OPINIONS[asked.opinion]
    for name in ("closed_at", "answered_at", "reminded_at"):
        if (at := getattr(asked, name)) is not None:
            getattr(message, name).CopyFrom(stamp(at))
    return message


def consultations_of(case: Case, now: datetime) -> list[consultation_pb2.Consultation]:
    """Everything that was asked on the case, in the order of asking."""
    return [consultation_message(asked, case.dossier, case.version, now) for asked in case.consultations]


def whereabouts(case: Case) -> consultation_pb2.Whereabouts:
    """Where the dossier is; empty: with the agency itself."""
    up = gone_up(case)
    if up is None:
        return consultation_pb2.Whereabouts()
    return consultation_pb2.Whereabouts(consultee=up.consultee.key, since=stamp(up.asked_at), returns_to=up.returns_to)
