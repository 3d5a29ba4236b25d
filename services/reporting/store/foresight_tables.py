"""Steps that somebody has, what was learnt from those that are done, and what is foreseen.

walks, step_days and held_steps.load are of the release before, which may run beside this one: nothing reads them."""

from __future__ import annotations

from sqlalchemy import Column, Date, Double, Index, Integer, MetaData, Table, text

from chassis.data.columns import document, identifier, instant, number


def define(metadata: MetaData) -> tuple[Table, Table, Table, Table, Table]:
    """held_steps, moments, moments_anew, lessons, forecasts."""
    _walks(metadata)
    _step_days(metadata)
    return (
        _held_steps(metadata),
        _moments(metadata, "moments"),
        _moments(metadata, "moments_anew"),
        _lessons(metadata),
        _forecasts(metadata),
    )


def _held_steps(metadata: MetaData) -> Table:
    return Table(
        "held_steps",
        metadata,
        identifier("dossier_id", primary_key=True),
        identifier("task_id", primary_key=True),
        identifier("agency"),
        identifier("unit"),
        identifier("officer"),
        identifier("procedure_key"),
        identifier("step"),
        instant("since"),
        instant("due_at", nullable=True),
        Column("load", Integer, nullable=False),
        Index("ix_held_steps_officer", "agency", "unit", "officer"),
    )


def _walks(metadata: MetaData) -> Table:
    """legs: [step, unit, officer, began, done, load] in the order of their ends; pauses: [from, to or null].
    finished_at: of a result; what is finished waits to be learnt from, and is gone then."""
    return Table(
        "walks",
        metadata,
        identifier("dossier_id", primary_key=True),
        identifier("agency"),
        identifier("department"),
        identifier("procedure_key"),
        document("legs"),
        document("pauses"),
        instant("finished_at", nullable=True),
        Index(
            "ix_walks_finished",
            "finished_at",
            postgresql_where=text("finished_at IS NOT NULL"),
            sqlite_where=text("finished_at IS NOT NULL"),
        ),
    )


def _step_days(metadata: MetaData) -> Table:
    """Steps done, by local day: how many, how many after their own due instant, and their working seconds."""
    return Table(
        "step_days",
        metadata,
        identifier("agency", primary_key=True),
        identifier("unit", primary_key=True),
        identifier("officer", primary_key=True),
        identifier("procedure_key", primary_key=True),
        identifier("step", primary_key=True),
        Column("day", Date, primary_key=True),
        number("done"),
        number("late"),
        number("working_seconds"),
    )


def _lessons(metadata: MetaData) -> Table:
    """Which result was learnt from last, by memory: live, and anew while everything is learnt again."""
    return Table(
        "lessons",
        metadata,
        identifier("memory", primary_key=True),
        instant("issued_at"),
        identifier("dossier_id"),
    )


def _moments(metadata: MetaData, name: str) -> Table:
    """See ``domain/foresight.py``."""
    return Table(
        name,
        metadata,
        identifier("agency", primary_key=True),
        identifier("kind", primary_key=True),
        identifier("name", primary_key=True),
        Column("count", Double, nullable=False),
        Column("mean", Double, nullable=False),
        Column("variance", Double, nullable=False),
    )


def _forecasts(metadata: MetaData) -> Table:
    """Of open dossiers whose clock runs and whose deadline is ahead. step: the present one; steps: that are left.
    days_needed, days_left: working days that the rest will take, and to the deadline."""
    return Table(
        "forecasts",
        metadata,
        identifier("dossier_id", primary_key=True),
        identifier("agency"),
        identifier("department"),
        identifier("code"),
        identifier("procedure_key"),
        identifier("step"),
        identifier("unit"),
        identifier("officer"),
        instant("due_at"),
        instant("finish_at"),
        Column("probability", Double, nullable=False),
        Column("steps", Integer, nullable=False),
        Column("days_needed", Double, nullable=False),
        Column("days_left", Double, nullable=False),
        instant("made_at"),
        Index("ix_forecasts_due", "agency", "due_at"),
    )
