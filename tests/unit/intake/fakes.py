"""The ports of intake in memory. They pass the same contract suite as the SQL ones (tests/service/intake)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial

from chassis.kernel.actor import Actor
from chassis.kernel.clock import Clock
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.kernel.timers import Timer
from chassis.messaging.envelope import Envelope
from chassis.messaging.inbox import GapAhead
from chassis.messaging.journal import Command, CommandRepeated, Idempotency
from chassis.timers.firing import Settlement
from intake.application.drafts.draft import Draft
from intake.application.exports.export import Export
from intake.application.ports import (
    ApplicantFile,
    Deadline,
    Enactment,
    Filter,
    Found,
    FoundPacks,
    FoundReads,
    Line,
    LiveCase,
    Place,
)
from intake.clients.letters import DepartmentUnreachable
from intake.clients.open_dossiers import not_counted
from intake.domain.dossier import Dossier
from intake.domain.facts import Fact
from intake.domain.fees.accounts import Account, Payment, PaymentMethod, UndoneBy
from intake.domain.fees.paying import ReceiptNumberTaken
from intake.domain.files.stored import StoredFile
from intake.domain.forms.control_slip import Handover
from intake.domain.forms.letters import DepartmentLetters
from intake.domain.forms.register_book import Pages
from intake.domain.law_packs.keeping import VersionKey
from intake.domain.law_packs.plan import Preview, Revision
from intake.domain.lawpack import LawPack
from intake.domain.online_reception import Reception
from intake.domain.people import Face, kept_terms
from intake.domain.reads import Purpose, ReadOfApplicant, WantedReads
from intake.domain.references import ExternalRef
from intake.domain.returning.attempts import ReturnAttempt
from intake.domain.returning.corrections import ResultCorrection
from intake.domain.returning.uncollected import Collection
from intake.domain.rights import View
from intake.domain.states import State
from intake.domain.timers import timers_of
from intake.domain.transfer import Transfer, awaited_until
from unit.intake.feedback_fakes import FeedbackEntries, InMemoryFeedbackBook
from unit.intake.file_fakes import InMemoryDrafts, InMemoryFiles


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


class InMemoryTransaction:
    def __init__(self, stored: Stored, commit: Callable[[Stored], None]) -> None:
        self._stored, self._commit = stored, commit
        self.dossiers = InMemoryDossiers(stored)
        self.applicants = InMemoryApplicants(stored)
        self.codes = InMemoryCodeCounters(stored)
        self.law_packs = InMemoryLawPacks(stored)
        self.exports = InMemoryAskedExports(stored)
        self.accounts = InMemoryAccounts(stored)
        self.handovers = InMemoryHandovers(stored)
        self.feedback = InMemoryFeedbackBook(stored.feedback, InMemoryTimers(stored))
        self.files = InMemoryFiles(stored)
        self.drafts = InMemoryDrafts(stored)
        self.timers = InMemoryTimers(stored)
        self.attempts = InMemoryReturnAttempts(stored)
        self.corrections = InMemoryResultCorrections(stored)
        self.external_refs = InMemoryExternalRefs(stored)

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        if command.idempotency is not None:
            earlier = self._earlier(command.actor.subject, command.idempotency)
            if earlier is not None:
                raise CommandRepeated(earlier.subject)
        self._stored.commands.append(command)
        self._stored.facts.extend(facts)

    async def repeated(self, command: Command) -> bool:
        return command.idempotency is not None and (
            self._earlier(command.actor.subject, command.idempotency) is not None
        )

    async def first_sight(self, envelope: Envelope) -> bool:
        last = self._stored.seen.get(envelope.subject, 0)
        if envelope.sequence <= last:
            return False
        if envelope.sequence > last + 1:
            raise GapAhead(last + 1, envelope.sequence)
        self._stored.seen[envelope.subject] = envelope.sequence
        return True

    async def commit(self) -> None:
        self._commit(self._stored)

    def _earlier(self, actor: str, idempotency: Idempotency) -> Command | None:
        for command in self._stored.commands:
            if command.actor.subject == actor and command.idempotency and command.idempotency.key == idempotency.key:
                if command.idempotency.digest != idempotency.digest:
                    raise invalid("idempotency-key-reused", "This key was used for a different request.")
                return command
        return None


class InMemoryUnitOfWork:
    """One transaction at a time, as on SQLite."""

    def __init__(self) -> None:
        self.stored = Stored()
        self._turn = asyncio.Lock()

    def begin(self) -> AbstractAsyncContextManager[InMemoryTransaction]:
        return self._begin()

    @asynccontextmanager
    async def _begin(self) -> AsyncIterator[InMemoryTransaction]:
        async with self._turn:
            yield InMemoryTransaction(self.stored.copy(), self._committed)

    def _committed(self, stored: Stored) -> None:
        self.stored = stored


class InMemoryRegister:
    def __init__(self, unit_of_work: InMemoryUnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    @property
    def _stored(self) -> Stored:
        return self._unit_of_work.stored

    async def dossier(self, dossier_id: str) -> Dossier | None:
        return self._stored.dossiers.get(dossier_id)

    async def by_code(self, code: str) -> Dossier | None:
        return next((d for d in self._stored.dossiers.values() if d.code == code), None)

    async def with_applicant(self, dossier_id: str) -> tuple[Dossier, Callable[[], ApplicantFile]] | None:
        found = self._stored.dossiers.get(dossier_id)
        return None if found is None else (found, lambda: self._stored.applicants[dossier_id])

    async def law_pack(self, digest: str) -> LawPack | None:
        return next((pack for pack in self._stored.packs if pack.digest == digest), None)

    async def book(self, wanted: Pages, after: str, size: int) -> list[Line]:
        lines = [d for d in self._in_book(wanted) if d.code > after]
        return [(d, partial(self._stored.applicants.__getitem__, d.id)) for d in lines[:size]]

    async def book_size(self, wanted: Pages) -> int:
        return len(self._in_book(wanted))

    def _in_book(self, wanted: Pages) -> list[Dossier]:
        found = (
            d
            for d in self._stored.dossiers.values()
            if d.accepted_at is not None
            and d.code.startswith(wanted.units)
            and wanted.since <= d.accepted_at < wanted.before
            and (wanted.procedures is None or d.procedure_key in wanted.procedures)
            and (wanted.sites is None or d.site in wanted.sites)
            and _visible(d, wanted.view)
        )
        return sorted(found, key=lambda d: d.code)

    async def handovers(self, dossier_id: str) -> tuple[Handover, ...]:
        return tuple(self._stored.handovers.get(dossier_id, ()))

    async def following(
        self, view: View, wanted: Filter, after: Place | None, size: int
    ) -> tuple[tuple[Dossier, ...], Place | None]:
        found = await self.find(view, wanted, after, size)
        return found.dossiers, found.following

    async def faces(self, dossier_ids: Sequence[str]) -> Mapping[str, Face]:
        found = {
            each: self._stored.applicants[each].applicant for each in dossier_ids if each in self._stored.applicants
        }
        return {
            each: Face(kind=a.kind, name=a.name, identity_number=a.identity_number, phone=a.phone)
            for each, a in found.items()
        }

    async def law_pack_in_force(self) -> str | None:
        return self._stored.packs[-1].digest if self._stored.packs else None

    async def law_pack_revision(self, digest: str) -> Revision:
        found = [revision for revision in self._revisions() if revision.digest == digest]
        if not found:
            raise LookupError(digest)
        return found[0]

    async def law_packs(self, before: int | None, size: int) -> FoundPacks:
        rest = [each for each in self._revisions() if before is None or each.position < before]
        following = rest[size - 1].position if len(rest) > size else None
        return FoundPacks(revisions=tuple(rest[:size]), total=len(self._stored.packs), following=following)

    async def filed_by(self, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
        return filed_by(self._stored, versions)

    def _revisions(self) -> list[Revision]:
        """The latest first."""
        pairs = zip(self._stored.packs, self._stored.enactments, strict=True)
        return [
            Revision(
                position=position,
                digest=pack.digest,
                applied_at=done.at,
                applied_by=done.by,
                reason=done.reason,
                legal_ref=done.legal_ref,
            )
            for position, (pack, done) in reversed(list(enumerate(pairs, 1)))
        ]

    async def find(self, view: View, wanted: Filter, after: Place | None, size: int) -> Found:
        matching = [
            d
            for d in self._stored.dossiers.values()
            if _visible(d, view) and _matches(d, wanted) and _is_found(self._stored.applicants.get(d.id), wanted)
        ]
        if wanted.by_due:
            matching = sorted((d for d in matching if d.due_at), key=lambda d: (d.due_at, d.id))
            rest = [d for d in matching if after is None or (d.due_at, d.id) > (after.due_at, after.id)]
        else:
            matching.sort(key=lambda d: (d.received_at, d.id), reverse=True)
            rest = [d for d in matching if after is None or (d.received_at, d.id) < (after.received_at, after.id)]
        page = tuple(rest[:size])
        last = page[-1] if len(rest) > size else None
        following = None if last is None else Place(received_at=last.received_at, id=last.id, due_at=last.due_at)
        return Found(dossiers=page, total=len(matching), following=following)

    async def oldest_due(self, now: datetime) -> datetime | None:
        waiting = (timer.fire_at for timer, fired in self._stored.timers.items() if fired is None)
        return min((at for at in waiting if at <= now), default=None)

    async def account(self, dossier_id: str) -> Account:
        return self._stored.accounts.get(dossier_id, Account())

    async def attempts(self, dossier_id: str) -> tuple[ReturnAttempt, ...]:
        return self._stored.attempts.get(dossier_id, ())

    async def corrections(self, dossier_id: str) -> tuple[ResultCorrection, ...]:
        return self._stored.corrections.get(dossier_id, ())


class InMemoryReads:
    """The log, in order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.reads: list[ReadOfApplicant] = []

    async def record(self, actor: Actor, dossier: Dossier, purpose: Purpose, fields: tuple[str, ...]) -> None:
        self.reads.append(
            ReadOfApplicant(
                position=len(self.reads) + 1,
                at=self._clock.now(),
                actor=actor.subject,
                roles=tuple(sorted(actor.roles)),
                on_behalf_of=actor.on_behalf_of,
                agency=dossier.agency,
                dossier_id=dossier.id,
                purpose=purpose,
                fields=fields,
            )
        )

    async def record_all(
        self, actor: Actor, dossiers: Sequence[Dossier], purpose: Purpose, fields: tuple[str, ...]
    ) -> None:
        for dossier in dossiers:
            await self.record(actor, dossier, purpose, fields)

    async def find(self, wanted: WantedReads, before: int | None, size: int) -> FoundReads:
        matching = [read for read in reversed(self.reads) if _is_wanted(read, wanted)]
        page = [read for read in matching if before is None or read.position < before]
        following = page[size - 1].position if len(page) > size else None
        return FoundReads(reads=tuple(page[:size]), total=len(matching), following=following)


