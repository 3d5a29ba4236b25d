"""Any order of actions and reports: the use cases agree with a model that fits on a page."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from chassis.kernel.clock import FrozenClock
from chassis.kernel.errors import Problem
from chassis.kernel.ids import SerialIds
from intake.application import (
    AcceptDossier,
    RateDossier,
    RecordCollection,
    RefuseDossier,
    RequestSupplement,
    SubmitSupplement,
    UseCases,
    WithdrawDossier,
)
from intake.application.fees import RecordPayment
from intake.application.law_in_force import LawInForce
from intake.domain import progress
from intake.domain.codes import is_code
from intake.domain.fees.accounts import PaymentMethod
from intake.domain.forms.public_pages import PublicPages
from intake.domain.progress import Report, progressed
from intake.lawpack.uploaded import UploadedPacks
from intake.printing.typst_printer import TypstPrinter
from unit.intake.fake_exports import exports_in_memory
from unit.intake.fakes import (
    FakeLetters,
    FakeLiveCases,
    FakeOpenDossiers,
    InMemoryReads,
    InMemoryRegister,
    InMemoryUnitOfWork,
    SerialSecrets,
)
from unit.intake.feedback_fakes import InMemoryFeedbackShelf
from unit.intake.file_fakes import InMemoryDraftShelf, file_ports
from unit.intake.world import APPLICANT, HEZA, change, filing, given, heza, local

AT_WORK = {"accepted", "in_progress", "awaiting_supplement"}
DUE = local("2026-05-07 17:00")
NOW = local("2026-04-24 15:00")


class DossierMachine(RuleBasedStateMachine):
    """state, hidden: where the dossier is, and where it would be without its withdrawal. asked: by the counter."""

    def __init__(self) -> None:
        super().__init__()
        self.work = InMemoryUnitOfWork()
        law, clock = LawInForce(heza()), FrozenClock(local("2026-04-20 09:00"))
        self.ask = UseCases.of(
            unit_of_work=self.work,
            register=InMemoryRegister(self.work),
            live=FakeLiveCases(),
            law=law,
            clock=clock,
            ids=SerialIds(),
            secrets=SerialSecrets(),
            printer=TypstPrinter(),
            pages=PublicPages("http://localhost:8080"),
            letters=FakeLetters(),
            shelf=InMemoryFeedbackShelf(self.work),
            files=file_ports(lambda: self.work.stored),
            drafts=InMemoryDraftShelf(lambda: self.work.stored),
            reads=InMemoryReads(clock),
            exports=exports_in_memory(self.work, law, clock),
            reader=UploadedPacks(HEZA.parent / "schema"),
            open_dossiers=FakeOpenDossiers(),
        )
        self.state, self.hidden = "registered", ""
        self.asked = self.decided = self.rated = self.was_accepted = self.paid = False
        self.id = ""

    @initialize()
    def register(self) -> None:
        self.id = asyncio.run(self._new())

    async def _new(self) -> str:
        return (await self.ask.register(filing(APPLICANT))).id

    def attempt(self, work: Coroutine[Any, Any, Any], *, allowed: bool, to: str = "") -> bool:
        """The use case must succeed exactly when the model allows it."""
        try:
            asyncio.run(work)
        except Problem:
            assert not allowed, f"refused in {self.state}"
            return False
        assert allowed, f"carried out in {self.state}"
        self.state = to or self.state
        return True

    def report(self, report: Report) -> None:
        stored = self.work.stored.dossiers[self.id]
        self.work.stored.dossiers[self.id] = progressed(stored, report)

    @rule()
    def accept(self) -> None:
        work = self.ask.accept(AcceptDossier(change=change(self.id)))
        self.was_accepted |= self.attempt(work, allowed=self.state == "registered", to="accepted")

    @rule()
    def refuse(self) -> None:
        allowed = self.state in {"registered", "supplement_requested"}
        work = self.ask.refuse(RefuseDossier(change=change(self.id), reason="Lý do"))
        self.attempt(work, allowed=allowed, to="refused")

    @rule()
    def request_supplement(self) -> None:
        allowed = self.state == "registered" and not self.asked
        work = self.ask.request_supplement(
            RequestSupplement(change=change(self.id), documents=("anh",), reason="Ảnh mờ")
        )
        self.asked |= self.attempt(work, allowed=allowed, to="supplement_requested")

    @rule()
    def supplement(self) -> None:
        to = {"supplement_requested": "registered", "awaiting_supplement": "in_progress"}.get(self.state, "")
        work = self.ask.submit_supplement(SubmitSupplement(change=change(self.id, APPLICANT), documents=given("anh")))
        self.attempt(work, allowed=bool(to), to=to)

    @rule()
    def withdraw(self) -> None:
        before = self.state
        allowed = before in AT_WORK | {"registered", "supplement_requested"} and not self.decided
        work = self.ask.withdraw(WithdrawDossier(change=change(self.id, APPLICANT)))
        if self.attempt(work, allowed=allowed, to="withdrawn"):
            self.hidden = before

    @rule()
    def collect(self) -> None:
        work = self.ask.collect(RecordCollection(change=change(self.id)))
        self.attempt(work, allowed=self.state == "result_ready" and self.paid, to="collected")

    @rule()
    def pay(self) -> None:
        number = f"BL-{len(self.work.stored.commands)}"
        payment = RecordPayment(
            change=change(self.id), amount_vnd=600_000, method=PaymentMethod.CASH, receipt_number=number
        )
        # The result is a signed file and wanted online: it has only waited for the charge.
        to = "collected" if self.state == "result_ready" else ""
        self.paid |= self.attempt(self.ask.fees.record(payment), allowed=self.was_accepted and not self.paid, to=to)

    @rule()
    def rate(self) -> None:
        allowed = self.state in {"result_ready", "collected", "refused", "stopped"} and not self.rated
        work = self.ask.rate(RateDossier(change=change(self.id, APPLICANT), rating=4))
        self.rated |= self.attempt(work, allowed=allowed)

    @rule()
    def assigned(self) -> None:
        if self.at_work() == "accepted":
            self.move("in_progress")
            self.report(progress.Assigned(officer="cv.laodong.1", step="tham-dinh", at=NOW))

    @rule()
    def department_asks(self) -> None:
        if self.at_work() in {"accepted", "in_progress"} and not self.work.stored.dossiers[self.id].open_supplement:
            self.move("awaiting_supplement")
            self.report(progress.SupplementAsked(request_id="r", requested_at=NOW, applicant_deadline_at=None))

    @rule()
    def decide(self) -> None:
        if self.at_work() in {"accepted", "in_progress"}:
            self.decided = True
            self.report(progress.Decided(decided_at=NOW, outcome="granted"))

    @rule()
    def issue(self) -> None:
        if self.at_work() and self.decided:
            self.move("result_ready")
            self.report(
                progress.ResultIssued(issued_at=NOW, decided_at=NOW, outcome="granted", due_at=DUE, original_due_at=DUE)
            )

    @rule()
    def undo_withdrawal(self) -> None:
        if self.state == "withdrawn" and self.was_accepted and self.decided:
            self.state, self.hidden = self.hidden, ""
            self.report(progress.Corrected(event="dossier.withdrawn"))

    @rule()
    def stop(self) -> None:
        if self.state in AT_WORK and not self.decided:
            self.state = "stopped"
            self.report(progress.Stopped(stopped_at=NOW, cause="authority"))

    def at_work(self) -> str:
        """Where the department has it, also behind a withdrawal; empty if it has not."""
        state = self.hidden if self.state == "withdrawn" else self.state
        return state if state in AT_WORK else ""

    def move(self, to: str) -> None:
        if self.state == "withdrawn":
            self.hidden = to
        else:
            self.state = to

    @invariant()
    def the_register_agrees(self) -> None:
        if not self.id:
            return
        dossier = self.work.stored.dossiers[self.id]
        assert dossier.state.value == self.state
        assert is_code(dossier.code) == self.was_accepted
        assert (dossier.due_at is not None) == self.was_accepted
        assert sum(request.supplemented_at is None for request in dossier.supplements) <= 1


TestDossierMachine = DossierMachine.TestCase
TestDossierMachine.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
