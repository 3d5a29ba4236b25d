"""What intake keeps, in memory: one class for each thing that a transaction offers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from chassis.kernel.errors import Kind, Problem
from chassis.kernel.timers import Timer
from chassis.messaging.journal import Command
from chassis.timers.firing import Settlement
from intake.application.drafts.draft import Draft
from intake.application.exports.export import Export
from intake.application.ports import ApplicantFile, Enactment
from intake.domain.dossier import Dossier
from intake.domain.facts import Fact
from intake.domain.fees.accounts import Account, Payment, PaymentMethod, UndoneBy
from intake.domain.fees.paying import ReceiptNumberTaken
from intake.domain.files.stored import StoredFile
from intake.domain.forms.control_slip import Handover
from intake.domain.law_packs.keeping import VersionKey
from intake.domain.lawpack import LawPack
from intake.domain.references import ExternalRef
from intake.domain.returning.attempts import ReturnAttempt
from intake.domain.returning.corrections import ResultCorrection
from intake.domain.timers import timers_of
from unit.intake.feedback_fakes import FeedbackEntries


@dataclass
class Stored:
    """Everything that is committed."""

    dossiers: dict[str, Dossier] = field(default_factory=dict)
    applicants: dict[str, ApplicantFile] = field(default_factory=dict)
    counters: dict[tuple[str, date], int] = field(default_factory=dict)
    packs: list[LawPack] = field(default_factory=list)
    enactments: list[Enactment] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    exports: dict[str, Export] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    handovers: dict[str, tuple[Handover, ...]] = field(default_factory=dict)
    feedback: FeedbackEntries = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    timers: dict[Timer, datetime | None] = field(default_factory=dict)
    attempts: dict[str, tuple[ReturnAttempt, ...]] = field(default_factory=dict)
    corrections: dict[str, tuple[ResultCorrection, ...]] = field(default_factory=dict)
    external_refs: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def copy(self) -> Stored:
        return Stored(
            dict(self.dossiers),
            dict(self.applicants),
            dict(self.counters),
            list(self.packs),
            list(self.enactments),
            list(self.commands),
            list(self.facts),
            dict(self.seen),
            dict(self.exports),
            dict(self.accounts),
            dict(self.handovers),
            dict(self.feedback),
            dict(self.files),
            dict(self.drafts),
            dict(self.timers),
            dict(self.attempts),
            dict(self.corrections),
            dict(self.external_refs),
        )


class InMemoryDossiers:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def add(self, dossier: Dossier) -> None:
        self._stored.dossiers[dossier.id] = dossier
        await InMemoryTimers(self._stored).replace(dossier.id, timers_of(dossier))

    async def locked(self, dossier_id: str) -> Dossier | None:
        return self._stored.dossiers.get(dossier_id)

    async def save(self, dossier: Dossier) -> None:
        before = self._stored.dossiers.get(dossier.id)
        if before is None or before.version != dossier.version - 1:
            raise Problem("dossier-changed", Kind.CONFLICT, "Somebody else changed the dossier just now.")
        self._stored.dossiers[dossier.id] = dossier
        await InMemoryTimers(self._stored).replace(dossier.id, timers_of(dossier))


class InMemoryExternalRefs:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def claim(self, dossier: Dossier, ref: ExternalRef) -> str:
        return self._stored.external_refs.setdefault((dossier.agency, ref.system, ref.number), dossier.id)


class InMemoryTimers:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def replace(self, subject: str, wanted: Sequence[Timer], *, before: Sequence[Timer] | None = None) -> None:
        kept = {t: at for t, at in self._stored.timers.items() if t.subject != subject or at is not None}
        self._stored.timers = dict.fromkeys(wanted) | kept

    async def claim(self, now: datetime, *, beside: frozenset[str], most: int) -> list[Timer]:
        waiting = (t for t, fired in self._stored.timers.items() if fired is None and t.fire_at <= now)
        able = (timer for timer in waiting if timer.subject not in beside)
        return sorted(able, key=lambda timer: (timer.fire_at, timer.subject, timer.kind))[:most]

    async def settle(self, settlement: Settlement, at: datetime) -> None:
        self._stored.timers |= dict.fromkeys(settlement.fired, at)


class InMemoryApplicants:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def add(self, dossier: Dossier, file: ApplicantFile) -> None:
        self._stored.applicants[dossier.id] = file

    async def get(self, dossier_id: str) -> ApplicantFile:
        return self._stored.applicants[dossier_id]


class InMemoryCodeCounters:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def next(self, unit: str, on: date) -> int:
        self._stored.counters[unit, on] = self._stored.counters.get((unit, on), 0) + 1
        return self._stored.counters[unit, on]


class InMemoryHandovers:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def add(self, dossier_id: str, handover: Handover) -> None:
        self._stored.handovers[dossier_id] = (*self._stored.handovers.get(dossier_id, ()), handover)


class InMemoryLawPacks:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def locked(self) -> LawPack | None:
        return self._stored.packs[-1] if self._stored.packs else None

    async def add(self, pack: LawPack, enactment: Enactment) -> int:
        self._stored.packs.append(pack)
        self._stored.enactments.append(enactment)
        return len(self._stored.packs)

    async def filed_by(self, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
        return filed_by(self._stored, versions)


class InMemoryAccounts:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def of(self, dossier_id: str) -> Account:
        return self._stored.accounts.get(dossier_id, Account())

    async def keep(self, dossier_id: str, before: Account, after: Account) -> None:
        for payment in after.payments[len(before.payments) :]:
            if await self.payment(payment.method, payment.receipt_number) is not None:
                raise ReceiptNumberTaken
        self._stored.accounts[dossier_id] = after

    async def payment(self, method: PaymentMethod, receipt_number: str) -> tuple[str, Payment] | None:
        for dossier_id, account in self._stored.accounts.items():
            for payment in account.payments:
                is_cancelled = payment.undone is not None and payment.undone.how is UndoneBy.CANCELLATION
                if (payment.method, payment.receipt_number) == (method, receipt_number) and not is_cancelled:
                    return dossier_id, payment
        return None


class InMemoryAskedExports:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def add(self, export: Export) -> None:
        self._stored.exports[export.id] = export


class InMemoryReturnAttempts:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def of(self, dossier_id: str) -> tuple[ReturnAttempt, ...]:
        return self._stored.attempts.get(dossier_id, ())

    async def add(self, dossier_id: str, attempt: ReturnAttempt) -> None:
        self._stored.attempts[dossier_id] = (*await self.of(dossier_id), attempt)

    async def close(self, attempt: ReturnAttempt) -> None:
        for dossier_id, held in self._stored.attempts.items():
            self._stored.attempts[dossier_id] = tuple(attempt if h.id == attempt.id else h for h in held)


class InMemoryResultCorrections:
    def __init__(self, stored: Stored) -> None:
        self._stored = stored

    async def of(self, dossier_id: str) -> tuple[ResultCorrection, ...]:
        return self._stored.corrections.get(dossier_id, ())

    async def add(self, dossier_id: str, correction: ResultCorrection) -> None:
        self._stored.corrections[dossier_id] = (*await self.of(dossier_id), correction)

    async def advance(self, correction: ResultCorrection) -> None:
        for dossier_id, held in self._stored.corrections.items():
            self._stored.corrections[dossier_id] = tuple(correction if c.id == correction.id else c for c in held)


def filed_by(stored: Stored, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
    counted = Counter((d.procedure_key, d.procedure_version) for d in stored.dossiers.values())
    return {version: counted[version] for version in versions if version in counted}
