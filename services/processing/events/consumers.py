"""Which of intake's events means what here: type → use case. All others only keep their place in the sequence."""

from __future__ import annotations

from datetime import datetime

from chassis.messaging.envelope import Envelope, Malformed
from motcua.common.v1 import types_pb2
from motcua.events.v1 import catalogue_pb2, dossier_pb2
from processing.application.calendars import HearCalendar
from processing.application.open_case import OpenCase
from processing.application.receive_payment import ReceivePayment
from processing.application.receive_supplement import ReceiveSupplement
from processing.application.use_cases import UseCases
from processing.application.withdraw_case import WithdrawCase
from processing.domain.facts import DossierRef
from processing.domain.opening import Acceptance
from processing.protocol import dossier_of, instant

SOURCES = frozenset({"intake"})
# Who stands for the counter's step in events written before they named the receptionist.
INTAKE = "service:intake"


class IntakeConsumer:
    """The handler of processing's durable consumer."""

    def __init__(self, use_cases: UseCases) -> None:
        self._ask = use_cases

    async def __call__(self, envelope: Envelope) -> None:
        """Raises Malformed for what cannot be read, and what the use cases raise."""
        match envelope.event:
            case "dossier.accepted":
                await self._ask.open_case(_accepted(envelope))
            case "dossier.supplemented":
                event = envelope.payload(dossier_pb2.DossierSupplemented)
                await self._ask.receive_supplement(
                    ReceiveSupplement(
                        envelope=envelope,
                        request_id=event.request_id,
                        supplemented_at=instant(event.supplemented_at),
                    )
                )
            case "dossier.paid":
                paid = envelope.payload(dossier_pb2.DossierPaid)
                await self._ask.receive_payment(
                    ReceivePayment(envelope=envelope, duty_id=paid.payable, settled_at=instant(paid.settled_at))
                )
            case "dossier.withdrawn":
                withdrawn_at = instant(envelope.payload(dossier_pb2.DossierWithdrawn).withdrawn_at)
                await self._ask.withdraw_case(WithdrawCase(envelope=envelope, withdrawn_at=withdrawn_at))
            case "calendar.changed":
                change = envelope.payload(catalogue_pb2.CalendarChanged)
                await self._ask.calendars.hear(
                    HearCalendar(envelope=envelope, agency=change.agency, law_revision=change.law_revision)
                )
            case _:
                await self._ask.note_event(envelope)


def _accepted(envelope: Envelope) -> OpenCase:
    event = envelope.payload(dossier_pb2.DossierAccepted)
    acceptance = Acceptance(
        dossier=_dossier(event.dossier),
        received_at=instant(event.received_at),
        accepted_at=instant(event.accepted_at),
        accepted_by=event.officer or INTAKE,
        due_at=instant(event.due_at),
        is_immediate=event.is_immediate,
        counted_from=_earlier(instant(event.clock_started_at), instant(event.accepted_at)),
        transfer_due_at=instant(event.transfer_due_at) if event.HasField("transfer_due_at") else None,
    )
    return OpenCase(envelope=envelope, acceptance=acceptance, law_revision=event.law_revision)


def _earlier(started_at: datetime, accepted_at: datetime) -> datetime | None:
    """The clock's start where another system had the dossier before the counter did."""
    return started_at if started_at < accepted_at else None


def _dossier(ref: types_pb2.DossierRef) -> DossierRef:
    try:
        return dossier_of(ref)
    except KeyError:
        raise Malformed("malformed-channel") from None
