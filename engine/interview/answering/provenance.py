"""“Who decided that?”: the person, when, and the sentence of theirs, as far as the transcript still holds it."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from engine.document.diff import origin_of
from engine.document.spec import ITEM_KEYS, AgentSpec, Origin
from engine.interview.answering.answer import Situation
from engine.interview.contract import Message
from engine.language.names import language_name
from engine.language.text import fold
from engine.markdown import plain

_CLOSE = 78
"""Similarity (0 to 100) from which words name a value."""
_LONGEST_QUOTE = 160
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n+")
_TELLING = ("statement", "label", "description", "signs", "text", "title")


def who_said(situation: Situation) -> str | None:
    """Of the value that the question names, or of what is asked about just now. None: “why is …” about "
    "nothing of ours."""
    path = path_named(situation.about, situation.spec)
    if not path and situation.question.asks == "why":
        return None
    path = path or (situation.asked.path if situation.asked and not situation.about else "")
    origin = origin_of(situation.spec, path) if path else None
    return _told(origin, situation) if origin else "Nobody has said anything about that yet."


def path_named(words: str, spec: AgentSpec) -> str:
    """The spec path of what somebody means with “the tone”, “Spanish” or a piece of a rule; empty if nothing "
    "is close."""
    texts = dict(_texts(spec))
    if not words.strip():
        return ""
    rules = [text for text, path in texts.items() if path.startswith("guardrails.")]
    for choices, scorer in (
        (rules, fuzz.token_set_ratio),
        (list(texts), fuzz.token_set_ratio),
        (list(texts), fuzz.partial_ratio),
    ):
        best = process.extractOne(_bare(words), choices, scorer=scorer, score_cutoff=_CLOSE)
        if best and len(best[0]) > 2:
            return texts[best[0]]
    return ""


def _texts(spec: AgentSpec) -> Iterator[tuple[str, str]]:
    """What a value is called, with its path: its field, its own words, the name of its item."""
    for part, key in ITEM_KEYS.items():
        for item in getattr(spec, part):
            path = f"{part}.{getattr(item, key)}"
            yield _bare(str(getattr(item, key)).replace("_", " ")), path
            yield from ((_bare(getattr(item, field)), path) for field in _TELLING if getattr(item, field, None))
    for path in spec.origins:
        if "." not in path:
            yield _bare(path.replace("_", " ")), path
    yield from ((fold(word), "tone") for word in spec.tone)
    yield from ((fold(language_name(tag)), "languages") for tag in spec.languages)
    if spec.name:
        yield fold(spec.name), "name"


def _bare(text: str) -> str:
    """`Do not take payments` -> `take payments`: a rule is named by what it speaks of."""
    return " ".join(word for word in re.findall(r"\w+", fold(text)) if word not in _EMPTY)


_EMPTY = frozenset(
    (
        "do",
        "not",
        "dont",
        "don",
        "t",
        "the",
        "a",
        "an",
        "we",
        "should",
        "be",
        "it",
        "that",
        "no",
        "never",
        "rule",
        "about",
    )
)


def _told(origin: Origin, situation: Situation) -> str:
    if origin.author == "builder":
        return "That was my suggestion; nobody asked for it. You can change it at any time."
    name = plain(origin.author_name or origin.author)
    message = next((m for m in situation.history if m.id == origin.message), None)
    when = f" ({message.at:%-d %B, %H:%M})" if message else ""
    quote = f": “{_quote(message, situation.about)}”" if message else ""
    match origin.how:
        case "said":
            return f"{name} said it{quote}{when}."
        case "inferred":
            return f"I took that from what {name} wrote{quote}{when}."
        case "defaulted" | "suggested":
            return f"It was my suggestion, and {name} left it at that{when}."
        case _:
            return f"{name} imported it{when}."


def _quote(message: Message, words: str) -> str:
    """The sentence of the message that is closest to what was asked about."""
    sentences = [s.strip().rstrip(" .") for s in _SENTENCE_END.split(message.text) if s.strip()]
    best = max(sentences, key=lambda s: fuzz.token_set_ratio(words, fold(s)), default=message.text)
    one_line = " ".join(best.split())
    return one_line if len(one_line) <= _LONGEST_QUOTE else f"{one_line[: _LONGEST_QUOTE - 1].rstrip()}…"
