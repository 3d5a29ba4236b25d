"""Files of documents, and drafts.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from chassis.data.columns import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "files",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("content_id", sa.Text, nullable=False),
        sa.Column("sealed_name", sa.LargeBinary, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("key_id", sa.Text, nullable=False),
        sa.Column("uploaded_by", sa.Text, nullable=False),
        sa.Column("uploaded_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=True),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", name="fk_files_dossier"), nullable=True),
        sa.Column("document_key", sa.Text, nullable=True),
        sa.Column("attached_at", Instant, nullable=True),
    )
    op.create_index("ix_files_dossier", "files", ["dossier_id"])
    op.create_index("ix_files_content", "files", ["content_id"])
    op.create_index("ix_files_uploaded_by", "files", ["uploaded_by", "dossier_id"])
    op.create_index("ix_files_expires_at", "files", ["expires_at"])
    op.create_table(
        "drafts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=True),
        sa.Column("created_at", Instant, nullable=False),
        sa.Column("updated_at", Instant, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", name="fk_drafts_dossier"), nullable=True),
    )
    op.create_index("ix_drafts_owner", "drafts", ["owner", "created_at", "id"])
    op.create_index("ix_drafts_expires_at", "drafts", ["expires_at"])
