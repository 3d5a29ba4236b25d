"""Published event → what it can be chosen by. Pure."""

from __future__ import annotations

from chassis.messaging.envelope import Envelope
from notify.domain.selection import EventTraits

_TOKENS = 6


def traits_of(envelope: Envelope) -> EventTraits:
    """Agency and department as in the subject ``motcua.v1.<agency>.<department>.<entity>.<event>``."""
    tokens = envelope.nats_subject.split(".")
    agency, department = tokens[2:4] if len(tokens) == _TOKENS else ("", "")
    return EventTraits(agency=agency, department=department, type=envelope.type, procedure=_procedure(envelope))


def _procedure(envelope: Envelope) -> str:
    """Of the dossier, or the procedure that the event is about."""
    if envelope.event.startswith("procedure."):
        return envelope.subject
    dossier = envelope.data.get("dossier")
    key = dossier.get("procedureKey") if isinstance(dossier, dict) else None
    return key if isinstance(key, str) else ""
