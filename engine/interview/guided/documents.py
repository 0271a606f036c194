"""A turn of the guided interview about shared documents: what was read of them becomes proposals and one question."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from engine.document.changes import Change, Set, apply
from engine.document.spec import AgentSpec, Origin
from engine.document.stages import Standing
from engine.errors import Problem
from engine.interview.asking.questions import next_question
from engine.interview.contract import Conversation, Interview, Message, Proposal, Question, Spoken
from engine.interview.digest.due import asks_what_is_left, wants_more
from engine.interview.digest.sources import Entry
from engine.interview.digest.summary import list_of_left, with_summary
from engine.interview.digest.taken import left_in
from engine.interview.guided.document_parts import entries_of_texts
from engine.interview.guided.doubt import UNCLEAR
from engine.interview.guided.pipeline import interviewed
from engine.interview.guided.preview import applied, redrawn
from engine.interview.guided.words import checklist
from engine.messages.material import has_document
from engine.messages.replies import Suggestion
from engine.sentences import quoted

_MOST_OFFERED = 6
"""Sentences that one click adds; who agrees to more has not read them."""
ALL_READ = "I have read all of your documents."


def is_about_documents(conversation: Conversation) -> bool:
    """Whether something was read for this turn, or somebody asks about what was."""
    if not conversation.sources:
        return False
    texts = [message.text for message in conversation.messages]
    return any(has_document(t) or wants_more(t) or asks_what_is_left(t) for t in texts)


def about_documents(conversation: Conversation, said: Sequence[Message], language: str) -> Interview:
    """The whole turn; `said`: its messages without the lines that stand for documents. For a thread, since it may take
    long."""
    words = tuple(m for m in said if m.text.strip() and not (wants_more(m.text) or asks_what_is_left(m.text)))
    own = interviewed(replace(conversation, messages=words), language) if words else Interview()
    entries = list(_entries(conversation, own.proposals))
    asked_for_left = any(asks_what_is_left(m.text) for m in said)
    offered = [entry for _, entry in entries] if conversation.read_now else []
    if asked_for_left:
        offered = [entry for _, entry in left_in(conversation.sources, conversation.spec)]
    interview = replace(
        own,
        proposals=(*own.proposals, *_proposals(entries, own.proposals, conversation.spec)),
        speak=partial(
            _spoken, conversation, own, _says(conversation, asked_for_left), [e for e in offered if e.how == "offered"]
        ),
        silent=False,
    )
    return with_summary(interview, conversation)


def _says(conversation: Conversation, asked_for_left: bool) -> str:
    if asked_for_left:
        return list_of_left(conversation.sources, conversation.spec)
    return "" if conversation.read_now else ALL_READ


def _entries(conversation: Conversation, own: Sequence[Proposal]) -> Iterator[tuple[Message, Entry]]:
    """What was read now, with the message that asked for it; what a model had noted is read for its changes here."""
    messages = {message.id: message for message in conversation.messages}
    for _, parts in conversation.read_now:
        for part in parts:
            message = messages[part.message]
            noted = [entry for entry in part.entries if entry.by_model]
            spec = applied(conversation.spec, own) if noted else conversation.spec
            yield from ((message, entry) for entry in part.entries if not entry.by_model)
            yield from ((message, entry) for entry in entries_of_texts(noted, message, spec))


def _proposals(
    entries: Sequence[tuple[Message, Entry]], own: Sequence[Proposal], spec: AgentSpec
) -> Iterator[Proposal]:
    """What people say in words goes before what their document says; what the agent has no more room for is left."""
    said = {p.change.path for p in own if isinstance(p.change, Set) and p.how == "said"}
    spec = applied(spec, own)
    for message, entry in entries:
        for change in entry.changes if entry.how != "offered" else ():
            after = apply(spec, change, origin=Origin(author=message.author.id, message=message.id))
            if not isinstance(after, Problem) and not (isinstance(change, Set) and change.path in said):
                spec = after
                yield Proposal(change, message, "said" if entry.how == "said" else "inferred")


def _spoken(
    conversation: Conversation,
    own: Interview,
    says: str,
    offered: Sequence[Entry],
    after: Standing,
    problems: Sequence[Problem],
) -> Spoken:
    """What the words beside the documents came to, the jobs that are known now, and one question."""
    jobs = checklist(conversation.spec, after.spec) if conversation.read_now else ""
    asked = _offer(offered) or next_question(after, conversation.asked)
    words = (_own_words(conversation, own), says, jobs, asked.text if asked else "")
    return Spoken("\n\n".join(filter(None, words)), asked)


def _own_words(conversation: Conversation, own: Interview) -> str:
    """The answer to the words alone, without its question; “here is our handbook” needs none."""
    if not own.proposals:
        return ""
    spec = redrawn(applied(conversation.spec, own.proposals, conversation.earlier))
    spoken = own.speak(Standing(spec), ())
    return spoken.words.removesuffix(spoken.asked.text if spoken.asked else "").strip()


def _offer(offered: Sequence[Entry]) -> Question | None:
    """One question about all that may be meant for the agent, and a click that takes it."""
    some = offered[:_MOST_OFFERED]
    if not some:
        return None
    changes: tuple[Change, ...] = tuple(change for entry in some for change in entry.changes)
    lines = [f"- {entry.place}: {quoted(entry.text, 140)}" for entry in some]
    more = f" ({len(offered):,} in all; ask me what is left for the others)" if len(offered) > len(some) else ""
    text = "\n".join([f"These may be meant for the agent; shall I take them in?{more}", "", *lines])
    count = "it" if len(some) == 1 else f"these {len(some)}"
    yes = Suggestion(label=f"Take {count} in", says="yes", changes=changes)
    return Question(UNCLEAR, text, offer=changes, suggestions=(yes, Suggestion(label="Leave them out", says="no")))
