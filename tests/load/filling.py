"""A register with a past, and an outbox with a backlog: rows as intake makes them, brought in by COPY."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from chassis.blind_index import BlindIndex
from chassis.data.columns import Json
from chassis.ids import UuidIds
from chassis.messaging.envelope import encode
from chassis.sealing import Sealer
from intake.application.ports import ApplicantFile
from intake.domain import facts
from intake.domain.applicant import Applicant
from intake.domain.documents import SubmittedDocument, counted
from intake.domain.dossier import Dossier
from intake.domain.lawpack import LawPack
from intake.domain.people import kept_terms
from intake.domain.procedures import Channel, ProcedureVersion
from intake.domain.reception import Filing, register
from intake.domain.states import State
from intake.events.publishing import published
from intake.lawpack import read
from intake.store.applicant_rows import applicant_row
from intake.store.people import token_row
from intake.store.rows import dossier_row
from intake.store.tables import applicant_tokens, applicants, dossiers, messaging
from load.limits import Message
from load.names import people
from load.stage import LAWPACK, dsn_of

YEAR = timedelta(days=365)
#: How a register looks after a year: most is done.
STATES = {
    State.COLLECTED: 70,
    State.RESULT_READY: 8,
    State.IN_PROGRESS: 10,
    State.ACCEPTED: 4,
    State.REGISTERED: 3,
    State.AWAITING_SUPPLEMENT: 2,
    State.REFUSED: 2,
    State.WITHDRAWN: 1,
}
_NEVER_ACCEPTED = frozenset({State.REGISTERED, State.REFUSED})
_IDS = UuidIds()
Rows = Iterator[dict[str, Any]]
AT_ONCE = 20_000
_JSON = tuple(column.name for column in dossiers.c if isinstance(column.type, Json))


async def fill_register(database_url: str, keys: Path, count: int) -> list[str]:
    """``count`` dossiers of the last year, applicants sealed and indexed, vacuumed and analysed; their ids."""
    sealer, index = Sealer.from_file(keys), BlindIndex.from_file(keys)
    draw, ids = people(random.Random(7)), []
    connection = await asyncpg.connect(dsn_of(database_url))
    try:
        for made in batched(past(read(LAWPACK), count), AT_ONCE):
            who = [draw() for _ in made]
            await _copied(connection, made, who, sealer, index)
            ids += [dossier.id for dossier in made]
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
    return ids


async def _copied(
    connection: asyncpg.Connection[Any],
    made: Sequence[Dossier],
    who: Sequence[Applicant],
    sealer: Sealer,
    index: BlindIndex,
) -> None:
    of_kind = [replace(dossier, applicant_kind=each.kind) for dossier, each in zip(made, who, strict=True)]
    for table, rows in (
        (dossiers, _dossiers(of_kind, sealer)),
        (applicants, _sealed(of_kind, who, sealer)),
        (applicant_tokens, _indexed(of_kind, who, index)),
    ):
        columns = [column.name for column in table.c]
        records = (tuple(row[name] for name in columns) for row in rows)
        await connection.copy_records_to_table(table.name, records=records, columns=columns)


def batched(made: Iterable[Dossier], size: int) -> Iterator[list[Dossier]]:
    """A million dossiers at once would be four gigabytes of Python."""
    waiting = iter(made)
    while batch := list(islice(waiting, size)):
        yield batch


def past(pack: LawPack, count: int) -> Iterator[Dossier]:
    """Dossiers of all procedures, oldest first."""
    draw = random.Random(7)
    today = datetime.now(UTC)
    versions = [version for version in pack.versions_on(today.date()) if _channels(version)]
    states = draw.choices(list(STATES), weights=list(STATES.values()), k=count)
    for number, state in enumerate(states):
        yield _past_one(draw, number, draw.choice(versions), state, today - YEAR * (1 - number / count))


def _past_one(
    draw: random.Random, number: int, version: ProcedureVersion, state: State, received_at: datetime
) -> Dossier:
    channel = draw.choice(_channels(version))
    filing = Filing(
        id=_IDS.new(),
        agency="heza",
        channel=channel,
        documents=tuple(
            SubmittedDocument(key=each.key, form=each.form, quantity=each.quantity) for each in version.documents
        ),
        sets=1,
        result_by=channel,
        registered_by=f"dn.{number % 5000}" if channel is Channel.ONLINE else "cb.motcua.1",
        received_at=received_at,
        tracking_digest=f"{number:064x}",
    )
    dossier, _ = register(filing, version)
    if state in _NEVER_ACCEPTED:
        return dossier.next(state=state)
    accepted_at = received_at + timedelta(hours=2)
    due_at = accepted_at + timedelta(days=draw.randint(3, 25))
    return dossier.next(
        state=state,
        code=f"H24.15-{accepted_at:%y%m%d}-{number:06}",
        accepted_at=accepted_at,
        accepted_by="cb.motcua.1",
        law_revision="0" * 64,
        clock_started_at=accepted_at,
        due_at=due_at,
        original_due_at=due_at,
        officer=f"cv.{version.department}.1",
        result_issued_at=due_at - timedelta(days=1) if state in {State.COLLECTED, State.RESULT_READY} else None,
    )


async def fill_outbox(database_url: str, *, count: int, subjects: int) -> tuple[Message, ...]:
    """``count`` unpublished events of so many dossiers, in turn; the messages they will become."""
    told = list(past(read(LAWPACK), subjects))
    rows = [_event(told[number % subjects], number // subjects + 1) for number in range(count)]
    columns = ["id", "command_id", "subject", "sequence", "type", "nats_subject", "body", "created_at"]
    connection = await asyncpg.connect(dsn_of(database_url))
    try:
        await connection.copy_records_to_table(messaging.outbox.name, records=rows, columns=columns)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
    return tuple(Message(id=row[0], subject=row[5], body=row[6]) for row in rows)


def _event(dossier: Dossier, sequence: int) -> tuple[Any, ...]:
    received = facts.DossierReceived(
        dossier=dossier.ref, received_at=dossier.received_at, papers=counted(dossier.documents)
    )
    event = published(received)
    event_id, command_id, now = _IDS.new(), _IDS.new(), datetime.now(UTC)
    trace = f"00-{event_id.replace('-', '')}-{event_id.replace('-', '')[:16]}-01"
    body = encode(
        event,
        event_id=event_id,
        service="intake",
        time=now,
        sequence=sequence,
        traceparent=trace,
        correlation_id=command_id,
        causation_id=command_id,
    )
    return event_id, command_id, dossier.id, sequence, event.type, event.nats_subject(), body, now


def _channels(version: ProcedureVersion) -> list[Channel]:
    return [offer.channel for offer in version.channels]


def _dossiers(made: Sequence[Dossier], sealer: Sealer) -> Rows:
    for dossier in made:
        row = dossier_row(dossier, sealer)
        for name in _JSON:
            row[name] = None if row[name] is None else orjson.dumps(row[name]).decode()
        yield row


def _sealed(made: Sequence[Dossier], who: Sequence[Applicant], sealer: Sealer) -> Rows:
    for dossier, applicant in zip(made, who, strict=True):
        file = ApplicantFile(applicant=applicant, request="", tracking_secret="7K3M-9QXZ-04TB")
        yield applicant_row(dossier.id, file, sealer)


def _indexed(made: Sequence[Dossier], who: Sequence[Applicant], index: BlindIndex) -> Rows:
    for dossier, applicant in zip(made, who, strict=True):
        yield token_row(dossier, _terms(applicant), index)


@lru_cache(maxsize=50_000)
def _terms(applicant: Applicant) -> frozenset[str]:
    """Remembered: companies come again and again."""
    return kept_terms(applicant)
