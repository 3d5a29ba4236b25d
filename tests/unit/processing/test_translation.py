"""Facts into events, intake's answers into law, law into what is kept and back."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_args

import pytest
from google.protobuf.json_format import MessageToDict

from chassis.kernel.worktime import Limit
from processing.clients.intake import procedure_of
from processing.domain import facts
from processing.domain.calendars import calendar_from_dict, calendar_to_dict
from processing.domain.facts import Fact
from processing.domain.law import Law, ProcedureVersion
from processing.domain.owners import DepartmentShare, Owner, OwnerKind, OwnVerdict, Share
from processing.domain.vocabulary import (
    Channel,
    ClockCause,
    ClockEffect,
    ConsulteeKind,
    OnSilence,
    OnTimeout,
    Outcome,
    PayableKind,
    StopCause,
    Timeliness,
)
from processing.events.publishing import published
from processing.protocol import calendar_of
from service.processing.catalogue import calendar, procedure
from unit.processing.opinions import consulting
from unit.processing.story import DOSSIER_ID, DUE_AT, at, dossier, law
from unit.processing.workflows import CONSULTED

NAMES = {
    facts.Assigned: "assigned",
    facts.StepStarted: "step-started",
    facts.StepCompleted: "step-completed",
    facts.SupplementRequested: "supplement-requested",
    facts.PaymentRequested: "payment-requested",
    facts.Paused: "paused",
    facts.Resumed: "resumed",
    facts.DueDateChanged: "due-date-changed",
    facts.DueSoon: "due-soon",
    facts.Overdue: "overdue",
    facts.Decided: "decided",
    facts.ResultIssued: "result-issued",
    facts.Stopped: "stopped",
    facts.Corrected: "corrected",
    facts.StepDueSoon: "step-due-soon",
    facts.ConsultationRequested: "consultation-requested",
    facts.ConsultationAnswered: "consultation-answered",
    facts.ConsultationOverdue: "consultation-overdue",
    facts.ConsultationDeemed: "consultation-deemed",
    facts.ConsultationWithdrawn: "consultation-withdrawn",
    facts.ConsultationReminded: "consultation-reminded",
    facts.ResultAttached: "result-attached",
}
SAMPLES = {
    "dossier": dossier(),
    "clock_effect": ClockEffect.PAUSE,
    "cause": ClockCause.SUPPLEMENT,
    "outcome": Outcome.GRANTED,
    "timeliness": Timeliness.EARLY,
    "restarted": True,
    "due_is_provisional": True,
    "kind": PayableKind.LAND,
    "amount_vnd": 125_000_000,
    "working_seconds": 28_800,
    "rung": "T-1",
    "number": 1,
    "is_signed": True,
    "slices": (Share(owner=Owner(kind=OwnerKind.APPLICANT), working_seconds=1, counted_seconds=0),),
    "departments": (DepartmentShare(department="dau-tu", own_seconds=1, budget_seconds=2, verdict=OwnVerdict.MET),),
    "asked": facts.Asked(
        consultation_id="consultation-1",
        consultee="lao-dong",
        kind=ConsulteeKind.DEPARTMENT,
        department="lao-dong",
        requested_at=DUE_AT,
        due_at=DUE_AT,
    ),
    "on_silence": OnSilence.ESCALATE,
    "is_late": True,
    "is_automatic": True,
}


def sample(kind: type[Fact]) -> Fact:
    """A fact of the kind with a value in every field."""
    values: dict[str, Any] = {
        field.name: SAMPLES.get(field.name, DUE_AT if field.name.endswith(("_at", "_since")) else field.name)
        for field in fields(kind)
    }
    if kind is facts.Stopped:
        values["cause"] = StopCause.AUTHORITY
    if kind is facts.Corrected:
        values["cause"] = "recorded-by-mistake"
    return kind(**values)


@pytest.mark.parametrize("kind", get_args(Fact), ids=lambda kind: kind.__name__)
def test_every_fact_has_its_event_and_loses_nothing(kind: type[Fact]) -> None:
    fact = sample(kind)
    event = published(fact)
    assert (event.type, event.subject, event.agency, event.department) == (
        f"dossier.{NAMES[kind]}",
        DOSSIER_ID,
        "heza",
        "dau-tu",
    )
    told = MessageToDict(event.data, preserving_proto_field_name=True)
    renamed = {"department": "assigned_department"}
    assert {renamed.get(field.name, field.name) for field in fields(kind)} - {"asked"} <= told.keys()
    if hasattr(fact, "asked"):
        asked = {"kind": "consultee_kind", "department": "consulted_department"}
        assert {asked.get(field.name, field.name) for field in fields(fact.asked)} <= told.keys()


def test_an_event_of_the_clock_is_exact() -> None:
    fact = facts.DueDateChanged(
        dossier=dossier(),
        previous_due_at=DUE_AT,
        due_at=at("2026-03-20 10:00"),
        original_due_at=DUE_AT,
        cause=ClockCause.APOLOGY,
        due_is_provisional=False,
    )
    assert MessageToDict(published(fact).data) == {
        "dossier": {
            "dossierId": DOSSIER_ID,
            "code": "H24.15-260302-0001",
            "agency": "heza",
            "department": "dau-tu",
            "procedureKey": "cap-gcn-dkdt",
            "procedureCode": "1.009664",
            "procedureVersion": 3,
            "channel": "CHANNEL_COUNTER",
        },
        "previousDueAt": "2026-03-16T10:00:00Z",
        "dueAt": "2026-03-20T03:00:00Z",
        "originalDueAt": "2026-03-16T10:00:00Z",
        "cause": "CLOCK_CAUSE_APOLOGY",
    }


@pytest.mark.parametrize(
    "the_law",
    [
        law(deadline="5", on_timeout=OnTimeout.REFUSE),
        law(limit=("8", "working_hour")),
        law(steps=CONSULTED),
        consulting(),
    ],
)
def test_a_law_survives_intakes_answer_and_our_store(the_law: Law) -> None:
    version = procedure_of(procedure(the_law))
    assert version == the_law.version
    assert ProcedureVersion.from_dict(version.to_dict()) == version
    days = calendar_of(calendar(the_law))
    assert days == the_law.calendar
    assert calendar_from_dict(calendar_to_dict(days)) == days


def test_a_channel_may_have_a_limit_of_its_own() -> None:
    version = law(limit=("8", "working_hour")).version
    assert version.limit_for(Channel.ONLINE) == Limit.of("6", "working_hour")
    assert version.limit_for(Channel.POST) == Limit.of("8", "working_hour")
