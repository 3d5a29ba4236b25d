"""Tells what happened to a dossier in one line per event; instants are local, Asia/Ho_Chi_Minh."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from reporting.domain.days import HO_CHI_MINH
from reporting.domain.evidence import Evidence, EvidenceKind, Papers, Place

DOSSIER = "018f7b6e-0000-7000-8000-000000000001"
INVESTMENT = Place(
    agency="heza", department="dau-tu", procedure_key="cap-gcn-dkdt", channel="counter", code="H24.15-240502-0001"
)


def local(text: str) -> datetime:
    """``2024-05-14 17:00`` in Việt Nam, as aware UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=HO_CHI_MINH).astimezone(UTC)


@dataclass
class Story:
    """Collects evidence, numbering it per source as the publishers do."""

    dossier_id: str = DOSSIER
    place: Place = INVESTMENT
    told: list[Evidence] = field(default_factory=list)

    def add(
        self,
        source: str,
        kind: EvidenceKind,
        at: str,
        *,
        due: str = "",
        original: str = "",
        label: str = "",
        amount: int | None = None,
        undoes: str = "",
        papers: Papers | None = None,
        online: int | None = None,
    ) -> Story:
        sequence = 1 + sum(item.source == source for item in self.told)
        self.told.append(
            Evidence(
                source=source,
                sequence=sequence,
                event_id=f"{self.dossier_id[-4:]}-{source}-{sequence}",
                kind=kind,
                at=local(at),
                place=self.place,
                due_at=local(due) if due else None,
                original_due_at=local(original) if original else None,
                label=label,
                amount=amount,
                undoes=undoes,
                papers=papers,
                online_vnd=online,
            )
        )
        return self

    def received(self, at: str) -> Story:
        return self.add("intake", EvidenceKind.RECEIVED, at)

    def accepted(self, at: str, due: str) -> Story:
        return self.received(at).add("intake", EvidenceKind.ACCEPTED, at, due=due)

    def refused(self, at: str) -> Story:
        return self.add("intake", EvidenceKind.REFUSED, at)

    def withdrawn(self, at: str) -> Story:
        return self.add("intake", EvidenceKind.WITHDRAWN, at)

    def collected(self, at: str) -> Story:
        return self.add("intake", EvidenceKind.COLLECTED, at)

    def rated(self, at: str, stars: int) -> Story:
        return self.add("intake", EvidenceKind.RATED, at, amount=stars)

    def assigned(self, at: str) -> Story:
        return self.add("processing", EvidenceKind.ASSIGNED, at)

    def asked(self, at: str, request: str = "r1") -> Story:
        return self.add("processing", EvidenceKind.SUPPLEMENT_REQUESTED, at, label=request)

    def paused(self, at: str) -> Story:
        return self.asked(at).add("processing", EvidenceKind.PAUSED, at)

    def resumed(self, at: str, due: str) -> Story:
        self.add("processing", EvidenceKind.RESUMED, at)
        return self.moved(at, due, original=due)

    def moved(self, at: str, due: str, original: str) -> Story:
        return self.add("processing", EvidenceKind.DUE_DATE_CHANGED, at, due=due, original=original)

    def overdue(self, since: str) -> Story:
        return self.add("processing", EvidenceKind.OVERDUE, since, due=since)

    def issued(self, at: str, due: str, original: str = "", outcome: str = "granted") -> Story:
        return self.add(
            "processing",
            EvidenceKind.RESULT_ISSUED,
            at,
            due=due,
            original=original or due,
            label=outcome,
            amount=28800,
        )

    def stopped(self, at: str, cause: str) -> Story:
        return self.add("processing", EvidenceKind.STOPPED, at, label=cause)

    def corrected(self, at: str, event_id: str) -> Story:
        return self.add("processing", EvidenceKind.CORRECTED, at, undoes=event_id)

    @property
    def last_id(self) -> str:
        return self.told[-1].event_id
