"""What the use cases read outside a transaction: the register, the law that was in force, who saw whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Protocol

from chassis.kernel.actor import Actor
from intake.domain.dossier import Dossier, Timeliness
from intake.domain.fees.accounts import Account, PaymentStatus
from intake.domain.forms.control_slip import Handover
from intake.domain.forms.register_book import Pages
from intake.domain.law_packs.keeping import VersionKey
from intake.domain.law_packs.plan import Revision
from intake.domain.lawpack import LawPack
from intake.domain.online_reception import Reception
from intake.domain.people import Face
from intake.domain.procedures import Channel, Subject
from intake.domain.reads import Purpose, ReadOfApplicant, WantedReads
from intake.domain.returning.attempts import ReturnAttempt
from intake.domain.returning.corrections import ResultCorrection
from intake.domain.returning.uncollected import Collection
from intake.domain.rights import View
from intake.domain.states import State
from intake.domain.transfer import Transfer

if TYPE_CHECKING:
    pass
from intake.application.ports import ApplicantFile


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
