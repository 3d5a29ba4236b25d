"""What the use cases need from outside. Fakes and SQL repositories pass the same contract tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from chassis.kernel.actor import Actor
from chassis.messaging.envelope import Envelope
from chassis.messaging.journal import Command
from chassis.timers.firing import Timers
from intake.application.drafts.ports import Drafts
from intake.application.feedback.ports import FeedbackBook
from intake.application.files.ports import Files
from intake.domain.applicant import Applicant
from intake.domain.dossier import Dossier, Timeliness
from intake.domain.facts import Fact
from intake.domain.fees.accounts import Account, Payment, PaymentMethod, PaymentStatus
from intake.domain.forms.control_slip import Handover
from intake.domain.forms.register_book import Pages
from intake.domain.law_packs.keeping import VersionKey
from intake.domain.law_packs.plan import Revision
from intake.domain.lawpack import LawPack
from intake.domain.online_reception import Reception
from intake.domain.people import Face
from intake.domain.procedures import Channel, Subject
from intake.domain.reads import Purpose, ReadOfApplicant, WantedReads
from intake.domain.references import ExternalRef
from intake.domain.returning.attempts import ReturnAttempt
from intake.domain.returning.corrections import ResultCorrection
from intake.domain.returning.uncollected import Collection
from intake.domain.rights import View
from intake.domain.states import State
from intake.domain.transfer import Transfer

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which dossiers to list; null: whatever. received_from, received_before: instants, the first included.

    code: the beginning of a dossier code. people: terms of ``domain.people`` that an applicant must all have; the view
    must name an agency. due_from, due_before: of the appointment. timeliness, judged: how it stands at which instant,
    in which zone. by_due: soonest due first, and only what has an appointment. late_at: the instant at which
    a transfer is late.
    """

    states: frozenset[State] | None = None
    department: str | None = None
    channel: Channel | None = None
    received_from: datetime | None = None
    received_before: datetime | None = None
    procedure: str | None = None
    code: str | None = None
    payment: PaymentStatus | None = None
    collection: Collection | None = None
    people: frozenset[str] | None = None
    applicant_kind: Subject | None = None
    due_from: datetime | None = None
    due_before: datetime | None = None
    timeliness: Timeliness | None = None
    judged: tuple[datetime, tzinfo] | None = None
    officer: str | None = None
    by_due: bool = False
    transfer: Transfer | None = None
    late_at: datetime | None = None
    reception: Reception | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page begins: after the dossier with this instant of reception, id and appointment."""

    received_at: datetime
    id: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page, newest reception first. total: all that match, exactly. following: null on the last page.

    faces: masked applicants by dossier id, for those whom the actor may see.
    """

    dossiers: tuple[Dossier, ...]
    total: int
    following: Place | None
    faces: Mapping[str, Face] = field(default_factory=dict)


Line = tuple[Dossier, Callable[[], ApplicantFile]]
"""A dossier and what unseals its applicant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPacks:
    """A page of the law's history, the latest first. following: position to go on before; null on the last page."""

    revisions: tuple[Revision, ...]
    total: int
    following: int | None


class Register(Protocol):
    """Reading what is committed."""

    async def dossier(self, dossier_id: str) -> Dossier | None: ...

    async def with_applicant(self, dossier_id: str) -> tuple[Dossier, Callable[[], ApplicantFile]] | None:
        """The dossier and what unseals its applicant: call it only for those who may see it."""
        ...

    async def by_code(self, code: str) -> Dossier | None: ...

    async def law_pack(self, digest: str) -> LawPack | None:
        """A law pack that is or was in use."""
        ...

    async def law_pack_in_force(self) -> str | None:
        """Digest of the latest law pack; cheap."""
        ...

    async def law_pack_revision(self, digest: str) -> Revision:
        """How the pack came into force the last time; LookupError for one that never did."""
        ...

    async def law_packs(self, before: int | None, size: int) -> FoundPacks: ...

    async def filed_by(self, versions: frozenset[VersionKey]) -> Mapping[VersionKey, int]:
        """How many dossiers were filed by each of these versions; none: left out."""
        ...

    async def book(self, wanted: Pages, after: str, size: int) -> Sequence[Line]:
        """Lines of the register book in the order of their codes. after: code of the line before, may be empty."""
        ...

    async def book_size(self, wanted: Pages) -> int:
        """How many lines there are, exactly."""
        ...

    async def handovers(self, dossier_id: str) -> tuple[Handover, ...]:
        """What processing has said of the dossier's way, in its order."""
        ...

    async def following(
        self, view: View, wanted: Filter, after: Place | None, size: int
    ) -> tuple[tuple[Dossier, ...], Place | None]:
        """A page without its total, for who reads a whole list; null place after the last one."""
        ...

    async def faces(self, dossier_ids: Sequence[str]) -> Mapping[str, Face]:
        """What lists show of applicants, by dossier id, not masked yet."""
        ...

    async def find(self, view: View, wanted: Filter, after: Place | None, size: int) -> Found: ...

    async def account(self, dossier_id: str) -> Account:
        """What the dossier costs and what was paid; empty when nothing was asked."""
        ...

    async def oldest_due(self, now: datetime) -> datetime | None:
        """Since when the longest-waiting timer is due, None if none is; cheap."""
        ...

    async def attempts(self, dossier_id: str) -> tuple[ReturnAttempt, ...]:
        """How its result was given to the applicant, oldest first."""
        ...

    async def corrections(self, dossier_id: str) -> tuple[ResultCorrection, ...]:
        """How its faulty result was put right, oldest first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReads:
    """One page, newest first. total: all that match, exactly. following: position to go on from, null on the last."""

    reads: tuple[ReadOfApplicant, ...]
    total: int
    following: int | None


class ReadsOfApplicants(Protocol):
    """The log of who saw personal data."""

    async def record(self, actor: Actor, dossier: Dossier, purpose: Purpose, fields: tuple[str, ...]) -> None:
        """Lasting when it returns: call it before what was read is answered. It is a transaction of its own."""
        ...

    async def record_all(
        self, actor: Actor, dossiers: Sequence[Dossier], purpose: Purpose, fields: tuple[str, ...]
    ) -> None:
        """The same for many at once."""
        ...

    async def find(self, wanted: WantedReads, before: int | None, size: int) -> FoundReads: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCase:
    """What processing says right now. step: key of the step at work, empty when none. due_at: null while paused."""

    state: str
    step: str
    department: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineLine:
    """One line of a derivation: an entry of the ledger, a day that counted, or was skipped and by which decision.

    on: local day, ISO 8601. counted: a decimal in the unit of the limit, empty where nothing counts.
    """

    kind: str
    on: str
    counted: str
    text: str
    text_en: str
    legal_ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A due instant and why. due_at: null while the clock is paused with time left."""

    due_at: datetime | None
    original_due_at: datetime | None
    is_provisional: bool
    law_revision: str
    lines: tuple[DeadlineLine, ...]


class LiveCases(Protocol):
    """Processing, asked at the moment. Null when it does not answer in time or does not know the dossier yet."""

    async def case(self, dossier_id: str) -> LiveCase | None: ...

    async def deadline(self, dossier_id: str) -> Deadline | None: ...


class TrackingSecrets(Protocol):
    def new(self) -> str:
        """A secret nobody can guess, as it is printed."""
        ...
