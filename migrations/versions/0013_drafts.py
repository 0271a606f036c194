"""A message that shows a reply while it is written is found again after a crash"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("thread_key", sa.String(length=300), primary_key=True),
        sa.Column("message_id", sa.String(length=300), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("drafts")
