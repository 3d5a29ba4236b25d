"""The tables of control work. Not rebuilt from anything: they are the only place where this is kept."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Index, Integer, Table

from chassis.data.columns import document, identifier, instant, number
from reporting.store.tables import METADATA

# One row a plan, inspection, finding, review, proposal, initiative or entry of the log. ``content`` is the piece; the
# other columns are there to be queried. parent: the inspection of a finding, the review of a proposal, the plan of an
# inspection or review. day: local, of the piece; ended_on: of a proposal's being carried out.
CONTROL_PIECES = Table(
    "control_pieces",
    METADATA,
    identifier("id", primary_key=True),
    identifier("sort"),
    identifier("agency"),
    identifier("department"),
    identifier("kind"),
    identifier("state"),
    identifier("parent"),
    Column("plan_line", Integer, nullable=False),
    identifier("began_by"),
    Column("day", Date, nullable=False),
    Column("ended_on", Date, nullable=True),
    instant("due_at", nullable=True),
    number("version"),
    document("content"),
    Index("ix_control_pieces_listed", "sort", "agency", "id"),
    Index("ix_control_pieces_parent", "parent"),
)

# Each piece as it was after every act, only ever added to: what the history's digests can be computed from again.
CONTROL_VERSIONS = Table(
    "control_versions",
    METADATA,
    identifier("piece_id", primary_key=True),
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    document("content"),
)
