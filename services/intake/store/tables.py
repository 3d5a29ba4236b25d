"""Intake's tables. Personal data stands in ``applicants.sealed`` and nowhere else.

dossiers         the register, one row per dossier, changed under ``version``
applicants       the sealed file of each dossier: applicant, request in own words, tracking secret
code_counters    the last serial of each unit code and local date; its row lock keeps numbers without holes
law_packs        every law pack that was in use, the latest last
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, MetaData, Table, Text

from chassis.data.columns import blob, document, identifier, instant, number, position, text
from chassis.messaging.tables import define

metadata = MetaData()
messaging = define(metadata)

# Compared by bytes, so that "all codes that begin with" is a range of the index.
CODE = Text().with_variant(Text(collation="C"), "postgresql")

dossiers = Table(
    "dossiers",
    metadata,
    identifier("id", primary_key=True),
    number("version"),
    identifier("agency"),
    identifier("department"),
    identifier("procedure_key"),
    number("procedure_version"),
    text("procedure_code"),
    identifier("channel"),
    identifier("state"),
    identifier("registered_by"),
    instant("received_at"),
    document("documents"),
    number("sets"),
    identifier("result_by"),
    identifier("tracking_digest"),
    document("supplements"),
    Column("code", CODE, nullable=True),
    instant("accepted_at", nullable=True),
    identifier("accepted_by"),
    identifier("law_revision"),
    instant("clock_started_at", nullable=True),
    instant("due_at", nullable=True),
    Column("due_is_provisional", Boolean, nullable=False),
    instant("original_due_at", nullable=True),
    instant("paused_at", nullable=True),
    identifier("officer"),
    identifier("step"),
    instant("decided_at", nullable=True),
    identifier("outcome"),
    instant("result_issued_at", nullable=True),
    instant("returned_at", nullable=True),
    identifier("returned_by", nullable=True),
    instant("refused_at", nullable=True),
    text("refusal_reason"),
    instant("withdrawn_at", nullable=True),
    identifier("behind_withdrawal", nullable=True),
    instant("stopped_at", nullable=True),
    identifier("stop_cause"),
    number("rating", nullable=True),
    instant("rated_at", nullable=True),
    Index("uq_dossiers_code", "code", unique=True),
    Index("ix_dossiers_agency", "agency", "received_at", "id"),
    Index("ix_dossiers_department", "agency", "department", "received_at", "id"),
    Index("ix_dossiers_registered_by", "registered_by", "received_at", "id"),
    # Few different values, so small that an exact count of a whole agency reads a hundred pages.
    Index("ix_dossiers_counted", "agency", "department", "state", "channel"),
)

applicants = Table(
    "applicants",
    metadata,
    Column("dossier_id", Text, ForeignKey("dossiers.id", name="fk_applicants_dossier"), primary_key=True),
    blob("sealed"),
)

code_counters = Table(
    "code_counters",
    metadata,
    identifier("unit", primary_key=True),
    Column("on_date", Date, primary_key=True),
    number("last"),
)

law_packs = Table(
    "law_packs",
    metadata,
    position(),
    identifier("digest"),
    identifier("agency"),
    document("content"),
    instant("loaded_at"),
    Index("ix_law_packs_digest", "digest"),
    sqlite_autoincrement=True,
)
