"""Lines that are said aloud: no digits or symbols, one question, nothing that only a screen can show."""

import re
from collections.abc import Callable, Iterator

from engine.findings import Fix
from engine.prompt.document import Spoken
from engine.prompt.rules.rule import Found, Rule, Subject, short

_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")
_WRITTEN = re.compile(r"[$€£@%#&]|https?:|www\.")
_MARKUP = re.compile(
    r"\*\*|(?<!\w)\*\w[^*]*\*|__|`|^#|^\s*[-*] |\[[^\]]+\]\(|[\U0001F300-\U0001FAFF\u2600-\u27bf]|<br|\\n"
)
_INTERNAL = re.compile(r"\b\w+_\w+\b|<[a-z][^>]*>|\[[A-Za-z][^\]]*\]|(?<!\{)\{[A-Za-z][^{}]*\}(?!\})")
_SENTENCE_END = re.compile(r"(?<!\b(?:Mr|Dr|St|Ms))(?<!\bMrs)[.!?…]+(?:\s|$)")
_SOURCE = "Speech"
_QUESTION = re.compile(r"[?？؟]")
_MOST_OPTIONS = 3
_OFFERED = re.compile(
    r"(?i)\b(?:I have|we have|there (?:is|are)|I can offer|which|prefer|suits?|choose|would you like|"
    r"rather|tengo|tenemos|"
    r"prefiere|ich habe|wir haben|lieber|passt|j['’]ai|nous avons|préférez|abbiamo|preferisce|wij hebben|"
    r"liever|temos)\b"
)
"""A list of signs to look for is no choice."""
_LEAD = re.compile(r"(?i)(?:where|what|which|who|when|how|do|did|is|are|was|were|would|shall|may|can) ")
"""Such words begin the question, not an option."""
Test = Callable[[str], bool]


def _lines(subject: Subject) -> Iterator[tuple[Spoken, str]]:
    """Spoken lines, with the variables taken out: their values are the platform's business."""
    yield from ((line, _VARIABLE.sub("", line.text)) for line in subject.document.spoken)


def _rule(name: str, message: str, wrong: Test, why: str, mended: Callable[[str], str] | None = None) -> Rule:
    """A rule for each line; `mended` gives the line without the fault."""

    def check(subject: Subject) -> Iterator[Found]:
        for line, text in _lines(subject):
            if wrong(text):
                fix = Fix("Rewrite the line", line.text, mended(line.text)) if mended else None
                yield Found(message.format(f"“{short(line.text)}”"), _SOURCE, line.line, fix)

    return Rule(name, "warning", _SOURCE, check, why)


def _first_question(text: str) -> str:
    """Up to the first question; the rest waits for the answer."""
    return re.sub(r"([?？؟]).*$", r"\1", text, flags=re.DOTALL)


def _three_sentences(text: str) -> str:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return text[: ends[2]].rstrip()


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(lambda m: m[0].strip("*_`#<>- ") if m[0].isascii() else "", text).split())


def _options(text: str) -> int:
    """How many things a list such as “red, green, blue or black” offers."""
    if not _OFFERED.search(text):
        return 0
    found = re.findall(r"((?:[^,.;:!?]+, )+[^,.;:!?]+?,? (?:or|oder|o|ou|of) [^,.;:!?]+)[?,.]", text)
    items = (re.split(r", |,? (?:or|oder|o|ou|of) ", item) for item in found)
    return max((len([i for i in item if not _LEAD.match(i.strip())]) for item in items), default=0)


SPOKEN_RULES = (
    _rule(
        "speech.one_question",
        "Two questions in one turn: {}. Ask one, then wait.",
        lambda text: len(_QUESTION.findall(text)) > 1,
        "people answer the last question and forget the first",
        _first_question,
    ),
    _rule(
        "speech.digits",
        "Digits in a line that is said aloud: {}. Write them as words.",
        lambda text: bool(re.search(r"\d", text)),
        "a voice reads digits in a way that nobody chose",
    ),
    _rule(
        "speech.symbols",
        "A sign that cannot be said aloud: {}. Write it the way it is spoken.",
        lambda text: bool(_WRITTEN.search(text)),
        "a voice skips signs or spells them out",
    ),
    _rule(
        "speech.markup",
        "Formatting or emoji in a line that is said aloud: {}.",
        lambda text: bool(_MARKUP.search(text)),
        "formatting is read aloud or lost",
        _plain,
    ),
    _rule(
        "speech.internal_names",
        "An internal name or placeholder would be said aloud: {}.",
        lambda text: bool(_INTERNAL.search(text)),
        "the caller hears what was meant for a program",
    ),
    _rule(
        "speech.too_long",
        "More than three sentences in one turn: {}.",
        lambda text: len(_SENTENCE_END.findall(text)) > 3,
        "nobody can interrupt, and nobody remembers the beginning",
        _three_sentences,
    ),
    _rule(
        "speech.options",
        "More than three options in one turn: {}.",
        lambda text: _options(text) > _MOST_OPTIONS,
        "people remember the last option only",
    ),
)
