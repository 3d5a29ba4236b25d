"""Papers, a payment and opinions awaited at once: the clock stands for exactly as long as something is awaited."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chassis.kernel.errors import Problem
from chassis.kernel.worktime import EntryKind, Limit, add, explain
from processing.domain import duties
from processing.domain.case import Change
from processing.domain.clock import count, utc
from processing.domain.consultations import Reply, answer, withdraw
from processing.domain.consulting import request
from processing.domain.facts import Paused, Resumed
from processing.domain.supplements import receive
from processing.domain.vocabulary import CaseState, ClockEffect, OnSilence, Opinion
from processing.domain.waiting import waits
from unit.processing.journeys import Journey
from unit.processing.opinions import FINANCE, LABOUR, MINISTRY, consulting, question
from unit.processing.story import ACCEPTED_AT, at, law

YES = Reply(answered_by="cv.laodong.1", opinion=Opinion.AGREE, text="")


def pausing(journey: Journey, when: datetime, *bodies: object) -> None:
    journey.go(request(journey.case, journey.law, question(when, *bodies), journey.ids))  # type: ignore[arg-type]


def at_work(effect: ClockEffect = ClockEffect.PAUSE) -> Journey:
    journey = Journey(consulting(effect=ClockEffect.PAUSE, base=law(effect=effect, most=2)))
    journey.to_specialist(at("2026-03-02 09:00"))
    return journey


def kinds(journey: Journey) -> list[tuple[str, datetime]]:
    return [(entry.kind.value, entry.at) for entry in journey.case.entries[1:]]


def test_papers_that_arrive_while_an_opinion_is_awaited_do_not_start_the_clock() -> None:
    journey = at_work()
    pausing(journey, at("2026-03-03 09:00"), LABOUR)
    journey.ask(at("2026-03-03 10:00"))
    papers = journey.case.supplements[0].request_id
    journey.go(receive(journey.case, journey.law, papers, at("2026-03-04 09:00"), at("2026-03-04 09:00")))
    assert (kinds(journey), journey.case.state) == ([("paused", at("2026-03-03 09:00"))], CaseState.RUNNING)
    journey.go(answer(journey.case, journey.law, journey.case.consultations[0].id, YES, at("2026-03-05 09:00")))
    assert kinds(journey)[1:] == [("resumed", at("2026-03-05 09:00"))]


def test_a_restart_counts_from_the_beginning_also_if_the_clock_goes_on_standing() -> None:
    journey = at_work(ClockEffect.RESTART)
    journey.ask(at("2026-03-04 09:00"))
    pausing(journey, at("2026-03-04 10:00"), LABOUR)
    papers, whole = journey.case.supplements[0].request_id, at("2026-03-06 09:00")
    journey.go(receive(journey.case, journey.law, papers, whole, whole))
    assert kinds(journey) == [("paused", at("2026-03-04 09:00")), ("restarted", whole), ("paused", whole)]
    journey.go(answer(journey.case, journey.law, journey.case.consultations[0].id, YES, at("2026-03-06 10:00")))
    assert journey.case.due_at == at("2026-03-20 17:00")


def test_a_gap_that_is_heard_of_afterwards_has_counted() -> None:
    """Papers were there on Wednesday and are heard of on Friday; meanwhile an opinion was asked for and came."""
    journey = at_work()
    journey.ask(at("2026-03-03 09:00"))
    pausing(journey, at("2026-03-05 08:00"), LABOUR)
    journey.go(answer(journey.case, journey.law, journey.case.consultations[0].id, YES, at("2026-03-05 15:00")))
    heard = at("2026-03-06 09:00")
    papers = journey.case.supplements[0].request_id
    journey.go(receive(journey.case, journey.law, papers, at("2026-03-04 08:00"), heard))
    assert kinds(journey) == [
        ("paused", at("2026-03-03 09:00")),
        ("resumed", at("2026-03-04 08:00")),
        ("paused", at("2026-03-05 08:00")),
        ("resumed", at("2026-03-05 15:00")),
    ]
    assert journey.told.count("DueDateChanged") == 1


def test_a_step_opened_while_the_clock_stands_keeps_its_budget() -> None:
    journey = at_work()
    pausing(journey, at("2026-03-03 08:00"), LABOUR)
    journey.finish(at("2026-03-04 08:00"))
    journey.go(answer(journey.case, journey.law, journey.case.consultations[0].id, YES, at("2026-03-05 08:00")))
    task = journey.case.current
    assert task is not None
    # half a day from the moment the clock ran again
    assert task.due_at == add(journey.law.calendar, at("2026-03-05 08:00"), Limit.of("0.5", "working_day"))


MINUTES = st.integers(0, 2_000)


class Waiting(RuleBasedStateMachine):
    """Whatever is asked for and comes, in whatever order, and however late it is heard of."""

    def __init__(self) -> None:
        super().__init__()
        self.start(ClockEffect.PAUSE)

    def start(self, effect: ClockEffect) -> None:
        base = law(effect=effect, most=2)
        self.journey = Journey(consulting(silence=OnSilence.DEEMED_CONSENT, effect=ClockEffect.PAUSE, base=base))
        self.journey.to_specialist(ACCEPTED_AT)
        self.now = ACCEPTED_AT

    @rule(effect=st.sampled_from(ClockEffect))
    @precondition(lambda self: not waits(self.journey.case))
    def another_law(self, effect: ClockEffect) -> None:
        self.start(effect)

    @rule(minutes=MINUTES)
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def papers_are_asked_for(self) -> None:
        self.attempt(lambda j: j.ask(self.now))

    @rule(early=MINUTES)
    def papers_arrive(self, early: int) -> None:
        asked = self.journey.case.open_supplement
        if asked is not None:
            came = self.now - timedelta(minutes=early)
            self.attempt(lambda j: j.go(receive(j.case, j.law, asked.request_id, came, self.now)))

    @rule()
    def a_payment_is_asked_for(self) -> None:
        self.attempt(lambda j: j.demand(self.now))

    @rule(early=MINUTES)
    def the_payment_is_made(self, early: int) -> None:
        duty = self.journey.case.open_duty
        if duty is not None:
            came = self.now - timedelta(minutes=early)
            self.attempt(lambda j: j.go(duties.receive(j.case, j.law, duty.duty_id, came, self.now)))

    @rule(body=st.sampled_from([LABOUR, FINANCE, MINISTRY]))
    def somebody_is_asked(self, body: object) -> None:
        self.attempt(lambda j: pausing(j, self.now, body))

    @rule(which=st.integers(0, 9), answered=st.booleans())
    def an_opinion_is_no_longer_awaited(self, which: int, answered: bool) -> None:
        open_ones = self.journey.case.open_consultations
        if open_ones:
            one = open_ones[which % len(open_ones)].id

            def close(j: Journey) -> Change | None:
                done = (
                    answer(j.case, j.law, one, YES, self.now)
                    if answered
                    else withdraw(j.case, j.law, one, "x", self.now)
                )
                j.go(done)
                return done

            self.attempt(close)

    def attempt(self, act: object) -> None:
        before = self.journey.case
        try:
            act(self.journey)  # type: ignore[operator]
        except Problem:
            assert self.journey.case is before

    @invariant()
    def the_ledger_gives_the_stored_due_instant(self) -> None:
        case, the_law = self.journey.case, self.journey.law
        clock = count(case, the_law)
        assert (utc(clock.due_at), utc(clock.original_due_at)) == (case.due_at, case.original_due_at)
        assert explain(case.entries, case.limit, the_law.calendar).replay() == case.due_at

    @invariant()
    def the_clock_stands_for_exactly_what_is_awaited(self) -> None:
        """Counted a second way: the stretches of the ledger against the union of the waits, to the instant."""
        stood, since = [], None
        for entry in sorted(self.journey.case.entries, key=lambda entry: entry.at):
            if entry.kind is EntryKind.PAUSED:
                since = entry.at
            elif entry.kind in (EntryKind.RESUMED, EntryKind.RESTARTED) and since is not None:
                stood.append((since, entry.at))
                since = None
        if since is not None:
            stood.append((since, self.now))
        awaited = [(wait.from_at, wait.until_at or self.now) for wait in waits(self.journey.case)]
        assert _union(stood) == _union(awaited)

    @invariant()
    def it_is_told_to_stand_and_to_go_on_in_turn(self) -> None:
        told = [type(fact) for fact in self.journey.facts if isinstance(fact, Paused | Resumed)]
        assert all(one is not two for one, two in pairwise(told))


def _union(spans: list[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans):
        if start == end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


TestWaiting = Waiting.TestCase
TestWaiting.settings = settings(max_examples=80, stateful_step_count=30)
