"""The tables of absences, delegations and roles; part of ``store.tables``' metadata."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Table

from chassis.data.columns import document, identifier, instant, text
from processing.store.tables import metadata

absences = Table(
    "absences",
    metadata,
    identifier("id", primary_key=True),
    identifier("officer"),
    identifier("agency"),
    identifier("department"),
    document("roles"),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    identifier("substitute"),
    text("kind"),
    identifier("recorded_by"),
    instant("recorded_at"),
    identifier("cancelled_by"),
    instant("cancelled_at", nullable=True),
    Index("ix_absences_officer", "officer", "to_on"),
    Index("ix_absences_substitute", "substitute", "to_on"),
)

delegations = Table(
    "delegations",
    metadata,
    identifier("id", primary_key=True),
    identifier("delegator"),
    identifier("agency"),
    identifier("department"),
    document("roles"),
    identifier("delegate"),
    document("powers"),
    Column("from_on", Date, nullable=False),
    Column("to_on", Date, nullable=False),
    text("document_number"),
    Column("document_on", Date, nullable=False),
    instant("recorded_at"),
    identifier("revoked_by"),
    instant("revoked_at", nullable=True),
    Index("ix_delegations_delegate", "delegate", "to_on"),
)

role_assignments = Table(
    "role_assignments",
    metadata,
    identifier("id", primary_key=True),
    identifier("agency"),
    identifier("account"),
    text("role"),
    identifier("department"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=True),
    text("decision_ref"),
    identifier("recorded_by"),
    instant("recorded_at"),
    identifier("ended_by"),
    instant("ended_at", nullable=True),
    Index("ix_role_assignments_department", "agency", "department", "account"),
)
