"""Dossiers as rows and back, without loss; what people wrote in their own words is sealed."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Row

from intake.domain.documents import ScanExemption, SubmittedDocument
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import Stage
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.procedures import Channel, DocumentForm, Subject
from intake.domain.states import State
from intake.store.reception_rows import forwarding_of, forwarding_plain, ref_of, ref_plain
from intake.store.sealed_text import resealed_text, seal_text, unseal_text
from intake.store.sealing_keys import Sealing
from intake.store.tables import dossiers

_NAMES = tuple(field.name for field in fields(Dossier))
_MORE = tuple(field.name for field in fields(SubmittedDocument) if field.name not in ("key", "form", "quantity"))

DOSSIER_COLUMNS = tuple(dossiers.c[name] for name in _NAMES)
"""What to select for ``dossier_of``, before anything else."""

SEALED_TEXTS = ("refusal_reason",)
"""Text columns of ``dossiers`` that are written by people."""

# A page reads six of these a row: a table is quicker than calling the enumeration.
_STATES: dict[str | None, State] = {state.value: state for state in State}
_PAYMENTS: dict[str, PaymentStatus] = {status.value: status for status in PaymentStatus}
_SUBJECTS: dict[str | None, Subject] = {subject.value: subject for subject in Subject}
_CHANNELS: dict[str | None, Channel] = {channel.value: channel for channel in Channel}


def text_context(dossier_id: str, column: str) -> str:
    """What a sealed text of a dossier is bound to."""
    return f"dossiers:{dossier_id}:{column}"


def dossier_row(dossier: Dossier, sealer: Sealing) -> dict[str, Any]:
    """Columns of ``dossiers``; an empty code is NULL, for it must be unique."""
    row = {name: getattr(dossier, name) for name in _NAMES}
    row["code"] = dossier.code or None
    row["reminders_at"] = [at.isoformat() for at in dossier.reminders_at] or None
    row["documents"] = [_document_plain(document) for document in dossier.documents]
    row["supplements"] = [_supplement_plain(dossier.id, request, sealer) for request in dossier.supplements]
    for name in SEALED_TEXTS:
        row[name] = seal_text(row[name], sealer, text_context(dossier.id, name))
    row["forwarding"] = dossier.forwarding and forwarding_plain(dossier.forwarding)
    row["external_refs"] = [ref_plain(ref) for ref in dossier.external_refs]
    return row


def dossier_of(row: Row[Any], sealer: Sealing) -> Dossier:
    """The dossier of a row that begins with ``DOSSIER_COLUMNS``."""
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=False))
    values["code"] = values["code"] or ""
    values["state"] = _STATES[values["state"]]
    values["channel"] = _CHANNELS[values["channel"]]
    values["result_by"] = _CHANNELS[values["result_by"]]
    values["returned_by"] = _CHANNELS.get(values["returned_by"])
    values["behind_withdrawal"] = _STATES.get(values["behind_withdrawal"])
    values["applicant_kind"] = _SUBJECTS.get(values["applicant_kind"])
    values["payment"] = _PAYMENTS[values["payment"]]
    values["reminders_at"] = tuple(map(datetime.fromisoformat, values["reminders_at"] or ()))
    values["documents"] = tuple([_document_of(plain) for plain in values["documents"]])
    values["supplements"] = tuple([_supplement_of(values["id"], plain, sealer) for plain in values["supplements"]])
    for name in SEALED_TEXTS:
        if values[name]:
            values[name] = unseal_text(values[name], sealer, text_context(values["id"], name))
    values["forwarding"] = values["forwarding"] and forwarding_of(values["forwarding"])
    values["external_refs"] = tuple([ref_of(plain) for plain in values["external_refs"]])
    return Dossier(**values)


def resealed_texts(dossier_id: str, values: dict[str, Any], sealer: Sealing) -> dict[str, Any]:
    """The columns of a dossier whose sealed texts are not under the active key, as they should be stored."""
    changed: dict[str, Any] = {}
    for name in SEALED_TEXTS:
        text = resealed_text(values[name], sealer, text_context(dossier_id, name))
        if text != values[name]:
            changed[name] = text
    supplements = [_supplement_resealed(dossier_id, plain, sealer) for plain in values["supplements"]]
    if supplements != values["supplements"]:
        changed["supplements"] = supplements
    return changed


def _document_plain(document: SubmittedDocument) -> dict[str, Any]:
    """What has its default is left out: most documents are papers, and a page reads thousands of them."""
    plain: dict[str, Any] = {"key": document.key, "form": document.form, "quantity": document.quantity}
    if document == _document(**plain):
        return plain
    more = {name: getattr(document, name) for name in _MORE}
    return plain | {name: value for name, value in more.items() if value}


def _document_of(plain: dict[str, Any]) -> SubmittedDocument:
    document = _document(plain["key"], plain["form"], plain["quantity"])
    if len(plain) == 3:
        return document
    more = {name: plain[name] for name in _MORE if name in plain}
    if "files" in more:
        more["files"] = tuple(more["files"])
    if "exemption" in more:
        more["exemption"] = ScanExemption(more["exemption"])
    return replace(document, **more)


@lru_cache(maxsize=4096)
def _document(key: str, form: str, quantity: int) -> SubmittedDocument:
    """Remembered: most dossiers of a procedure have the same documents."""
    return SubmittedDocument(key=key, form=DocumentForm(form), quantity=quantity)


def _supplement_plain(dossier_id: str, request: SupplementRequest, sealer: Sealing) -> dict[str, Any]:
    words = orjson.dumps({"documents": request.documents, "reason": request.reason}).decode()
    return {
        "request_id": request.request_id,
        "stage": request.stage,
        "requested_at": request.requested_at.isoformat(),
        "requested_by": request.requested_by,
        "words": seal_text(words, sealer, _words_context(dossier_id, request.request_id)),
        "applicant_deadline_at": request.applicant_deadline_at and request.applicant_deadline_at.isoformat(),
        "supplemented_at": request.supplemented_at and request.supplemented_at.isoformat(),
    }


def _supplement_of(dossier_id: str, plain: dict[str, Any], sealer: Sealing) -> SupplementRequest:
    words = plain  # as it was before the words were sealed
    if "words" in plain:
        words = orjson.loads(unseal_text(plain["words"], sealer, _words_context(dossier_id, plain["request_id"])))
    return SupplementRequest(
        request_id=plain["request_id"],
        stage=Stage(plain["stage"]),
        requested_at=datetime.fromisoformat(plain["requested_at"]),
        requested_by=plain["requested_by"],
        documents=tuple(words["documents"]),
        reason=words["reason"],
        applicant_deadline_at=_instant(plain["applicant_deadline_at"]),
        supplemented_at=_instant(plain["supplemented_at"]),
    )


def _supplement_resealed(dossier_id: str, plain: dict[str, Any], sealer: Sealing) -> dict[str, Any]:
    context = _words_context(dossier_id, plain["request_id"])
    if "words" not in plain:
        return _supplement_plain(dossier_id, _supplement_of(dossier_id, plain, sealer), sealer)
    return plain | {"words": resealed_text(plain["words"], sealer, context)}


def _words_context(dossier_id: str, request_id: str) -> str:
    return text_context(dossier_id, f"supplements:{request_id}")


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
