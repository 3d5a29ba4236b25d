"""Any order of actions and reports: the domain, and the use cases on it, agree with a model that fits on a page.

The model knows nothing of ``states.py``: it says in its own words what the decrees allow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import ClassVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chassis.kernel.errors import Problem
from intake.domain import progress
from intake.domain.codes import is_code
from intake.domain.fees.accounts import PROCEDURE, PayableKind, PaymentStatus
from intake.domain.forwarding.moving import Leg
from intake.domain.timers import timers_of
from unit.intake.dossier_drivers import Bare, Driver, ThroughUseCases
from unit.intake.world import WORK_PERMIT_DOCUMENTS, local

BEFORE = {"registered", "supplement_requested"}
AT_WORK = {"accepted", "in_progress", "awaiting_supplement", "awaiting_payment"}
ENDED = {"refused", "withdrawn", "stopped", "result_ready", "collected"}
PORTAL = {
    "registered": 1,
    "accepted": 2,
    "refused": 3,
    "in_progress": 4,
    "supplement_requested": 5,
    "awaiting_supplement": 5,
    "awaiting_payment": 6,
    "withdrawn": 7,
    "stopped": 8,
    "result_ready": 9,
    "collected": 10,
}
FEE, DUTY = 600_000, 1_000_000
NOW = local("2026-04-24 15:00")
DUE = local("2026-05-07 17:00")
ISSUED = progress.ResultIssued(issued_at=NOW, decided_at=NOW, outcome="granted", due_at=DUE, original_due_at=DUE)


class DossierMachine(RuleBasedStateMachine):
    """state, hidden: where the dossier is, and where it would be without its withdrawal. asked: how often, by the
    counter. owed: what is asked for and not paid. way: of papers taken in elsewhere. late: what was told of so far."""

    drive: ClassVar[type[Bare | ThroughUseCases]] = Bare

    def __init__(self) -> None:
        super().__init__()
        self.state, self.hidden = "registered", ""
        self.asked = self.weeks = self.duties = 0
        self.decided = self.rated = self.accepted = self.transferred = False
        self.owed: set[str] = set()
        self.names: set[str] = set()
        self.late: set[str] = set()
        self.way = ""

    @initialize(
        start=st.sampled_from(["2025-06-24 09:00", "2026-04-20 09:00", "2026-04-20 15:30"]),
        is_notice=st.booleans(),
        site=st.sampled_from(["", "tru-so", "phuong"]),
    )
    def register(self, start: str, is_notice: bool, site: str) -> None:
        self.procedure = "thong-bao-lam-them" if is_notice else "cap-gpld"
        self.papers = ("thong-bao",) if is_notice else WORK_PERMIT_DOCUMENTS
        self.is_notice, self.is_online = is_notice, not site
        self.way = "lying" if site == "phuong" else ""
        self.driver: Driver = self.drive(self.procedure, self.papers, site, local(start))

    def attempt(self, action: Callable[[], None], *, allowed: bool, to: str = "") -> bool:
        """The action must succeed exactly when the model allows it, and change nothing when it is refused."""
        before = self.driver.dossier
        try:
            action()
        except Problem:
            assert not allowed, f"refused in {self.state}"
            assert self.driver.dossier == before
            return False
        assert allowed, f"carried out in {self.state}"
        self.state = to or self.state
        return True

    # What the counter and the applicant do

    @rule()
    def accept(self) -> None:
        if self.attempt(self.driver.accept, allowed=self.state == "registered", to="accepted"):
            self.accepted = True
            self.owed = set() if self.is_notice else {PROCEDURE}

    @rule()
    def answer_at_once(self) -> None:
        allowed = self.state == "registered" and self.is_notice
        if self.attempt(self.driver.answer_at_once, allowed=allowed, to="collected"):
            self.accepted = self.decided = True

    @rule()
    def refuse(self) -> None:
        self.attempt(self.driver.refuse, allowed=self.state in BEFORE, to="refused")

    @rule()
    def ask(self) -> None:
        most = 2 if self.driver.clock.now().date() < date(2025, 7, 1) else 1
        allowed = self.state == "registered" and self.asked < most
        self.asked += self.attempt(self.driver.ask, allowed=allowed, to="supplement_requested")

    @rule()
    def bring(self) -> None:
        to = {"supplement_requested": "registered", "awaiting_supplement": "in_progress"}.get(self.state, "")
        self.attempt(lambda: self.driver.bring(self.papers[0]), allowed=bool(to), to=to)

    @rule()
    def withdraw(self) -> None:
        before = self.state
        allowed = before in AT_WORK | BEFORE and not self.decided
        if self.attempt(self.driver.withdraw, allowed=allowed, to="withdrawn"):
            self.hidden = before

    @rule()
    def collect(self) -> None:
        self.attempt(self.driver.collect, allowed=self.state == "result_ready" and not self.owed, to="collected")

    @rule()
    def pay_the_fee(self) -> None:
        if self.attempt(lambda: self.driver.pay(PROCEDURE, FEE), allowed=PROCEDURE in self.owed):
            self.owed -= {PROCEDURE}
            self.released()

    @rule()
    def pay_the_duty(self) -> None:
        to = "in_progress" if self.state == "awaiting_payment" else ""
        if self.attempt(lambda: self.driver.pay("duty", DUTY), allowed="duty" in self.owed, to=to):
            self.owed -= {"duty"}
            if self.hidden == "awaiting_payment":  # behind a withdrawal that may yet be undone
                self.hidden = "in_progress"
            self.released()

    @rule()
    def rate(self) -> None:
        known = self.state in {"result_ready", "collected", "refused", "stopped"} and not self.rated
        allowed = known and (self.is_online or self.drive is Bare)  # whose account it is, is a right and no state
        self.rated |= self.attempt(self.driver.rate, allowed=allowed)

    @rule(leg=st.sampled_from(Leg))
    def forward(self, leg: Leg) -> None:
        following = {("lying", Leg.SENT): "sent", ("sent", Leg.ARRIVED): "arrived"}.get((self.way, leg), "")
        if self.attempt(lambda: self.driver.forward(leg), allowed=bool(following)):
            self.way = following

    @rule(number=st.sampled_from(["1", "2"]))
    def name_elsewhere(self, number: str) -> None:
        if self.attempt(lambda: self.driver.name(number), allowed=number not in self.names):
            self.names.add(number)

    def released(self) -> None:
        """A signed file that is wanted online has only waited for what is owed."""
        if self.state == "result_ready" and self.is_online and not self.owed:
            self.state = "collected"

    # What the department reports

    def at_work(self) -> str:
        """Where the department has it, also behind a withdrawal; empty if it has not."""
        state = self.hidden if self.state == "withdrawn" else self.state
        return state if state in AT_WORK else ""

    def reported(self, to: str, report: progress.Report) -> None:
        if self.state == "withdrawn":
            self.hidden = to
        else:
            self.state = to
        self.driver.report(report)

    @precondition(lambda self: self.at_work() == "accepted")
    @rule()
    def assigned(self) -> None:
        self.transferred = True
        self.reported("in_progress", progress.Assigned(officer="cv.laodong.1", step="tham-dinh", at=NOW))

    @precondition(lambda self: self.at_work() in {"accepted", "in_progress"})
    @rule()
    def department_asks(self) -> None:
        if self.driver.dossier.open_supplement is None:
            asked = progress.SupplementAsked(request_id="r", requested_at=NOW, applicant_deadline_at=None)
            self.reported("awaiting_supplement", asked)

    @precondition(lambda self: self.at_work() in {"accepted", "in_progress"} and not self.duties)
    @rule()
    def a_duty_arises(self) -> None:
        self.duties = 1
        self.owed |= {"duty"}
        demand = progress.PaymentAsked(
            duty_id="duty",
            kind=PayableKind.LAND,
            amount_vnd=DUTY,
            requested_at=NOW,
            pay_by_at=None,
            pauses=True,
        )
        self.reported("awaiting_payment", demand)

    @precondition(lambda self: self.at_work() == "awaiting_payment" and "duty" not in self.owed)
    @rule()
    def department_goes_on(self) -> None:
        self.reported("in_progress", progress.Resumed(resumed_at=NOW))

    @precondition(lambda self: self.at_work() in {"accepted", "in_progress"})
    @rule()
    def decide(self) -> None:
        self.decided = True
        self.driver.report(progress.Decided(decided_at=NOW, outcome="granted"))

    @precondition(lambda self: self.at_work() and self.decided)
    @rule()
    def issue(self) -> None:
        self.reported("result_ready", ISSUED)
        self.released()

    @precondition(lambda self: self.state in {"result_ready", "collected"} and not self.is_notice)
    @rule()
    def undo_result(self) -> None:
        self.state = "in_progress"
        self.driver.report(progress.Corrected(event="dossier.result-issued"))

    @precondition(lambda self: self.state == "withdrawn" and self.accepted and self.decided)
    @rule()
    def undo_withdrawal(self) -> None:
        self.state, self.hidden = self.hidden, ""
        self.driver.report(progress.Corrected(event="dossier.withdrawn"))
        self.released()

    @precondition(lambda self: self.state in AT_WORK and not self.decided)
    @rule()
    def stop(self) -> None:
        self.state = "stopped"
        self.driver.report(progress.Stopped(stopped_at=NOW, cause="authority"))

    # What happens by itself

    @precondition(lambda self: self.weeks < 5)
    @rule()
    def a_week_passes(self) -> None:
        self.weeks += 1
        self.driver.clock.move_to(self.driver.clock.now() + timedelta(days=7))
        if self.state == "accepted" and not self.transferred:
            self.late.add("TransferLate")
        if self.way == "lying" and self.state not in ENDED:
            self.late.add("ForwardingLate")
        self.driver.fire()

    @invariant()
    def the_register_agrees(self) -> None:
        if not hasattr(self, "driver"):
            return
        dossier = self.driver.dossier
        assert dossier.state.value == self.state
        assert dossier.portal_status == PORTAL[self.state]
        assert is_code(dossier.code) == (dossier.due_at is not None) == self.accepted
        assert not (dossier.accepted_at and dossier.refused_at), "reception has exactly one outcome"
        assert sum(request.supplemented_at is None for request in dossier.supplements) <= 1
        assert (dossier.payment in {PaymentStatus.UNPAID, PaymentStatus.PARTLY_PAID}) == bool(self.owed)
        assert {ref.number for ref in dossier.external_refs} == self.names

    @invariant()
    def every_alarm_rang_once(self) -> None:
        if not hasattr(self, "driver"):
            return
        told = Counter(type(fact).__name__ for fact in self.driver.facts)
        assert {kind: told[kind] for kind in ("TransferLate", "ForwardingLate") if told[kind]} == dict.fromkeys(
            self.late, 1
        )
        if self.state in ENDED:
            assert not {timer.kind for timer in timers_of(self.driver.dossier)} - {"result-uncollected"}


class DossierMachineThroughUseCases(DossierMachine):
    drive = ThroughUseCases


def _runs(examples: int) -> settings:
    return settings(max_examples=examples, stateful_step_count=30)


TestDossierMachine = DossierMachine.TestCase
TestDossierMachine.settings = _runs(200)
TestThroughUseCases = DossierMachineThroughUseCases.TestCase
TestThroughUseCases.settings = _runs(40)
