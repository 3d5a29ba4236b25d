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
from reporting.domain.evidence import Evidence, EvidenceKind
from reporting.domain.facts import DossierFacts, facts_of
from reporting.domain.foresight import Foresight
from reporting.domain.hands import Hands
from reporting.domain.paths import Axis, finished, open_path_of, path_of, standing
from reporting.domain.verdict import Outcome, judge
from reporting.events.reading import read_event

NOTICE = (1.5, 2.0)
HOURS = (8, 14)
NOBODY_HAS_ANYTHING = Hands()


@dataclass
class Way:
    """One dossier, as told so far."""

    evidence: list[Evidence] = field(default_factory=list)
    is_asked: bool = False

    def facts(self, dossier_id: str) -> DossierFacts:
        return facts_of(dossier_id, self.evidence)


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
        evidence = read_event(envelope)
        if not isinstance(evidence, Evidence):
            return
        way.evidence.append(evidence)
        if evidence.kind is EvidenceKind.RESULT_ISSUED:
            path = path_of(way.facts(envelope.subject), NOBODY_HAS_ANYTHING)
            done = None if path is None else finished(path, self._axis)
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
                self._ask(facts, now)

    def _ask(self, facts: DossierFacts, now: datetime) -> None:
        one = open_path_of(facts, NOBODY_HAS_ANYTHING)
        at = None if one is None else standing(one, self._axis, now)
        if at is not None and now >= self._settled_at:
            self._said[facts.dossier_id] = self.model.foresee(at).probability


def _looks(first: datetime) -> Iterator[datetime]:
    at = first.replace(minute=0, second=0, microsecond=0)
    while True:
        if (at + timedelta(hours=7)).hour in HOURS:
            yield at
        at += timedelta(hours=1)
