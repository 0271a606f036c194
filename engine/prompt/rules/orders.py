"""What a sentence of a prompt orders or forbids: the act, what it is done to, and under which condition.

Prompts are written in English, whatever the agent speaks. A sentence is cut into its condition (`if …`, `before …`),
its act (a verb, in groups that mean the same on a call) and the stems of its other telling words.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from engine.language.stems import stem
from engine.prompt.document import Block, Document, Sentence
from engine.yaml_files import read_texts

_CONDITION = re.compile(
    r"\b(?:(?<!until )(?:if|when)|whenever|unless|until(?! when)|before|after|once|except|without|while|as long as|"
    r"as soon as|where|in case|"
    r"because|since|so that|other than|for which|outside|during|at night)\b",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"\b(?:unless|except|until|only|before|without|other than|but|more than|yet|first|twice|again|also|"
    r"then|instead|both|else)\b",
    re.IGNORECASE,
)
_NEGATIVE = re.compile(
    r"\b(?:never|do not|don['’]t|does not|must not|may not|can ?not(?! be (?:undone|taken back))|"
    r"can['’]t|should not|shouldn['’]t|will not|won['’]t|"
    r"avoid|refuse to|refrain from|not allowed|forbidden|prohibited|not permitted|not possible|under no "
    r"circumstances|"
    r"nobody may|no one may|off limits|is not|are not|neither|nothing|nobody)\b|^no\b|^\w+ (?:\w+ )?no\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\s*(?:[;:]|, (?:and|but|then|so)\b|, (?=(?:not|never)\b))\s*", re.IGNORECASE)
_LEADING = re.compile(
    r"^(?:please|always|also|then|now|first|only|you|should|must|may|can|will|have to|need to|are to|to|"
    r"and|or|just|simply|"
    r"politely|kindly|at once|in any case|the agent|it is fine to|feel free to|make sure to|be sure to|try to)\s+",
    re.IGNORECASE,
)
_NO_OBJECT = re.compile(
    r"(?i)^(?P<verb>\w+)(?<!is)(?<!are)(?<!there)(?<!has)(?<!have) no (?!longer|more)(?P<what>\w.*)"
)
_NEITHER = re.compile(
    r"(?i)^(?P<verb>\w+)(?: with| of)?(?: nothing,)? neither (?P<what>(?!what|that|whether|who|where|why).+)"
)
_PASSIVE = re.compile(
    r"(?i)^(?P<what>(?:no |nothing|nobody|none of )?[\w’'-]*(?: (?!that\b|who\b|which\b)[\w’'-]+){0,4}?) "
    r"(?:is|are|may be|can be|must be|should be|will be|gets?)(?P<no> never| not)?(?: \w+ly| ever)? "
    r"(?P<verb>\w+)\b(?P<rest>.*)"
)
_ALWAYS_SO = re.compile(r"(?i),? (?:during|on|in) (?:the|this|a|any) (?:call|phone|line|conversation)\b")
"""No condition: everything happens on the call."""
_SEVERAL = re.compile(r"(?i)^(?P<not>never|do not|don['’]t) (?P<verbs>(?:\w+, )*\w+,? or \w+)(?P<rest> .+)")
"""“Never praise, regret or comment on an answer”."""
_NO = re.compile(r"(?i)(?:,| and| or|, and|, or) no ")
_CODE = "\N{SECTION SIGN}"
_SUBORDINATE = re.compile(r"(?<!sure)(?<!remember)(?<!note) that \w", re.IGNORECASE)
"""“Say that nothing was agreed” forbids nothing."""
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+|\d+(?:[.:]\d+)?")
_NUMBER = re.compile(r"\d+(?:[.:]\d+)?")


@dataclass(frozen=True, slots=True)
class Order:
    """One thing that is ordered or forbidden."""

    source: Sentence
    text: str
    negative: bool
    act: str
    """The group of its verb (`acts.yaml`), or the verb's stem."""
    words: frozenset[str]
    """Stems of its telling words; those of the condition and numbers are not among them."""
    numbers: frozenset[str]
    condition: frozenset[str]
    """Stems of the condition; empty where it always holds."""
    excepted: bool
    """It leaves something open: `unless`, `only`, `before`."""
    codes: frozenset[str] = frozenset()
    """What it writes as `code`, such as a tool's name."""
    denies: bool = False
    """It orders to say that something is not so."""
    when: str = ""
    """How the condition begins: `before`, `after`."""
    tells: bool = False
    """What it is about stands in a clause: “say that the code is under way” says no code."""


def orders_in(document: Document) -> tuple[Order, ...]:
    return tuple(order for sentence in document.sentences for order in orders_of(sentence))


def orders_of(sentence: Sentence) -> Iterator[Order]:
    """Every clause as an order; the condition of the first counts for those after it."""
    yield from (replace(order, source=sentence) for order in _read(sentence.text))


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Order, ...]:
    """The same of a text that stands nowhere; most sentences stand in the next prompt, too."""
    return tuple(_orders(Sentence(text, Block(text, 0, "other", ""))))


def _orders(sentence: Sentence) -> Iterator[Order]:
    text = re.sub(r"`([^`]*)`", _in_words, sentence.text)
    text = _ALWAYS_SO.sub("", text)
    inherited = ""
    for clause in _CLAUSE.split(text):
        main, condition = _split(clause.strip())
        if not main and condition:
            inherited = condition
        elif main:
            yield from (_order(sentence, clause, each, condition or inherited) for each in _singly(main))


def _in_words(code: re.Match[str]) -> str:
    """A tool's name as words; at the head of a clause it is what the clause is about, and orders nothing."""
    heads = re.search(r"(?:^|[:;.,] ?|\band )$", code.string[: code.start()])
    return f"{'the tool ' if heads else ''}{code[1].replace('_', ' ')} {_CODE}{code[1]}"


