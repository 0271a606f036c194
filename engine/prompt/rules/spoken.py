"""Lines that are said aloud: no digits or symbols, one question, nothing that only a screen can show."""

import re
from collections.abc import Iterator

from engine.prompt.rules.rule import Found, Rule, Subject, short

_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_WRITTEN = re.compile(r"[$€£@]|https?:|www\.")
_MARKUP = re.compile(r"\*\*|__|`|^#|^\s*[-*] |\[[^\]]+\]\(|[\U0001F300-\U0001FAFF\u2600-\u27bf]")
_INTERNAL = re.compile(r"\b\w+_\w+\b|<[a-z][^>]*>|\[[A-Za-z][^\]]*\]")
_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)")
_SOURCE = "Speech"


def _lines(subject: Subject) -> Iterator[str]:
    """Spoken lines, with the variables taken out: their values are the platform's business."""
    yield from (_VARIABLE.sub("", line) for line in subject.document.spoken)


def _one_question(subject: Subject) -> Iterator[Found]:
    for line in _lines(subject):
        if line.count("?") > 1:
            yield Found(f"Two questions in one turn: “{short(line)}”. Ask one, then wait.", _SOURCE)


def _digits(subject: Subject) -> Iterator[Found]:
    for line in _lines(subject):
        if re.search(r"\d", line):
            yield Found(f"Digits in a line that is said aloud: “{short(line)}”. Write them as words.", _SOURCE)


def _symbols(subject: Subject) -> Iterator[Found]:
    for line in _lines(subject):
        if _WRITTEN.search(line):
            yield Found(f"A sign that cannot be said aloud: “{short(line)}”. Write it the way it is spoken.", _SOURCE)


def _markup(subject: Subject) -> Iterator[Found]:
    for line in _lines(subject):
        if _MARKUP.search(line):
            yield Found(f"Formatting or emoji in a line that is said aloud: “{short(line)}”.", _SOURCE)


def _internal_names(subject: Subject) -> Iterator[Found]:
    for line in _lines(subject):
        if _INTERNAL.search(line):
            yield Found(f"An internal name or placeholder would be said aloud: “{short(line)}”.", _SOURCE)


def _too_long(subject: Subject) -> Iterator[Found]:
    for line in _lines(subject):
        if len(_SENTENCE_END.findall(line)) > 3:
            yield Found(f"More than three sentences in one turn: “{short(line)}”.", _SOURCE)


SPOKEN_RULES = (
    Rule("speech.one_question", "warning", _SOURCE, _one_question),
    Rule("speech.digits", "warning", _SOURCE, _digits),
    Rule("speech.symbols", "warning", _SOURCE, _symbols),
    Rule("speech.markup", "warning", _SOURCE, _markup),
    Rule("speech.internal_names", "warning", _SOURCE, _internal_names),
    Rule("speech.too_long", "warning", _SOURCE, _too_long),
)
