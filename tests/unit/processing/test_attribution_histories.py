"""Random histories: every second has one owner, and those that count are those of the clock."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from processing.domain.attribution import elapsed_seconds
from processing.domain.clock import count
from processing.domain.duties import Demand
from processing.domain.duties import receive as settle
from processing.domain.duties import request as demand
from processing.domain.owners import OwnerKind, OwnVerdict
from processing.domain.shares import attribution
from processing.domain.vocabulary import PayableKind
from unit.processing.test_history import Histories


class Attributed(Histories):
    """The histories of ``test_history``, with financial duties, seen by their slices."""

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
        case = self.journey.case
        for each in attribution(case, self.journey.law, self.now).slices:
            assert each.owner.department or each.owner.kind is OwnerKind.APPLICANT
            assert each.counts is False or each.owner.kind is not OwnerKind.APPLICANT

    @invariant()
    def a_department_is_judged_by_its_own_time(self) -> None:
        for share in attribution(self.journey.case, self.journey.law, self.now).departments:
            is_over = share.budget_seconds is not None and share.own_seconds > share.budget_seconds
            assert (share.verdict is OwnVerdict.MISSED) == is_over


TestAttributed = Attributed.TestCase
TestAttributed.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
