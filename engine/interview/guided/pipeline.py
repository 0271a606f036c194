"""One turn of the guided interview, without I/O: messages in, proposals and words out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from engine.document.changes import Set, Undo
from engine.document.spec import AgentSpec, Stage
from engine.document.stages import Standing, stage_of
from engine.errors import Problem
from engine.interview.asking.questions import next_question
from engine.interview.contract import Conversation, Interview, Message, Proposal, Question, Spoken
from engine.interview.guided.answers import clicked_words, yes_or_no
from engine.interview.guided.commands import command
from engine.interview.guided.corrections import correction
from engine.interview.guided.corrections.greeting import greeting_edit
from engine.interview.guided.corrections.removing import pointed_out
from engine.interview.guided.corrections.replacing import succession
from engine.interview.guided.corrections.superseding import renumbered
from engine.interview.guided.corrections.undoing import kept_after_all, undo
from engine.interview.guided.dispatch import first, meaning_of
from engine.interview.guided.doubt import is_unclear
from engine.interview.guided.handed_over import person_behind
from engine.interview.guided.language import language_by_script, language_by_words
from engine.interview.guided.listed_fields import listed_fields
from engine.interview.guided.offered import offered
from engine.interview.guided.opened import opened
from engine.interview.guided.platform_wish import platform_wish
from engine.interview.guided.preview import applied, moved_on, redrawn
from engine.interview.guided.prompt_check import prompt_check
from engine.interview.guided.question_forms import Form, form_of
from engine.interview.guided.reading import Found
from engine.interview.guided.short_answers import leading_answer
from engine.interview.guided.the_rest import with_the_rest
from engine.interview.guided.to_the_builder import question, unanswered
from engine.interview.guided.told import is_default_language, told_in, told_or_doubted
from engine.interview.guided.tool_settings import tool_settings
from engine.interview.guided.tool_values import tool_choice
from engine.interview.guided.understanding import Meaning, Part, Reader
from engine.interview.guided.utterances import Utterance, narrowed, utterances_of, whole
from engine.interview.guided.values import greeting
from engine.interview.guided.whom import is_for_somebody_else
from engine.interview.guided.without_api import leave_open, without_api
from engine.interview.guided.words import TOO_LONG, acknowledgement, closing, misses_before, not_understood
from engine.language.clauses import sentences_of
from engine.language.text import MOST_CHARACTERS, tokens_of

WHOLE: tuple[Reader, ...] = (
    clicked_words, prompt_check, undo, kept_after_all, without_api, leave_open, yes_or_no, person_behind, greeting_edit,
    question, command, tool_choice, platform_wish, tool_settings, pointed_out, succession, renumbered, listed_fields,
    greeting,
)  # fmt: skip
"""Who reads a message as a whole, in this order; the first who understands it wins."""
_WORTH_DETECTING = 4
"""Words. A shorter text in Latin letters is a name or a yes, and no detector knows its language."""


def interviewed(conversation: Conversation, language: str) -> Interview:
    """The whole turn. `language` is that of the messages, as far as anybody can tell."""
    if conversation.clicked:
        return Interview(speak=partial(_asked_next, conversation))
    reading = _read(conversation, language)
    return Interview(
        reading.proposals,
        speak=partial(_spoken, conversation, reading),
        silent=bool(reading.meanings) and all(m.for_somebody_else for m in reading.meanings),
        notices=(TOO_LONG,) if any(len(m.text) > MOST_CHARACTERS for m in conversation.messages) else (),
        shows=tuple(part for m in reading.meanings for part in m.shows),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    proposals: tuple[Proposal, ...]
    meanings: tuple[Meaning, ...]


def _read(conversation: Conversation, language: str) -> _Read:
    """What the messages ask for. A later message is read in the light of the earlier ones."""
    spec, asked = conversation.spec, conversation.asked
    proposals, meanings = list[Proposal](), list[Meaning]()
    for number, message in enumerate(conversation.messages):
        if number and len(proposals) > 0:
            spec = redrawn(applied(conversation.spec, proposals, conversation.earlier))
            asked = next_question(Standing(spec)) if spec != conversation.spec else asked
        for meaning in _meanings(message, spec, replace(conversation, asked=asked), language):
            proposals += (Proposal(found.change, message, found.how) for found in meaning.found)
            meanings.append(meaning)
    return _Read(tuple(proposals), tuple(meanings))


def language_of(conversation: Conversation) -> str:
    """The language of the messages; `?` where only the detector can tell."""
    text = " ".join(message.text[:MOST_CHARACTERS] for message in conversation.messages)[:MOST_CHARACTERS]
    by_script = language_by_script(text)
    if by_script:
        return by_script
    tokens = [t for t in tokens_of(text) if t.text[0].isalpha()]
    return language_by_words(tokens) or ("?" if len(tokens) >= _WORTH_DETECTING else "en")


def _spoken(conversation: Conversation, read: _Read, after: Standing, problems: Sequence[Problem]) -> Spoken:
    """What was understood, what there is to say to it, and the next question."""
    own = next((m.question for m in reversed(read.meanings) if m.question), None)
    said = [m.says for m in read.meanings if m.says]
    missed = not said and not problems and all(is_default_language(p) for p in read.proposals)
    asked = own or next_question(after, conversation.asked, missed=missed and misses_before(conversation.history) > 0)
    undone = any(isinstance(p.change, Undo) for p in read.proposals)
    understood = "" if undone or missed else acknowledgement(conversation.spec, after.spec)
    if after.stage == Stage.COMPLETED:
        said.append(closing(conversation.spec, after.spec))
    elif missed and not own:
        said.append(not_understood(conversation))
    return Spoken("\n\n".join(filter(None, (understood, *said, asked.text if asked else ""))), asked)


def _asked_next(conversation: Conversation, after: Standing, problems: Sequence[Problem]) -> Spoken:
    """After a click there is only the next question; after a refused one, the same in other words."""
    asked = next_question(after, conversation.asked if problems else None)
    done = closing(conversation.spec, after.spec) if after.stage == Stage.COMPLETED else ""
    return Spoken("\n\n".join(filter(None, (done, asked.text if asked else ""))), asked)


def _meanings(message: Message, spec: AgentSpec, conversation: Conversation, language: str) -> Iterator[Meaning]:
    """What a message means, part by part."""
    part = _part(message.text[:MOST_CHARACTERS], language, message, spec, conversation)
    if is_for_somebody_else(part):
        yield Meaning(for_somebody_else=True)
        return
    form = "" if len(list(sentences_of(part.text))) > 1 else form_of(part)
    edit = first((correction,), part) if form == "order" else None
    meant = edit if edit and edit.found else None if form == "question" else first(WHOLE, part)
    if meant:
        yield offered(part, meant.found) if form == "wish" and meant.found else meant
        return
    if stage_of(spec) == Stage.INITIAL:
        yield from opened(part)
        return
    yes = leading_answer(part.tokens)
    if yes and yes.end < len(part.tokens) and part.asked and not form and not whole(part).is_beside_the_matter:
        answer = yes_or_no(replace(part, tokens=part.tokens[: yes.end]))
        if answer:
            more = list(by_utterance(_without_answer(part, yes.end, answer)))
            if answer.found or not any(meaning.found for meaning in more):
                yield answer  # “no, make it casual” says what is wanted, so nobody has to be asked for it
            yield from more
            return
    yield from by_utterance(part)


def by_utterance(part: Part) -> Iterator[Meaning]:
    """Each utterance by its act: by the readers of its act, else as a value, else by where it belongs."""
    utterances, pending = list(utterances_of(part)), list[Found]()
    for utterance in utterances:
        part, pending = moved_on(part, pending), []
        here = narrowed(part, utterance)
        form = form_of(here, utterance)
        meaning = _asked(form, utterance, here) if form else meaning_of(utterance, here)
        if meaning:
            meaning = meaning if meaning.tells_more else with_the_rest(meaning, utterance, narrowed(part, utterance))
            yield meaning
            pending += meaning.found
        if not meaning or meaning.tells_more:
            part, pending = moved_on(part, pending), []
            here = narrowed(part, utterance)
            told = _asked_back(here, told_or_doubted(utterance, here, alone=len(utterances) == 1))
            yield told
            pending += told.found
            part = replace(part, asked=None) if told.found and _is_settled(part, told) else part


def _asked(form: Form, utterance: Utterance, part: Part) -> Meaning:
    """What comes of a question: an answer or an offer; only an edit that was put as one is done at once."""
    if form == "question":
        return first((question, unanswered), part) or Meaning()
    edit = first((correction,), part) if form == "order" else None
    if edit and edit.found:
        return edit
    answer = first((question,), part)
    if answer:
        return answer
    meaning = meaning_of(utterance, part)
    found = (meaning.found if meaning else ()) or told_in(part).found
    if found:
        return offered(part, found)
    return meaning if meaning and not is_unclear(meaning) else first((unanswered,), part) or Meaning()


def _asked_back(part: Part, told: Meaning) -> Meaning:
    """A sentence with a question mark changes nothing by itself, unless it briefly answers what is asked: “warm?”."""
    marked = part.text.rstrip().endswith("?") and bool(told.found)
    path = part.asked.path if part.asked else ""
    answers = path == "greeting" or (len(part.tokens) <= _SHORT_ANSWER and any(_sets(f, path) for f in told.found))
    return told if not marked or answers else offered(part, told.found)


_SHORT_ANSWER = 6
"""Tokens."""


def _is_settled(part: Part, told: Meaning) -> bool:
    """The open question has its value, so the next sentence is no answer to it; goals may go on."""
    path = part.asked.path if part.asked else ""
    return path != "goals" and any(_sets(f, path) for f in told.found)


def _sets(found: Found, path: str) -> bool:
    return isinstance(found.change, Set) and found.change.path == path


def _part(text: str, language: str, message: Message, spec: AgentSpec, conversation: Conversation) -> Part:
    return Part(
        text, tokens_of(text), language, message, spec, conversation.asked, conversation.earlier, conversation.history
    )


def _without_answer(part: Part, end: int, answer: Meaning) -> Part:
    text = part.text[part.tokens[end].start :]
    asked: Question | None = None if answer.answered else part.asked
    return replace(moved_on(part, answer.found), text=text, tokens=tokens_of(text), asked=asked)
