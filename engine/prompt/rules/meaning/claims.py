"""What a prompt says about itself that the rest of it does not bear out: clocks, languages, manners, counts."""

import re
from collections.abc import Iterator
from itertools import combinations

from engine.prompt.document import Kind, Sentence
from engine.prompt.rules.meaning.reading import each, opposed
from engine.prompt.rules.orders import numbers, stem_of
from engine.prompt.rules.rule import Found, Rule, Subject, added, short

_ZONE = re.compile(
    r"\{\{\s*(?:time_?zone|system__timezone)\s*\}\}|\b[A-Z][a-z]+/[A-Z][A-Za-z_]+|\b(?:UTC|GMT|CET|CEST|EST|EDT|PST|"
    r"PDT|CST|"
    r"MST|BST|IST)\b|\b(?:Eastern|Central|Mountain|Pacific|Greenwich|Central European|British|"
    r"Local) (?:Standard |Summer )?[Tt]ime\b"
)
_DATES = re.compile(
    r"(?i)\b(?:tomorrow|today|next week|appointments?|booking|dates?|calendar|weekday|opening hours|days?|hours?)\b"
)
_HUMAN = re.compile(
    r"(?i)\b(?:say|claim|pretend|tell|insist|act|behave|answer|present)\b[^.]{0,60}\b(?:you are|"
    r"you['’]re|to be|as|like|as if you were|being)"
    r" (?:a |an )?(?:human|real person|real human|person of flesh|member of staff|living person)"
)
_HUMAN_HERE = re.compile(
    r"(?i)\b(?:say|tell|claim|pretend)\b[^.]{0,40}\bthat (?:an? )?(?:real |living )?(?:human|person|colleague) "
    r"(?:is|answers|speaks|talks)\b"
)
_HIDDEN = re.compile(
    r"(?i)\b(?:never|do not|don['’]t|avoid)\b[^.]{0,40}\b(?:say|admit|reveal|mention|tell|disclose|let|"
    r"confirm)\w*\b[^.]{0,60}\b(?:AI|"
    r"bot|robot|virtual assistant|digital assistant|automated|artificial|machine|computer)\b|"
    r"\bdeny\b[^.]{0,40}\b(?:AI|bot|robot)\b"
)
_NOT = re.compile(r"(?i)\b(?:never|not|don['’]t|no)\b")
_ONLY = re.compile(
    r"\b(?:[Ss]peak|[Aa]nswer|[Uu]se)\b[^.]{0,20}\b([A-Z][a-z]+) only\b|"
    r"\b[Oo]nly (?:speak|answer in|use|in) ([A-Z][a-z]+)\b"
)
_OTHER_LANGUAGE = re.compile(
    r"(?i)\b(?:speak|answer(?:ed)?|repl(?:y|ied)|respond|switch|continue|talk|use|go on|serve[ds]?|"
    r"greet(?:ed)?)\b[^.]{0,40}?\b(?:(?:in|to|into|use|speak) )?"
    r"((?-i:[A-Z][a-z]+(?:ish|ese|ian|man|nch|lian|bic|utch|reek|ndi|ech|ean))|(?:their|the caller['’]s|"
    r"any|whatever|whichever|every|that|"
    r"the same)(?: own)? language)"
)
_LANGUAGE_NAME = re.compile(r"\b[A-Z][a-z]+\b(?<!\bSpeak)(?<!\bAnswer)(?<!\bTo)")
_SPEAKS = re.compile(r"\b[Ss]peak [A-Z][a-z]+")
_UNITS = ("sentenc", "question", "option")
_OPPOSITES = (
    (r"\bformal\b", r"\b(?:casual|informal|colloquial|slang|chatty)\b"),
    (
        r"\b(?:short|brief|concise|briefly)\b",
        r"\b(?:long|detailed|elaborate|extensive|lengthy|verbose)\b[^.]{0,30}\b(?:answer|explanation|"
        r"repl|sentence|turn|account)|\bat length\b|\bin (?:great|full) detail\b|\belaborate(?:ly)?\b",
    ),
    (r"\b(?:calm|slow|slowly)\b", r"\b(?:fast|hurried|excited|hectic|as quickly as you can)\b"),
    (r"\b(?:serious|sober|respectful)\b", r"\b(?:jokes?|funny|humorous|sarcastic|witty)\b"),
    (r"\b(?:warm|friendly|polite|kind)\b", r"\b(?:cold|rude|harsh|blunt|curt|brusque)\b"),
    (r"talks? over you, stop|let \w+ interrupt", r"finish your sentence even"),
    (r"leave out fillers|no fillers|without fillers", r"use (?:plenty of )?fillers|say “?um"),
)
_MANNER: frozenset[Kind] = frozenset({"identity", "speech", "guardrails", "language", "other", "context"})


