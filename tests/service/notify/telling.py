"""Real events for notify, encoded as the publishers encode them; instants are local, Asia/Ho_Chi_Minh."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from google.protobuf.message import Message

from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from motcua.common.v1.feedback_pb2 import FeedbackRef
from motcua.common.v1.types_pb2 import DossierRef
from motcua.common.v1.vocabulary_pb2 import CHANNEL_ONLINE
from motcua.events.v1 import dossier_pb2, feedback_pb2, handling_pb2

HO_CHI_MINH = timezone(timedelta(hours=7))
START = "2024-05-02 09:00"
DUE = "2024-05-14 17:00"


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HO_CHI_MINH).astimezone(UTC)


@dataclass
class Teller:
    """Tells the story of one dossier."""

    dossier_id: str
    told: list[Envelope] = field(default_factory=list)
    outgoing: list[tuple[str, OutgoingEvent]] = field(default_factory=list)
    _code: str = ""
    _sequences: Counter[str] = field(default_factory=Counter)

    def received(self, at: str = START) -> Envelope:
        return self._tell("intake", "dossier.received", dossier_pb2.DossierReceived(), at, received_at=at)

    def accepted(self, at: str = START, due: str = DUE) -> Envelope:
        self._code = "H24.15-240502-0001"
        message = dossier_pb2.DossierAccepted()
        return self._tell("intake", "dossier.accepted", message, at, received_at=at, accepted_at=at, due_at=due)

    def collected(self, at: str) -> Envelope:
        return self._tell("intake", "dossier.collected", dossier_pb2.DossierCollected(), at, collected_at=at)

    def assigned(self, at: str, officer: str = "cv.dautu.1") -> Envelope:
        message = handling_pb2.DossierAssigned(officer=officer, assigned_department="dau-tu")
        return self._tell("processing", "dossier.assigned", message, at, assigned_at=at, due_at=at)

    def overdue(self, since: str = DUE, officer: str = "cv.dautu.1") -> Envelope:
        message = handling_pb2.DossierOverdue(officer=officer, assigned_department="dau-tu")
        return self._tell("processing", "dossier.overdue", message, since, overdue_since=since, due_at=since)

    def due_soon(self, at: str, rung: str, officer: str = "cv.dautu.1") -> Envelope:
        message = handling_pb2.DossierDueSoon(rung=rung, officer=officer, assigned_department="dau-tu")
        return self._tell("processing", "dossier.due-soon", message, at, due_at=DUE)

    def decided(self, at: str) -> Envelope:
        return self._tell("processing", "dossier.decided", handling_pb2.DossierDecided(), at, decided_at=at)

    def consulted(self, what: str, at: str, department: str = "", due: str = DUE) -> Envelope:
        """what: requested, reminded or overdue."""
        made, instant, more = {
            "requested": (handling_pb2.DossierConsultationRequested, "requested_at", {}),
            "reminded": (handling_pb2.DossierConsultationReminded, "reminded_at", {}),
            "overdue": (handling_pb2.DossierConsultationOverdue, "overdue_since", {"counter": "mot-cua"}),
        }[what]
        message: Any = made(
            consultation_id="c-1", consultee=department or "bo-mau", consulted_department=department, **more
        )
        return self._tell(
            "processing",
            f"dossier.consultation-{what}",
            message,
            at,
            **{"requested_at": at, "due_at": due, instant: at},
        )

    def feedback(self, event: str, at: str, **more: Any) -> Envelope:
        """Of feedback that bears the dossier's id: what intake says of it."""
        made = {"received": "FeedbackReceived", "forwarded": "FeedbackForwarded", "answered": "FeedbackAnswered"}[event]
        message = getattr(feedback_pb2, made)(**more)
        about = FeedbackRef(feedback_id=self.dossier_id, code="PAKN-240502-0001", agency="heza")
        message.feedback.CopyFrom(about)
        return self._say("intake", f"feedback.{event}", message, at, "all", **{f"{event}_at": at})

    def rated(self, at: str) -> Envelope:
        return self._tell("intake", "dossier.rated", dossier_pb2.DossierRated(rating=5), at, rated_at=at)

    def _tell(self, service: str, event: str, message: Message, at: str, **instants: str) -> Envelope:
        filled: Any = message
        filled.dossier.CopyFrom(self._reference())
        return self._say(service, event, message, at, "dau-tu", **instants)

    def _say(self, service: str, event: str, message: Message, at: str, department: str, **instants: str) -> Envelope:
        filled: Any = message
        for name, instant in instants.items():
            getattr(filled, name).FromDatetime(local(instant))
        self._sequences[service] += 1
        said = OutgoingEvent(type=event, agency="heza", department=department, subject=self.dossier_id, data=message)
        self.outgoing.append((service, said))
        body = encode(
            said,
            event_id=f"{self.dossier_id}-{service}-{self._sequences[service]}",
            service=service,
            time=local(at),
            sequence=self._sequences[service],
        )
        self.told.append(decode(body, nats_subject=said.nats_subject()))
        return self.told[-1]

    def _reference(self) -> DossierRef:
        return DossierRef(
            dossier_id=self.dossier_id,
            code=self._code,
            agency="heza",
            department="dau-tu",
            procedure_key="cap-gcn-dkdt",
            procedure_code="1.009645",
            procedure_version=1,
            channel=CHANNEL_ONLINE,
        )
