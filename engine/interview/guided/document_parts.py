"""A part of a shared document, sentence by sentence: what is surely a value is taken, what may be one is offered, and
the rest is kept in the digest as it stands. A document commands nothing: it adds, and never removes or approves.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from engine.document.changes import Add, AddToGoal, Change, Set
from engine.document.spec import AgentSpec, Guardrail, KnowledgeItem, Stage
from engine.document.stages import stage_of
from engine.interview.contract import Conversation, Message, Passage, Proposal
from engine.interview.digest.blocks import Block
from engine.interview.digest.sources import Entry, How
from engine.interview.guided.language import language_by_model
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
    """What the part says, each sentence once. Takes seconds; for a thread."""
    spec, blocks = _known(passage), list(passage.blocks)
    reading = _Reading(passage.message, spec, passage.source.entries)
    if stage_of(spec) == Stage.INITIAL:
        reading.keep(_opening(_first(blocks), passage, spec))
    for block in blocks:
        if not block.heading:
            reading.read(block)
    return tuple(reading.found)


def entries_of_texts(entries: Sequence[Entry], message: Message, spec: AgentSpec) -> tuple[Entry, ...]:
    """What a model had noted, read again for its changes, where no model answers any more."""
    reading = _Reading(message, spec, ())
    for entry in entries:
        reading.read(Block(entry.place, entry.text, 0))
    return tuple(reading.found)


class _Reading:
    """Sentences of one document, read one after the other in the light of the values before them.

    Facts and rules of the document do not count there: it corrects none of them, and looking through them makes a long
    document slow. So nobody but this keeps their ids apart.
    """

    def __init__(self, message: Message, spec: AgentSpec, before: Sequence[Entry]) -> None:
        self.found: list[Entry] = []
        self._message, self._spec = message, spec
        self._said = {entry.text for entry in before}
        self._ids = {*(fact.id for fact in spec.knowledge), *(rule.id for rule in spec.guardrails)}
        self._ids.update(item.id for entry in before for c in entry.changes if (item := _kept_apart(c)))

    def read(self, block: Block) -> None:
        part = _part(block.text, self._message, self._spec)
        for sentence in sentences_in(part):
            if sentence.text in self._said:  # at the foot of each page
                continue
            meanings = list(by_utterance(narrowed(replace(part, spec=self._spec), sentence)))
            entries = list(_entries(block, sentence.text, meanings))
            if not entries and len(sentence.tokens) >= _FEWEST and sentence.nothing < _LIKELY_NOTHING:
                entries = [Entry(block.place, sentence.text)]
            self.keep(entries)

    def keep(self, entries: Iterable[Entry]) -> None:
        for entry in entries:
            self._said.add(entry.text)
            self.found.append(replace(entry, changes=tuple(map(self._with_own_id, entry.changes))))
            if entry.how != "offered":
                values = [Found(change) for change in entry.changes if not _kept_apart(change)]
                self._spec = applied(self._spec, values) if values else self._spec

    def _with_own_id(self, change: Change) -> Change:
        item, number = _kept_apart(change), 1
        if item is None:
            return change
        own = item
        while own.id in self._ids:
            number += 1
            own = item.model_copy(update={"id": f"{item.id[:_LONGEST_ID]}_{number}"})
        self._ids.add(own.id)
        return change.model_copy(update={"item": own})


_LONGEST_ID = 44


def _kept_apart(change: Change) -> KnowledgeItem | Guardrail | None:
    """The fact or the rule that it adds."""
    item = change.item if isinstance(change, Add) else None
    return item if isinstance(item, KnowledgeItem | Guardrail) else None


def _known(passage: Passage) -> AgentSpec:
    """The spec with the words beside the document, and with what was read of it before."""
    words = without_names(passage.message.text).strip()
    talk, spec = passage.conversation, passage.conversation.spec
    if words and stage_of(spec) == Stage.INITIAL:
        alone = replace(talk, messages=(replace(passage.message, text=words),), sources=())
        spec = applied(spec, interviewed(alone, _language(alone)).proposals)
    parts = [part for source in talk.sources for part in source.read_for([passage.message.id])]
    before = [change for part in parts for e in part.entries if e.how != "offered" for change in e.changes]
    return applied(spec, [Found(change) for change in before if not _kept_apart(change)])


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
    for proposal in interviewed(talk, _language(talk)).proposals:
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


def _language(talk: Conversation) -> str:
    language = language_of(talk)
    return language_by_model(" ".join(message.text for message in talk.messages)) if language == "?" else language


def _part(text: str, message: Message, spec: AgentSpec) -> Part:
    """It answers no question and follows no history, so nobody's name and no earlier word is looked for in it."""
    language = _language(Conversation(spec, (replace(message, text=text),)))
    return Part(text, tokens_of(text), language, message, spec, None, None)
