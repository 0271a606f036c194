"""Who may decide in a thread, and the words that set it. The rules themselves are kept and enforced by the engine."""

from collections.abc import Sequence
from dataclasses import replace

from engine import sessions
from engine.errors import PersonError
from engine.markdown import plain
from engine.messages.inbound import Author
from engine.rules import Rules
from engine.sessions import Engine, Session

USAGE = (
    "Say `settings approve anyone`, `settings approve owner`, or `settings approve` with the people you mean; and "
    "`settings answers all` or `settings answers mentions`."
)


async def check_decides(engine: Engine, session_id: str, author_id: str) -> Session:
    """The session, where this person may export or abandon it. Raises PersonError, SessionNotFound."""
    session = await sessions.of(engine, session_id)
    session.rules.check_decides(author_id)
    return session


async def set_rules(
    engine: Engine, session_id: str, author: Author, words: Sequence[str], people: Sequence[str]
) -> str:
    """Follow `settings …`; the sentence that says how it is now. `people` are the ids that the message mentions.

    Only the owner, or somebody who may decide already, changes the rules. Raises PersonError.
    """
    session = await sessions.of(engine, session_id)
    if not words:
        return f"{described(session)} {USAGE}"
    if author.id != session.author.id:
        session.rules.check_decides(author.id)
    rules = _changed(session, [word.lower() for word in words], people)
    await sessions.set_rules(engine, session_id, rules)
    return described(replace(session, rules=rules))


def described(session: Session) -> str:
    """The rules of a session in a sentence or two."""
    deciders, owner = session.rules.deciders, session.author
    if not session.rules.names_deciders:
        who = "Anyone in this thread may approve, export and abandon."
    elif deciders == (owner.id,):
        who = f"Only {plain(owner.name)} may approve, export and abandon."
    elif not deciders:
        who = "Only people whom a newer release of me knows may approve, export and abandon."
    else:
        people = "one person" if len(deciders) == 1 else f"{len(deciders)} people"
        who = f"Only {people} that you named may approve, export and abandon."
    return f"{who} I answer {session.rules.answers}."


def _changed(session: Session, words: Sequence[str], people: Sequence[str]) -> Rules:
    match words:
        case ["approve", "anyone"]:
            return session.rules.decided_by()
        case ["approve", "owner"]:
            return session.rules.decided_by(session.author.id)
        case ["approve", *_] if people:
            return session.rules.decided_by(*dict.fromkeys(people))
        case ["answers", "all"]:
            return session.rules.model_copy(update={"answers": "every message"})
        case ["answers", "mentions"]:
            return session.rules.model_copy(update={"answers": "mentions"})
        case _:
            raise PersonError(USAGE)
