"""A part of a shared document, sentence by sentence: what is surely a value is taken, what may be one is offered, and
the rest is kept in the digest as it stands. A document commands nothing: it adds, and never removes or approves.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.document.changes import Add, AddToGoal, Change, Set
from engine.document.spec import AgentSpec, Stage
from engine.document.stages import stage_of
from engine.interview.contract import Conversation, Message, Passage, Proposal
from engine.interview.digest.blocks import Block
from engine.interview.digest.sources import Entry, How
from engine.interview.guided.pipeline import by_utterance, interviewed, language_of
from engine.interview.guided.preview import applied
from engine.interview.guided.reading import Found
from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.utterances import narrowed, sentences_in
from engine.language.telling import telling_words
from engine.language.text import tokens_of
from engine.messages.material import without_names

_OPENING = 2_500
"""Characters of a document that are read as an opening, where nobody has said yet what the agent is for."""
_FEWEST = 4
"""Tokens of a sentence that is worth keeping."""
_LIKELY_NOTHING = 0.5
_TAKEN = ("knowledge", "transfers", "data_fields")
"""Parts of the spec to which a document adds at once; a rule, a job or a tool is for people to want, unless the
sentence speaks of the agent or its calls."""
_SET = ("company", "runtime.hours", "runtime.timezone", "industry")
_OF_CALLS = frozenset(("agent", "assistant", "bot", "call", "calls", "caller", "callers"))


def entries_of(passage: Passage) -> tuple[Entry, ...]:
    """What the part says. Takes seconds; for a thread."""
    spec = _known(passage)
    blocks, found = list(passage.blocks), list[Entry]()
    if stage_of(spec) == Stage.INITIAL:
        found += _opening(_first(blocks), passage, spec)
        spec = _with(spec, found)
    known = {entry.text for entry in found}
    for block in blocks:
        for entry in () if block.heading else _of_block(block, passage.message, spec):
            if entry.text not in known:
                found.append(entry)
                spec = _with(spec, [entry])
    return tuple(found)


def entries_of_texts(entries: Sequence[Entry], message: Message, spec: AgentSpec) -> tuple[Entry, ...]:
    """What a model had noted, read again for its changes, where no model answers any more."""
    found = list[Entry]()
    for entry in entries:
        read = list(_of_block(Block(entry.place, entry.text, 0), message, spec))
        found += read
        spec = _with(spec, read)
    return tuple(found)


def _known(passage: Passage) -> AgentSpec:
    """The spec with the words beside the document, and with what was read of it before."""
    words = without_names(passage.message.text).strip()
    talk, spec = passage.conversation, passage.conversation.spec
    if words and stage_of(spec) == Stage.INITIAL:
        talk = replace(talk, messages=(replace(passage.message, text=words),), sources=())
        spec = applied(spec, interviewed(talk, language_of(talk)).proposals)
    before = [e for s in passage.conversation.sources for p in s.read_for([passage.message.id]) for e in p.entries]
    return _with(spec, before)


def _with(spec: AgentSpec, entries: Sequence[Entry]) -> AgentSpec:
    changes = [Found(c) for entry in entries if entry.how != "offered" for c in entry.changes]
    return applied(spec, changes) if changes else spec


def _first(blocks: Sequence[Block]) -> list[Block]:
    length, first = 0, list[Block]()
    for block in blocks:
        length += len(block.text)
        if first and length > _OPENING:
            break
        first.append(block)
    return first


def _opening(blocks: Sequence[Block], passage: Passage, spec: AgentSpec) -> Iterator[Entry]:
    """As the words of somebody who begins; each finding stands in the block whose words it has."""
    text = "\n".join(block.text for block in blocks)
    message = replace(passage.message, text=text)
    talk = replace(passage.conversation, spec=spec, messages=(message,), asked=None, sources=())
    for proposal in interviewed(talk, language_of(talk)).proposals:
        if _adds(proposal.change):
            words = [_shared(block.text, proposal.change) for block in blocks]
            block = blocks[words.index(max(words))]
            how: How = "said" if proposal.how == "said" else "inferred"
            yield Entry(block.place, _sentence(block.text, proposal), (proposal.change,), how)


def _sentence(text: str, proposal: Proposal) -> str:
    sentences = [sentence.text for sentence in sentences_in(_part(text, proposal.message, AgentSpec()))]
    return max(sentences, key=lambda sentence: _shared(sentence, proposal.change), default=text)


def _shared(text: str, change: Change) -> int:
    return len(telling_words(text) & telling_words(change.model_dump_json()))


def _of_block(block: Block, message: Message, spec: AgentSpec) -> Iterator[Entry]:
    part = _part(block.text, message, spec)
    for sentence in sentences_in(part):
        alone = narrowed(part, sentence)
        meanings = list(by_utterance(alone))
        entries = [*_entries(block, sentence.text, meanings)]
        yield from entries
        if not entries and len(sentence.tokens) >= _FEWEST and sentence.nothing < _LIKELY_NOTHING:
            yield Entry(block.place, sentence.text)
        spec = _with(spec, entries)
        part = replace(part, spec=spec)


def _entries(block: Block, text: str, meanings: Sequence[Meaning]) -> Iterator[Entry]:
    """The values of one sentence: those that are taken, and those that are asked about, as one entry each."""
    said = [f.change for m in meanings for f in m.found if f.how == "said" and _adds(f.change)]
    offered = [change for m in meanings if m.question for change in m.question.offer if _adds(change)]
    sure = [change for change in said if _is_sure(change, text)]
    if sure:
        yield Entry(block.place, text, tuple(sure))
    elif said or offered:
        yield Entry(block.place, text, tuple(said or offered), "offered")


def _adds(change: Change) -> bool:
    """It adds to the agent. What is only noted stays in the digest, which is where notes of a document belong."""
    match change:
        case Set(value=value):
            return value is not None
        case Add(part=part):
            return part not in ("notes", "questions")
        case AddToGoal():
            return True
        case _:
            return False


def _is_sure(change: Change, text: str) -> bool:
    if isinstance(change, Set):
        return change.path in _SET
    speaks_of_calls = not _OF_CALLS.isdisjoint(token.folded for token in tokens_of(text))
    return speaks_of_calls or (isinstance(change, Add) and change.part in _TAKEN)


def _part(text: str, message: Message, spec: AgentSpec) -> Part:
    """It answers no question and follows no history, so nobody's name and no earlier word is looked for in it."""
    language = language_of(Conversation(spec, (replace(message, text=text),)))
    return Part(text, tokens_of(text), "en" if language == "?" else language, message, spec, None, None)
