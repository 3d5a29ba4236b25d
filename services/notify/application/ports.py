"""What the use cases need from outside, named by role. Implementations: store/, clients/, and fakes in the
tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from chassis.messaging.envelope import Envelope
from chassis.messaging.journal import Command
from notify.domain.channels import Lane
from notify.domain.delivery import Delivery, DeliveryGivenUp, DeliveryState, Handed
from notify.domain.kept_text import KeptText
from notify.domain.ladder import Climb
from notify.domain.occasions import Audience, Occasion
from notify.domain.occurrence import Occurrence, Particulars
from notify.domain.preference import Preference


class Texts(Protocol):
    async def keep(self, text: KeptText, at: datetime) -> None:
        """Nothing if it is there already."""
        ...


class DossierViews(Protocol):
    """What earlier events said of each dossier, for the elements that a later event leaves out."""

    async def get(self, dossier_id: str) -> Particulars:
        """Empty particulars if nothing was heard yet."""
        ...

    async def put(self, dossier_id: str, particulars: Particulars, *, is_open: bool | None) -> None:
        """is_open: whether somebody waits for the dossier; None leaves that as it is, and a new one is open."""
        ...


class Deliveries(Protocol):
    async def add(self, deliveries: Sequence[Delivery]) -> None:
        """Write new ones. One that exists for the same event, audience and channel is left as it is."""
        ...

    async def claim_due(self, lane: Lane, *, real: datetime, until: datetime, limit: int) -> Sequence[Delivery]:
        """Pending ones of the lane whose time has come, by priority and then the oldest first; left alone by other
        senders until ``until``."""
        ...

    async def settle(self, delivery: Delivery) -> bool:
        """Keep the new state and give up the claim; False if it had ended before."""
        ...

    async def handed(self, gateway: str, receipt_id: str) -> Delivery | None:
        """The message that the gateway took under this id, held until the transaction ends."""
        ...

    async def mark_read(self, whose: InboxOf, ids: Sequence[str], at: datetime) -> int:
        """How many of these, in this inbox, were unread until now."""
        ...

    async def report(self, delivery: Delivery) -> None:
        """Keep what a provider reported."""
        ...


class Climbs(Protocol):
    """Escalations, as far as events begin and end them; ``application.ladders.ports`` has the rest."""

    async def begin(self, climbs: Sequence[Climb]) -> None:
        """Write new ones. One that exists is left as it is."""
        ...

    async def end(self, dossier_id: str, ladders: Sequence[str], *, at: datetime, by: str) -> None:
        """Whatever of these is being climbed for the dossier ends."""
        ...


class Transaction(Protocol):
    """One unit of work. Nothing is kept unless ``commit`` was awaited."""

    @property
    def views(self) -> DossierViews: ...
    @property
    def deliveries(self) -> Deliveries: ...
    @property
    def climbs(self) -> Climbs: ...
    @property
    def texts(self) -> Texts: ...

    async def first_sight(self, envelope: Envelope) -> bool:
        """Note the event as taken in; False if it was before. Raises GapAhead if one is missing between."""
        ...

    async def record(self, command: Command, facts: Sequence[DeliveryGivenUp]) -> None:
        """Journal a command of our own and the events that follow from it."""
        ...

    async def commit(self) -> None: ...


class UnitOfWork(Protocol):
    def begin(self) -> AbstractAsyncContextManager[Transaction]: ...


class OccurrenceReader(Protocol):
    def __call__(self, envelope: Envelope) -> Occurrence | None:
        """None for an event about no dossier. Raises Problem if the event contradicts its contract."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryFilter:
    """All that are set must hold. agency: empty means any."""

    dossier_id: str = ""
    states: frozenset[DeliveryState] = frozenset()
    agency: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxOf:
    """Whose inbox: an officer's own messages, those for the head of a department, and what the agency's leaders or its
    control team get (of_agency)."""

    officer: str
    agency: str = ""
    headed_department: str = ""
    of_agency: frozenset[Audience] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """occasions: empty means any."""

    only_unread: bool = False
    occasions: frozenset[Occasion] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A page of deliveries, newest first, and how many there are in all. after: id of the last one before
    it."""

    deliveries: tuple[Delivery, ...]
    total_size: int
    more: bool


class Reads(Protocol):
    """Questions answered in one read-only transaction each."""

    async def delivery(self, delivery_id: str) -> Delivery | None: ...

    async def deliveries(self, chosen: DeliveryFilter, *, limit: int, after: str) -> Slice: ...

    async def oldest_due(self) -> Mapping[Lane, datetime]:
        """Since when, real time, each lane's oldest pending message has been due; lanes without one are left out."""
        ...

    async def inbox(self, whose: InboxOf, chosen: InboxFilter, *, limit: int, after: str) -> Slice: ...

    async def unread(self, occasions: Collection[Occasion]) -> Sequence[Delivery]:
        """Officers' own messages of the last week that were not read, the oldest first; at most 10,000."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """How to reach the applicant or a consulted body. Never stored, never logged. language: ``vi`` or ``en``.

    link: where a consulted body answers, empty for others. phone: ``0…`` or ``+…``, empty if none. account: of who
    filed online, empty for others.
    """

    name: str
    email: str
    language: str
    link: str = ""
    phone: str = ""
    account: str = ""


class Contacts(Protocol):
    """intake for applicants, processing for consulted bodies; asked at the moment of sending."""

    async def of(self, wanted: str) -> Contact:
        """wanted: id of the dossier, of the consultation, or of the feedback.

        Raises Problem ``neighbour-unavailable``, or the neighbour's own (kind NOT_FOUND) for an unknown one.
        """
        ...


class Names(Protocol):
    """What organisations and procedures are called. Falls back to the token or code when nobody can be
    asked."""

    async def agency(self, token: str, language: str) -> str: ...

    async def department(self, token: str, language: str) -> str: ...

    async def procedure(self, particulars: Particulars, language: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A message ready to go. message_id: stable over retries, so that a mailbox can drop a double."""

    message_id: str
    to: str
    subject: str
    body: str
    language: str


