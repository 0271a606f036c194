"""From what a model wrote to what may happen: every change read, attributed, and tried on the spec.

The model proposes. What a person has to agree to needs that person's words, what is not shown yet cannot be approved,
and a tool that it adds is a proposal, whatever state it wrote.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from engine.document.changes import CHANGE, Accept, AddEdge, AddNode, Approve, Change, EditEdge, EditNode, apply
from engine.document.spec import AgentSpec, ApprovalTarget, Origin, Stage
from engine.document.stages import stage_of
from engine.errors import Problem
from engine.interview.contract import Conversation, Message, Proposal
from engine.interview.llm.answer import Answer, Wanted
from engine.interview.llm.claims import claims_in
from engine.interview.llm.consent import agrees, asks_for
from engine.interview.llm.grounds import Grounds
from engine.interview.llm.quoted import unquoted
from engine.sentences import listed, quoted, sentence_of
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

_SET_UP = ("url", "auth", "auth_ref", "auth_header")
_NO_WORDS = ("op", "part", "path", "id", "name", "catalog")


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands of an answer: changes that can be made in this order, and why the others cannot."""

    proposals: tuple[Proposal, ...]
    refused: tuple["Refused", ...]
    after: AgentSpec
    """The spec with these changes made."""
    grounds: Grounds
    """What was said, for what the answer offers beside its changes."""
    suggested: tuple[str, ...] = ()
    """Facts in the changes that nobody said."""

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
    grounds, made_up = Grounds(conversation), list[str]()
    for wanted in _apart(answer.changes[:MOST_CHANGES], grounds):
        message = _message(wanted.n, conversation)
        unsaid = ungrounded(wanted.change, grounds)
        change = read(wanted.change)
        if not isinstance(change, Problem):
            change = _consented(change, wanted, message, conversation) or _in_the_flow(change, unsaid) or change
        if isinstance(change, Problem):
            refused.append(Refused(change, words_of(wanted.change)))
            continue
        proposal = Proposal(change, message, "suggested" if unsaid else wanted.how)
        after = apply(spec, change, origin=_origin(proposal), earlier=conversation.earlier)
        if isinstance(after, Problem):
            refused.append(Refused(after, words_of(wanted.change)))
        else:
            proposals.append(proposal)
            made_up += unsaid if after is not spec else ()
            spec = after
    return Checked(tuple(proposals), tuple(refused), spec, grounds, tuple(dict.fromkeys(made_up)))


def ungrounded(written: Mapping[str, JsonValue], grounds: Grounds) -> list[str]:
    """The facts in a change that nobody said."""
    return [claim.text for claim in claims_in(_own(written)) if not grounds.holds(claim)]


def _own(written: Mapping[str, JsonValue]) -> Mapping[str, JsonValue]:
    """Without what an answer by its reason only explains: a tool is a proposal anyway."""
    item = written.get("item")
    if written.get("part") != "tools" or not isinstance(item, dict):
        return written
    kept = _FROM_CATALOG if item.get("catalog") in CATALOG else item
    return {**written, "item": {key: value for key, value in item.items() if key in kept}}


def _apart(changes: Sequence[Wanted], grounds: Grounds) -> Iterator[Wanted]:
    """Each change; a fact that nobody said by itself, so that what was said beside it counts as said."""
    for wanted in changes:
        if not ungrounded(wanted.change, grounds):
            yield wanted
            continue
        for change in _without_set_up(wanted.change):
            for one in _by_field(change):
                yield wanted.model_copy(update={"change": one})


def _without_set_up(change: Mapping[str, JsonValue]) -> Iterator[Mapping[str, JsonValue]]:
    """The address and the secret of a new tool come after it, since accepting a tool is not about them."""
    item = change.get("item")
    if change.get("part") != "tools" or not isinstance(item, dict) or item.get("catalog") in CATALOG:
        yield change
        return
    set_up = {key: item[key] for key in _SET_UP if item.get(key)}
    yield {**change, "item": {key: value for key, value in item.items() if key not in set_up}}
    if set_up:
        yield {"op": "configure", "tool": item.get("name"), "values": set_up}


def _by_field(change: Mapping[str, JsonValue]) -> Iterator[Mapping[str, JsonValue]]:
    """One change for each field of `edit` and `configure`; a new name of the thing itself keeps them together."""
    values = change.get("values")
    if not isinstance(values, dict) or change.get("op") not in ("edit", "configure") or {"id", "name"} & values.keys():
        yield change
        return
    yield from ({**change, "values": {field: value}} for field, value in values.items())


def _in_the_flow(change: Change, unsaid: Sequence[str]) -> Problem | None:
    """The call flow is drawn from what is agreed, so nothing stands in it that somebody has still to agree to."""
    if not unsaid or not isinstance(change, AddNode | EditNode | AddEdge | EditEdge):
        return None
    return Problem(f"Nobody has said {listed([quoted(fact) for fact in unsaid])}, so I left it out of the call flow.")


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
        return unquoted(change, wanted.quote, message, conversation)
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


def _origin(proposal: Proposal) -> Origin:
    author = proposal.message.author
    return Origin(author=author.id, author_name=author.name, message=proposal.message.id, how=proposal.how)
