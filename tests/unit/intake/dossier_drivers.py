"""Two ways to do the same things to one dossier: bare, by the functions of the domain, and through the use cases."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, Protocol

from chassis.kernel.actor import Actor
from chassis.kernel.clock import FrozenClock
from chassis.kernel.ids import SerialIds
from chassis.kernel.timers import Timer
from intake.application import (
    AcceptDossier,
    FollowProcessing,
    RateDossier,
    RecordCollection,
    RefuseDossier,
    RequestSupplement,
    SubmitSupplement,
    UseCases,
    WithdrawDossier,
)
from intake.application.external_refs import AddExternalRef
from intake.application.fees import RecordPayment
from intake.application.issue_immediate_result import IssueImmediateResult
from intake.application.law_in_force import LawInForce
from intake.application.record_forwarding import RecordForwarding
from intake.domain import reception
from intake.domain.appointment import appointment
from intake.domain.at_once import answer_at_once, must_be_immediate
from intake.domain.codes import DossierCode
from intake.domain.documents import SubmittedDocument
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import Fact, Stage
from intake.domain.fees.accounts import PROCEDURE, Account, Payment, PaymentMethod
from intake.domain.fees.paying import asked, assessed, gone_on, settle
from intake.domain.fees.paying import record as pay
from intake.domain.forms.public_pages import PublicPages
from intake.domain.forwarding.moving import Leg, needed
from intake.domain.forwarding.moving import record as move
from intake.domain.forwarding.record import TakenIn
from intake.domain.procedures import Channel, DocumentForm
from intake.domain.progress import PaymentAsked, Report, progressed
from intake.domain.reception import Acceptance, Filing
from intake.domain.references import ExternalRef, check_added
from intake.domain.returning.attempts import ReturnAttempt, hand_over, released
from intake.domain.timers import fire, timers_of
from intake.domain.transfer import at_hand, transfer_due
from intake.lawpack.uploaded import UploadedPacks
from intake.printing.typst_printer import TypstPrinter
from motcua.events.v1 import handling_pb2
from unit.intake.fake_exports import exports_in_memory
from unit.intake.fake_neighbours import FakeLetters, FakeLiveCases, FakeOpenDossiers, SerialSecrets
from unit.intake.fake_reads import InMemoryReads
from unit.intake.fake_register import InMemoryRegister
from unit.intake.fakes import InMemoryUnitOfWork
from unit.intake.feedback_fakes import InMemoryFeedbackShelf
from unit.intake.file_fakes import InMemoryDraftShelf, file_ports
from unit.intake.test_following import event
from unit.intake.towns import three_sites
from unit.intake.world import APPLICANT, HEZA, RECEPTIONIST, change, filing, given

PHOTO = SubmittedDocument(key="anh", form=DocumentForm.ORIGINAL, quantity=1)


class Driver(Protocol):
    """One dossier under way. Whatever is not possible raises Problem and changes nothing."""

    clock: FrozenClock

    @property
    def dossier(self) -> Dossier: ...
    @property
    def facts(self) -> list[Fact]: ...

    def accept(self) -> None: ...
    def answer_at_once(self) -> None: ...
    def refuse(self) -> None: ...
    def ask(self) -> None: ...
    def bring(self, document: str) -> None: ...
    def withdraw(self) -> None: ...
    def collect(self) -> None: ...
    def pay(self, payable: str, amount_vnd: int) -> None: ...
    def rate(self) -> None: ...
    def forward(self, leg: Leg) -> None: ...
    def name(self, number: str) -> None: ...
    def report(self, report: Report) -> None: ...
    def fire(self) -> None: ...


class Bare:
    """The functions of the domain and nothing else. is_owner: the applicant filed it online and may rate it."""

    def __init__(self, procedure: str, documents: tuple[str, ...], site: str, at: datetime) -> None:
        self.clock, self.law = FrozenClock(at), three_sites()
        self.version = self.law.version_on(procedure, at.date())
        way = needed(
            self.law.agency,
            self.law.agency.site(site),
            None,
            is_electronic=not site,
            at=at,
            calendar=self.law.calendar,
        )
        channel = Channel.COUNTER if site else Channel.ONLINE
        filed = Filing(
            id="d-1",
            agency="heza",
            channel=channel,
            documents=tuple(SubmittedDocument(key=k, form=DocumentForm.COPY, quantity=1) for k in documents),
            sets=1,
            result_by=channel,
            registered_by="x",
            received_at=at,
            tracking_digest="",
            taken_in=TakenIn(site=site, forwarding=way),
        )
        self.dossier, received = reception.register(filed, self.version)
        self.account = Account()
        self.facts: list[Fact] = [received]
        self._fired: set[Timer] = set()

    def _became(self, changed: tuple[Dossier, Fact]) -> None:
        self.dossier = changed[0]
        self.facts.append(changed[1])

    def _acceptance(self) -> tuple[Acceptance, Account]:
        now, agency, calendar = self.clock.now(), self.law.agency, self.law.calendar
        account = assessed(self.version.fee_for(self.dossier.channel), now)
        acceptance = Acceptance(
            code=DossierCode(unit="H24.15", received_on=now.date(), serial=1),
            accepted_at=now,
            accepted_by="x",
            appointment=appointment(self.version, self.dossier.channel, now, calendar),
            law_revision="",
            transfer_due_at=transfer_due(calendar, at_hand(self.dossier, now), agency.transfer_cut_off),
            payment=account.status,
        )
        return acceptance, account

    def accept(self) -> None:
        acceptance, account = self._acceptance()
        self._became(reception.accept(self.dossier, acceptance))
        self.account = account

    def answer_at_once(self) -> None:
        must_be_immediate(self.dossier, self.version)
        acceptance, account = self._acceptance()
        self.dossier, facts = answer_at_once(self.dossier, acceptance, Channel.COUNTER)
        self.account = account
        self.facts += facts

    def refuse(self) -> None:
        self._became(reception.refuse(self.dossier, reason="Lý do", at=self.clock.now()))

    def ask(self) -> None:
        now = self.clock.now()
        request = SupplementRequest(
            request_id=f"r-{len(self.facts)}",
            stage=Stage.INTAKE,
            requested_at=now,
            requested_by="x",
            documents=("anh",),
            reason="Mờ",
            applicant_deadline_at=None,
            supplemented_at=None,
        )
        rule = self.law.agency.counter_requests_on(now.date())
        self._became(reception.request_supplement(self.dossier, request, rule))

    def bring(self, document: str) -> None:
        self._became(reception.supplement(self.dossier, [PHOTO], self.clock.now()))

    def withdraw(self) -> None:
        self._became(reception.withdraw(self.dossier, self.clock.now()))

    def collect(self) -> None:
        now = self.clock.now()
        attempt = ReturnAttempt(id="a", method=Channel.COUNTER, recorded_at=now, recorded_by="x", handed_over_at=now)
        self._became(hand_over(self.dossier, attempt, ()))

    def pay(self, payable: str, amount_vnd: int) -> None:
        now = self.clock.now()
        payment = Payment(
            id=f"p-{len(self.facts)}-{self.dossier.version}",
            payable=payable,
            amount_vnd=amount_vnd,
            method=PaymentMethod.CASH,
            receipt_number=str(self.dossier.version),
            paid_at=now,
            recorded_at=now,
            recorded_by="x",
        )
        settled, facts = settle(self.dossier, pay(self.account, payment), now)
        self.dossier = gone_on(self.dossier.next(payment=settled.status), settled)
        self.account = settled
        self.facts += facts
        self._release(now)

    def rate(self) -> None:
        self._became(reception.rate(self.dossier, rating=4, at=self.clock.now()))

    def forward(self, leg: Leg) -> None:
        now = self.clock.now()
        self.dossier = move(self.dossier, leg, at=now, by="x", now=now)

    def name(self, number: str) -> None:
        ref = ExternalRef(system="a", number=number)
        check_added(ref, self.dossier.external_refs, self.clock.now())
        self.dossier = self.dossier.next(external_refs=(*self.dossier.external_refs, ref))

    def report(self, report: Report) -> None:
        before = self.dossier
        self.dossier = progressed(before, report)
        if isinstance(report, PaymentAsked):
            self.account = asked(self.account, report, before.due_at)
            self.dossier = self.dossier.next(payment=self.account.status)
        self._release(self.clock.now())

    def _release(self, at: datetime) -> None:
        self.dossier, facts = released(self.dossier, self.version, at)
        self.facts += facts

    def fire(self) -> None:
        for timer in timers_of(self.dossier):
            if timer.fire_at <= self.clock.now() and timer not in self._fired:
                self._fired.add(timer)
                self._became(fire(self.dossier, timer))


class ThroughUseCases:
    """Intake in memory; every attempt is a command with its right, its transaction and its journal."""

    def __init__(self, procedure: str, documents: tuple[str, ...], site: str, at: datetime) -> None:
        self.clock, law = FrozenClock(at), LawInForce(three_sites())
        self.work = InMemoryUnitOfWork()
        self.use_cases = UseCases.of(
            unit_of_work=self.work,
            register=InMemoryRegister(self.work),
            live=FakeLiveCases(),
            law=law,
            clock=self.clock,
            ids=SerialIds(),
            secrets=SerialSecrets(),
            printer=TypstPrinter(),
            pages=PublicPages("http://localhost:8080"),
            letters=FakeLetters(),
            shelf=InMemoryFeedbackShelf(self.work),
            files=file_ports(lambda: self.work.stored),
            drafts=InMemoryDraftShelf(lambda: self.work.stored),
            reads=InMemoryReads(self.clock),
            exports=exports_in_memory(self.work, law, self.clock),
            reader=UploadedPacks(HEZA.parent / "schema"),
            open_dossiers=FakeOpenDossiers(),
        )
        self._heard = 0
        self._bringer: Actor = RECEPTIONIST if site else APPLICANT
        command = filing(self._bringer, procedure=procedure, documents=given(*documents), site=site)
        self.id = self._do(self.use_cases.register(command)).id

    @property
    def dossier(self) -> Dossier:
        return self.work.stored.dossiers[self.id]

    @property
    def facts(self) -> list[Fact]:
        return self.work.stored.facts

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run(work)

    def accept(self) -> None:
        self._do(self.use_cases.accept(AcceptDossier(change=change(self.id))))

    def answer_at_once(self) -> None:
        self._do(self.use_cases.answer_at_once(IssueImmediateResult(change=change(self.id))))

    def refuse(self) -> None:
        self._do(self.use_cases.refuse(RefuseDossier(change=change(self.id), reason="Lý do")))

    def ask(self) -> None:
        command = RequestSupplement(change=change(self.id), documents=("anh",), reason="Mờ")
        self._do(self.use_cases.request_supplement(command))

    def bring(self, document: str) -> None:
        command = SubmitSupplement(change=change(self.id, self._bringer), documents=given(document))
        self._do(self.use_cases.submit_supplement(command))

    def withdraw(self) -> None:
        self._do(self.use_cases.withdraw(WithdrawDossier(change=change(self.id, self._bringer))))

    def collect(self) -> None:
        self._do(self.use_cases.collect(RecordCollection(change=change(self.id))))

    def pay(self, payable: str, amount_vnd: int) -> None:
        number = f"BL-{len(self.work.stored.commands)}"
        command = RecordPayment(
            change=change(self.id),
            amount_vnd=amount_vnd,
            method=PaymentMethod.CASH,
            receipt_number=number,
            payable=payable or PROCEDURE,
        )
        self._do(self.use_cases.fees.record(command))

    def rate(self) -> None:
        self._do(self.use_cases.rate(RateDossier(change=change(self.id, self._bringer), rating=4)))

    def forward(self, leg: Leg) -> None:
        self._do(self.use_cases.forward(RecordForwarding(change=change(self.id), leg=leg)))

    def name(self, number: str) -> None:
        ref = ExternalRef(system="a", number=number)
        self._do(self.use_cases.add_external_ref(AddExternalRef(change=change(self.id), ref=ref)))

    def report(self, report: Report) -> None:
        self._heard += 1
        heard = event("dossier.paused", self.id, self._heard, handling_pb2.DossierPaused())
        self._do(self.use_cases.follow(FollowProcessing(envelope=heard, report=report)))

    def fire(self) -> None:
        self._do(self.use_cases.fire_timers())
