"""The history, as one revision of every service adds it."""

from alembic import op

from chassis.data.history_v1 import create_history_v1

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_history_v1(op)
