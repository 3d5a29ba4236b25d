"""How dossiers stand with other systems. No name, address or number of a person is in it."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Index, MetaData, Table, text

from chassis.data.columns import document, identifier, instant, number


def define(metadata: MetaData) -> Table:
    return Table(
        "synced_dossiers",
        metadata,
        identifier("adapter", primary_key=True),
        identifier("dossier_id", primary_key=True),
        identifier("agency"),
        identifier("department"),
        identifier("code"),
        Column("accepted_on", Date, nullable=True),
        identifier("state"),
        document("milestones"),
        number("wanted"),
        number("sent"),
        Column("is_known", Boolean, nullable=False),
        Column("is_rejected", Boolean, nullable=False),
        Column("is_trial", Boolean, nullable=False),
        number("attempts"),
        identifier("failure"),
        instant("changed_at"),
        instant("synced_at", nullable=True),
        # Real time, also where business time is simulated.
        instant("next_attempt_at", nullable=True),
        instant("claimed_until", nullable=True),
        Index("ix_synced_dossiers_state", "adapter", "state", "changed_at", "dossier_id"),
        Index("ix_synced_dossiers_accepted", "adapter", "accepted_on"),
        Index(
            "ix_synced_dossiers_due",
            "adapter",
            "next_attempt_at",
            postgresql_where=text("next_attempt_at IS NOT NULL"),
            sqlite_where=text("next_attempt_at IS NOT NULL"),
        ),
    )
