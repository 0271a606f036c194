"""One turn of the guided interview, without I/O: messages in, proposals and words out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from engine.document.changes import Add, Set, Undo
from engine.document.spec import AgentSpec, Stage
from engine.document.stages import Standing, stage_of
from engine.errors import Problem
from engine.interview.answering import is_wish
from engine.interview.asking.questions import next_question
from engine.interview.contract import Conversation, Interview, Message, Proposal, Question, Spoken
from engine.interview.guided.answers import clicked_words, yes_or_no
from engine.interview.guided.by_place import LIKELY, by_place
from engine.interview.guided.commands import command
from engine.interview.guided.corrections import correction
from engine.interview.guided.corrections.greeting import greeting_edit
from engine.interview.guided.corrections.removing import pointed_out
from engine.interview.guided.corrections.succession import succession
from engine.interview.guided.corrections.undoing import kept_after_all, undo
from engine.interview.guided.corrections.vocabulary import without_around
from engine.interview.guided.dispatch import fact_or_doubt, first, meaning_of, told_after_all
from engine.interview.guided.doubt import is_unclear
from engine.interview.guided.facts import fact
from engine.interview.guided.facts.kept import noted
from engine.interview.guided.language import language_by_script, language_by_words
from engine.interview.guided.listed_fields import listed_fields
from engine.interview.guided.offered import offered
from engine.interview.guided.opening import recognised, tells_something
from engine.interview.guided.platform_wish import platform_wish
from engine.interview.guided.preview import applied, redrawn
from engine.interview.guided.prompt_check import prompt_check
from engine.interview.guided.question_forms import Form, form_of
from engine.interview.guided.reading import Found, read
from engine.interview.guided.recognisers.calling import calls_people
from engine.interview.guided.recognisers.goals import statements_in
from engine.interview.guided.short_answers import leading_answer
from engine.interview.guided.the_rest import covers, says_something, with_the_rest
from engine.interview.guided.to_the_builder import question, unanswered
from engine.interview.guided.tool_settings import tool_settings
from engine.interview.guided.understanding import Meaning, Part, Reader
from engine.interview.guided.utterances import Utterance, narrowed, sentences_in, utterances_of, whole
from engine.interview.guided.values import greeting, tool_choice, value
from engine.interview.guided.whom import is_for_somebody_else
from engine.interview.guided.without_api import leave_open, without_api
from engine.interview.guided.words import TOO_LONG, acknowledgement, closing, misses_before, not_understood
from engine.language.acts import Place
from engine.language.clauses import sentences_of
from engine.language.text import MOST_CHARACTERS, tokens_of
from engine.language.tones import is_all_tone

WHOLE: tuple[Reader, ...] = (
    clicked_words, prompt_check, undo, kept_after_all, without_api, leave_open, yes_or_no, question, command,
    tool_choice, platform_wish, tool_settings, pointed_out, succession, listed_fields, greeting_edit, greeting,
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
    missed = not said and not problems and all(_is_default_language(p) for p in read.proposals)
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
        yield from _opened(part)
        return
    yes = leading_answer(part.tokens)
    if yes and yes.end < len(part.tokens) and part.asked and not form and not whole(part).is_beside_the_matter:
        answer = yes_or_no(replace(part, tokens=part.tokens[: yes.end]))
        if answer:
            more = list(_by_utterance(_without_answer(part, yes.end, answer)))
            if answer.found or not any(meaning.found for meaning in more):
                yield answer  # “no, make it casual” says what is wanted, so nobody has to be asked for it
            yield from more
            return
    yield from _by_utterance(part)


def _opened(part: Part) -> Iterator[Meaning]:
    """An opening is read as one, less what was surely said to the builder or to somebody else."""
    sentences = sentences_in(part)
    kept = [sentence for sentence in sentences if not _is_no_opening(sentence, part)]
    for sentence in sentences:
        if sentence not in kept:
            meaning = meaning_of(sentence, narrowed(part, sentence))
            yield from [meaning] if meaning else []
    text = "\n".join(sentence.text for sentence in kept) if len(kept) < len(sentences) else part.text
    if kept:
        told = first((_told,), replace(part, text=text, tokens=tokens_of(text))) or Meaning()
        yield told
        yield from _facts_among(kept, part, told.found)
        facts = _facts(kept)
        yield from _kept_among([s for s in kept[1:] if s not in facts], _moved_on(part, told.found))


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
        part, pending = _moved_on(part, pending), ()
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
        if len(sentence.tokens) >= _WORTH_DETECTING and not _tells_a_value(sentence, alone):
            part, pending = _moved_on(part, pending), []
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
    return any(not _is_default_language(f) for f in found) or first((fact,), part) is not None


def _by_utterance(part: Part) -> Iterator[Meaning]:
    """Each utterance by its act: by the readers of its act, else as a value, else by where it belongs."""
    utterances, pending = list(utterances_of(part)), list[Found]()
    for utterance in utterances:
        part, pending = _moved_on(part, pending), []
        here = narrowed(part, utterance)
        form = form_of(here, utterance)
        meaning = _asked(form, utterance, here) if form else meaning_of(utterance, here)
        if meaning:
            meaning = meaning if meaning.tells_more else with_the_rest(meaning, utterance, narrowed(part, utterance))
            yield meaning
            pending += meaning.found
        if not meaning or meaning.tells_more:
            part, pending = _moved_on(part, pending), []
            told = _told_or_doubted(utterance, narrowed(part, utterance), alone=len(utterances) == 1)
            yield told
            pending += told.found
            part = replace(part, asked=None) if told.found and _is_settled(part, told) else part


def _asked(form: Form, utterance: Utterance, part: Part) -> Meaning:
    """What comes of a question: an answer or an offer; only an edit that was put as one is done at once."""
    if form == "question":
        return first((question, unanswered), part) or Meaning()
    answer = first((question,), part)
    if answer:
        return answer
    edit = first((correction,), part) if form == "order" else None
    if edit and edit.found:
        return edit
    meaning = meaning_of(utterance, part)
    found = (meaning.found if meaning else ()) or _told(part).found
    if found:
        return offered(part, found)
    return meaning if meaning and not is_unclear(meaning) else first((unanswered,), part) or Meaning()


def _is_settled(part: Part, told: Meaning) -> bool:
    """The open question has its value, so the next sentence is no answer to it; goals may go on."""
    path = part.asked.path if part.asked else ""
    return path != "goals" and any(_sets(f, path) for f in told.found)


def _kind_of(found: Found) -> str:
    """The path of a value, or the part of an item: a reader of the answer knows better than what reads all of it."""
    return str(getattr(found.change, "path", "") or getattr(found.change, "part", ""))


def _sets(found: Found, path: str) -> bool:
    return isinstance(found.change, Set) and found.change.path == path


def _told_or_doubted(utterance: Utterance, part: Part, *, alone: bool) -> Meaning:
    said_to_us = utterance.tells_nothing and not utterance.in_a_list
    wished = is_wish(part.text, part.language)  # “can it also text people a confirmation?”
    doubtful = said_to_us or (utterance.belongs_nowhere and not _is_surely_told(part))
    reader = _answered_by_shape if doubtful and not wished else partial(_answered_or_told, utterance)
    read = first((reader,), part) or Meaning()
    if says_something(read):
        return with_the_rest(read, utterance, part)
    kept = None if utterance.belongs_nowhere else by_place(utterance, part)
    if kept:
        return replace(kept, found=(*read.found, *kept.found))
    if read.found:
        return read
    telling = utterance.nothing < _PERHAPS_NOTHING and not utterance.belongs_nowhere
    if not alone and telling and _is_worth_noting(part):
        return noted(part)
    if misses_before(part.history) or not alone:
        return told_after_all(utterance, part) or read
    return fact_or_doubt(utterance, part) or read


_PERHAPS_NOTHING = 0.4
"""Below this probability that it tells nothing a sentence among others is noted, since they are asked about in one."""


def _is_worth_noting(part: Part) -> bool:
    return len(part.tokens) >= _WORTH_DETECTING and not part.text.rstrip().endswith("?")


def _is_surely_told(part: Part) -> bool:
    """“they'd like to donate, adopt a donkey or get a receipt”, “motivating”: several jobs, or nothing but a tone."""
    jobs = statements_in(read(part.text, part.language, part.spec))
    return is_all_tone(without_around(part.tokens)) or len(jobs) >= _SEVERAL


