"""Only the messaging tables, as every service's first revision makes them."""

from alembic import op

from chassis.data.migrations import create_messaging_tables_v1

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    create_messaging_tables_v1(op)
