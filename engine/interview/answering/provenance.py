"""“Who decided that?”: the person, when, and the sentence of theirs, as far as the transcript still holds it."""

import re

from rapidfuzz import fuzz

from engine.document.diff import origin_of
from engine.document.spec import Origin
from engine.interview.answering.answer import Situation
from engine.interview.answering.retrieval import ranked, thing_named, told, words_of
from engine.interview.answering.things import things_of
from engine.interview.contract import Message
from engine.language.stems import stem
from engine.language.text import fold, tokens_of
from engine.markdown import plain
from engine.messages.material import documents_in
from engine.sentences import listed, quoted

_LONGEST_QUOTE = 160
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")


def who_said(situation: Situation) -> str:
    """Of the thing that the question names, or of what is asked about just now."""
    spec, asked = situation.spec, situation.asked
    thing = thing_named(situation.question.text, spec)
    path = thing[0] if thing else asked.path if asked else ""
    origin = origin_of(spec, path) if path else None
    if origin:
        return _told(origin, situation, thing[1] if thing else situation.question.text)
    if thing is None and asked:
        return "That is my wording, from what you told me and from what is usual; nobody has decided on it yet."
    return "Nobody has said anything about that yet."


def said_before(situation: Situation) -> str:
    """What somebody wrote here about it, where the design has nothing; empty where nobody did."""
    asked = set(words_of(situation.question.text))
    written = (
        (_shared(asked, sentence), f"{plain(message.author.name)} wrote: {quoted(sentence, _LONGEST_QUOTE)}.")
        for message in (situation.history[:-1] if asked else ())
        if message.role == "person" and "?" not in message.text
        for sentence in _sentences(message)
    )
    share, quote = max(written, default=(0.0, ""))
    return quote if share >= _WRITTEN else ""


_WRITTEN = 0.6
"""Share of the words of a question that a sentence has to have."""


def _shared(asked: set[str], sentence: str) -> float:
    return len(asked & set(words_of(sentence))) / len(asked)


def said_by(situation: Situation) -> str:
    """“what did Ruth say about money?”: what is agreed about it and comes from that person, else the sentence of
    theirs; empty where the question is no such one, or nothing was said."""
    member, told_of = situation.named("member"), {t.folded for t in tokens_of(situation.question.text)}
    if not member or not told_of & _SAID:
        return ""
    about = [w for w in words_of(situation.question.text) if w not in (*words_of(member), *_SAYING)]
    theirs = [thing for thing in things_of(situation.spec) if _is_from(thing.path, member, situation)]
    hits = sorted(ranked(about, theirs) if about else (), key=lambda hit: -hit.score)
    if not hits or hits[0].covers < _WRITTEN:
        return ""
    return f"{told(hits)}\n\n{who_said_of(hits[0].thing.path, situation)}"


_SAID = frozenset(("say", "said", "says", "mention", "mentioned", "tell", "told", "write", "wrote", "want", "wanted"))
_SAYING = frozenset(map(stem, (*_SAID, "something", "anything", "already", "again")))


def _is_from(path: str, member: str, situation: Situation) -> bool:
    origin = origin_of(situation.spec, path)
    return origin is not None and fold(origin.author_name or "").split()[:1] == fold(member).split()[:1]


def who_said_of(path: str, situation: Situation) -> str:
    """Of one thing of the design; empty where nobody knows."""
    origin = origin_of(situation.spec, path)
    return _told(origin, situation, situation.question.text) if origin else ""


def _told(origin: Origin, situation: Situation, words: str) -> str:
    if origin.author == "builder":
        return "That was my suggestion; nobody asked for it. You can change it at any time."
    name = plain(origin.author_name or origin.author)
    message = next((m for m in situation.history if m.id == origin.message), None)
    when = f" ({message.at:%-d %B, %H:%M})" if message else ""
    quote = f": “{_quote(message, words)}”" if message else ""
    if message and (shared := documents_in(message.text)) and origin.how in ("said", "inferred"):
        return f"{name} said it, or shared what says it: {listed([plain(title) for title in shared])}{when}."
    match origin.how:
        case "said":
            return f"{name} said it{quote}{when}."
        case "inferred":
            return f"I took that from what {name} wrote{quote}{when}."
        case "suggested":
            return "The language model suggested it; none of you has said it or agreed to it yet."
        case "defaulted":
            return f"It was my suggestion, and {name} left it at that{when}."
        case _:
            return f"{name} imported it{when}."


def _quote(message: Message, words: str) -> str:
    """The sentence of the message that is closest to what was asked about."""
    closest = max(_sentences(message), key=lambda s: fuzz.token_set_ratio(words, fold(s)), default=message.text)
    one_line = " ".join(closest.split())
    return one_line if len(one_line) <= _LONGEST_QUOTE else f"{one_line[: _LONGEST_QUOTE - 1].rstrip()}…"


def _sentences(message: Message) -> list[str]:
    return [s.strip().rstrip(" .") for s in _SENTENCE_END.split(message.text) if s.strip()]
