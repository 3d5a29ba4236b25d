"""Random histories: every second has one owner, and those that count are those of the clock."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from processing.domain.attribution import elapsed_seconds
from processing.domain.clock import count
from processing.domain.clocks import ClockKind, clocks
from processing.domain.consultation import Consultee
from processing.domain.consultations import Reply, answer, withdraw
from processing.domain.consulting import Ask
from processing.domain.consulting import request as consult
from processing.domain.control_slip import control_slip
from processing.domain.duties import Demand
from processing.domain.duties import receive as settle
from processing.domain.duties import request as demand
from processing.domain.owners import OwnerKind, OwnVerdict
from processing.domain.shares import attribution
from processing.domain.vocabulary import ClockEffect, OnSilence, Opinion, PayableKind
from unit.processing.journeys import Journey
from unit.processing.opinions import FINANCE, LABOUR, MINISTRY, consulting, question
from unit.processing.story import law
from unit.processing.test_history import Histories


class Attributed(Histories):
    """The histories of ``test_history``, with financial duties and consultations, seen by their slices."""

    @rule(effect=st.sampled_from([ClockEffect.NONE, ClockEffect.PAUSE]), silence=st.sampled_from(OnSilence))
    @precondition(lambda self: len(self.journey.case.entries) == 1 and len(self.journey.case.tasks) == 2)
    def a_law_about_opinions(self, effect: ClockEffect, silence: OnSilence) -> None:
        base = law(deadline="5", effect=ClockEffect.PAUSE)
        self.journey = Journey(consulting(effect=effect, silence=silence, limit="2", base=base))
        self.fired.clear()

    @rule()
    def a_payment_is_asked_for(self) -> None:
        j = self.journey
        asked = Demand(officer="cv.dautu.1", kind=PayableKind.FEE, amount_vnd=1_000, reason="Phí", pay_by_at=None)
        self.attempt(lambda: demand(j.case, j.law, asked, self.now, j.ids))

    @rule(early=st.integers(0, 600))
    def it_is_paid(self, early: int) -> None:
        j = self.journey
        if j.case.duties:
            paid_at = self.now - timedelta(minutes=early)
            self.attempt(lambda: settle(j.case, j.law, j.case.duties[-1].duty_id, paid_at, self.now))

    @rule(body=st.sampled_from([LABOUR, FINANCE, MINISTRY]), hours=st.integers(1, 60))
    def an_opinion_is_asked_for(self, body: Consultee, hours: int) -> None:
        j = self.journey
        ask = Ask(consultee=body, due_at=self.now + timedelta(hours=hours), later_reason="Việc khó")
        self.attempt(lambda: consult(j.case, j.law, question(self.now, ask), j.ids))

    @rule(agrees=st.booleans())
    def it_is_given_or_given_up(self, agrees: bool) -> None:
        j = self.journey
        if j.case.consultations:
            wanted = j.case.consultations[-1].id
            reply = Reply(answered_by="link", opinion=Opinion.AGREE, text="")
            if agrees:
                self.attempt(lambda: answer(j.case, j.law, wanted, reply, self.now))
            else:
                self.attempt(lambda: withdraw(j.case, j.law, wanted, "Thôi", self.now))

    @invariant()
    def slices_follow_one_another_and_add_up(self) -> None:
        case, law = self.journey.case, self.journey.law
        whole = attribution(case, law, self.now)
        for one, other in pairwise(whole.slices):
            assert one.ended_at == other.started_at
        assert all(each.started_at < each.ended_at for each in whole.slices)
        assert all(each.working_seconds >= 0 for each in whole.slices)
        assert whole.elapsed_seconds == elapsed_seconds(case, law, self.now)
        assert sum(share.working_seconds for share in whole.shares) == whole.elapsed_seconds

    @invariant()
    def those_that_count_are_the_clocks(self) -> None:
        case, law = self.journey.case, self.journey.law
        ends = case.issued_at or case.stopped_at or self.now
        assert attribution(case, law, self.now).counted_seconds == count(case, law).elapsed_working_seconds(ends)

    @invariant()
    def every_slice_has_an_owner_who_had_it(self) -> None:
        for each in attribution(self.journey.case, self.journey.law, self.now).slices:
            assert each.owner.department or each.owner.unit or each.owner.kind is OwnerKind.APPLICANT
            assert each.counts is False or each.owner.kind is not OwnerKind.APPLICANT

    @invariant()
    def a_department_is_judged_by_its_own_time(self) -> None:
        for share in attribution(self.journey.case, self.journey.law, self.now).departments:
            is_over = share.budget_seconds is not None and share.own_seconds > share.budget_seconds
            assert (share.verdict is OwnVerdict.MISSED) == is_over

    @invariant()
    def the_dossiers_clock_tells_what_the_slices_add_up_to(self) -> None:
        case, law = self.journey.case, self.journey.law
        dossier = next(clock for clock in clocks(case, law, self.now) if clock.kind is ClockKind.DOSSIER)
        assert dossier.used_seconds == attribution(case, law, self.now).counted_seconds

    @invariant()
    def the_control_slip_begins_at_the_counter_and_is_in_order(self) -> None:
        rows = control_slip(self.journey.case, self.journey.law)
        assert rows[0].receiver.kind is OwnerKind.RECEPTION
        assert [row.at for row in rows] == sorted(row.at for row in rows)


TestAttributed = Attributed.TestCase
TestAttributed.settings = settings(max_examples=60, stateful_step_count=40)
