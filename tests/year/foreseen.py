"""What would have been said, at two working days' notice, of the dossiers of a played year: from its events alone.

Events are gone through in their order. A dossier teaches when its result is told, never before, and is asked about
once, on the first look (mornings and afternoons) at which less than two working days are left to its deadline.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from chassis.messaging.envelope import Envelope, decode
from reporting.domain.evidence import Evidence
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.foresight import Foresight
from reporting.domain.paths import Axis, Held, OpenPath, Path, PathLeg, finished, standing
from reporting.domain.step_notes import StepKind, StepNote
from reporting.domain.verdict import Outcome, judge
from reporting.events.reading import read_event
from reporting.events.stepping import read_step

NOTICE = (1.5, 2.0)
HOURS = (8, 14)


@dataclass
class Way:
    """One dossier, as told so far."""

    evidence: list[Evidence] = field(default_factory=list)
    legs: list[PathLeg] = field(default_factory=list)
    pauses: list[tuple[datetime, datetime | None]] = field(default_factory=list)
    held: dict[str, Held] = field(default_factory=dict)
    is_asked: bool = False

    def facts(self, dossier_id: str) -> DossierFacts:
        return facts_of(dossier_id, self.evidence)

    def path(self, facts: DossierFacts, finished_at: datetime | None = None) -> Path:
        assert facts.accepted_at is not None
        assert facts.judged_due_at is not None
        return Path(
            dossier_id=facts.dossier_id,
            agency=facts.place.agency,
            procedure=facts.place.procedure_key,
            accepted_at=facts.accepted_at,
            due_at=facts.judged_due_at,
            legs=tuple(self.legs),
            pauses=tuple(self.pauses),
            finished_at=finished_at,
        )

    def note(self, note: StepNote) -> None:
        match note.kind:
            case StepKind.HELD:
                done = [leg.done_at for leg in self.legs if leg.step == note.step]
                if done:
                    self.held = {task: held for task, held in self.held.items() if held.since < max(done)}
                old = self.held.get(note.task)
                since = old.since if old else note.at
                self.held[note.task] = Held(step=note.step, unit=note.unit, officer=note.officer, since=since, load=0)
            case StepKind.DONE:
                self.held.pop(note.task, None)
                began_at = note.began_at or note.at
                self.legs.append(
                    PathLeg(
                        step=note.step, unit=note.unit, officer=note.officer, began_at=began_at, done_at=note.at, load=0
                    )
                )
            case StepKind.PAUSED:
                self.pauses.append((note.at, None))
            case StepKind.RESUMED if self.pauses:
                self.pauses[-1] = (self.pauses[-1][0], note.at)
            case _:
                pass


class Foreseen:
    """``hear`` the stream; then ``told``: probability and whether it was late, of every dossier asked about."""

    def __init__(self, axis: Axis, *, settled_at: datetime) -> None:
        """settled_at: until then it only learns."""
        self.model = Foresight()
        self._axis = axis
        self._settled_at = settled_at
        self._ways: dict[str, Way] = {}
        self._said: dict[str, float] = {}

    def hear(self, events: Iterable[dict[str, Any]]) -> None:
        envelopes = [self._envelope(event) for event in events if event["type"].startswith("motcua.dossier.")]
        looks = _looks(envelopes[0].time)
        following = next(looks)
        for envelope in envelopes:
            while following < envelope.time:
                self._look(following)
                following = next(looks)
            self._take(envelope)

    @property
    def told(self) -> list[tuple[float, bool]]:
        verdicts = {dossier_id: judge(self._ways[dossier_id].facts(dossier_id)) for dossier_id in self._said}
        return [
            (said, (verdict := verdicts[dossier_id]) is not None and verdict.outcome is Outcome.MISSED)
            for dossier_id, said in self._said.items()
        ]

    @staticmethod
    def _envelope(event: dict[str, Any]) -> Envelope:
        return decode(orjson.dumps(event), nats_subject="")

    def _take(self, envelope: Envelope) -> None:
        way = self._ways.setdefault(envelope.subject, Way())
        evidence, note = read_event(envelope), read_step(envelope)
        if isinstance(evidence, Evidence):
            way.evidence.append(evidence)
        if note is None:
            return
        way.note(note)
        if note.kind is StepKind.ISSUED:
            way.held = {}
            done = finished(way.path(way.facts(envelope.subject), note.at), self._axis)
            if done is not None:
                self.model.learn(done)

    def _look(self, now: datetime) -> None:
        for dossier_id, way in self._ways.items():
            if way.is_asked:
                continue
            facts = way.facts(dossier_id)
            if not facts.is_open or facts.paused_at is not None or facts.judged_due_at is None:
                way.is_asked = not facts.is_open and facts.accepted_at is not None
                continue
            if NOTICE[0] < self._axis(facts.judged_due_at) - self._axis(now) <= NOTICE[1]:
                way.is_asked = True
                self._ask(dossier_id, way, facts, now)

    def _ask(self, dossier_id: str, way: Way, facts: DossierFacts, now: datetime) -> None:
        one = OpenPath(path=way.path(facts), department="", code="", held=tuple(way.held.values()))
        at = standing(one, self._axis, now)
        if at is not None and now >= self._settled_at:
            self._said[dossier_id] = self.model.foresee(at).probability


def _looks(first: datetime) -> Iterator[datetime]:
    at = first.replace(minute=0, second=0, microsecond=0)
    while True:
        if (at + timedelta(hours=7)).hour in HOURS:
            yield at
        at += timedelta(hours=1)