def _singly(main: str) -> list[str]:
    """`Name no illness, no medicine and no dose` forbids three things: `do not name illness`, …"""
    if found := _NO_OBJECT.match(main):
        return [f"do not {found['verb']} {what}" for each in _NO.split(found["what"]) for what in _one_of(each)]
    if found := _NEITHER.match(main):
        return [f"do not {found['verb']} {what}" for what in re.split(r",? nor ", found["what"])]
    if (found := _SEVERAL.match(main)) and all(
        stem(v) in acts() for v in re.findall(r"\w+", found["verbs"]) if v != "or"
    ):
        return [f"{found['not']} {v}{found['rest']}" for v in re.findall(r"\w+", found["verbs"]) if v != "or"]
    return [_active(main)]


def _active(main: str) -> str:
    """`No money is taken by card` as `never take money by card`; anything else as it is."""
    found = _PASSIVE.match(main)
    if not found or _NEGATIVE.match(main) is None:
        return main
    verb = forms().get(found["verb"].casefold(), found["verb"])
    if stem(verb) not in acts() and not found["verb"].endswith("ed") and verb == found["verb"]:
        return main
    what = re.sub(r"(?i)^(?:no|none of|nothing|nobody) ?", "", found["what"])
    return f"never {verb} {what}{found['rest']}"


def _one_of(what: str) -> list[str]:
    """`password or code`: either of the two; longer phrases are left as they are."""
    parts = what.rstrip(".").split(" or ")
    return parts if all(len(part.split()) == 1 for part in parts) else [what]


def _order(sentence: Sentence, clause: str, main: str, condition: str) -> Order:
    codes = frozenset(re.findall(rf"{_CODE}(\S*\w)", main))
    main = re.sub(rf"{_CODE}\S+", "", main)
    negative = bool(_NEGATIVE.search(_SUBORDINATE.split(main)[0]))
    verb, rest = _verb(_NEGATIVE.sub(" ", main) if negative else main)
    words = [w.casefold() for w in _WORD.findall(rest)]
    stems = frozenset(s for w in words if w not in small_words() and (s := stem_of(w)) and s not in numbers())
    counted = frozenset(numbers().get(stem_of(w), w) for w in words if stem_of(w) in numbers() or _NUMBER.fullmatch(w))
    begins = _CONDITION.search(condition)
    return Order(
        source=sentence,
        text=re.sub(rf" {_CODE}\S+", "", clause),
        negative=negative,
        codes=codes,
        act=verb,
        words=stems,
        numbers=counted,
        condition=frozenset(map(stem_of, _telling(condition))),
        excepted=bool(_EXCEPTION.search(clause)),
        denies=not negative and bool(_NEGATIVE.search(main)),
        when=begins[0].casefold() if begins else "",
        tells=bool(_SUBORDINATE.search(main)),
    )


def _split(clause: str) -> tuple[str, str]:
    """`(what is to be done, when)`; a leading condition ends at its comma."""
    found = _CONDITION.search(clause)
    if found is None:
        return clause, ""
    if found.start() < 3:
        condition, comma, main = clause.partition(",")
        while comma and re.match(r"(?:or|and|nor)\b", main.strip()) and "," in main:
            more, comma, main = main.partition(",")
            condition += more  # “when they ask, or it failed twice, …”
        return (main.strip(), condition) if comma else ("", clause)
    return clause[: found.start()].strip(" ,"), clause[found.start() :]


def _verb(text: str) -> tuple[str, str]:
    """The act of a clause, and the rest of it."""
    text = text.strip(" .,*“”")
    while (shorter := _LEADING.sub("", text)) != text:
        text = shorter
    if found := _phrases().match(text):
        between = " ".join(found[0].split()[1:-1])  # “read your instructions out”
        return str(found.lastgroup), f"{between} {text[found.end() :]}"
    first, _, rest = text.partition(" ")
    word = stem(first.casefold().strip(".,:`"))
    return acts().get(word, word), rest


def _telling(text: str) -> list[str]:
    return [w for word in _WORD.findall(text) if (w := word.casefold()) not in small_words()]


@cache
def stem_of(word: str) -> str:
    """The stem, or the stem of the word that stands for all that mean the same."""
    found = stem(word.casefold().replace("’", "'").removesuffix("'s"))
    return synonyms().get(found, found)


@cache
def acts() -> Mapping[str, str]:
    """Stem of a verb -> its group."""
    return {stem(verb): act for act, verbs in _data()["acts"].items() for verb in verbs if " " not in verb}


@cache
def _phrases() -> re.Pattern[str]:
    """Verbs of several words, as one pattern whose group says the act."""
    groups = ((act, [_gapped(verb) for verb in verbs if " " in verb]) for act, verbs in _data()["acts"].items())
    return re.compile("|".join(rf"(?P<{act}>(?:{'|'.join(some)})\b)" for act, some in groups if some), re.IGNORECASE)


def _gapped(verb: str) -> str:
    return verb.replace("… ", r"(?:\w+ ){1,3}?")


@cache
def forms() -> Mapping[str, str]:
    return dict(_data()["forms"])


@cache
def synonyms() -> Mapping[str, str]:
    return {stem(word): group for group, words in _data()["same"].items() for word in words}


@cache
def numbers() -> Mapping[str, str]:
    return {stem(str(word)): str(value) for value, words in _data()["numbers"].items() for word in words}


@cache
def small_words() -> frozenset[str]:
    """Words that say nothing about what an order is about."""
    return frozenset(_data()["small"])


@cache
def _data() -> Any:
    return read_texts(Path(__file__).with_name("acts.yaml"))
