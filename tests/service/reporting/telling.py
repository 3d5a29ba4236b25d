"""Real events, encoded as the publishers encode them; instants are local, Asia/Ho_Chi_Minh."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from google.protobuf.message import Message

from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from motcua.common.v1.types_pb2 import AttributionSlice, DepartmentOwnTime, DossierRef
from motcua.common.v1.vocabulary_pb2 import (
    CHANNEL_ONLINE,
    CLOCK_CAUSE_SUPPLEMENT,
    DECISION_OUTCOME_GRANTED,
    OWN_TIME_VERDICT_MET,
    OWN_TIME_VERDICT_MISSED,
    STOP_CAUSE_WITHDRAWN,
    TIME_OWNER_KIND_DEPARTMENT,
)
from motcua.events.v1 import catalogue_pb2, dossier_pb2, handling_pb2

HO_CHI_MINH = timezone(timedelta(hours=7))


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HO_CHI_MINH).astimezone(UTC)


@dataclass
class Teller:
    """Tells the story of one dossier, event by event, in the order of their telling."""

    dossier_id: str
    department: str = "dau-tu"
    agency: str = "heza"
    told: list[Envelope] = field(default_factory=list)
    outgoing: list[tuple[str, OutgoingEvent]] = field(default_factory=list)
    _sequences: Counter[str] = field(default_factory=Counter)

    def tell(self, service: str, event: str, message: Message, at: str) -> Teller:
        if hasattr(message, "dossier"):
            message.dossier.CopyFrom(self._reference())
        self._sequences[service] += 1
        said = OutgoingEvent(
            type=event, agency=self.agency, department=self.department, subject=self.dossier_id, data=message
        )
        self.outgoing.append((service, said))
        body = encode(
            said,
            event_id=f"{self.dossier_id}-{service}-{self._sequences[service]}",
            service=service,
            time=local(at),
            sequence=self._sequences[service],
        )
        self.told.append(decode(body, nats_subject=said.nats_subject()))
        return self

    def _reference(self) -> DossierRef:
        return DossierRef(
            dossier_id=self.dossier_id,
            code="H24.15-240502-0001",
            agency=self.agency,
            department=self.department,
            procedure_key="cap-gcn-dkdt",
            procedure_version=1,
            channel=CHANNEL_ONLINE,
        )

    def received(self, at: str) -> Teller:
        return self.tell("intake", "dossier.received", _with(dossier_pb2.DossierReceived(), received_at=at), at)

    def accepted(self, at: str, due: str) -> Teller:
        message = _with(dossier_pb2.DossierAccepted(), received_at=at, accepted_at=at, clock_started_at=at, due_at=due)
        return self.received(at).tell("intake", "dossier.accepted", message, at)

    def withdrawn(self, at: str) -> Teller:
        return self.tell("intake", "dossier.withdrawn", _with(dossier_pb2.DossierWithdrawn(), withdrawn_at=at), at)

    def assigned(self, at: str, officer: str = "cv.dautu.1") -> Teller:
        message = _with(handling_pb2.DossierAssigned(officer=officer), assigned_at=at, due_at=at)
        return self.tell("processing", "dossier.assigned", message, at)

    def paused(self, at: str) -> Teller:
        message = _with(handling_pb2.DossierPaused(cause=CLOCK_CAUSE_SUPPLEMENT), paused_at=at)
        return self.tell("processing", "dossier.paused", message, at)

    def overdue(self, since: str) -> Teller:
        message = _with(handling_pb2.DossierOverdue(officer="cv.dautu.1"), due_at=since, overdue_since=since)
        return self.tell("processing", "dossier.overdue", message, since)

    def issued(self, at: str, due: str, *own: tuple[str, str, int, int]) -> Teller:
        """own: (department, officer, seconds, budget) of everybody whose time it was."""
        message = _with(
            handling_pb2.DossierResultIssued(
                outcome=DECISION_OUTCOME_GRANTED,
                working_seconds=28800,
                slices=[_slice(*each) for each in own],
                departments=[_own_time(department, used, budget) for department, _, used, budget in own],
            ),
            issued_at=at,
            decided_at=at,
            due_at=due,
            original_due_at=due,
        )
        return self.tell("processing", "dossier.result-issued", message, at)

    def stopped(self, at: str) -> Teller:
        message = _with(handling_pb2.DossierStopped(cause=STOP_CAUSE_WITHDRAWN), stopped_at=at)
        return self.tell("processing", "dossier.stopped", message, at)

    def corrected(self, at: str, event_id: str) -> Teller:
        message = _with(handling_pb2.DossierCorrected(corrected_event_id=event_id), corrected_at=at)
        return self.tell("processing", "dossier.corrected", message, at)


def department_changed(key: str, at: str) -> Envelope:
    teller = Teller(key, department=key)
    return teller.tell("intake", "department.changed", catalogue_pb2.DepartmentChanged(department=key), at).told[0]


def _slice(department: str, officer: str, used: int, budget: int) -> AttributionSlice:
    return AttributionSlice(
        owner=TIME_OWNER_KIND_DEPARTMENT,
        department=department,
        officer=officer,
        working_seconds=used,
        counted_seconds=used,
        budget_seconds=budget,
    )


def _own_time(department: str, used: int, budget: int) -> DepartmentOwnTime:
    verdict = OWN_TIME_VERDICT_MET if used <= budget else OWN_TIME_VERDICT_MISSED
    return DepartmentOwnTime(department=department, own_seconds=used, budget_seconds=budget, verdict=verdict)


def _with(message: Any, **instants: str) -> Any:
    for name, at in instants.items():
        getattr(message, name).FromDatetime(local(at))
    return message
