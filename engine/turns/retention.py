"""What nobody has touched for `RETENTION_DAYS` is erased, by whichever process comes to it first."""

from datetime import timedelta

import structlog

from engine.store import retention
from engine.turns.engine import Engine

_log = structlog.get_logger()


async def forget_old(engine: Engine) -> int:
    """How many sessions were erased; without the setting, nothing ever is."""
    if not engine.settings.retention_days:
        return 0
    before = engine.clock() - timedelta(days=engine.settings.retention_days)
    sessions = 0
    while erased := await retention.erase_idle(engine.store, before):
        sessions += len(erased)
        for session_id in erased:
            await engine.memories.forget(session_id)
    rows = await retention.erase_traces(engine.store, before)
    if sessions or rows:
        await engine.store.forget_erased()
        _log.info("What is older than RETENTION_DAYS was erased.", sessions=sessions, rows=rows)
    return sessions
