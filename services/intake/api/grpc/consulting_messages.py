"""What the law pack says of consulting others, as messages of ``motcua.intake.v1``; null becomes empty."""

from __future__ import annotations

from intake.api.grpc.vocabulary import day_text, limit, on_wire
from intake.domain.consultees import Consultee
from intake.domain.procedures import ConsultationPolicy
from motcua.common.v1 import vocabulary_pb2
from motcua.intake.v1 import catalogue_service_pb2, procedures_pb2


def consultation(policy: ConsultationPolicy | None) -> procedures_pb2.ConsultationPolicy | None:
    if policy is None:
        return None
    return procedures_pb2.ConsultationPolicy(
        limit=limit(policy.limit) if policy.limit else None,
        on_silence=on_wire(vocabulary_pb2.OnSilence, "ON_SILENCE", policy.on_silence),
        effect_on_clock=on_wire(vocabulary_pb2.ClockEffect, "CLOCK_EFFECT", policy.effect_on_clock),
        legal_ref=policy.legal_ref,
    )


def consultee(row: Consultee) -> catalogue_service_pb2.Consultee:
    return catalogue_service_pb2.Consultee(
        key=row.key,
        name=row.name,
        name_en=row.name_en,
        kind=on_wire(vocabulary_pb2.ConsulteeKind, "CONSULTEE_KIND", row.kind),
        answers_by=on_wire(catalogue_service_pb2.AnswersBy, "ANSWERS_BY", row.answers_by),
        department=row.department or "",
        agency=row.agency or "",
        mailbox=row.mailbox or "",
        valid_from=day_text(row.valid_from),
        valid_to=day_text(row.valid_to),
    )