def _is_wanted(read: ReadOfApplicant, wanted: WantedReads) -> bool:
    return (
        wanted.agency in (None, read.agency)
        and wanted.dossier_id in (None, read.dossier_id)
        and wanted.actor in (None, read.actor)
        and (wanted.at_from is None or read.at >= wanted.at_from)
        and (wanted.at_before is None or read.at < wanted.at_before)
    )


class FakeLiveCases:
    """Processing: away, until a test says what it answers."""

    def __init__(self) -> None:
        self.answers: LiveCase | None = None
        self.explains: Deadline | None = None

    async def case(self, dossier_id: str) -> LiveCase | None:
        return self.answers

    async def deadline(self, dossier_id: str) -> Deadline | None:
        return self.explains


class FakeLetters:
    """The department's words: away, until a test says what it wrote."""

    def __init__(self) -> None:
        self.written: DepartmentLetters | None = None

    async def of(self, dossier_id: str) -> DepartmentLetters:
        if self.written is None:
            raise DepartmentUnreachable
        return self.written


class FakeOpenDossiers:
    """Processing as a counter of open dossiers: away, until a test says what it counts."""

    def __init__(self) -> None:
        self.counts: Preview | None = None

    async def under(self, pack: LawPack) -> Preview:
        if self.counts is None:
            raise not_counted()
        return self.counts


