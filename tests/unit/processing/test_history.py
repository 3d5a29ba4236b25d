"""Random histories: whatever people try, in whatever order, the case stays whole."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chassis.kernel.errors import Problem
from chassis.kernel.timers import Timer
from chassis.kernel.worktime import explain, is_office_time, next_office_instant
from processing.domain.case import Change
from processing.domain.clock import count, utc
from processing.domain.corrections import Published, last_stop, mistaken, undo_decision, undo_extension, undo_stop
from processing.domain.endings import stop, withdraw
from processing.domain.extension import extend
from processing.domain.facts import Decided, ResultIssued, Stopped
from processing.domain.states import Action, after
from processing.domain.steps import assign, complete, decide, send_back
from processing.domain.supplements import receive, request
from processing.domain.timers import Later, fire, timers_of
from processing.domain.vocabulary import CaseState, ClockEffect, OnTimeout, Outcome, StopCause, TaskState
from unit.processing.journeys import Journey
from unit.processing.story import ACCEPTED_AT, current, law

EVENT = Published(id="event-1", type="motcua.dossier.decided.v1")
OFFICERS = {"department_head": "tp.dautu", "specialist": "cv.dautu.1", "leader": "ld.ban.1"}
MINUTES = st.integers(min_value=0, max_value=4_000)


class Histories(RuleBasedStateMachine):
    """Time passes, people act; a refusal leaves everything as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.journey = Journey()
        self.now = ACCEPTED_AT
        self.fired: set[Timer] = set()

    @rule(effect=st.sampled_from(ClockEffect), most=st.integers(1, 2), timeout=st.sampled_from(OnTimeout))
    @precondition(lambda self: len(self.journey.case.entries) == 1 and len(self.journey.case.tasks) == 2)
    def another_law(self, effect: ClockEffect, most: int, timeout: OnTimeout) -> None:
        self.journey = Journey(law(effect=effect, most=most, deadline="5", on_timeout=timeout))
        self.fired.clear()

    @rule(minutes=MINUTES)
    def wait(self, minutes: int) -> None:
        """Until an hour when people work."""
        self.now = next_office_instant(self.journey.law.calendar, self.now + timedelta(minutes=minutes))
        assert is_office_time(self.journey.law.calendar, self.now)

    @rule()
    def alarms_ring(self) -> None:
        waiting: set[Timer] = set()
        while due := [
            timer
            for timer in timers_of(self.journey.case, self.journey.law)
            if timer not in self.fired | waiting and timer.fire_at <= self.now
        ]:
            came = fire(self.journey.case, self.journey.law, due[0], self.now)
            (waiting if isinstance(came, Later) else self.fired).add(due[0])
            if isinstance(came, Change):
                self.journey.go(came)

    @rule(other=st.booleans())
    def somebody_is_named(self, other: bool) -> None:
        task = self.journey.case.current
        if task is not None:
            officer = "cv.dautu.2" if other and task.role == "specialist" else OFFICERS[task.role]
            self.attempt(lambda: assign(self.journey.case, task.id, officer, self.now))

    @rule()
    def the_step_is_done(self) -> None:
        j = self.journey
        if j.case.current is not None:
            self.attempt(lambda: complete(j.case, j.law, current(j.case), self.now, j.ids))

    @rule(times=st.integers(1, 12))
    def work_goes_on(self, times: int) -> None:
        """Named, done, named, done: as on most days."""
        for _ in range(times):
            task = self.journey.case.current
            if task is None:
                return
            if task.state is TaskState.UNASSIGNED:
                self.somebody_is_named(other=False)
            elif task.decides:
                self.it_is_decided(Outcome.GRANTED)
            else:
                self.the_step_is_done()

    @rule()
    def the_step_is_sent_back(self) -> None:
        j = self.journey
        if j.case.current is not None:
            self.attempt(lambda: send_back(j.case, j.law, current(j.case), self.now, j.ids))

    @rule(outcome=st.sampled_from(Outcome))
    def it_is_decided(self, outcome: Outcome) -> None:
        j = self.journey
        self.attempt(
            lambda: decide(j.case, j.law, officer="ld.ban.1", outcome=outcome, reason="Lý do", at=self.now, ids=j.ids)
        )

    @rule()
    def papers_are_asked_for(self) -> None:
        j = self.journey
        self.attempt(
            lambda: request(
                j.case, j.law, officer="cv.dautu.1", documents=["Giấy tờ"], reason="Thiếu", at=self.now, ids=j.ids
            )
        )

    @rule(early=st.integers(0, 600))
    def papers_arrive(self, early: int) -> None:
        """Heard of now, complete some minutes ago."""
        j = self.journey
        if j.case.supplements:
            arrived_at = self.now - timedelta(minutes=early)
            request_id = j.case.supplements[-1].request_id
            self.attempt(lambda: receive(j.case, j.law, request_id, arrived_at, self.now))

    @rule(days=st.integers(1, 20))
    def an_apology_is_made(self, days: int) -> None:
        j = self.journey
        new_due_at = next_office_instant(j.law.calendar, self.now + timedelta(days=days))
        self.attempt(lambda: extend(j.case, j.law, new_due_at, self.now))

    @rule()
    def the_authority_stops_it(self) -> None:
        j = self.journey
        self.attempt(lambda: stop(j.case, j.law, StopCause.AUTHORITY, self.now, self.now))

    @rule(early=st.integers(0, 600))
    def the_applicant_withdraws(self, early: int) -> None:
        j = self.journey
        withdrawn_at = self.now - timedelta(minutes=early)
        self.attempt(lambda: withdraw(j.case, j.law, "event-9", withdrawn_at, self.now))

    @rule()
    def the_decision_is_undone(self) -> None:
        j = self.journey
        self.attempt(lambda: undo_decision(j.case, j.law, EVENT, self.now, j.ids))

    @rule()
    @precondition(lambda self: self.journey.case.state is CaseState.STOPPED)
    def the_stop_is_undone(self) -> None:
        j = self.journey
        entry = last_stop(j.case)

        def undone() -> Change:
            mistaken(j.case, entry)
            return undo_stop(j.case, j.law, EVENT, entry=entry, cause="stop-undone", at=self.now)

        self.attempt(undone)

    @rule()
    def the_extension_is_undone(self) -> None:
        j = self.journey
        entries = [index for index, entry in enumerate(j.case.entries) if entry.kind == "extended"]
        if entries:
            self.attempt(lambda: undo_extension(j.case, j.law, EVENT, entries[-1], self.now))

    def attempt(self, act: object) -> None:
        """A Problem is an answer; anything else is a fault of ours."""
        before = self.journey.case
        try:
            change = act()  # type: ignore[operator]
        except Problem:
            assert self.journey.case is before
            return
        if change.facts or change.case != before:
            self.journey.go(change)

    @invariant()
    def the_ledger_gives_the_stored_due_instant(self) -> None:
        case = self.journey.case
        clock = count(case, self.journey.law)
        assert (utc(clock.due_at), utc(clock.original_due_at)) == (case.due_at, case.original_due_at)
        assert clock.provisional == case.due_is_provisional

    @invariant()
    def the_explanation_leads_to_it_too(self) -> None:
        case = self.journey.case
        assert explain(case.entries, case.limit, self.journey.law.calendar).replay() == case.due_at

    @invariant()
    def every_step_done_or_begun_has_a_named_person(self) -> None:
        for task in self.journey.case.tasks:
            if task.state not in (TaskState.UNASSIGNED, TaskState.CANCELLED):
                assert task.officer
                assert task.started_at is not None
            assert task.working_seconds >= 0

    @invariant()
    def a_case_at_work_has_one_open_step_and_an_ended_one_none(self) -> None:
        case = self.journey.case
        is_ended = case.state in (CaseState.RESULT_ISSUED, CaseState.STOPPED)
        assert len([task for task in case.tasks if task.is_open]) == (0 if is_ended else 1)

    @invariant()
    def what_has_ended_has_no_alarms_and_allows_no_action(self) -> None:
        case = self.journey.case
        if case.state is CaseState.RESULT_ISSUED:
            assert timers_of(case, self.journey.law) == ()
            for action in Action:
                try:
                    after(case.state, action)
                except Problem:
                    continue
                raise AssertionError(f"{action} on an issued result")

    @invariant()
    def a_result_is_issued_once_and_only_after_a_decision(self) -> None:
        issued = [fact for fact in self.journey.facts if isinstance(fact, ResultIssued)]
        assert len(issued) == (1 if self.journey.case.state is CaseState.RESULT_ISSUED else 0)
        if issued:
            assert any(isinstance(fact, Decided) for fact in self.journey.facts)
            assert issued[0].working_seconds >= 0

    @invariant()
    def a_stop_is_told_as_often_as_it_happened(self) -> None:
        told = sum(isinstance(fact, Stopped) for fact in self.journey.facts)
        stopped = sum(entry.kind == "stopped" for entry in self.journey.case.entries)
        assert stopped == told + (1 if self.journey.case.state is CaseState.RESULT_ISSUED else 0)


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=60, stateful_step_count=40)
