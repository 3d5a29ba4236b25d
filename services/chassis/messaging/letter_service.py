"""motcua.audit.v1.DeadLetterService for any service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import select

from chassis.data.database import Database
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem, invalid
from chassis.messaging.letters import Letter, LetterFilter, Letters
from chassis.messaging.repair import republish
from chassis.messaging.tables import MessagingTables
from chassis.rpc.interceptor import current_actor
from motcua.audit.v1 import dead_letter_service_pb2 as pb
from motcua.audit.v1.dead_letter_service_pb2_grpc import DeadLetterServiceServicer

_DEFAULT_PAGE, _LARGEST_PAGE = 50, 200
_MOST_EVENTS = 1_000
_IS_OPEN = {
    pb.DEAD_LETTER_STATE_UNSPECIFIED: True,
    pb.DEAD_LETTER_STATE_OPEN: True,
    pb.DEAD_LETTER_STATE_RESOLVED: False,
}


class DeadLetterServicer(DeadLetterServiceServicer):
    """Register with ``add_DeadLetterServiceServicer_to_server``. wake: tells the relay that there is work."""

    def __init__(
        self, letters: Letters, database: Database, tables: MessagingTables, *, wake: Callable[[], None]
    ) -> None:
        self._letters = letters
        self._database = database
        self._tables = tables
        self._wake = wake

    async def ListDeadLetters(  # noqa: N802
        self, request: pb.ListDeadLettersRequest, context: Any
    ) -> pb.ListDeadLettersResponse:
        """Problems: not-allowed, page-size-invalid."""
        del context
        if not 0 <= request.page_size <= _LARGEST_PAGE:
            raise invalid("page-size-invalid", f"Ask for 1 to {_LARGEST_PAGE} dead letters.", page_size="out of range")
        chosen = LetterFilter(is_open=_IS_OPEN.get(request.state), reason=request.reason, subject=request.subject)
        page, total, more = await self._letters.page(
            current_actor(), chosen, limit=request.page_size or _DEFAULT_PAGE, after_id=request.after_id
        )
        return pb.ListDeadLettersResponse(
            dead_letters=[message(letter) for letter in page], total_size=total, has_more=more
        )

    async def GetDeadLetter(  # noqa: N802
        self, request: pb.GetDeadLetterRequest, context: Any
    ) -> pb.GetDeadLetterResponse:
        """Problems: not-allowed, dead-letter-unknown."""
        del context
        letter = await self._letters.get(current_actor(), request.id)
        return pb.GetDeadLetterResponse(dead_letter=message(letter), body=letter.body)

    async def ResendDeadLetter(  # noqa: N802
        self, request: pb.ResendDeadLetterRequest, context: Any
    ) -> pb.ResendDeadLetterResponse:
        """Problems: those of ``Letters.resend`` and of the consumer's handler."""
        del context
        letter = await self._letters.resend(_decider(request.on_behalf_of), request.id, request.reason)
        return pb.ResendDeadLetterResponse(dead_letter=message(letter))

    async def DropDeadLetter(  # noqa: N802
        self, request: pb.DropDeadLetterRequest, context: Any
    ) -> pb.DropDeadLetterResponse:
        """Problems: those of ``Letters.drop``."""
        del context
        letter = await self._letters.drop(_decider(request.on_behalf_of), request.id, request.reason)
        return pb.DropDeadLetterResponse(dead_letter=message(letter))

    async def RepublishEvents(  # noqa: N802
        self, request: pb.RepublishEventsRequest, context: Any
    ) -> pb.RepublishEventsResponse:
        """Problems: not-allowed, range-invalid."""
        del context
        if not current_actor().has("operator", "system"):
            raise Problem("not-allowed", Kind.FORBIDDEN, "Only operators have events sent again.")
        first, last = request.first_sequence, request.last_sequence
        if not 1 <= first <= last < first + _MOST_EVENTS:
            raise invalid("range-invalid", f"Name 1 to {_MOST_EVENTS} sequences from 1.", last_sequence="out of range")
        outbox = self._tables.outbox.c
        wanted = select(outbox.id).where(outbox.subject == request.subject, outbox.sequence.between(first, last))
        async with self._database.read() as connection:
            ids = (await connection.scalars(wanted)).all()
        sent = await republish(self._database, self._tables, ids)
        self._wake()
        return pb.RepublishEventsResponse(events=sent)


def _decider(on_behalf_of: str) -> Actor:
    """A service may say for whom it asks; a person decides for himself."""
    actor = current_actor()
    return replace(actor, on_behalf_of=on_behalf_of) if on_behalf_of and actor.has("system") else actor


def message(letter: Letter) -> pb.DeadLetter:
    told = pb.DeadLetter(
        id=letter.id,
        consumer=letter.consumer,
        source=letter.source,
        subject=letter.subject,
        sequence=letter.sequence,
        event_id=letter.event_id,
        type=letter.type,
        nats_subject=letter.nats_subject,
        stream_sequence=letter.stream_sequence,
        reason=letter.reason,
        resolution=letter.resolution,
        is_resendable=letter.is_resendable,
    )
    told.set_aside_at.FromDatetime(letter.at)
    if letter.resolved_at is not None:
        told.resolved_at.FromDatetime(letter.resolved_at)
    return told
