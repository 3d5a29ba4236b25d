"""The tables as they are today; ``migrations/versions`` made them so, and a test compares both."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text, literal_column

from chassis.data.columns import document, identifier, instant, number, position, text
from chassis.messaging.tables import define
from chassis.timers.store import TimerBook, timers_table

metadata = MetaData()
messaging = define(metadata)

cases = Table(
    "cases",
    metadata,
    identifier("dossier_id", primary_key=True),
    text("code"),
    identifier("agency"),
    identifier("department"),
    identifier("procedure_key"),
    text("procedure_code"),
    Column("procedure_version", Integer, nullable=False),
    text("channel"),
    text("state"),
    instant("received_at"),
    instant("accepted_at"),
    instant("clock_started_at"),
    identifier("law_revision"),
    document("time_limit"),
    instant("due_at", nullable=True),
    instant("original_due_at", nullable=True),
    instant("announced_due_at"),
    Column("is_due_provisional", Boolean, nullable=False),
    text("outcome", nullable=True),
    text("decided_by", nullable=True),
    instant("decided_at", nullable=True),
    text("decision_reason", nullable=True),
    instant("issued_at", nullable=True),
    text("timeliness", nullable=True),
    number("working_seconds"),
    instant("stopped_at", nullable=True),
    text("stop_cause", nullable=True),
    number("version"),
    document("duties", nullable=True),
    document("apology", nullable=True),
    instant("transfer_due_at", nullable=True),
    Column("consultation_count", Integer, nullable=True),
    Index("ix_cases_due", "agency", "announced_due_at", "dossier_id"),
    Index("ix_cases_department_due", "agency", "department", "announced_due_at", "dossier_id"),
)


def _dossier_id(*, primary_key: bool = False) -> Column[str]:
    column = identifier("dossier_id", primary_key=primary_key)
    column.append_foreign_key(ForeignKey("cases.dossier_id"))
    return column


tasks = Table(
    "tasks",
    metadata,
    identifier("id", primary_key=True),
    _dossier_id(),
    Column("ordinal", Integer, nullable=False),
    Column("place", Integer, nullable=False),
    identifier("step_key"),
    text("step_name"),
    text("step_name_en"),
    identifier("department"),
    text("role"),
    Column("decides", Boolean, nullable=False),
    document("budget", nullable=True),
    text("state"),
    identifier("officer"),
    instant("opened_at"),
    instant("started_at", nullable=True),
    instant("due_at"),
    instant("completed_at", nullable=True),
    number("working_seconds"),
    document("held", nullable=True),
    document("apart_from", nullable=True),
    document("forms", nullable=True),
    document("unmet", nullable=True),
    Column("agency", Text, nullable=False, server_default=""),
    Index("ix_tasks_dossier", "dossier_id", "ordinal"),
    Index("ix_tasks_due", "due_at", "id"),
    Index("ix_tasks_department_due", "department", "state", "due_at", "id"),
    Index("ix_tasks_officer_due", "officer", "state", "due_at", "id"),
)
# Written out, not as parameters: only so can a database see that a question stays within a partial index.
IS_OPEN = tasks.c.state.in_([literal_column("'unassigned'"), literal_column("'assigned'")])
STANDS = cases.c.due_at.is_(None) | cases.c.state.in_(
    [literal_column("'awaiting_supplement'"), literal_column("'awaiting_payment'")]
)
"""The clock stands, or it is the applicant's turn."""
Index("ix_cases_standing", cases.c.dossier_id, cases.c.state, postgresql_where=STANDS, sqlite_where=STANDS)
Index(
    "ix_tasks_open_officer_due",
    *(tasks.c.officer, tasks.c.due_at, tasks.c.id, tasks.c.decides, tasks.c.dossier_id),
    postgresql_where=IS_OPEN,
    sqlite_where=IS_OPEN,
)
Index(
    "ix_tasks_open_due",
    *(tasks.c.agency, tasks.c.due_at, tasks.c.id),
    postgresql_where=IS_OPEN,
    sqlite_where=IS_OPEN,
)
Index(
    "ix_tasks_open_department_due",
    *(tasks.c.agency, tasks.c.department, tasks.c.due_at, tasks.c.id),
    postgresql_where=IS_OPEN,
    sqlite_where=IS_OPEN,
)

supplements = Table(
    "supplements",
    metadata,
    identifier("request_id", primary_key=True),
    _dossier_id(),
    Column("ordinal", Integer, nullable=False),
    instant("requested_at"),
    identifier("requested_by"),
    document("documents"),
    text("reason"),
    text("clock_effect"),
    instant("applicant_deadline_at", nullable=True),
    instant("answered_at", nullable=True),
    Column("is_lapsed", Boolean, nullable=False),
    Index("ix_supplements_dossier", "dossier_id", "ordinal"),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    _dossier_id(primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    text("kind"),
    instant("at"),
    instant("recorded_at"),
    text("reason"),
    instant("new_due_at", nullable=True),
    Column("undoes", Integer, nullable=True),
)

timers = timers_table(metadata, _dossier_id(primary_key=True))
TIMERS = TimerBook(timers, cases.c.dossier_id)

law_versions = Table(
    "law_versions",
    metadata,
    identifier("procedure_key", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    text("name"),
    text("name_en"),
    document("body"),
)

calendars = Table(
    "calendars",
    metadata,
    identifier("law_revision", primary_key=True),
    document("body"),
)

calendar_rollouts = Table(
    "calendar_rollouts",
    metadata,
    position(),
    identifier("id"),
    identifier("agency"),
    identifier("law_revision"),
    instant("changed_at"),
    instant("heard_at"),
    text("place"),
    document("tally"),
    instant("finished_at", nullable=True),
    instant("settled_at", nullable=True),
    Index("uq_calendar_rollouts_id", "id", unique=True),
    Index("ix_calendar_rollouts_revision", "law_revision"),
    sqlite_autoincrement=True,
)

consultations = Table(
    "consultations",
    metadata,
    identifier("id", primary_key=True),
    _dossier_id(),
    Column("ordinal", Integer, nullable=False),
    identifier("consultee"),
    text("consultee_name"),
    text("consultee_name_en"),
    text("kind"),
    text("answers_by"),
    identifier("department"),
    identifier("agency"),
    text("question"),
    document("documents"),
    identifier("asked_by"),
    identifier("task_id"),
    instant("asked_at"),
    instant("due_at"),
    text("later_reason"),
    text("on_silence"),
    text("clock_effect"),
    text("legal_ref"),
    identifier("returns_to"),
    text("state"),
    instant("closed_at", nullable=True),
    instant("answered_at", nullable=True),
    identifier("answered_by"),
    text("opinion", nullable=True),
    text("answer"),
    text("withdrawal_reason"),
    instant("reminded_at", nullable=True),
    instant("escalated_at", nullable=True),
    Index("ix_consultations_dossier", "dossier_id", "ordinal"),
    Index("ix_consultations_due", "state", "due_at", "id"),
    Index("ix_consultations_department_due", "department", "state", "due_at", "id"),
    Index("ix_consultations_agency_due", "agency", "state", "due_at", "id"),
)
