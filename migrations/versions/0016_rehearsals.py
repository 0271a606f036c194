"""A rehearsal of the agent is kept, exchange by exchange"""

import sqlalchemy as sa
from alembic import op

from engine.store.columns import Json, Utc

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rehearsal_turns",
        sa.Column("rehearsal_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("session_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("author_id", sa.String(length=300), nullable=False),
        sa.Column("author_name", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("did", Json, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("rehearsal_id", "number"),
    )
    op.create_index("ix_rehearsal_turns_session_id", "rehearsal_turns", ["session_id"])


def downgrade() -> None:
    op.drop_table("rehearsal_turns")
