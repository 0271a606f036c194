"""What one sentence of a caller means: signals that may come at any moment, a yes or no, and values. Pure."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from engine.document.spec import DataField, Goal
from engine.language.lexicon import lexicon, word_set
from engine.language.numbers import numbers_in
from engine.language.phrases import PhraseBook
from engine.language.telling import telling_words
from engine.language.text import tokens_of
from engine.playbooks import known_job
from engine.playbooks.outlines import jobs_for
from engine.prompt.languages import language_of
from engine.yaml_files import read_texts

Signal = Literal[
    "robot", "prompt", "person", "abuse", "goodbye", "machine", "busy", "wrong_person", "repeat", "refuses", "unknown",
    "changes", "message",
]  # fmt: skip
MOST_HEARD = 500
"""Characters of one utterance that are listened to; nobody says more in one breath."""
_SILENCE = re.compile(
    r"[\s.…]*|[(\[]?\s*(?:silence|says nothing|nothing|stille|silencio|silenzio)\s*[)\]]", re.IGNORECASE
)
_EMAIL = re.compile(r"\S+@\S+\.\w+|\b\w[\w.]* at \w[\w ]* dot \w+", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:my name is|my name's|this is|it's for|under the name|name of|ich heiße|mein name ist|me llamo|mi nombre es|"
    r"je m'appelle|mi chiamo|mijn naam is|meu nome é)\s+(?P<name>[^\W\d_]+(?: [A-ZÀ-Þ][^\W\d_]+){0,3})",
    re.IGNORECASE,
)
_DAY = re.compile(
    r"\b(?:to(?:day|morrow|night)|the day after tomorrow|(?:(?:next|this|on) )?"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?: (?:morning|afternoon|evening))?(?: the \w+(?: of \w+)?)?|"
    r"next week|this week|"
    r"(?:the )?\w+ of (?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"(?:,? \w+(?:[ -]\w+)?)?|\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?|\d{4}-\d\d-\d\d|"
    r"heute|morgen|übermorgen|(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\w*|"
    r"hoy|mañana|(?:el )?(?:lunes|martes|miércoles|jueves|viernes|sábado|domingo)|"
    r"demain|aujourd'hui|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|"
    r"oggi|domani|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|"
    r"vandaag|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|hoje|amanhã|\w+-feira)\b",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\b(?:at |around |um |a las |à |alle |om |às )?(?:half past \w+|quarter (?:past|to) \w+|\w+ o'?clock|"
    r"\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?|\d{1,2} ?(?:[ap]\.?m\.?|uhr|h)|noon|midday|midnight|"
    r"at (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?: (?:thirty|fifteen))?|"
    r"a las \w+(?: y media)?|um \w+ uhr|"
    r"(?:in the )?(?:morning|afternoon|evening)|mittags|vormittags?|nachmittags?|por la (?:mañana|tarde|noche))",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\?\s*$|^(?:what|when|where|who|how|which|why|do you|does|is there|are there|can i|could i|wie|was|wann|wo|"
    r"qué|cuándo|dónde|cuánto|quel|quand|où|combien|quanto|quando|dove|wat|wanneer|waar)\b",
    re.IGNORECASE,
)


class Heard:
    """One utterance, read once."""

    def __init__(self, text: str) -> None:
        self.text = " ".join(text[: MOST_HEARD * 2].split())[:MOST_HEARD]
        self.tokens = tokens_of(self.text)
        self.signals: frozenset[str] = frozenset(hit.value for hit in _signals().find(self.tokens))
        self.telling = telling_words(self.text)

    @property
    def silent(self) -> bool:
        return bool(_SILENCE.fullmatch(self.text)) or not any(token.is_word for token in self.tokens)

    @property
    def asks(self) -> bool:
        return bool(_QUESTION.search(self.text))

    @property
    def short(self) -> Literal["yes", "no"] | None:
        """The yes or no that it begins with."""
        hit = _short().at(self.tokens, 0)
        return None if hit is None else "no" if hit.value == "no" else "yes"

    @property
    def only_short(self) -> bool:
        """Nothing is in it but a yes or a no."""
        hits = {i for hit in _short().find(self.tokens) for i in range(hit.start, hit.end)}
        return all(i in hits or not t.is_word or t.folded in _POLITE for i, t in enumerate(self.tokens))

    def language(self) -> str:
        """The tag of the language that it is spoken in; empty where it is too short to say, as names are."""
        is_long = sum(token.is_word for token in self.tokens) >= _SENTENCE
        return language_of(_SPELLED.sub("", self.text)) or "" if is_long else ""

    def about(self, texts: Iterable[str]) -> bool:
        """Whether it shares two telling words with one of these, or all of a text that has but one."""
        return any(len(self.telling & (words := telling_words(text))) >= min(2, len(words) or 2) for text in texts)

    def goal(self, goals: Sequence[Goal]) -> Goal | None:
        """The goal that it asks for: by what jobs its words stand for, else by the telling words that they share."""
        jobs = jobs_for(self.text)
        by_job = [g for job in jobs for g in goals if g.playbook == job]
        scored = [(self._shared(g) + (_BY_JOB if g in by_job[:1] else 0), -n, g) for n, g in enumerate(goals)]
        best = max(scored, key=lambda one: one[:2], default=None)
        return best[2] if best and best[0] >= _ENOUGH else None

    def _shared(self, goal: Goal) -> int:
        """How much it sounds like the goal itself, and like those who call for it."""
        own, callers = _words_of(goal.statement, goal.playbook)
        return _OWN * len(self.telling & own) + len(self.telling & callers)

    def value_of(self, field: DataField) -> str | None:
        """The value that this answer to the field's question holds; None where it holds none of that kind."""
        if field.type == "boolean":
            return self.short or (None if self.signals & {"refuses", "unknown"} else self.text.rstrip(".!"))
        if self.silent or self.signals & {"refuses", "unknown"}:
            return None
        if self.only_short and not _YES_OR_NO.match(field.ask or field.description):
            return None
        plain = self.text.rstrip(".!?")
        if field.read_back == "digits" or "birth" in field.name:
            return plain if numbers_in(self.text) else None
        found = self.volunteered(field)
        if field.type in ("date", "email") and found is None:
            is_day = field.type == "date" and not self.asks and not self.text.replace(" ", "").isdecimal()
            return self.text.rstrip(".!") if is_day and len(self.tokens) > 1 else None
        return found or plain

    def volunteered(self, field: DataField) -> str | None:
        """A value of the field that stands in it though nobody asked."""
        match field.type:
            case "date":
                return None if "birth" in field.name else self._first(_DAY)
            case "time":
                return self._first(_HOUR)
            case "email":
                return self._first(_EMAIL)
            case "number" | "integer":
                return next((t.text for t in self.tokens if numbers_in(t.text) - _ARTICLES or t.text == "1"), None)
            case "string" if field.name.endswith("name") or field.name == "name":
                named = _NAMED.search(self.text)
                return named["name"] if named else None
            case _:
                return None

    def _first(self, pattern: re.Pattern[str]) -> str | None:
        found = pattern.search(self.text)
        return found[0].strip() if found else None

    def choice(self, options: Sequence[str]) -> str | None:
        """The option that it takes: by its words, by its place, or the only one by a yes."""
        shared = [(len(self._plain & _plain(option)), -n) for n, option in enumerate(options)]
        most = max(shared, default=(0, 0))
        if most[0] and [count for count, _ in shared].count(most[0]) == 1:
            return options[-most[1]]
        place = next(iter(_ordinals().find(self.tokens)), None)
        if place and (at := int(place.value)) <= len(options):
            return options[at - 1 if at > 0 else at]
        return options[0] if self.short == "yes" or most[0] else None

    @property
    def _plain(self) -> frozenset[str]:
        return _plain(self.text)


