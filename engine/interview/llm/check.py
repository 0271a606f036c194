"""From what a model wrote to what may happen: every change read, attributed, and tried on the spec.

The model proposes. What a person has to agree to needs that person's words, what is not shown yet cannot be approved,
and a tool that it adds is a proposal, whatever state it wrote.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from engine.document.changes import CHANGE, Accept, Approve, Change, apply
from engine.document.spec import AgentSpec, ApprovalTarget, Origin, Stage
from engine.document.stages import stage_of
from engine.errors import Problem
from engine.interview.contract import Conversation, Message, Proposal
from engine.interview.llm.answer import Answer, Wanted
from engine.interview.llm.consent import agrees, asks_for
from engine.sentences import quoted, sentence_of
from engine.tools.catalog import CATALOG, tool_from

MOST_CHANGES = 80
"""A whole agent in one message takes about thirty; a model that writes more is running on."""
_ORDER = tuple(Stage)
_SHOWN_FROM: Mapping[ApprovalTarget, Stage] = {
    "basics": Stage.COLLECTING_BASICS,
    "tools": Stage.COLLECTING_BASICS,
    "flow": Stage.REVIEWING_WORKFLOW,
    "final": Stage.FINALIZING,
}
"""The stage from which on a person can have seen what they approve. Tools are shown as soon as they are proposed."""
_NAMES: Mapping[ApprovalTarget, str] = {
    "basics": "the basics",
    "tools": "the tools",
    "flow": "the call flow",
    "final": "the export",
}
_FROM_CATALOG = ("name", "purpose", "when", "when_not", "because")
"""What a model may say differently about a catalog tool as it adds it."""

_NO_WORDS = ("op", "part", "path", "id", "name", "catalog")


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands of an answer: changes that can be made in this order, and why the others cannot."""

    proposals: tuple[Proposal, ...]
    refused: tuple["Refused", ...]
    after: AgentSpec
    """The spec with these changes made."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the model is told."""
        return tuple(dict.fromkeys(one.why for one in self.refused))

    @property
    def told(self) -> tuple[str, ...]:
        """What people are told when it stays refused."""
        return tuple(dict.fromkeys(one.told for one in self.refused))


@dataclass(frozen=True, slots=True)
class Refused:
    """A change that cannot be made, and the words that stand in it."""

    why: Problem
    words: str

    @property
    def told(self) -> str:
        """The reason in people's words; a reason that names the form of a field first is written for models."""
        if not self.why.message.startswith("“"):
            return self.why.message
        meant = (
            f"I meant to keep {quoted(self.words, 120)}, but it" if self.words else "Something that I meant to change"
        )
        return f"{meant} did not fit anything that I keep, so I left it out. Please say it once more in other words."


def check(answer: Answer, conversation: Conversation) -> Checked:
    """Read and try every change of an answer. Pure."""
    spec, proposals, refused = conversation.spec, list[Proposal](), list[Refused]()
    for wanted in answer.changes[:MOST_CHANGES]:
        message = _message(wanted.n, conversation)
        change = read(wanted.change)
        if not isinstance(change, Problem):
            change = _consented(change, wanted, message, conversation) or change
        if isinstance(change, Problem):
            refused.append(Refused(change, words_of(wanted.change)))
            continue
        after = apply(spec, change, origin=_origin(message, wanted), earlier=conversation.earlier)
        if isinstance(after, Problem):
            refused.append(Refused(after, words_of(wanted.change)))
        else:
            proposals.append(Proposal(change, message, wanted.how))
            spec = after
    return Checked(tuple(proposals), tuple(refused), spec)


def words_of(written: JsonValue) -> str:
    """The words that a change carries, without what only says which change it is."""
    match written:
        case str():
            return written
        case list():
            return ", ".join(filter(None, map(words_of, written)))
        case dict():
            told = (words_of(value) for key, value in written.items() if key not in _NO_WORDS)
            return ", ".join(dict.fromkeys(filter(None, told)))
        case _:
            return ""


def read(written: dict[str, JsonValue]) -> Change | Problem:
    """The change that a model wrote; a catalog tool is filled in, and every added tool is a proposal."""
    values = written.get("values")
    if written.get("op") == "configure" and isinstance(values, dict) and "state" in values:
        return Problem("Whether the agent has a tool is decided by “accept” and “decline”, not by its settings.")
    try:
        if written.get("op") == "add" and written.get("part") == "tools":
            written = {**written, "item": _tool(written.get("item"))}
        return CHANGE.validate_python(written)
    except ValidationError as error:
        return Problem(f"{sentence_of(error)} It was in the change {quoted(str(written), 200)}.")


def _tool(item: JsonValue) -> JsonValue:
    if not isinstance(item, dict):
        return item
    entry = item.get("catalog")
    if not isinstance(entry, str) or entry not in CATALOG:
        return {**item, "state": "proposed", "catalog": None}
    own = {key: item[key] for key in _FROM_CATALOG if item.get(key)}
    return {**tool_from(entry).model_dump(mode="json"), **own}


def _consented(change: Change, wanted: Wanted, message: Message, conversation: Conversation) -> Problem | None:
    """Why this change may not be made on a model's word, if it may not."""
    if isinstance(change, Accept) and not (wanted.how == "said" and asks_for(wanted.quote, message)):
        return Problem(
            f"Nobody has said yet that the agent shall have {quoted(change.tool)}, so it stays a proposal.",
            "approval:tools",
        )
    if not isinstance(change, Approve):
        return None
    name, path = _NAMES[change.what], f"approval:{change.what}"
    if _ORDER.index(stage_of(conversation.spec)) < _ORDER.index(_SHOWN_FROM[change.what]):
        return Problem(f"{name.capitalize()} cannot be approved before it was shown.", path)
    if not (wanted.how == "said" and agrees(wanted.quote, message, to_none=change.what == "tools")):
        return Problem(f"I did not read that as a yes to {name}. Please say so in your own words, or click.", path)
    return None


def _message(n: int, conversation: Conversation) -> Message:
    """The message that a change comes from; a number that does not fit means the last one for the builder."""
    if 0 < n <= len(conversation.messages) and conversation.messages[n - 1].addressed:
        return conversation.messages[n - 1]
    return [m for m in conversation.messages if m.addressed][-1]


def _origin(message: Message, wanted: Wanted) -> Origin:
    return Origin(author=message.author.id, author_name=message.author.name, message=message.id, how=wanted.how)