_SEVERAL, _SURELY_JOBS = 2, 3
"""Jobs of a sentence: where jobs are asked for, and from which on it tells jobs whatever is asked."""


def _answered_by_shape(part: Part) -> Meaning | None:
    """What belongs nowhere may still be the address, the number or the language that was asked for."""
    path = part.asked.path if part.asked else ""
    if path.startswith(("tools.", "transfers.", "approval:")) or path in ("languages", "platforms"):
        return value(part)
    return value(part) if path == "tone" else None


def _answered_or_told(utterance: Utterance, part: Part) -> Meaning:
    path = part.asked.path if part.asked else ""
    row = utterance.in_a_list and path in _ONE_LINE
    answer = value(part) if part.asked and not row and not utterance.surely("fact") else None
    heard = utterance if answer or path == "goals" else utterance.beside_the_question
    told = _told(part)
    if _jobs_in(told) < (_SEVERAL if path == "goals" else _SURELY_JOBS):
        told = replace(told, found=tuple(f for f in told.found if not _is_doubtful(f, heard, path)))
    if answer is None:
        return told
    named = not _jobs_in(told) and utterance.act == "answer" and utterance.placed.place == path
    if path in ("goals", "role", "audience") and told.found and not named and not _has_more_goals(answer, told):
        return told
    kinds = {_kind_of(f) for f in answer.found}
    extra = tuple(f for f in told.found if path in _KEEPS_TELLING and _kind_of(f) not in kinds)
    return replace(answer, found=(*answer.found, *extra)) if answer.found else answer


