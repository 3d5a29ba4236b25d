"""The golden set: sixty dossiers as real events, with the answers worked out by hand (tests/golden/on_time.yaml)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from motcua.common.v1.feedback_pb2 import FeedbackRef
from motcua.common.v1.types_pb2 import DossierRef
from motcua.common.v1.vocabulary_pb2 import Channel, CollectionMethod, DecisionOutcome, StopCause
from motcua.events.v1 import dossier_pb2, feedback_pb2, handling_pb2
from service.reporting.telling import Teller, _own_time, _slice, _with

PATH = Path(__file__).parents[2] / "golden" / "on_time.yaml"
_LINE = re.compile(r"(?P<verb>\S+) (?P<at>\S+ \S+)(?: due (?P<due>\S+ \S+))?(?: (?P<rest>.+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """One dossier. verdict: ("met", "2024-05-10") or None. form, original: (is carried over, standing) or None."""

    name: str
    dossier_id: str
    department: str
    channel: str
    story: str
    verdict: tuple[str, str] | None
    form: tuple[bool, str] | None
    original: tuple[bool, str] | None
    own: Mapping[str, str]
    undue: bool

    def teller(self) -> GoldenTeller:
        """Its story told, event by event."""
        teller = GoldenTeller(self.dossier_id, department=self.department)
        teller.channel = self.channel
        for line in self.story.strip().splitlines():
            teller.follow(line)
        return teller


@cache
def golden_set() -> Sequence[Golden]:
    rows = yaml.safe_load(PATH.read_text("utf-8"))["dossiers"]
    return tuple(_golden(number, row) for number, row in enumerate(rows, start=1))


def _golden(number: int, row: Mapping[str, Any]) -> Golden:
    return Golden(
        name=row["name"],
        dossier_id=f"golden-{number:02}",
        department=row.get("department", "dau-tu"),
        channel=row.get("channel", "online"),
        story=row["story"],
        verdict=_verdict(row["verdict"]),
        form=_standing(row["form"]),
        original=_standing(row.get("original", row["form"])),
        own=row.get("own", {}),
        undue=row.get("undue", False),
    )


def _verdict(text: str) -> tuple[str, str] | None:
    outcome, _, day = text.partition(" ")
    return None if outcome == "none" else (outcome, day)


def _standing(text: str) -> tuple[bool, str] | None:
    if text == "none":
        return None
    return text.startswith("carried "), text.removeprefix("carried ")


class GoldenTeller(Teller):
    """Tells a story from its lines; keeps the appointment and the one without extension as the story moves them."""

    channel = "online"
    due = original = ""

    def _reference(self) -> DossierRef:
        told = super()._reference()
        told.channel = Channel.Value(f"CHANNEL_{self.channel.upper()}")
        return told

    def follow(self, line: str) -> None:
        """One line of the story."""
        found = _LINE.fullmatch(line.strip())
        assert found is not None, line
        getattr(self, f"_{found['verb']}")(found["at"], found["due"] or "", found["rest"] or "")

    def _received(self, at: str, due: str, rest: str) -> None:
        message = _with(dossier_pb2.DossierReceived(synthetic=rest == "synthetic"), received_at=at)
        self.tell("intake", "dossier.received", message, at)

    def _accepted(self, at: str, due: str, rest: str) -> None:
        self.due = self.original = due
        instants = {"received_at": at, "accepted_at": at, "clock_started_at": at} | ({"due_at": due} if due else {})
        self._received(at, "", "")
        self.tell("intake", "dossier.accepted", _with(dossier_pb2.DossierAccepted(), **instants), at)

    def _refused(self, at: str, due: str, rest: str) -> None:
        self.tell("intake", "dossier.refused", _with(dossier_pb2.DossierRefused(), refused_at=at), at)

    def _withdrawn(self, at: str, due: str, rest: str) -> None:
        self.withdrawn(at)

    def _collected(self, at: str, due: str, rest: str) -> None:
        message = dossier_pb2.DossierCollected(method=CollectionMethod.COLLECTION_METHOD_COUNTER)
        self.tell("intake", "dossier.collected", _with(message, collected_at=at), at)

    def _rated(self, at: str, due: str, rest: str) -> None:
        self.tell("intake", "dossier.rated", _with(dossier_pb2.DossierRated(rating=int(rest)), rated_at=at), at)

    def _complaint(self, at: str, due: str, rest: str) -> None:
        ref = FeedbackRef(feedback_id=f"feedback-{self.dossier_id}", agency=self.agency, dossier_id=self.dossier_id)
        message = _with(feedback_pb2.FeedbackAnswered(feedback=ref, is_founded=True), answered_at=at)
        teller = Teller(ref.feedback_id, department=self.department)
        teller.tell("intake", "feedback.answered", message, at)
        self.told += teller.told
        self.outgoing += teller.outgoing

    def _assigned(self, at: str, due: str, rest: str) -> None:
        self.assigned(at)

    def _paused(self, at: str, due: str, rest: str) -> None:
        self.paused(at)

    def _resumed(self, at: str, due: str, rest: str) -> None:
        self.tell("processing", "dossier.resumed", _with(handling_pb2.DossierResumed(), resumed_at=at), at)
        self._moved(at, due, rest)

    def _moved(self, at: str, due: str, rest: str) -> None:
        self.due = self.original = due
        self._due_date_changed(at)

    def _extended(self, at: str, due: str, rest: str) -> None:
        self.due = due
        self._due_date_changed(at)

    def _due_date_changed(self, at: str) -> None:
        message = _with(handling_pb2.DossierDueDateChanged(), due_at=self.due, original_due_at=self.original)
        self.tell("processing", "dossier.due-date-changed", message, at)

    def _overdue(self, at: str, due: str, rest: str) -> None:
        self.overdue(at)

    def _decided(self, at: str, due: str, rest: str) -> None:
        message = handling_pb2.DossierDecided(outcome=_outcome(rest), officer="ld.ban.1")
        self.tell("processing", "dossier.decided", _with(message, decided_at=at), at)

    def _issued(self, at: str, due: str, rest: str) -> None:
        own = (
            [_budget(word) for word in zip(*[iter(rest.removeprefix("own ").split())] * 2, strict=True)]
            if (rest.startswith("own "))
            else []
        )
        outcome = _outcome("granted" if own else rest or "granted")
        message = handling_pb2.DossierResultIssued(
            outcome=outcome,
            working_seconds=28_800,
            slices=[_slice(department, "cv.1", used, budget) for department, used, budget in own],
            departments=[_own_time(*each) for each in own],
        )
        instants = {"issued_at": at, "decided_at": at}
        instants |= {"due_at": self.due, "original_due_at": self.original} if self.due else {}
        self.tell("processing", "dossier.result-issued", _with(message, **instants), at)

    def _stopped(self, at: str, due: str, rest: str) -> None:
        cause = StopCause.Value(f"STOP_CAUSE_{rest.upper().replace('-', '_')}")
        self.tell("processing", "dossier.stopped", _with(handling_pb2.DossierStopped(cause=cause), stopped_at=at), at)

    def _corrected(self, at: str, due: str, rest: str) -> None:
        service, number = rest.split()
        self.corrected(at, f"{self.dossier_id}-{service}-{number}")


def _outcome(word: str) -> DecisionOutcome.ValueType:
    return DecisionOutcome.Value(f"DECISION_OUTCOME_{word.upper()}")


def _budget(words: tuple[str, str]) -> tuple[str, int, int]:
    used, _, budget = words[1].partition("/")
    return words[0], int(used), int(budget)
