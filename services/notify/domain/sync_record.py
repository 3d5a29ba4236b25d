"""A dossier as other systems are told of it: everything gathered, nothing translated yet. Holds personal data: it lives
for the length of one push and is never stored or logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from notify.domain.sync import Milestones


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A component that was handed in. files: names of its files."""

    key: str
    name: str
    is_digitised: bool
    is_reused: bool
    is_from_national_store: bool
    replaces_result: str
    files: tuple[tuple[str, str], ...]  # id, name


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """amount_vnd: None where the decision on it is unknown. is_online: paid online."""

    key: str
    name: str
    amount_vnd: int | None
    is_fee: bool
    is_online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A step of the handling, as far as it has come."""

    name: str
    officer: str
    department: str
    begun_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPaper:
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRecord:
    """code: number by which the other system knows it. status: 1 to 10 of the national portal. channel, result_by:
    ``counter``, ``online`` or ``post``. is_organisation: the applicant is one. request: what is asked for."""

    dossier_id: str
    code: str
    agency: str
    department: str
    department_name: str
    procedure_key: str
    procedure_code: str
    procedure_name: str
    field_key: str
    field_name: str
    channel: str
    result_by: str
    status: int
    outcome: str
    received_at: datetime
    accepted_at: datetime | None
    due_at: datetime | None
    returned_at: datetime | None
    is_organisation: bool
    applicant: str
    identity_number: str
    address: str
    phone: str
    email: str
    request: str
    milestones: Milestones
    papers: tuple[Paper, ...] = ()
    charges: tuple[Charge, ...] = ()
    stages: tuple[Stage, ...] = ()
    results: tuple[ResultPaper, ...] = ()
