"""How a session begins, before anybody has said anything; light, for a chat that greets before it loads the rest."""

from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.interview.welcome import WELCOME
from engine.messages.inbound import ThreadKey
from engine.messages.replies import Reply
from engine.settings import Settings
from engine.store import first_look
from engine.turns.compose import compose


def first_question() -> Reply:
    empty = Standing(AgentSpec())
    return compose(WELCOME, before=empty, after=empty)


def surely_new(settings: Settings, thread: ThreadKey) -> bool:
    """Nobody has said anything in this thread; False: somebody has, or only an open engine can tell."""
    return first_look.surely_new(settings.database_url, str(thread))


def surely_nothing_open(settings: Settings, platform: str) -> bool:
    """Nobody on this platform has anything to go on with; False as above."""
    return first_look.surely_nothing_open(settings.database_url, platform)
