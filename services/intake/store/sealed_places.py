"""Where sealed values stand, and how each row is brought under the active key: the one list that rotation goes by.

Files and their names are apart: ``application.files.reseal_files`` brings them along, called by the same command.

A new table or column with sealed values gets a place here; a test files a dossier, rotates, and finds what was missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, String, Table, and_, cast, func, literal, or_

from intake.store.accounts import payable_context
from intake.store.applicant_rows import FIELDS, applicant_row, field_context, file_of_row
from intake.store.draft_rows import draft_context
from intake.store.feedback import feedback_seal_context
from intake.store.feedback_tables import feedback_files
from intake.store.history import reason_context
from intake.store.result_corrections import words_context
from intake.store.return_attempts import receiver_context
from intake.store.rows import SEALED_TEXTS, resealed_texts
from intake.store.sealed_text import PREFIX, resealed_text
from intake.store.sealing_keys import Sealing
from intake.store.tables import applicants, dossiers, drafts, messaging, payables, result_corrections, return_attempts

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPlace:
    """key: of the order of batches, unique unless ``also`` has the rest of the primary key. columns: what ``resealed``
    reads beside them, and the only ones it may change.

    waiting: (header of the active key, its id) → rows that are not, or perhaps not, under the active key.
    resealed: the columns to change, none if the row is as it should be.
    """

    table: Table
    key: str
    columns: tuple[str, ...]
    waiting: Callable[[bytes, str], ColumnElement[bool]]
    resealed: Callable[[Values, Sealing], dict[str, Any]]
    also: tuple[str, ...] = ()


def blob_waits(table: Table, *names: str) -> Callable[[bytes, str], ColumnElement[bool]]:
    """Any of these columns holds something that does not begin with the header of the active key."""

    def waiting(header: bytes, _active: str) -> ColumnElement[bool]:
        begins = (func.substr(table.c[name], 1, len(header)) for name in names)
        return or_(*(begin != literal(header, LargeBinary) for begin in begins))

    return waiting


def text_waits(table: Table, *names: str) -> Callable[[bytes, str], ColumnElement[bool]]:
    """Any of these columns holds text that does not begin with the name of the active key."""

    def waiting(_header: bytes, active: str) -> ColumnElement[bool]:
        under = f"{PREFIX}{active}:"
        columns = (table.c[name] for name in names)
        return or_(*(and_(each != "", func.substr(each, 1, len(under)) != under) for each in columns))

    return waiting


def _applicant_waits(header: bytes, active: str) -> ColumnElement[bool]:
    """Also every file that is not divided into fields yet, under whatever key."""
    return or_(applicants.c.sealed.is_not(None), blob_waits(applicants, *FIELDS)(header, active))


def _applicant(row: Values, sealer: Sealing) -> dict[str, Any]:
    dossier_id = row["dossier_id"]
    if row["sealed"] is not None:
        return applicant_row(dossier_id, file_of_row(dossier_id, row, sealer), sealer)
    old = {name: row[name] for name in FIELDS if row[name] is not None and sealer.needs_rotation(row[name])}
    contexts = {name: field_context(dossier_id, name) for name in old}
    return {name: sealer.seal(sealer.unseal(value, contexts[name]), contexts[name]) for name, value in old.items()}


def _dossier_waits(header: bytes, active: str) -> ColumnElement[bool]:
    """Words inside JSON: every row that has some, unless none of them is under another key or under none."""
    supplements = cast(dossiers.c.supplements, String)
    other = func.replace(supplements, f'"{PREFIX}{active}:', "")
    asked = and_(supplements != "[]", or_(other.contains(f'"{PREFIX}'), other.contains('"reason"')))
    return or_(text_waits(dossiers, *SEALED_TEXTS)(header, active), asked)


def _dossier(row: Values, sealer: Sealing) -> dict[str, Any]:
    return resealed_texts(row["id"], dict(row), sealer)


def _command(row: Values, sealer: Sealing) -> dict[str, Any]:
    """The salt of a command's digests is sealed as its reason is: whoever had it could try guesses at the words."""
    under = {
        name: resealed_text(row[name], sealer, reason_context(row["id"])) for name in ("reason", "salt") if row[name]
    }
    return {name: text for name, text in under.items() if text != row[name]}


def whole_blob(key: str, column: str, context: Callable[[str], str]) -> Callable[[Values, Sealing], dict[str, Any]]:
    """How a table is resealed that has one sealed column; context: of a row's key."""

    def resealed(row: Values, sealer: Sealing) -> dict[str, Any]:
        sealed = row[column]
        if sealed is None or not sealer.needs_rotation(sealed):
            return {}
        return {column: sealer.seal(sealer.unseal(sealed, context(row[key])), context(row[key]))}

    return resealed


def _texts(context: Callable[[Values, str], str], *names: str) -> Callable[[Values, Sealing], dict[str, Any]]:
    """How text columns are resealed; context: of a row and the name of its column."""

    def resealed(row: Values, sealer: Sealing) -> dict[str, Any]:
        told = {name: row[name] for name in names if row[name]}
        under = {name: resealed_text(text, sealer, context(row, name)) for name, text in told.items()}
        return {name: text for name, text in under.items() if text != row[name]}

    return resealed


PLACES: tuple[SealedPlace, ...] = (
    SealedPlace(
        table=applicants,
        key="dossier_id",
        columns=("sealed", "kind", "language", *FIELDS),
        waiting=_applicant_waits,
        resealed=_applicant,
    ),
    SealedPlace(
        table=dossiers,
        key="id",
        columns=(*SEALED_TEXTS, "supplements"),
        waiting=_dossier_waits,
        resealed=_dossier,
    ),
    SealedPlace(
        table=messaging.commands,
        key="id",
        columns=("reason", "salt"),
        waiting=text_waits(messaging.commands, "reason", "salt"),
        resealed=_command,
    ),
    SealedPlace(
        table=feedback_files,
        key="feedback_id",
        columns=("sealed",),
        waiting=blob_waits(feedback_files, "sealed"),
        resealed=whole_blob("feedback_id", "sealed", feedback_seal_context),
    ),
    SealedPlace(
        table=drafts,
        key="id",
        columns=("sealed",),
        waiting=blob_waits(drafts, "sealed"),
        resealed=whole_blob("id", "sealed", draft_context),
    ),
    SealedPlace(
        table=return_attempts,
        key="id",
        columns=("receiver",),
        waiting=blob_waits(return_attempts, "receiver"),
        resealed=whole_blob("id", "receiver", receiver_context),
    ),
    SealedPlace(
        table=result_corrections,
        key="id",
        columns=("words",),
        waiting=blob_waits(result_corrections, "words"),
        resealed=whole_blob("id", "words", words_context),
    ),
    SealedPlace(
        table=payables,
        key="dossier_id",
        also=("key",),
        columns=("note",),
        waiting=text_waits(payables, "note"),
        resealed=_texts(lambda row, name: payable_context(row["dossier_id"], row["key"], name), "note"),
    ),
)
