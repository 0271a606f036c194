"""A message that was edited or deleted after it had been answered is read again"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inbox", sa.Column("edits", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("inbox", "edits")
