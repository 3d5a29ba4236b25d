"""reporting's tables. Everything in those here can be rebuilt from the stream, but for the names of departments."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, MetaData, Table, false, text

from chassis.data.columns import document, identifier, instant, number
from chassis.messaging import tables as messaging_tables

METADATA = MetaData()
MESSAGING = messaging_tables.define(METADATA)

# One row per dossier. ``evidence`` is what the other columns are folded from; they are there to be queried.
DOSSIER_FACTS = Table(
    "dossier_facts",
    METADATA,
    identifier("dossier_id", primary_key=True),
    identifier("agency"),
    identifier("department"),
    identifier("procedure_key"),
    identifier("channel"),
    identifier("code"),
    identifier("stage"),
    instant("received_at", nullable=True),
    instant("accepted_at", nullable=True),
    instant("due_at", nullable=True),
    instant("original_due_at", nullable=True),
    instant("decided_at", nullable=True),
    instant("issued_at", nullable=True),
    instant("ended_at", nullable=True),
    identifier("ended_cause", nullable=True),
    instant("paused_at", nullable=True),
    instant("overdue_since", nullable=True),
    identifier("open_state", nullable=True),
    identifier("verdict", nullable=True),
    instant("verdict_at", nullable=True),
    number("working_seconds", nullable=True),
    document("evidence"),
    instant("latest_at"),
    # Local days (Asia/Ho_Chi_Minh). Rows from before there were these columns have them from the rebuild that follows.
    Column("accepted_on", Date, nullable=True),
    Column("finished_on", Date, nullable=True),
    Column("due_on", Date, nullable=True),  # of the current appointment; accepted and without one: an error
    Column("original_due_on", Date, nullable=True),  # without extension
    identifier("ending", nullable=True),  # granted, refused, withdrawn, applicant-deadline, authority
    instant("refused_at", nullable=True),  # at the counter, never accepted
    identifier("decided_by", nullable=True),  # account
    instant("collected_at", nullable=True),
    identifier("collected_by", nullable=True),  # counter, post, online: the last is a digitally signed file
    instant("rated_at", nullable=True),
    Column("rating", Integer, nullable=True),
    number("paid_vnd", nullable=True),
    Column("supplements", Integer, nullable=True),  # requests for papers, before acceptance and after
    Column("is_synthetic", Boolean, nullable=False, server_default=false()),  # counts nowhere
    Column("revision", BigInteger, nullable=False, server_default="0"),  # grows with every change, for rebuilds
    # Days at whose end it was open and overdue by the current appointment: the newest spell, and those before it as
    # [[first, until], …], which hardly any dossier has.
    Column("overdue_first", Date, nullable=True),
    Column("overdue_until", Date, nullable=True),
    document("earlier_overdue", nullable=True),
    # For the index of QĐ 766, as the tallies of the same names label them. Rows from before there were these columns
    # have them from the rebuild that follows.
    identifier("papers", nullable=True),
    identifier("fee", nullable=True),
    Column("paid_online_on", Date, nullable=True),
    identifier("result_form", nullable=True),
    Index(
        "ix_dossier_facts_settlement",
        "agency",
        "accepted_on",
        postgresql_include=[
            "dossier_id",
            "department",
            "procedure_key",
            "channel",
            "finished_on",
            "due_on",
            "original_due_on",
            "ending",
            "overdue_first",
            "overdue_until",
            "is_synthetic",
            "earlier_overdue",
        ],
    ),
    Index(
        "ix_dossier_facts_newest",
        "agency",
        "procedure_key",
        "accepted_on",
        "dossier_id",
        postgresql_where=text("supplements = 0"),
        sqlite_where=text("supplements = 0"),
    ),
    Index(
        "ix_dossier_facts_running",
        "dossier_id",
        postgresql_where=text("open_state = 'running'"),
        sqlite_where=text("open_state = 'running'"),
    ),
    Index(
        "ix_dossier_facts_issued",
        "issued_at",
        "dossier_id",
        postgresql_where=text("issued_at IS NOT NULL"),
        sqlite_where=text("issued_at IS NOT NULL"),
    ),
    Index("ix_dossier_facts_accepted_on", "agency", "accepted_on"),
    Index("ix_dossier_facts_finished_on", "agency", "finished_on"),
    Index(
        "ix_dossier_facts_open",
        "agency",
        "department",
        "due_at",
        "dossier_id",
        postgresql_where=text("open_state IS NOT NULL"),
        sqlite_where=text("open_state IS NOT NULL"),
    ),
    Index("ix_dossier_facts_latest", "latest_at"),
    Index(
        "ix_dossier_facts_overdue",
        "agency",
        "department",
        "overdue_since",
        postgresql_where=text("open_state = 'overdue'"),
        sqlite_where=text("open_state = 'overdue'"),
    ),
)

# Sums over dossiers; see domain/tallies.py for what each measure counts.
TALLIES = Table(
    "tallies",
    METADATA,
    identifier("measure", primary_key=True),
    identifier("agency", primary_key=True),
    identifier("department", primary_key=True),
    Column("day", Date, primary_key=True),
    identifier("label", primary_key=True),
    number("value"),
    Index("ix_tallies_day", "agency", "measure", "day"),
)

# How often something that is evaluated happened; see domain/evaluation_marks.py. officer: empty for the unit.
EVALUATION_MARKS = Table(
    "evaluation_marks",
    METADATA,
    identifier("agency", primary_key=True),
    identifier("department", primary_key=True),
    identifier("officer", primary_key=True),
    Column("index_number", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, primary_key=True),
    identifier("label", primary_key=True),
    number("value"),
    Index("ix_evaluation_marks_officer", "agency", "officer", "day"),
)

PROCEDURES = Table(
    "published_procedures",
    METADATA,
    identifier("agency", primary_key=True),
    identifier("key", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    identifier("department"),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, nullable=True),
    Column("is_immediate", Boolean, nullable=True),
    Column("is_at_counter", Boolean, nullable=True),
    Column("is_online", Boolean, nullable=True),
    Column("is_posted", Boolean, nullable=True),
    Column("is_electronic", Boolean, nullable=True),
)

FEEDBACK = Table(
    "feedback_answers",
    METADATA,
    identifier("feedback_id", primary_key=True),
    identifier("agency"),
    identifier("department"),
    instant("answer_due_at", nullable=True),
    instant("answered_at", nullable=True),
    Column("is_ours", Boolean, nullable=True),
    instant("received_at", nullable=True),
    identifier("kind", nullable=True),  # conduct, regulation, proposal
    instant("published_at", nullable=True),
    identifier("satisfaction", nullable=True),  # satisfied, neutral, dissatisfied
    identifier("code", nullable=True),  # in the book of the day; not known of what was heard before it was kept
    Index("ix_feedback_answers_due", "answer_due_at"),
)

DEPARTMENTS = Table(
    "departments",
    METADATA,
    identifier("agency", primary_key=True),
    identifier("key", primary_key=True),
    identifier("name_vi"),
    identifier("name_en"),
)

from reporting.store import board_tables as _board_tables  # noqa: E402
from reporting.store import control_tables as _control_tables  # noqa: E402, F401 - the topics' tables, once METADATA is
from reporting.store import foresight_tables as _foresight_tables  # noqa: E402
from reporting.store import law_tables as _law_tables  # noqa: E402, F401 - there: control work, reports
from reporting.store import obligation_tables as _obligation_tables  # noqa: E402, F401
from reporting.store import rebuild_tables as _rebuild_tables  # noqa: E402, F401 - rebuilds
from reporting.store import report_job_tables as _report_job_tables  # noqa: E402, F401

BOARD_SUMS, REBUILT_BOARD_SUMS = _board_tables.define(METADATA)
HELD_STEPS, MOMENTS, MOMENTS_ANEW, LESSONS, FORECASTS = _foresight_tables.define(METADATA)
from reporting.store import audit_tables as _audit_tables  # noqa: E402, F401
from reporting.store import snapshot_tables as _snapshot_tables  # noqa: E402, F401 - closed periods