_COUNTED: frozenset[Kind] = _MANNER - {"identity", "context"}


def _clock_without_zone(subject: Subject) -> Iterator[Found]:
    kinds: tuple[Kind, ...] = ("context", "identity")
    place = subject.document.of(*kinds) if subject.document.has(*kinds) else subject.document.text
    if not _ZONE.search(place) and _DATES.search(subject.document.text):
        text = "Dates and times are those of the time zone {{time_zone}}."
        yield Found(
            "The agent works with dates and has no time zone: use {{time_zone}}, or name it.",
            "runtime.timezone",
            0,
            added(subject, "Context", kinds, text, "Add the time zone"),
        )


def _claims_to_be_human(subject: Subject) -> Iterator[Found]:
    yield from each(subject, "The agent is told to pass for a human", _passes_for_human)


def _passes_for_human(sentence: Sentence) -> bool:
    human = _HUMAN.search(sentence.text) or _HUMAN_HERE.search(sentence.text)
    return bool((human and not _NOT.search(sentence.text[: human.end()])) or _HIDDEN.search(sentence.text))


def _languages_disagree(subject: Subject) -> Iterator[Found]:
    first, spoken = _first_said(subject)
    if first is None:
        return
    for sentence in subject.document.sentences:
        found = _OTHER_LANGUAGE.search(sentence.text)
        if (
            found
            and sentence is not first
            and found[1] not in spoken
            and not _NOT.search(sentence.text[: found.end()])
            and not any(language in sentence.text for language in spoken)
        ):
            yield opposed(subject, first, sentence)


def _first_said(subject: Subject) -> tuple[Sentence | None, frozenset[str]]:
    """The sentence that says which languages are spoken, and their names; any order in another one contradicts it."""
    for sentence in subject.document.sentences:
        if only := _ONLY.search(sentence.text):
            return sentence, frozenset({only[1] or only[2]})
    told = (s for s in subject.document.sentences if s.block.kind == "language" and _SPEAKS.search(s.text))
    first = next(told, None)
    return first, frozenset(_LANGUAGE_NAME.findall(first.text) if first else ())


def _counts_disagree(subject: Subject) -> Iterator[Found]:
    """“One or two sentences a turn” here, “at least five sentences” there."""
    for unit in _UNITS:
        counted = [
            (s, n) for s in subject.document.sentences if s.block.kind in _COUNTED and (n := _count(s.text, unit))
        ]
        for (one, these), (other, those) in combinations(counted, 2):
            if one.block is not other.block and these.isdisjoint(those):
                message = f"“{short(one.text)}” and “{short(other.text)}” name different numbers for the same thing."
                yield Found(message, other.block.title, other.block.line)


def _count(text: str, unit: str) -> set[str]:
    """The numbers right before a unit: `one or two short sentences` -> 1, 2."""
    words = [w.casefold() for w in re.findall(r"[\w-]+", text)]
    found: set[str] = set()
    for at, word in enumerate(words):
        if stem_of(word) == stem_of(unit) or word.startswith(unit):
            near = words[max(at - 5, 0) : at]
            found |= {numbers().get(stem_of(w), w) for w in near if stem_of(w) in numbers() or w.isdigit()}
    return found


def _manners_disagree(subject: Subject) -> Iterator[Found]:
    told = [s for s in subject.document.sentences if s.block.kind in _MANNER]
    for one, other in _OPPOSITES:
        first = next((s for s in told if re.search(one, s.text, re.I) and not _NOT.search(s.text)), None)
        second = next((s for s in told if re.search(other, s.text, re.I) and not _NOT.search(s.text)), None)
        if first and second and first is not second:
            yield opposed(subject, first, second)


CLAIM_RULES = (
    Rule("context.time_zone", "warning", "Context", _clock_without_zone, "“tomorrow” is another day elsewhere"),
    Rule(
        "meaning.human",
        "error",
        "Meaning",
        _claims_to_be_human,
        "it is forbidden in many places, and callers feel deceived",
    ),
    Rule("meaning.languages", "error", "Meaning", _languages_disagree, "the agent keeps one of the two"),
    Rule("meaning.counts", "error", "Meaning", _counts_disagree, "the agent keeps one of the two"),
    Rule("meaning.manners", "warning", "Meaning", _manners_disagree, "the agent keeps one of the two"),
)
