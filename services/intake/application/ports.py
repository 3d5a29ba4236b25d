"""What the use cases need inside a transaction. Fakes and SQL repositories pass the same contract tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol

from chassis.messaging.envelope import Envelope
from chassis.messaging.journal import Command
from chassis.timers.firing import Timers
from intake.application.drafts.ports import Drafts
from intake.application.feedback.ports import FeedbackBook
from intake.application.files.ports import Files
from intake.domain.applicant import Applicant
from intake.domain.dossier import Dossier
from intake.domain.facts import Fact
from intake.domain.fees.accounts import Account, Payment, PaymentMethod
from intake.domain.forms.control_slip import Handover
from intake.domain.law_packs.keeping import VersionKey
from intake.domain.lawpack import LawPack
from intake.domain.references import ExternalRef
from intake.domain.returning.attempts import ReturnAttempt
from intake.domain.returning.corrections import ResultCorrection

if TYPE_CHECKING:
    from intake.application.exports.export import Export


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantFile:
    """Everything that is sealed. request: what is asked for, in the applicant's words, perhaps empty."""

    applicant: Applicant
    request: str
    tracking_secret: str


class Dossiers(Protocol):
    """The register, inside a transaction."""

    async def add(self, dossier: Dossier) -> None:
        """Stores a new dossier."""
        ...

    async def locked(self, dossier_id: str) -> Dossier | None:
        """The dossier, kept from other transactions until this one ends."""
        ...

    async def save(self, dossier: Dossier) -> None:
        """Stores the next version; Problem ``dossier-changed`` if somebody stored another one meanwhile."""
        ...


class Applicants(Protocol):
    """Personal data, sealed, inside a transaction."""

    async def add(self, dossier: Dossier, file: ApplicantFile) -> None:
        """Seals the file, and lets the applicant be found."""
        ...

    async def get(self, dossier_id: str) -> ApplicantFile:
        """The applicant of a dossier that exists; LookupError otherwise."""
        ...


class CodeCounters(Protocol):
    """The serials of dossier codes, per unit code and local date."""

    async def next(self, unit: str, on: date) -> int:
        """The next serial, from 1. Given back if the transaction is not committed: there are no holes."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Enactment:
    """Who put a law pack into force, when, why, by which decision."""

    at: datetime
    by: str
    reason: str = ""
    legal_ref: str = ""


class ExternalRefs(Protocol):
    """Which dossier has which number of another system; per agency each number once. Inside a transaction."""

    async def claim(self, dossier: Dossier, ref: ExternalRef) -> str:
        """Takes the number for the dossier; the id of the dossier that has it, this one or an earlier one."""
        ...


class LawPacks(Protocol):
    """The law packs that were ever in force, the latest last, inside a transaction."""

    async def locked(self) -> LawPack | None:
        """The latest; no other transaction adds one until this one ends."""
        ...

    async def add(self, pack: LawPack, enactment: Enactment) -> int:
        """Stores the pack as the latest; its position, from 1."""
        ...

    async def filed_by(self, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
        """How many dossiers were filed by each of these versions; none: left out."""
        ...


class Accounts(Protocol):
    """What dossiers cost and what was paid, inside a transaction. The dossier's own lock is the account's."""

    async def of(self, dossier_id: str) -> Account:
        """The account; an empty one for a dossier of which nothing was asked."""
        ...

    async def keep(self, dossier_id: str, before: Account, after: Account) -> None:
        """Stores what is new or changed; Problem ``receipt-number-taken`` for a payment that another dossier has."""
        ...

    async def payment(self, method: PaymentMethod, receipt_number: str) -> tuple[str, Payment] | None:
        """The payment with that number, unless it was cancelled, and the id of its dossier."""
        ...


class Handovers(Protocol):
    """The way of each dossier through the departments, from which its control sheet is made."""

    async def add(self, dossier_id: str, handover: Handover) -> None: ...


class AskedExports(Protocol):
    """Exports as they are asked for, inside a transaction."""

    async def add(self, export: Export) -> None: ...


class ReturnAttempts(Protocol):
    """How results were given to applicants, inside a transaction. Who took one is sealed."""

    async def of(self, dossier_id: str) -> tuple[ReturnAttempt, ...]:
        """Oldest first."""
        ...

    async def add(self, dossier_id: str, attempt: ReturnAttempt) -> None: ...

    async def close(self, attempt: ReturnAttempt) -> None:
        """Stores when it was handed over or came back."""
        ...


class ResultCorrections(Protocol):
    """Faulty results and how they were put right, inside a transaction. What people wrote is sealed."""

    async def of(self, dossier_id: str) -> tuple[ResultCorrection, ...]:
        """Oldest first."""
        ...

    async def add(self, dossier_id: str, correction: ResultCorrection) -> None: ...

    async def advance(self, correction: ResultCorrection) -> None:
        """Stores how far it is."""
        ...


class Transaction(Protocol):
    """All or nothing: what is not committed has never been."""

    @property
    def dossiers(self) -> Dossiers: ...
    @property
    def applicants(self) -> Applicants: ...
    @property
    def codes(self) -> CodeCounters: ...
    @property
    def law_packs(self) -> LawPacks: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def files(self) -> Files: ...
    @property
    def drafts(self) -> Drafts: ...
    @property
    def attempts(self) -> ReturnAttempts: ...
    @property
    def corrections(self) -> ResultCorrections: ...

    @property
    def handovers(self) -> Handovers: ...
    @property
    def feedback(self) -> FeedbackBook: ...
    @property
    def timers(self) -> Timers: ...
    @property
    def exports(self) -> AskedExports: ...
    @property
    def external_refs(self) -> ExternalRefs: ...

    async def record(self, command: Command, facts: Sequence[Fact]) -> None:
        """Journals the command and its facts, and queues the events. Raises CommandRepeated for a repeated key."""
        ...

    async def repeated(self, command: Command) -> bool:
        """Whether this very command was carried out before; Problem ``idempotency-key-reused`` for another one."""
        ...

    async def first_sight(self, envelope: Envelope) -> bool:
        """False for an event that was handled before."""
        ...

    async def commit(self) -> None: ...


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Transaction]: ...


class TrackingSecrets(Protocol):
    def new(self) -> str:
        """A secret nobody can guess, as it is printed."""
        ...
