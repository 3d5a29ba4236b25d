"""Dossiers and applicants as rows and back, without loss."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Row

from intake.application.ports import ApplicantFile
from intake.domain.applicant import Applicant, Representative
from intake.domain.documents import ScanExemption, SubmittedDocument
from intake.domain.dossier import Dossier, SupplementRequest
from intake.domain.facts import Stage
from intake.domain.fees.accounts import PaymentStatus
from intake.domain.procedures import Channel, DocumentForm, Subject
from intake.domain.states import State
from intake.store.tables import dossiers

_NAMES = tuple(field.name for field in fields(Dossier))
_MORE = tuple(field.name for field in fields(SubmittedDocument) if field.name not in ("key", "form", "quantity"))

DOSSIER_COLUMNS = tuple(dossiers.c[name] for name in _NAMES)
"""What to select for ``dossier_of``, before anything else."""

# A page reads six of these a row: a table is quicker than calling the enumeration.
_STATES: dict[str | None, State] = {state.value: state for state in State}
_PAYMENTS: dict[str, PaymentStatus] = {status.value: status for status in PaymentStatus}
_CHANNELS: dict[str | None, Channel] = {channel.value: channel for channel in Channel}


def dossier_row(dossier: Dossier) -> dict[str, Any]:
    """Columns of ``dossiers``; an empty code is NULL, for it must be unique."""
    row = {name: getattr(dossier, name) for name in _NAMES}
    row["code"] = dossier.code or None
    row["documents"] = [_document_plain(document) for document in dossier.documents]
    row["supplements"] = [_supplement_plain(request) for request in dossier.supplements]
    return row


def dossier_of(row: Row[Any]) -> Dossier:
    """The dossier of a row that begins with ``DOSSIER_COLUMNS``."""
    values: dict[str, Any] = dict(zip(_NAMES, row, strict=False))
    values["code"] = values["code"] or ""
    values["state"] = _STATES[values["state"]]
    values["channel"] = _CHANNELS[values["channel"]]
    values["result_by"] = _CHANNELS[values["result_by"]]
    values["returned_by"] = _CHANNELS.get(values["returned_by"])
    values["behind_withdrawal"] = _STATES.get(values["behind_withdrawal"])
    values["payment"] = _PAYMENTS[values["payment"]]
    values["documents"] = tuple([_document_of(plain) for plain in values["documents"]])
    values["supplements"] = tuple(_supplement_of(plain) for plain in values["supplements"])
    return Dossier(**values)


def file_bytes(file: ApplicantFile) -> bytes:
    """What is sealed: JSON in UTF-8."""
    return orjson.dumps({"applicant": file.applicant, "request": file.request, "secret": file.tracking_secret})


def file_of(plain: bytes) -> ApplicantFile:
    """The file that ``file_bytes`` wrote."""
    content = orjson.loads(plain)
    applicant = content["applicant"]
    representative = applicant.pop("representative")
    return ApplicantFile(
        applicant=Applicant(
            **(applicant | {"kind": Subject(applicant["kind"])}),
            representative=representative and Representative(**representative),
        ),
        request=content["request"],
        tracking_secret=content["secret"],
    )


def _document_plain(document: SubmittedDocument) -> dict[str, Any]:
    """What has its default is left out: most documents are papers, and a page reads thousands of them."""
    plain: dict[str, Any] = {"key": document.key, "form": document.form, "quantity": document.quantity}
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


def _supplement_plain(request: SupplementRequest) -> dict[str, Any]:
    return {
        "request_id": request.request_id,
        "stage": request.stage,
        "requested_at": request.requested_at.isoformat(),
        "requested_by": request.requested_by,
        "documents": list(request.documents),
        "reason": request.reason,
        "applicant_deadline_at": request.applicant_deadline_at and request.applicant_deadline_at.isoformat(),
        "supplemented_at": request.supplemented_at and request.supplemented_at.isoformat(),
    }


def _supplement_of(plain: dict[str, Any]) -> SupplementRequest:
    return SupplementRequest(
        request_id=plain["request_id"],
        stage=Stage(plain["stage"]),
        requested_at=datetime.fromisoformat(plain["requested_at"]),
        requested_by=plain["requested_by"],
        documents=tuple(plain["documents"]),
        reason=plain["reason"],
        applicant_deadline_at=_instant(plain["applicant_deadline_at"]),
        supplemented_at=_instant(plain["supplemented_at"]),
    )


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
