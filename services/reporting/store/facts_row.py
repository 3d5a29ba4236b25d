"""The columns of ``dossier_facts`` that are folded from the evidence."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from reporting.domain.days import local_day
from reporting.domain.definitions import Against
from reporting.domain.facts import DossierFacts
from reporting.domain.standing import days_of, overdue_spells
from reporting.domain.tallies import open_state, papers_label
from reporting.domain.verdict import Verdict


def facts_row(facts: DossierFacts, verdict: Verdict | None) -> dict[str, Any]:
    """By column, all but the evidence and ``latest_at``."""
    place, days = facts.place, days_of(facts)
    *earlier, newest = overdue_spells(facts, Against.CURRENT) or (None,)
    return {
        "dossier_id": facts.dossier_id,
        "agency": place.agency,
        "department": place.department,
        "procedure_key": place.procedure_key,
        "channel": place.channel,
        "code": place.code,
        "stage": facts.stage.value,
        "received_at": facts.received_at,
        "accepted_at": facts.accepted_at,
        "due_at": facts.due_at,
        "original_due_at": facts.judged_due_at,
        "decided_at": facts.decided_at,
        "issued_at": facts.issued_at,
        "ended_at": facts.ended_at,
        "ended_cause": facts.ended_cause.value if facts.ended_cause else None,
        "paused_at": facts.paused_at,
        "overdue_since": facts.overdue_since,
        "open_state": _value(open_state(facts, verdict)),
        "verdict": verdict.outcome.value if verdict else None,
        "verdict_at": verdict.at if verdict else None,
        "working_seconds": facts.working_seconds,
        "accepted_on": days.accepted_on,
        "finished_on": days.finished_on,
        "due_on": days.due_on,
        "original_due_on": days.original_due_on,
        "ending": _value(days.ending),
        "refused_at": facts.refused_at,
        "decided_by": facts.decided_by or None,
        "collected_at": facts.collected_at,
        "collected_by": facts.collected_by or None,
        "rated_at": facts.rated_at,
        "rating": facts.rating,
        "paid_vnd": facts.paid_vnd,
        "papers": papers_label(facts.digital),
        "fee": facts.digital.fee.value,
        "paid_online_on": local_day(facts.digital.paid_online_at) if facts.digital.paid_online_at else None,
        "result_form": facts.digital.result.value,
        "supplements": len(facts.supplements_asked_at),
        "is_synthetic": facts.is_synthetic,
        "overdue_first": newest.first if newest else None,
        "overdue_until": newest.until if newest else None,
        "earlier_overdue": [[each.first, each.until] for each in earlier if each] or None,
    }


def _value(word: StrEnum | None) -> str | None:
    return None if word is None else word.value
