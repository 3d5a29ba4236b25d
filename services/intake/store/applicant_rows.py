"""Applicants as rows and back: every field sealed under its own context, so that none opens in another's place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from intake.application.ports import ApplicantFile
from intake.domain.applicant import Applicant, Representative
from intake.domain.people import Face
from intake.domain.procedures import Subject
from intake.store.sealing_keys import Sealing
from intake.store.tables import applicants

_PLAIN = ("kind", "language")
_TEXTS = ("name", "identity_number", "address", "phone", "email")
FIELDS = (*_TEXTS, "representative", "request", "tracking_secret")
"""The sealed columns; NULL where there is nothing to seal."""

APPLICANT_COLUMNS = tuple(applicants.c[name] for name in ("sealed", *_PLAIN, *FIELDS))
"""What to select for ``file_of_row``."""


_FACE = ("name", "identity_number", "phone")
FACE_COLUMNS = tuple(applicants.c[name] for name in ("sealed", "kind", *_FACE))
"""What to select for ``face_of_row``: lists open no more than they show."""


def field_context(dossier_id: str, field: str) -> str:
    """What a sealed field is bound to."""
    return f"applicant:{dossier_id}:{field}"


def applicant_row(dossier_id: str, file: ApplicantFile, sealer: Sealing) -> dict[str, Any]:
    """Columns of ``applicants``."""
    applicant = file.applicant
    plain: dict[str, bytes] = {name: getattr(applicant, name).encode() for name in _TEXTS}
    plain["representative"] = orjson.dumps(applicant.representative) if applicant.representative else b""
    plain["request"] = file.request.encode()
    plain["tracking_secret"] = file.tracking_secret.encode()
    sealed = {
        name: sealer.seal(value, field_context(dossier_id, name)) if value else None for name, value in plain.items()
    }
    return {
        "dossier_id": dossier_id,
        "sealed": None,
        "kind": applicant.kind,
        "language": applicant.language,
        **sealed,
    }


def file_of_row(dossier_id: str, row: Mapping[str, Any], sealer: Sealing) -> ApplicantFile:
    """The file of a row with ``APPLICANT_COLUMNS``; raises what ``Sealer.unseal`` raises."""
    if row["sealed"] is not None:
        return _undivided(sealer.unseal(row["sealed"], f"applicant:{dossier_id}"))
    opened = {
        name: sealer.unseal(row[name], field_context(dossier_id, name)) if row[name] is not None else b""
        for name in FIELDS
    }
    representative = opened["representative"]
    return ApplicantFile(
        applicant=Applicant(
            kind=Subject(row["kind"]),
            language=row["language"],
            representative=Representative(**orjson.loads(representative)) if representative else None,
            **{name: opened[name].decode() for name in _TEXTS},
        ),
        request=opened["request"].decode(),
        tracking_secret=opened["tracking_secret"].decode(),
    )


def face_of_row(dossier_id: str, row: Mapping[str, Any], sealer: Sealing) -> Face:
    """What lists show of an applicant, of a row with ``FACE_COLUMNS``."""
    if row["sealed"] is not None:
        of = _undivided(sealer.unseal(row["sealed"], f"applicant:{dossier_id}")).applicant
        return Face(kind=of.kind, name=of.name, identity_number=of.identity_number, phone=of.phone)
    opened = {name: sealer.unseal(row[name], field_context(dossier_id, name)).decode() for name in _FACE}
    return Face(kind=Subject(row["kind"]), **opened)


def _undivided(plain: bytes) -> ApplicantFile:
    """The file as it was sealed before: one JSON for everything."""
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
