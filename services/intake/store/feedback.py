"""The book of feedback in SQL. The file (sender, text, answer) is sealed and bound to its feedback."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

import orjson
from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.kernel.errors import Kind, Problem
from chassis.timers.firing import Timers
from intake.domain.feedback.feedback import Feedback
from intake.domain.feedback.sender import FeedbackFile, Sender
from intake.domain.feedback.timers import feedback_timers
from intake.domain.feedback.vocabulary import (
    Assessment,
    Criterion,
    Delivery,
    FeedbackClass,
    FeedbackForm,
    FeedbackKind,
    FeedbackOutcome,
    FeedbackState,
    Matter,
    Satisfaction,
)
from intake.store.feedback_tables import feedback, feedback_files
from intake.store.sealing_keys import Sealing

_NAMES = tuple(field.name for field in fields(Feedback))
FEEDBACK_COLUMNS = tuple(feedback.c[name] for name in _NAMES)
"""What to select for ``feedback_of``, before anything else."""

_WORDS: dict[str, type[Any]] = {
    "kind": FeedbackKind,
    "matter": Matter,
    "form": FeedbackForm,
    "state": FeedbackState,
    "classification": FeedbackClass,
    "assessment": Assessment,
    "outcome": FeedbackOutcome,
    "delivery": Delivery,
    "satisfaction": Satisfaction,
}
_INSERT, _INSERT_FILE = insert(feedback), insert(feedback_files)
_LOCK: Select[Any] = select(*FEEDBACK_COLUMNS).where(feedback.c.id == bindparam("wanted")).with_for_update()
_FILE = select(feedback_files.c.sealed).where(feedback_files.c.feedback_id == bindparam("wanted"))
_UPDATE = (
    update(feedback)
    .where(feedback.c.id == bindparam("wanted"), feedback.c.version == bindparam("earlier"))
    .values({column.name: bindparam(column.name) for column in feedback.c if column.name != "id"})
)
_UPDATE_FILE = update(feedback_files).where(feedback_files.c.feedback_id == bindparam("wanted"))


class SqlFeedbackBook:
    """Fulfils ``FeedbackBook`` on one open transaction."""

    def __init__(self, connection: AsyncConnection, sealer: Sealing, timers: Timers) -> None:
        self._connection = connection
        self._sealer = sealer
        self._timers = timers

    async def add(self, entry: Feedback, file: FeedbackFile) -> None:
        await self._connection.execute(_INSERT, _row(entry))
        await self._connection.execute(_INSERT_FILE, {"feedback_id": entry.id, "sealed": self._sealed(entry.id, file)})
        await self._timers.replace(entry.id, feedback_timers(entry))

    async def locked(self, feedback_id: str) -> Feedback | None:
        row = (await self._connection.execute(_LOCK, {"wanted": feedback_id})).one_or_none()
        return None if row is None else feedback_of(row)

    async def file(self, feedback_id: str) -> FeedbackFile:
        sealed = await self._connection.scalar(_FILE, {"wanted": feedback_id})
        if sealed is None:
            raise LookupError(f"feedback {feedback_id} has no file")
        return feedback_file_of(self._sealer.unseal(sealed, feedback_seal_context(feedback_id)))

    async def save(self, entry: Feedback) -> None:
        row = _row(entry) | {"wanted": entry.id, "earlier": entry.version - 1}
        del row["id"]
        if (await self._connection.execute(_UPDATE, row)).rowcount != 1:
            raise Problem(
                "feedback-changed",
                Kind.CONFLICT,
                "Somebody else changed the feedback just now. Read it again, then retry.",
            )
        await self._timers.replace(entry.id, feedback_timers(entry))

    async def save_file(self, feedback_id: str, file: FeedbackFile) -> None:
        sealed = self._sealed(feedback_id, file)
        await self._connection.execute(_UPDATE_FILE.values(sealed=sealed), {"wanted": feedback_id})

    def _sealed(self, feedback_id: str, file: FeedbackFile) -> bytes:
        return self._sealer.seal(orjson.dumps(asdict(file)), feedback_seal_context(feedback_id))


def feedback_seal_context(feedback_id: str) -> str:
    """What a sealed file is bound to."""
    return f"feedback:{feedback_id}"


def feedback_of(row: Row[Any]) -> Feedback:
    """The feedback of a row that begins with ``FEEDBACK_COLUMNS``."""
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=False))
    for name, word in _WORDS.items():
        values[name] = None if values[name] is None else word(values[name])
    values["criteria"] = tuple(Criterion(each) for each in values["criteria"])
    return Feedback(**values)


def feedback_file_of(plain: bytes) -> FeedbackFile:
    """The file that was sealed."""
    content = orjson.loads(plain)
    return FeedbackFile(**(content | {"sender": Sender(**content["sender"])}))


def _row(entry: Feedback) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in _NAMES} | {"criteria": list(entry.criteria)}