_SPELLED = re.compile(r"\b\w as in \w+", re.IGNORECASE)
"""“B as in Bravo” has two words that are Portuguese, too."""
_SENTENCE = 4
"""Words of which a sentence has at least so many; “de la Vega Muñoz” is a name."""
_BY_JOB, _OWN, _ENOUGH = 4, 3, 2
"""What counts for a goal: words that stand for its job, a word of its own, and what all must come to."""
_YES_OR_NO = re.compile(r"(?:would|do|does|is|are|will|have|has|can|may|any|did|was)\b", re.IGNORECASE)
_ARTICLES = frozenset({Decimal(1)})
"""In many languages the word for one is an article."""
_POLITE = frozenset({"please", "thanks", "thank", "you", "bitte", "danke", "gracias", "por", "favor", "merci"})


def _plain(text: str) -> frozenset[str]:
    return frozenset(t.folded for t in tokens_of(text) if t.is_word) - {"at", "on", "the", "and", "in", "a", "o'clock"}


@cache
def _words_of(statement: str, playbook: str | None) -> tuple[frozenset[str], frozenset[str]]:
    """The telling words of the goal, and those that callers open with who want it."""
    known = known_job(playbook)
    openings = (
        [next((turn.text for turn in call if turn.role == "caller"), "") for call in known.examples.calls]
        if known
        else []
    )
    situations = [check.situation for check in known.tests] if known else []
    return telling_words(statement), telling_words(" ".join((*openings, *situations))) - word_set("common_in_goals")


@cache
def _signals() -> PhraseBook:
    return PhraseBook(read_texts(Path(__file__).with_name("heard.yaml")))


@cache
def _short() -> PhraseBook:
    answers = lexicon("answers")
    return PhraseBook({kind: [str(phrase) for phrase in answers[kind]] for kind in ("yes", "no")})


@cache
def _ordinals() -> PhraseBook:
    return PhraseBook({str(n): [str(word) for word in words] for n, words in lexicon("answers")["ordinals"].items()})
