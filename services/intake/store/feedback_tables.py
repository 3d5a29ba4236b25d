"""Feedback (phản ánh, kiến nghị): the book, and the sealed file of each: sender, text, answer."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Table, Text

from chassis.data.columns import blob, document, identifier, instant, number, text
from intake.store.tables import metadata

feedback = Table(
    "feedback",
    metadata,
    identifier("id", primary_key=True),
    number("version"),
    identifier("agency"),
    identifier("code"),
    identifier("kind"),
    identifier("matter"),
    identifier("form"),
    identifier("state"),
    identifier("registered_by"),
    instant("received_at"),
    instant("forward_due_at", nullable=True),
    instant("answer_due_at", nullable=True),
    identifier("tracking_digest"),
    identifier("dossier_id"),
    identifier("concerned_officer"),
    identifier("classification", nullable=True),
    instant("classified_at", nullable=True),
    identifier("handler"),
    text("forwarded_to"),
    instant("forwarded_at", nullable=True),
    identifier("assessment", nullable=True),
    document("criteria"),
    identifier("outcome", nullable=True),
    Column("is_founded", Boolean, nullable=True),
    instant("answered_at", nullable=True),
    identifier("delivery", nullable=True),
    instant("published_at", nullable=True),
    text("publication"),
    identifier("satisfaction", nullable=True),
    instant("rated_at", nullable=True),
    instant("closed_at", nullable=True),
    Index("uq_feedback_code", "code", unique=True),
    Index("ix_feedback_agency", "agency", "received_at", "id"),
    Index("ix_feedback_handler", "agency", "handler", "received_at", "id"),
    Index("ix_feedback_registered_by", "registered_by", "received_at", "id"),
    Index("ix_feedback_dossier", "dossier_id"),
    Index("ix_feedback_published", "published_at", "id"),
)

feedback_files = Table(
    "feedback_files",
    metadata,
    Column("feedback_id", Text, ForeignKey("feedback.id", name="fk_feedback_files"), primary_key=True),
    blob("sealed"),
)
