"""Abandoned sessions leave their threads: the id of the session stands behind the key"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    sessions = sa.table("sessions", sa.column("id"), sa.column("thread_key"), sa.column("status"))
    op.execute(
        sessions.update()
        .where(sessions.c.status == "abandoned", sessions.c.thread_key.not_like("api:%"))
        .values(thread_key=sessions.c.thread_key + "~" + sessions.c.id)
    )


def downgrade() -> None:
    """The keys stay as they are: their threads may have other sessions by now, and the older program reads them."""
