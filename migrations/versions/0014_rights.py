"""Who may do what in a session is one table of rights; an abandoned session can be restored"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0012"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_SESSIONS = sa.table("sessions", sa.column("id", sa.String), sa.column("settings", JSON))


def upgrade() -> None:
    op.add_column("sessions", sa.Column("abandoned_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbox", sa.Column("author_groups", JSON, nullable=False, server_default="[]"))
    op.execute("UPDATE sessions SET abandoned_at = updated_at WHERE status = 'abandoned'")
    _rewrite("deciders", _as_rights)


def downgrade() -> None:
    _rewrite("rights", _as_deciders)
    op.drop_column("inbox", "author_groups")
    op.drop_column("sessions", "abandoned_at")


def _rewrite(field: str, new: Callable[[Any], dict[str, Any]]) -> None:
    """Settings that hold this field, with the new one in its place."""
    connection = op.get_bind()
    for session_id, settings in connection.execute(sa.select(_SESSIONS.c.id, _SESSIONS.c.settings)).all():
        if isinstance(settings, dict) and isinstance(settings.get(field), list | dict):
            kept = {name: value for name, value in settings.items() if name != field}
            written = _SESSIONS.update().where(_SESSIONS.c.id == session_id)
            connection.execute(written.values(settings={**kept, **new(settings[field])}))


def _as_rights(deciders: Any) -> dict[str, Any]:
    holders = [{"who": f"person:{who}", "name": ""} if isinstance(who, str) else who for who in deciders]
    return {"rights": {"approve": holders}} if holders else {}


def _as_deciders(rights: Any) -> dict[str, Any]:
    """People alone: a group is nobody to the release before, so that it lets nobody decide whom nobody named."""
    holders = rights.get("approve", []) if isinstance(rights, dict) else []
    names = [str(holder.get("who", "")) for holder in holders if isinstance(holder, dict)]
    return {"deciders": [] if "everybody" in names else [name.removeprefix("person:") for name in names]}
