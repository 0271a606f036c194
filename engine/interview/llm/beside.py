"""The guided reader beside the model: what people said and the model left out is taken, so that nothing is lost.

Only sure readings count, those that the reader would apply without asking. Where the model decided otherwise, or where
it is another person's word, nothing is added. Silence needs both to hear that nothing was meant for the builder.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pydantic import BaseModel
from pydantic_core import to_json

from engine.document.changes import Add, AddToGoal, Change, Configure, Edit, GoBack, Remove, Set, Undo, apply
from engine.document.changes.kinds import path_of
from engine.document.diff import origin_of, said
from engine.document.spec import ITEM_KEYS, AgentSpec, Origin
from engine.document.stages import progress_of
from engine.errors import Problem
from engine.interview.contract import Conversation, Interview, Proposal, Question
from engine.interview.llm.answer import Answer
from engine.interview.llm.check import Checked
from engine.interview.llm.truth import happened
from engine.language.stems import stem
from engine.language.text import tokens_of
from engine.messages.material import names_in

_SAME = 0.6
"""The share of an item's words from which on the model has written the same thing, wherever it put it."""
_LEAST = 3
"""Letters of a word that tells something."""


def completed(
    interview: Interview, answer: Answer, checked: Checked, heard: Interview, conversation: Conversation
) -> Interview:
    """The model's interview with what the reader `heard` and the model did not take or cannot show. Pure."""
    if interview.silent:
        return interview if heard.silent else replace(heard, used=interview.used)
    left = _left_out(heard.proposals, checked, conversation)
    added = replace(interview, proposals=(*interview.proposals, *left.proposals), shows=heard.shows)
    if _asks_what_was_said(answer, checked.after, left.after):
        return replace(added, speak=heard.speak)
    noted = "" if conversation.read_now else happened(checked.after, left.after)  # a summary tells it with its places
    return replace(added, notices=(*interview.notices, f"I also noted {noted}.")) if noted else added


@dataclass(frozen=True, slots=True)
class _LeftOut:
    proposals: tuple[Proposal, ...]
    after: AgentSpec
    """The spec with the model's changes and these."""


def _left_out(heard: Sequence[Proposal], checked: Checked, conversation: Conversation) -> _LeftOut:
    """What was heard, is a fact, and can be added to what the model took."""
    taken, spec, kept = _Taken.of(checked.proposals), checked.after, list[Proposal]()
    for proposal in heard if not taken.moves else ():
        if not _is_fact(proposal) or taken.holds(proposal.change, spec) or _is_of_others(proposal, conversation.spec):
            continue
        proposal = _counted(proposal, conversation.asked)
        after = apply(spec, proposal.change, origin=_origin(proposal))
        if not isinstance(after, Problem) and after is not spec:
            kept.append(proposal)
            spec = after
    return _LeftOut(tuple(kept), spec)


def _counted(proposal: Proposal, asked: Question | None) -> Proposal:
    """An answer to the open question was said, whatever the model made of it, or it would be asked again; the rest is
    inferred until somebody agrees."""
    here = _path(proposal.change)
    answers = asked is not None and (asked.path == here or asked.path.startswith(f"{here}."))
    return proposal if answers else replace(proposal, how="inferred")


def _is_fact(proposal: Proposal) -> bool:
    """Something told, or the answer to a question; what takes away, decides or agrees is for the model to hear."""
    if proposal.how != "said" or names_in(proposal.message.text):  # what a shared file tells is for the model to judge
        return False
    match proposal.change:
        case Set(value=value):
            return value is not None
        case Remove(part="questions") | Add() | AddToGoal() | Configure() | Edit():
            return True
        case _:
            return False


@dataclass(frozen=True, slots=True)
class _Taken:
    """What the model's changes are about: their paths, and the words that it wrote."""

    paths: frozenset[str]
    words: frozenset[str]
    moves: bool
    """It goes back to another spec or stage, so what was heard may mean something else there."""

    @classmethod
    def of(cls, proposals: Sequence[Proposal]) -> "_Taken":
        changes = [proposal.change for proposal in proposals if proposal.how != "suggested"]
        told = (c for c in changes if not (isinstance(c, Set) and c.path == "use_case"))
        return cls(
            frozenset(map(_path, changes)),
            frozenset(word for change in told for word in _words(to_json(change).decode())),
            any(isinstance(change, Undo | GoBack) for change in changes),
        )

    def holds(self, change: Change, spec: AgentSpec) -> bool:
        """Whether the model wrote the same, or took these words for something else."""
        if _path(change) in self.paths:
            return True
        known = said(getattr(spec, change.path, ())) if isinstance(change, Set) else ""
        words = frozenset(_words(_said(change))).difference(_words(known))
        return bool(words) and len(words & self.words) >= _SAME * len(words)


def _path(change: Change) -> str:
    """The path of the one thing that it is about."""
    if isinstance(change, Add) and isinstance(change.item, BaseModel):
        return f"{change.part}.{getattr(change.item, ITEM_KEYS[change.part])}"
    return path_of(change)


def _said(change: Change) -> str:
    """The words of an item or a list; none for a single value, which is the same only where its path is."""
    match change:
        case Set(value=[*values]):
            return said(values)
        case Add(item=item) if isinstance(item, BaseModel):
            return said(item)
        case AddToGoal(item=item):
            return str(item)
        case _:
            return ""


def _words(text: str) -> Iterator[str]:
    return (stem(t.folded) for t in tokens_of(text.replace("_", " ")) if t.is_word and len(t.folded) >= _LEAST)


def _is_of_others(proposal: Proposal, spec: AgentSpec) -> bool:
    """Whether it would replace another person's word: the model names both and asks."""
    origin = origin_of(spec, _path(proposal.change))
    return origin is not None and origin.how == "said" and origin.author not in (proposal.message.author.id, "builder")


def _asks_what_was_said(answer: Answer, before: AgentSpec, after: AgentSpec) -> bool:
    asked = answer.asks
    return bool(asked) and asked in progress_of(before).missing and asked not in progress_of(after).missing


def _origin(proposal: Proposal) -> Origin:
    author = proposal.message.author
    return Origin(author=author.id, author_name=author.name, message=proposal.message.id, how=proposal.how)
