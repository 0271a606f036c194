"""Bare values as answers: “formal”, “patients”, “English and Spanish”; what is asked of tools is in `tool_values`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.document.changes import Set, add
from engine.document.spec import Goal
from engine.interview.guided.by_place import may_be_people, names_people, tells_what_they_do
from engine.interview.guided.consulting import offered_answer, playbook_answer
from engine.interview.guided.corrections.vocabulary import without_around
from engine.interview.guided.doubt import shall_i_take
from engine.interview.guided.own_words import only_introduces
from engine.interview.guided.reading import Found
from engine.interview.guided.recognisers.tone import as_said
from engine.interview.guided.rules import in_own_words
from engine.interview.guided.shapes import greeting_fit, name_in_greeting, speaker_in_greeting
from engine.interview.guided.tool_values import (
    tool_address,
    tool_parameter,
    tool_parameters,
    tool_secret,
    tools_chosen,
    transfer_named,
    transfer_number,
)
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.interview.guided.utterances import whole
from engine.language.acts import LEARNT, Place
from engine.language.grammar import grammar_of
from engine.language.jobs.statement import is_plural
from engine.language.language_names import language_names
from engine.language.lexicon import book
from engine.language.lists import items_of
from engine.language.text import Token, joined, sentence_case, slug, tokens_of
from engine.language.tones import tone_words
from engine.sentences import quoted
from engine.targets import TARGETS
from engine.targets.spellings import platform_names

_FEW_WORDS = 8


def value(part: Part) -> Meaning | None:
    """The message read as the value that was asked for; None where it cannot be one."""
    path = part.asked.path if part.asked else ""
    if only_introduces(part.tokens):
        return None  # “hmm” answers nothing
    for pattern, reader in _READERS:
        if re.fullmatch(pattern, path):
            return reader(part)
    return None


def _line(part: Part) -> Meaning | None:
    """A few words, taken as they are; a question, a long text and what is not so are no value."""
    path = part.asked.path if part.asked else ""
    words = [t for t in without_around(part.tokens) if t.is_word]
    several = path == "audience" and _lists_people(part)
    if not any(t.text[0].isalpha() for t in words) or "?" in part.text:
        return None
    if not several and (len(words) > _FEW_WORDS or any(t.text.isdigit() for t in words)):
        return None
    if part.grammar.negators.find(words) or {t.folded for t in words} & _NOBODY:
        return None
    if not _belongs_there(part, path):
        return None
    text = joined(part.text, words)
    if path == "audience":
        text = _WHO_CALLS.sub("", text)
    for opener in ("a ", "an ", "the ", "it is a ", "it's a ", "it is an ", "they are ", "our "):
        text = text[len(opener) :] if text.lower().startswith(opener) else text
    return meaning(Set.model_validate({"path": path, "value": text}))


def _belongs_there(part: Part, path: str) -> bool:
    """“bookings and roadside help” is no audience, and “hook by the door” is neither that nor a role."""
    if path == "audience":
        if names_people(part) or part.language not in LEARNT or _lists_people(part):
            return True
        words = [t for t in part.tokens if t.is_word]
        named = len(part.tokens) > 1 and all(t.is_capital for t in words)
        anything = part.language == "en" and len(words) == 1 and not is_plural(words[0])  # “asdf”
        if named or anything or not may_be_people(part) or book("roles", "heads").find(part.tokens[-1:]):
            return False
    elif part.language not in LEARNT:
        return True
    utterance = whole(part)
    here, nowhere = utterance.placed.share(*_SLOTS[path]), utterance.placed.share("none")
    return here >= (_SURELY if path == "audience" else _LIKELY) or (
        utterance.judged.share(("answer",)) >= _ANSWERS and here >= nowhere - _HARDLY_LESS
    )


def _lists_people(part: Part) -> bool:
    """“locals, two pubs and a care home”, “homes, takeaways, landlords”: surely who calls, however many there are."""
    words = [t for t in part.tokens if t.is_word]
    joined_on = any(t.text in ",&/" or t.folded in part.grammar.joints for t in part.tokens[1:-1])
    clause = tells_what_they_do(words, part.grammar) or any(t.folded in part.grammar.ends for t in words)
    here = whole(part).placed.share("audience") if joined_on and not clause and len(words) <= _MOST_PEOPLE else 0.0
    return here >= _SURELY


_MOST_PEOPLE = 14
"""Words."""
_ANSWERS, _SURELY, _HARDLY_LESS = 0.6, 0.57, 0.05
_SLOTS: Mapping[str, tuple[Place, ...]] = {"role": ("role", "name", "identity"), "audience": ("audience",)}
"""Where a line most likely belongs that answers each question."""
_NOBODY = frozenset(("nobody", "nothing", "else"))
_WHO_CALLS = re.compile(r"\s(?:mostly |mainly |usually )?(?:call|calls|ring|rings|phone|phones)(?: us| in)?$", re.I)


def _tone(part: Part) -> Meaning | None:
    if "?" in part.text or (part.language in LEARNT and whole(part).placed.share("tone") < _LIKELY):
        return None
    listed = items_of(without_around(part.tokens))
    said = [item for item in listed if not part.grammar.negators.find(item)]
    begins = bool(said) and bool(_said_of_it(said[0], part))
    tones = [tone for item in said for tone in _said_of_it(item, part)] if begins else _as_a_phrase(listed, part)
    if not tones:
        return None
    told = meaning(Set(path="tone", value=[*dict.fromkeys(tones)]))
    return told if len(said) in (0, len(listed)) else replace(told, found=(*told.found, *in_own_words(part).found))


def _as_a_phrase(listed: Sequence[Sequence[Token]], part: Part) -> list[str]:
    """“without judgement”: a few words that surely say how it sounds."""
    short = len(listed) == 1 and len(listed[0]) <= _MOST_NEW_TONES
    return (
        [joined(part.text, listed[0]).lower()] if short and whole(part).placed.share("tone") >= _SURELY_A_TONE else []
    )


def _said_of_it(item: Sequence[Token], part: Part) -> list[str]:
    """The tones that are known in an item of a list; else its words, where each may be one: “straight, fast”."""
    known = [as_said(item, hit, part.grammar) for hit in tone_words(item, forgiving=7)]
    words = [t.folded for t in item if t.is_word and t.folded not in part.grammar.joints]
    new = len(words) <= _MOST_NEW_TONES and all(_may_be_a_tone(word, part) for word in words)
    return known or (words if new else [])


_MOST_NEW_TONES, _SURELY_A_TONE = 3, 0.5


def _may_be_a_tone(word: str, part: Part) -> bool:
    known = {*grammar_of("en").common, *part.grammar.common}
    people = book("people").find(tokens_of(word))
    return word.isalpha() and len(word) > 2 and word not in known and not people


def _languages(part: Part) -> Meaning | None:
    tags = [hit.value for hit in language_names().find(part.tokens)]
    return meaning(Set(path="languages", value=[*dict.fromkeys(tags)])) if tags else None


def _goals(part: Part) -> Meaning | None:
    """What the parser does not see as jobs is split at its commas: “opening hours, prices”."""
    if "?" in part.text or len(part.tokens) > 30 or not _names_jobs(part):
        return None
    words = without_around(part.tokens)
    text = joined(part.text, words) if words else part.text
    pieces = [p.strip(" .") for p in re.split(r",|;|\n|\band\b|\bund\b|\by\b|\bet\b", text)]
    goals = {slug(p): Goal(id=slug(p), statement=sentence_case(p)) for p in pieces if _may_be_a_goal(p)}
    return meaning(*(add("goals", goal) for goal in goals.values())) if goals else None


def _names_jobs(part: Part) -> bool:
    """“Ironbarn, 24h, two locations” answers another question."""
    utterance = whole(part)
    return part.language not in LEARNT or utterance.placed.share("goals", "role", "tools", "none") >= _LIKELY


_LIKELY = 0.4


def _may_be_a_goal(text: str) -> bool:
    """Mostly letters, and no longer than a line."""
    return 2 < len(text) <= 200 and sum(c.isalpha() or c == " " for c in text) > 0.8 * len(text)


def greeting(part: Part) -> Meaning | None:
    """The first sentence of a call, where that is asked for: surely one, asked back where it only may be one."""
    if not part.asked or part.asked.path != "greeting":
        return None
    change = Set(path="greeting", value=part.text.strip().strip("\"“”'«»„")[:2000])
    match greeting_fit(part.tokens, part.spec):
        case "likely" if whole(part).judged.share(("question", "command")) >= _LIKELY:
            return None
        case "sure":
            says = f"It opens with {quoted(str(change.value), _SHOWN)}."
            return Meaning((Found(change), *_names_in_greeting(part)), says)
        case "likely":
            return shall_i_take(part, change, "the greeting")
        case _:
            return None


def _names_in_greeting(part: Part) -> Iterator[Found]:
    """Who is speaking, and for whom, as far as nobody has said it yet."""
    company = part.spec.company or name_in_greeting(part.tokens)
    speaker = "" if part.spec.name else speaker_in_greeting(part.tokens, company)
    for path, name in (("company", "" if part.spec.company else company), ("name", speaker)):
        if name:
            yield Found(Set(path=path, value=name), "inferred")


_SHOWN = 120


def _platforms(part: Part) -> Meaning | None:
    named = [hit.value for hit in platform_names().find(part.tokens, forgiving=9)]
    if not named and {"all", "every", "everything"} & {t.folded for t in part.tokens}:
        named = [*TARGETS]
    return meaning(Set(path="platforms", value=[*dict.fromkeys(named)])) if named else None


_READERS: tuple[tuple[str, Callable[[Part], Meaning | None]], ...] = (
    ("role|audience", _line),
    ("goals", _goals),
    ("tone", _tone),
    ("languages", _languages),
    ("platforms", _platforms),
    (r"questions\..+", playbook_answer),
    ("fallback", offered_answer),
    ("approval:tools", tools_chosen),
    (r"tools\.[^.]+\.url", tool_address),
    (r"tools\.[^.]+\.auth_ref", tool_secret),
    (r"tools\.[^.]+\.params\.[^.]+\.description", tool_parameter),
    (r"tools\.[^.]+\.params", tool_parameters),
    (r"transfers\.[^.]+\.destination", transfer_number),
    ("transfers", transfer_named),
)
