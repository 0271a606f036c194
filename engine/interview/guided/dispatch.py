"""Who reads an utterance of which act. The first reader that understands it wins; nobody else is asked."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from pydantic import ValidationError

from engine.document.changes import Set
from engine.interview.guided.by_place import kept
from engine.interview.guided.commands import command
from engine.interview.guided.corrections import correction
from engine.interview.guided.corrections.moving import handed_to
from engine.interview.guided.corrections.replacing import contrast
from engine.interview.guided.doubt import asked_first, shall_i_take, what_is_it
from engine.interview.guided.facts import fact
from engine.interview.guided.facts.hours import hours, hours_among
from engine.interview.guided.facts.outside import outside
from engine.interview.guided.handed_over import handed_over, has_a_number
from engine.interview.guided.listed_fields import listed_fields
from engine.interview.guided.not_for_callers import not_for_callers
from engine.interview.guided.outbound_cases import outbound_case
from engine.interview.guided.platform_wish import platform_wish
from engine.interview.guided.reading import read
from engine.interview.guided.recognisers.direction import who_calls
from engine.interview.guided.recognisers.goals import statements_in
from engine.interview.guided.recognisers.identity import identity_again
from engine.interview.guided.recognisers.names import own_name
from engine.interview.guided.recognisers.settings import compliance
from engine.interview.guided.rules import conditional, rule
from engine.interview.guided.to_the_builder import about_files, about_work, question, remark, unanswered
from engine.interview.guided.tool_settings import tool_settings
from engine.interview.guided.understanding import Meaning, Part, Reader
from engine.interview.guided.utterances import Utterance
from engine.interview.guided.whom import several_people
from engine.interview.guided.without_api import leave_open, without_api
from engine.language.acts import Act
from engine.language.tones import tone_hits
from engine.sentences import sentence_of

EXACT: tuple[Reader, ...] = (
    about_files, without_api, leave_open, question, command, platform_wish, tool_settings, who_calls, own_name,
    identity_again, outbound_case, listed_fields, not_for_callers, contrast, hours, hours_among,
)  # fmt: skip
"""What is said in so few ways that no act has to be told first."""
READERS: Mapping[Act, tuple[Reader, ...]] = {
    "answer": (correction, outside, conditional),
    "instruction": (correction, outside, conditional),
    "rule": (correction, rule),
    "correction": (correction, conditional),
    "question": (correction, unanswered),
    "about_work": (correction, about_work),
    "command": (correction, what_is_it),
    "aside": (correction, remark),
}
"""Beside facts. What they leave is the answer to the open question, or tells something about the agent."""
SURE_REMARK = 0.55
"""Below it somebody who writes alone may have meant the builder, and is asked."""
_TRANSFERS = 0.5
"""From this probability of its place on a sentence says who takes over, whatever else it looks like."""
_DOUBTFUL = 0.4
"""From this probability on that it tells nothing, a fact is asked before it is kept."""


def meaning_of(utterance: Utterance, part: Part) -> Meaning | None:
    """What the readers of its act make of it; None where it is for the readers of values."""
    asked = part.asked.path if part.asked else ""
    act = utterance.act_to_the_builder if utterance.tells_nothing else utterance.act_about_the_agent
    if act in ("answer", "instruction") and names_jobs(part):
        return None
    if (act != "correction" or has_a_number(part.tokens)) and not utterance.surely_tells_nothing:
        likely = utterance.placed.share("transfers") >= _TRANSFERS
        handed = first((contrast, handed_to, partial(handed_over, likely=likely)), part)
        if handed:
            return handed
    if act == "aside" and utterance.judged.share(("aside",)) < SURE_REMARK and not several_people(part):
        return first((*EXACT, correction), part)
    if utterance.belongs_nowhere and act in ("fact", "rule", "answer"):
        return first((*EXACT, correction), part)
    if act == "rule" and _may_answer(part) and (not utterance.surely("rule") or asked == "tone"):
        return first((*EXACT, correction, conditional), part)  # a list of jobs says “must” and “only”, too
    if act == "correction" and not utterance.surely("correction"):
        return first((*EXACT, correction, conditional), part)  # what corrects nothing may be news all the same
    if act == "fact":
        no_answer = utterance.surely("fact") and asked not in ("", *_IN_OWN_WORDS)
        told = first((*EXACT, correction, conditional), part) or _fact(utterance, part)
        return told or (kept(utterance, part) if no_answer else None)
    return first((*EXACT, *READERS[act]), part)


def names_jobs(part: Part) -> bool:
    """“they'd like to donate, adopt a donkey or get a receipt for tax”: so many jobs that it surely tells them,
    whatever one of its words takes back elsewhere."""
    jobs = statements_in(read(part.text, part.language, part.spec, opening=False))
    return len(jobs) >= _SURELY_JOBS


_SURELY_JOBS = 3


def _may_answer(part: Part) -> bool:
    """What begins with a tone answers the question of the tone, whatever it forbids: “freundlich, aber nicht …”."""
    path = part.asked.path if part.asked else ""
    return path == "goals" or (path == "tone" and bool(tone_hits(part.tokens[:1])))


def fact_or_doubt(utterance: Utterance, part: Part) -> Meaning | None:
    """What nobody has understood may still be a fact; otherwise somebody says what it is."""
    if utterance.belongs_nowhere:
        told = first((fact,), part)
        return asked_first(part, told) if told else what_is_it(part)
    told = _fact(utterance, part) or (kept(utterance, part) if utterance.surely("fact") else None)
    return told or _perhaps_the_greeting(utterance, part) or what_is_it(part)


def _perhaps_the_greeting(utterance: Utterance, part: Part) -> Meaning | None:
    """Most likely an answer, to the question how a call opens: “Ayuntamiento, dígame.”"""
    asked = part.asked is not None and part.asked.path == "greeting"
    if not asked or utterance.act != "answer" or utterance.placed.place != "greeting":
        return None
    return shall_i_take(part, Set(path="greeting", value=part.text.strip()), "the greeting")


def told_after_all(utterance: Utterance, part: Part) -> Meaning | None:
    """Where nobody is to be asked once more what the words are: a statement about the business is kept all the same."""
    return first((fact,), part) if utterance.nothing < _DOUBTFUL else None


_IN_OWN_WORDS = ("use_case", "audience", "company", "languages", "transfers", "goals")
"""Questions that a fact may answer."""


def _fact(utterance: Utterance, part: Part) -> Meaning | None:
    """Kept at once, or asked first where it may have been a remark; a law that it names is one as well."""
    told = first((fact,), part)
    if told is None or utterance.nothing >= _DOUBTFUL:
        return asked_first(part, told) if told else None
    laws = compliance(read(part.text, part.language, part.spec, opening=False))
    return replace(told, found=(*told.found, *laws))


def first(readers: tuple[Reader, ...], part: Part) -> Meaning | None:
    """What the first reader that understands the part makes of it."""
    return next((found for found in (_by(reader, part) for reader in readers) if found), None)


def _by(reader: Reader, part: Part) -> Meaning | None:
    """What one reader understands; a value that the spec does not take is said, with what would be right."""
    try:
        return reader(part)
    except ValidationError as error:
        return Meaning(says=f"{sentence_of(error)} Say it in another way, and I take it.")
