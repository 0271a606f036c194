"""Approvals that wait for a second person, and when those who are asked are reminded"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("sessions", sa.Column("votes", JSON, nullable=False, server_default="{}"))
    op.add_column("sessions", sa.Column("remind_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_sessions_remind_at", "sessions", ["remind_at"])


def downgrade() -> None:
    op.drop_index("ix_sessions_remind_at", table_name="sessions")
    op.drop_column("sessions", "remind_at")
    op.drop_column("sessions", "votes")
