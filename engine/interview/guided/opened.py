"""The first message, read as one, less what was surely said to the builder or to somebody else."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.document.changes import Add, Set
from engine.document.spec import AgentSpec
from engine.interview.guided.by_place import LIKELY, by_place
from engine.interview.guided.dispatch import first, meaning_of
from engine.interview.guided.facts import fact
from engine.interview.guided.facts.kept import noted
from engine.interview.guided.opening import recognised
from engine.interview.guided.preview import moved_on
from engine.interview.guided.reading import Found, read
from engine.interview.guided.recognisers.calling import calls_people
from engine.interview.guided.the_rest import covers
from engine.interview.guided.told import is_default_language, told_in
from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.utterances import Utterance, narrowed, sentences_in
from engine.language.text import tokens_of

_A_SENTENCE = 4
"""Tokens."""


def opened(part: Part) -> Iterator[Meaning]:
    """An opening is read as one, less what was surely said to the builder or to somebody else."""
    sentences = sentences_in(part)
    kept = [sentence for sentence in sentences if not _is_no_opening(sentence, part)]
    for sentence in sentences:
        if sentence not in kept:
            meaning = meaning_of(sentence, narrowed(part, sentence))
            yield from [meaning] if meaning else []
    text = "\n".join(sentence.text for sentence in kept) if len(kept) < len(sentences) else part.text
    if kept:
        told = first((told_in,), replace(part, text=text, tokens=tokens_of(text))) or Meaning()
        yield told
        yield from _facts_among(kept, part, told.found)
        facts = _facts(kept)
        yield from _kept_among([s for s in kept[1:] if s not in facts], moved_on(part, told.found))


def _is_no_opening(sentence: Utterance, part: Part) -> bool:
    """Surely said to the builder or to somebody else, unless it says whom the agent calls; or perhaps, and nothing is
    found in it either.
    """
    if not sentence.tells_nothing:
        return False
    reading = read(sentence.text, part.language, part.spec)
    if sentence.surely_tells_nothing:
        return not calls_people(reading)  # “we need to ring 12,000 owners, and I've been told I have until Friday”
    found = recognised(reading)
    return not any(f.how == "said" and not (isinstance(f.change, Set) and f.change.path in _ALWAYS) for f in found)


_ALWAYS = ("use_case", "languages")
"""Found in every opening, whatever it says."""


def _facts_among(sentences: Sequence[Utterance], part: Part, pending: Sequence[Found]) -> Iterator[Meaning]:
    """What an opening tells beside the agent's work: hours, prices, systems in use."""
    read = [f for f in pending if not (isinstance(f.change, Set) and f.change.path == "use_case")]
    for sentence in _facts(sentences):
        part, pending = moved_on(part, pending), ()
        alone = narrowed(part, sentence)
        found = first((fact,), alone) or (None if covers(read, sentence.text) else noted(alone))
        if found and found.found:
            yield found
            pending = found.found


def _facts(sentences: Sequence[Utterance]) -> list[Utterance]:
    return [s for s in sentences if s.act == "fact" and s.judged.share(("fact",)) >= _FACT]


_FACT = 0.5


def _kept_among(sentences: Sequence[Utterance], part: Part) -> Iterator[Meaning]:
    """Sentences that nobody could read anything out of: kept where they belong, so that nothing is lost."""
    pending = list[Found]()
    for sentence in sentences:
        alone = narrowed(replace(part, spec=_NOTHING_KNOWN), sentence)
        if len(sentence.tokens) >= _A_SENTENCE and not _tells_a_value(sentence, alone):
            part, pending = moved_on(part, pending), []
            found = by_place(sentence, narrowed(part, sentence)) or noted(narrowed(part, sentence))
            yield found
            pending += found.found


_NOTHING_KNOWN = AgentSpec(use_case="an opening")
"""So that what the rest of the opening says, too, counts as read here."""


def _tells_a_value(sentence: Utterance, part: Part) -> bool:
    """Something that it says; of what surely is about jobs, a job."""
    found = recognised(read(part.text, part.language, part.spec, opening=True))
    if sentence.placed.share("goals") >= LIKELY:
        return any(isinstance(f.change, Add) and f.change.part == "goals" for f in found)
    return any(not is_default_language(f) for f in found) or first((fact,), part) is not None
