"""What consultations to list, and what is found. Apart from ``ports``, which has enough of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from processing.domain.consultation import Consultation
from processing.domain.facts import DossierRef
from processing.domain.vocabulary import ConsultationState

if TYPE_CHECKING:
    from processing.application.ports import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationFilter:
    """Which to list; empty: whatever. department: token, consultee: key, of who was asked. due_before: excluded."""

    department: str = ""
    consultee: str = ""
    due_before: datetime | None = None
    states: frozenset[ConsultationState] = frozenset({ConsultationState.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedConsultation:
    """A consultation with its dossier. version: the case's."""

    consultation: Consultation
    dossier: DossierRef
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundConsultations:
    """One page, nearest deadline first. total: all that match, exactly. following: None on the last page."""

    consultations: tuple[ListedConsultation, ...]
    total: int
    following: Place | None
