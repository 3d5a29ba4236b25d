"""A register with a past, and an outbox with a backlog: rows as intake makes them, brought in by COPY."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from chassis.ids import UuidIds
from chassis.messaging.envelope import encode
from chassis.sealing import Sealer
from intake.application.ports import ApplicantFile
from intake.domain import facts
from intake.domain.applicant import Applicant
from intake.domain.documents import SubmittedDocument
from intake.domain.dossier import Dossier
from intake.domain.lawpack import LawPack
from intake.domain.procedures import Channel, ProcedureVersion, Subject
from intake.domain.reception import Filing, register
from intake.domain.states import State
from intake.events.publishing import published
from intake.lawpack import read
from intake.store.applicant_rows import applicant_row
from intake.store.rows import dossier_row
from intake.store.tables import applicants, dossiers, messaging
from load.limits import Message
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
Rows = Iterator[tuple[Any, ...]]


async def fill_register(database_url: str, sealing_keys: Path, count: int) -> list[str]:
    """``count`` dossiers of the last year with their sealed applicants, vacuumed and analysed; their ids."""
    sealer = Sealer.from_file(sealing_keys)
    made = past(read(LAWPACK), count)
    connection = await asyncpg.connect(dsn_of(database_url))
    try:
        names = [column.name for column in dossiers.c]
        await connection.copy_records_to_table(dossiers.name, records=_dossiers(made, names, sealer), columns=names)
        columns = [column.name for column in applicants.c]
        sealed = _sealed(made, columns, sealer)
        await connection.copy_records_to_table(applicants.name, records=sealed, columns=columns)
        await connection.execute("VACUUM (ANALYZE)")
    finally:
        await connection.close()
    return [dossier.id for dossier in made]


def past(pack: LawPack, count: int) -> list[Dossier]:
    """Dossiers of all procedures, oldest first."""
    draw = random.Random(7)
    today = datetime.now(UTC)
    versions = [version for version in pack.versions_on(today.date()) if _channels(version)]
    states = draw.choices(list(STATES), weights=list(STATES.values()), k=count)
    return [
        _past_one(draw, number, draw.choice(versions), state, today - YEAR * (1 - number / count))
        for number, state in enumerate(states)
    ]


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
    told = past(read(LAWPACK), subjects)
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
    event = published(facts.DossierReceived(dossier=dossier.ref, received_at=dossier.received_at))
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


def _dossiers(made: Sequence[Dossier], names: Sequence[str], sealer: Sealer) -> Rows:
    for dossier in made:
        row = dossier_row(dossier, sealer)
        for name in ("documents", "supplements"):
            row[name] = orjson.dumps(row[name]).decode()
        yield tuple(row[name] for name in names)


def _sealed(made: Sequence[Dossier], columns: Sequence[str], sealer: Sealer) -> Rows:
    for number, dossier in enumerate(made):
        applicant = Applicant(
            kind=Subject.ORGANISATION,
            name=f"Công ty TNHH Thiết bị Chính xác số {number}",
            identity_number=f"02{number:08}",
            address="Lô A1, KCN Đình Vũ, phường Đông Hải, Hải Phòng",
            phone=f"09{number:08}",
            email=f"lienhe{number}@vidu.vn",
            language="vi",
            representative=None,
        )
        file = ApplicantFile(applicant=applicant, request="", tracking_secret="7K3M-9QXZ-04TB")
        row = applicant_row(dossier.id, file, sealer)
        yield tuple(row[name] for name in columns)
