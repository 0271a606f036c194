"""What a sentence answers or tells that no reader of its act took: a value, else by its place, else in doubt."""

from dataclasses import replace
from functools import partial

from engine.document.changes import Add, Set
from engine.document.spec import Stage
from engine.document.stages import stage_of
from engine.interview.answering import is_wish
from engine.interview.contract import Proposal
from engine.interview.guided.by_place import by_place, names_people
from engine.interview.guided.corrections.vocabulary import without_around
from engine.interview.guided.dispatch import fact_or_doubt, first, told_after_all
from engine.interview.guided.facts.kept import noted
from engine.interview.guided.opening import recognised, tells_something
from engine.interview.guided.reading import Found, read
from engine.interview.guided.recognisers.goals import statements_in
from engine.interview.guided.the_rest import says_something, with_the_rest
from engine.interview.guided.understanding import Meaning, Part
from engine.interview.guided.utterances import Utterance
from engine.interview.guided.values import value
from engine.interview.guided.words import misses_before
from engine.language.acts import Place
from engine.language.tones import is_all_tone

_A_SENTENCE = 4
"""Tokens."""


def _kind_of(found: Found) -> str:
    """The path of a value, or the part of an item: a reader of the answer knows better than what reads all of it."""
    return str(getattr(found.change, "path", "") or getattr(found.change, "part", ""))


def told_or_doubted(utterance: Utterance, part: Part, *, alone: bool) -> Meaning:
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
        return with_the_rest(read, utterance, part)
    telling = utterance.nothing < _PERHAPS_NOTHING and not utterance.belongs_nowhere
    if not alone and telling and _is_worth_noting(part):
        return noted(part)
    if misses_before(part.history) or not alone:
        return told_after_all(utterance, part) or read
    return fact_or_doubt(utterance, part) or read


_PERHAPS_NOTHING = 0.4
"""Below this probability that it tells nothing a sentence among others is noted, since they are asked about in one."""


def _is_worth_noting(part: Part) -> bool:
    """A sentence, or less with a figure in it: “deposit 300”."""
    says = len(part.tokens) >= _A_SENTENCE or (len(part.tokens) > 1 and any(t.text[0].isdigit() for t in part.tokens))
    return says and not part.text.rstrip().endswith("?")


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
    return value(part) if path == "tone" or (path == "audience" and names_people(part)) else None


def _answered_or_told(utterance: Utterance, part: Part) -> Meaning:
    path = part.asked.path if part.asked else ""
    row = utterance.in_a_list and path in _ONE_LINE
    answer = value(part) if part.asked and not row and not utterance.surely("fact") else None
    heard = utterance if answer or path == "goals" else utterance.beside_the_question
    told = told_in(part)
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


def told_in(part: Part) -> Meaning:
    opening = stage_of(part.spec) == Stage.INITIAL
    asked = part.asked.path if part.asked else ""
    found = recognised(read(part.text, part.language, part.spec, opening=opening, asked=asked))
    if not opening or tells_something(found, part.text, part.language):
        return Meaning(tuple(found))
    sentence = len(part.tokens) >= _A_SENTENCE
    return Meaning(tuple(f for f in found if sentence and is_default_language(f)))


def is_default_language(found: Found | Proposal) -> bool:
    """That it is written in a language is all that a vague opening tells, and nothing to be proud of."""
    return found.how == "inferred" and isinstance(found.change, Set) and found.change.path == "languages"