def filed_by(stored: Stored, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
    counted = Counter((d.procedure_key, d.procedure_version) for d in stored.dossiers.values())
    return {version: counted[version] for version in versions if version in counted}


class SerialSecrets:
    """``0000-0000-0001`` and on."""

    def __init__(self) -> None:
        self._last = 0

    def new(self) -> str:
        self._last += 1
        return f"0000-0000-{self._last:04d}"


def _visible(dossier: Dossier, view: View) -> bool:
    return (
        view.agency in (None, dossier.agency)
        and view.department in (None, dossier.department)
        and view.registered_by in (None, dossier.registered_by)
    )


def _matches(dossier: Dossier, wanted: Filter) -> bool:
    return (
        (wanted.states is None or dossier.state in wanted.states)
        and wanted.department in (None, dossier.department)
        and wanted.channel in (None, dossier.channel)
        and wanted.procedure in (None, dossier.procedure_key)
        and (wanted.received_from is None or dossier.received_at >= wanted.received_from)
        and (wanted.received_before is None or dossier.received_at < wanted.received_before)
        and wanted.payment in (None, dossier.payment)
        and (wanted.collection is None or dossier.state is State.RESULT_READY)
        and (wanted.collection is not Collection.OVERDUE or dossier.reminded > 0)
        and wanted.site in (None, dossier.site)
        and (wanted.reception is None or _waits_online(dossier))
        and (wanted.reception is not Reception.LATE or _before(dossier.reception_due_at, wanted.late_at))
        and (wanted.transfer is None or awaited_until(dossier) is not None)
        and (wanted.transfer is not Transfer.LATE or _before(awaited_until(dossier), wanted.late_at))
        and (wanted.code is None or dossier.code.startswith(wanted.code))
        and wanted.applicant_kind in (None, dossier.applicant_kind)
        and wanted.officer in (None, dossier.officer)
        and _is_due(dossier, wanted)
        and (
            wanted.timeliness is None
            or wanted.judged is None
            or dossier.timeliness(*wanted.judged) is wanted.timeliness
        )
    )


def _is_found(file: ApplicantFile | None, wanted: Filter) -> bool:
    return wanted.people is None or (file is not None and wanted.people <= kept_terms(file.applicant))


def _is_due(dossier: Dossier, wanted: Filter) -> bool:
    due = dossier.due_at
    after = wanted.due_from is None or (due is not None and due >= wanted.due_from)
    return after and (wanted.due_before is None or (due is not None and due < wanted.due_before))


def _waits_online(dossier: Dossier) -> bool:
    return dossier.state is State.REGISTERED and dossier.reception_due_at is not None


def _before(at: datetime | None, limit: datetime | None) -> bool:
    return at is not None and limit is not None and at < limit


def as_of_law(pack: LawPack, **changes: object) -> LawPack:
    """The pack with some parts replaced."""
    return replace(pack, **changes)  # type: ignore[arg-type]
