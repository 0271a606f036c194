"""Whether a person or a workspace has used up what it may of language models within a day."""

from datetime import timedelta
from typing import Literal

from engine.messages.inbound import ThreadKey
from engine.store import usage
from engine.store.rows import Session
from engine.turns.engine import Engine

_DAY = timedelta(hours=24)


async def over_budget(engine: Engine, session: Session) -> Literal["", "person", "workspace"]:
    """Whose budget is spent; nothing is looked up where an operator has set none."""
    settings, since = engine.settings, engine.clock() - _DAY
    most = settings.person_token_budget
    if most and await usage.of_person(engine.store, session.author.id, since) >= most:
        return "person"
    most, workspace = settings.workspace_token_budget, ThreadKey.parse(session.thread_key).workspace
    if most and workspace and await usage.of_workspace(engine.store, workspace, since) >= most:
        return "workspace"
    return ""
