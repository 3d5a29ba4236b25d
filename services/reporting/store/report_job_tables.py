"""Reports made in the background, and their files for as long as they are kept."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from chassis.data.columns import blob, document, identifier, instant, number, text
from reporting.store.tables import METADATA

REPORT_JOBS = Table(
    "report_jobs",
    METADATA,
    identifier("id", primary_key=True),
    identifier("asked_by"),
    document("asker"),
    document("wanted"),
    identifier("state"),
    identifier("stage"),
    identifier("failure"),
    text("message"),
    Column("claims", Integer, nullable=False),
    # Real time, also where business time is simulated: until when a replica has it.
    instant("claimed_until", nullable=True),
    instant("created_at"),
    instant("finished_at", nullable=True),
    instant("expires_at"),
    text("file_name"),
    number("size"),
    Index("ix_report_jobs_asked_by", "asked_by", "state"),
    Index("ix_report_jobs_state", "state", "created_at"),
    Index("ix_report_jobs_expiry", "expires_at"),
)

REPORT_FILES = Table(
    "report_files",
    METADATA,
    Column("job_id", Text, ForeignKey("report_jobs.id", ondelete="CASCADE"), primary_key=True),
    blob("content"),
)
