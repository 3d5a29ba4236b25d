"""Words of the domain and of the wire: total, so that no message is one that cannot be listed."""

from __future__ import annotations

from motcua.notify.v1 import delivery_service_pb2 as pb
from notify.api.grpc.services import RECIPIENTS
from notify.domain.occasions import Audience


def test_every_audience_has_its_word() -> None:
    assert {pb.RecipientKind.Name(number) for number in RECIPIENTS.values()} == {
        f"RECIPIENT_KIND_{audience.name}" for audience in Audience
    }
