"""Published event → evidence of what is digital about a dossier: its papers, what was paid how, its result. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from chassis.messaging.envelope import Envelope
from motcua.events.v1 import dossier_pb2 as intake
from motcua.events.v1 import handling_pb2 as processing
from reporting.domain.digital import ResultForm
from reporting.domain.evidence import Evidence, EvidenceKind, Papers
from reporting.events.evidence import evidence_of

Told = intake.DossierReceived | intake.DossierSupplemented | intake.DossierPapersScanned


def papers_of(data: Told) -> Papers | None:
    """None for an event from before papers were counted."""
    if not data.HasField("papers"):
        return None
    papers = data.papers
    return Papers(total=papers.total, electronic=papers.electronic, exempt=papers.exempt, reused=papers.reused)


def _paid(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierPaid)
    return evidence_of(
        envelope,
        EvidenceKind.PAID,
        data.dossier,
        data.settled_at,
        label=data.payable,
        amount=0 if data.is_exempt else data.amount_vnd,
        online_vnd=data.online_vnd if data.HasField("online_vnd") else None,
    )


def _supplemented(envelope: Envelope) -> Evidence | None:
    """None for an event from before papers were counted: it says nothing that is asked here."""
    data = envelope.payload(intake.DossierSupplemented)
    if (papers := papers_of(data)) is None:
        return None
    return evidence_of(envelope, EvidenceKind.SUPPLEMENTED, data.dossier, data.supplemented_at, papers=papers)


def _papers_scanned(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierPapersScanned)
    papers = papers_of(data)
    return evidence_of(envelope, EvidenceKind.PAPERS_SCANNED, data.dossier, data.scanned_at, papers=papers)


def _fee_assessed(envelope: Envelope) -> Evidence:
    data = envelope.payload(intake.DossierFeeAssessed)
    return evidence_of(
        envelope,
        EvidenceKind.FEE_ASSESSED,
        data.dossier,
        data.assessed_at,
        label=data.payable,
        amount=data.amount_vnd,
    )


def _result_attached(envelope: Envelope) -> Evidence:
    data = envelope.payload(processing.DossierResultAttached)
    label = ResultForm.SIGNED if data.is_signed else ""
    return evidence_of(
        envelope, EvidenceKind.RESULT_ATTACHED, data.dossier, data.attached_at, label=label, amount=data.number
    )


DIGITAL: Mapping[str, Callable[[Envelope], Evidence | None]] = {
    "dossier.paid": _paid,
    "dossier.supplemented": _supplemented,
    "dossier.papers-scanned": _papers_scanned,
    "dossier.fee-assessed": _fee_assessed,
    "dossier.result-attached": _result_attached,
}
