"""Who may do what in a thread, and the words that set it. The rules themselves are kept and enforced by the engine."""

from collections.abc import Sequence

from engine import sessions
from engine.errors import PersonError
from engine.messages.inbound import Author
from engine.rules import EVERYBODY, RIGHTS, Holder, Right, Rules, person
from engine.sentences import listed
from engine.sessions import Engine, Session

USAGE = (
    f"Say `settings`, then {listed([f'`{right}`' for right in RIGHTS], 'or')}, then `anyone`, `owner`, or the people "
    "and roles you mean; `settings approvals 2` where two people have to approve; and `settings answers all` or "
    "`settings answers mentions`. "
    "Until you say otherwise, whoever may approve may export, push and abandon."
)
_EVERYBODY, _OWNER = ("anyone", "everybody", "everyone"), "owner"


async def set_rules(
    engine: Engine, session_id: str, author: Author, words: Sequence[str], people: Sequence[Holder]
) -> str:
    """Follow `settings …`; the sentence that says how it is now. `people` are those that the message mentions.

    Only the owner, or somebody who may approve, changes the rules. Raises PersonError.
    """
    if not words:
        return f"{described((await sessions.of(engine, session_id)).rules)} {USAGE}"

    def changed(session: Session) -> Rules:
        if author.id != session.author.id:
            session.rules.check("approve", author)
        return _changed(session, [word.lower() for word in words], people)

    return described(await sessions.change_rules(engine, session_id, changed))


def described(rules: Rules) -> str:
    """The rules of a session in a few sentences; rights that the same people have stand in one."""
    alike: dict[tuple[Holder, ...], list[Right]] = {}
    for right in RIGHTS:
        alike.setdefault(rules.holders(right), []).append(right)
    told = sorted(alike.values(), key=lambda rights: rules.holders(rights[0]) == (EVERYBODY,))
    return " ".join([*(rules.in_words(*rights) for rights in told), *_two(rules), f"I answer {rules.answers}."])


def _two(rules: Rules) -> Sequence[str]:
    return ["An approval takes two people."] if rules.approvals == 2 else []


def is_settings(words: Sequence[str]) -> bool:
    """Whether these words behind `settings` ask for a rule, and not for a sentence."""
    return not words or words[0].lower() in (*RIGHTS, "approvals", "answers")


def _changed(session: Session, words: Sequence[str], people: Sequence[Holder]) -> Rules:
    rules, right = session.rules, next((right for right in RIGHTS if right == words[0]), None)
    match words:
        case [_, who] if right and who in _EVERYBODY:
            return rules.given(right, [EVERYBODY])
        case [_, who] if right and who == _OWNER:
            return rules.given(right, [person(session.author)])
        case [_, *_] if right and people:
            return rules.given(right, people)
        case ["approvals", "1" | "2"]:
            return rules.model_copy(update={"approvals": int(words[1])})
        case ["answers", "all"]:
            return rules.model_copy(update={"answers": "every message"})
        case ["answers", "mentions"]:
            return rules.model_copy(update={"answers": "mentions"})
        case _:
            raise PersonError(USAGE)
