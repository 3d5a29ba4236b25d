"""Where a dossier was taken in and what others call it, as messages and back."""

from __future__ import annotations

from intake.api.grpc.vocabulary import instant, stamp
from intake.domain.applicant import tidy
from intake.domain.forwarding.record import Forwarding, Origin
from intake.domain.references import ExternalRef
from motcua.intake.v1 import dossier_pb2


def forwarding_message(way: Forwarding | None) -> dossier_pb2.Forwarding | None:
    if way is None:
        return None
    return dossier_pb2.Forwarding(
        origin=dossier_pb2.Origin(agency=way.origin.agency, site=way.origin.site),
        to_site=way.to_site,
        due_at=stamp(way.due_at),
        sent_at=stamp(way.sent_at),
        arrived_at=stamp(way.arrived_at),
    )


def ref_message(ref: ExternalRef) -> dossier_pb2.ExternalRef:
    return dossier_pb2.ExternalRef(
        system=ref.system, number=ref.number, url=ref.url, received_at=stamp(ref.received_at)
    )


def origin_of(message: dossier_pb2.Origin) -> Origin:
    return Origin(agency=tidy(message.agency), site=tidy(message.site))


def ref_of(message: dossier_pb2.ExternalRef, path: str) -> ExternalRef:
    """path: of the field, for an instant that cannot be one."""
    return ExternalRef(
        system=message.system,
        number=message.number,
        url=message.url,
        received_at=instant(message.received_at, f"{path}.received_at") if message.HasField("received_at") else None,
    )