def _has_more_goals(answer: Meaning, told: Meaning) -> bool:
    """“freeze memberships, personal training bookings”: the parser of jobs sees a verb in one of them only."""
    return _jobs_in(answer) > _jobs_in(told) > 0


def _jobs_in(told: Meaning) -> int:
    return sum(isinstance(f.change, Add) and f.change.part == "goals" for f in told.found)


def _is_doubtful(found: Found, utterance: Utterance, asked: str) -> bool:
    """A goal in a sentence that says something else: “call out is 85 quid” is no job to call out."""
    if not isinstance(found.change, Add) or found.change.part != "goals":
        return False
    act, placed = utterance.judged, utterance.placed
    tells = act.share(("fact", "rule")) > act.share(("answer", "instruction", "correction"))
    jobs = placed.share(*(place for place in _JOBS if place != asked or place == "goals"))
    wanted = utterance.beside_the_question.judged.share(("instruction",))
    return (wanted < _WANTED and jobs + wanted < _NO_JOB) or (tells and placed.place != "goals")


_JOBS: tuple[Place, ...] = ("goals", "role", "tools", "transfers", "data_fields", "other")
_NO_JOB, _WANTED = 0.55, 0.45


_ONE_LINE = ("role", "audience", "greeting")
"""Nobody answers one of these with a list, so that its rows tell something else."""
_KEEPS_TELLING = ("tone", "languages", "platforms")
"""After an answer to one of these, what else the message tells is taken too; a greeting's words tell nothing."""


def _told(part: Part) -> Meaning:
    opening = stage_of(part.spec) == Stage.INITIAL
    asked = part.asked.path if part.asked else ""
    found = recognised(read(part.text, part.language, part.spec, opening=opening, asked=asked))
    if not opening or tells_something(found, part.text, part.language):
        return Meaning(tuple(found))
    sentence = len(part.tokens) >= _WORTH_DETECTING
    return Meaning(tuple(f for f in found if sentence and _is_default_language(f)))


def _is_default_language(found: Found | Proposal) -> bool:
    """That it is written in a language is all that a vague opening tells, and nothing to be proud of."""
    return found.how == "inferred" and isinstance(found.change, Set) and found.change.path == "languages"


def _part(text: str, language: str, message: Message, spec: AgentSpec, conversation: Conversation) -> Part:
    return Part(
        text, tokens_of(text), language, message, spec, conversation.asked, conversation.earlier, conversation.history
    )


def _moved_on(part: Part, found: Sequence[Found]) -> Part:
    """The part in the light of what stands before it. Only where something follows, since applying costs."""
    return replace(part, spec=applied(part.spec, found, part.earlier, part.message.id)) if found else part


def _without_answer(part: Part, end: int, answer: Meaning) -> Part:
    text = part.text[part.tokens[end].start :]
    asked: Question | None = None if answer.answered else part.asked
    return replace(_moved_on(part, answer.found), text=text, tokens=tokens_of(text), asked=asked)