class SendRefused(Exception):
    """This message will never be taken. slug: kebab-case, never the server's own words."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class SendDeferred(Exception):
    """This message was not taken now. slug: as above."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class Mailer(Protocol):
    async def send(self, mail: Mail) -> None:
        """Returns once the server has taken it. Raises SendRefused or SendDeferred."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortMessage:
    """A text message or a message of Zalo, ready to go. id: stable over retries. is_bulk: lets the others go first."""

    id: str
    phone: str
    text: str
    language: str
    is_bulk: bool


class Gateway(Protocol):
    """One provider of short messages. name: in the log and in receipts. with_marks: whether it takes diacritics."""

    @property
    def name(self) -> str: ...
    @property
    def with_marks(self) -> bool: ...

    async def send(self, message: ShortMessage) -> str:
        """The provider's own id of the message, empty if it gives none. Raises SendRefused or SendDeferred."""
        ...


class Carrier(Protocol):
    """Puts a delivery into words and hands it over, by one channel."""

    def reaches(self, contact: Contact) -> bool: ...

    async def carry(self, delivery: Delivery, contact: Contact) -> Handed:
        """Raises SendRefused, SendDeferred, or a Problem of who was asked for names."""
        ...


class Preferences(Protocol):
    async def of(self, account: str) -> Preference:
        """What somebody wishes; the usual things if nothing was ever said, or for no account."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    subject: str
    body: str


class Templates(Protocol):
    def short(self, template: str, language: str, values: Mapping[str, Any]) -> str:
        """The one line for telephones. Raises KeyError for a template that has none."""
        ...

    def has_short(self, template: str) -> bool: ...

    def version(self, template: str, language: str) -> int:
        """Of the wording that ``render`` and ``short`` use, from 1."""
        ...

    def text(self, template: str, language: str) -> KeptText:
        """That wording itself."""
        ...

    def of_digest(self, digest: str) -> KeptText | None:
        """One of those that are in use now."""
        ...

    def render_kept(self, text: KeptText, values: Mapping[str, Any]) -> Text:
        """A wording of any time."""
        ...

    def short_kept(self, text: KeptText, values: Mapping[str, Any]) -> str:
        """Raises KeyError for one that has no line for telephones."""
        ...

    def render(self, template: str, language: str, values: Mapping[str, Any]) -> Text:
        """The message in a language, Vietnamese if there is no other. values: what the template may name."""
        ...


class DeliveriesPlanned(Protocol):
    def __call__(self, deliveries: Iterable[Delivery]) -> None:
        """Told after commit; wakes the sender."""
        ...
