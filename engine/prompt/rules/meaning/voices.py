"""What is said aloud, as a whole: a greeting that can be said, the agent's language, a word in an emergency."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from engine.document.changes import Set
from engine.findings import Fix
from engine.language.grammar import LANGUAGES
from engine.prompt.document import Block, Spoken, spoken_in
from engine.prompt.languages import (
    SCRIPTS,
    SHARED_SCRIPTS,
    language_in_words,
    language_of,
    other_language_of,
    other_languages,
)
from engine.prompt.rules.rule import Found, Rule, Subject, short
from engine.yaml_files import read_texts

_GREETING = re.compile(
    r"(?i)\b(?:your |the )?(?:greeting|first (?:message|sentence|words)|opening line)\b[^“\"„«:]{0,60}[:“\"„«]"
)
_IS_SPOKEN = re.compile(r"\b([A-Z][a-z]+) is spoken\b")
_WORD_TO_SAY = re.compile(r"(?i)[“\"„«]|\b(?:say|tell|ask|advise|instruct)\b|\bcall (?:the )?\w+ (?:now|at once)")


@cache
def voices() -> Any:
    return read_texts(Path(__file__).with_name("voices.yaml"))


@cache
def _instructions() -> re.Pattern[str]:
    return re.compile(rf"(?i)^(?:{'|'.join(voices()['instructions'])})")


def _greeting_to_say(subject: Subject) -> Iterator[Found]:
    """A greeting that tells the agent what to do would be said aloud as it stands."""
    greetings = [(b.line, text) for b in subject.document.blocks for text in greetings_in(b)]
    if subject.spec and subject.spec.greeting:
        greetings.append((0, subject.spec.greeting))
    for line, text in greetings:
        if _instructions().match(text.strip(' *_“"')):
            yield Found(f"The greeting is an instruction: “{short(text)}”.", "greeting", line, _plain_greeting(subject))
            return


def greetings_in(block: Block) -> Iterator[str]:
    found = _GREETING.search(block.text)
    if found and not block.heading:
        yield block.text[found.end() :].strip().strip('“”"„«» ')


def _plain_greeting(subject: Subject) -> Fix | None:
    spec = subject.spec
    if spec is None or not spec.company or (spec.languages and not spec.languages[0].startswith("en")):
        return None
    who = f"this is {spec.name}, the virtual assistant" if spec.name else "this is the virtual assistant"
    text = f"{spec.company}, {who}. How can I help you?"
    return Fix(f"Greet with “{text}”", changes=(Set(path="greeting", value=text),))


def _foreign_lines(subject: Subject) -> Iterator[Found]:
    allowed = _languages(subject)
    for line in subject.document.spoken if allowed else ():
        tag = other_language_of(line.text) or language_of(line.text)
        if tag and not (SHARED_SCRIPTS.get(tag, {tag}) & allowed) and not _marked(line, tag, allowed):
            names = " or ".join(sorted(_name(t) for t in allowed))
            yield Found(f"A line in {_name(tag)}, and the agent speaks {names}: “{short(line.text)}”.", "", line.line)
    own = {goal.statement.casefold().rstrip(".") for goal in subject.spec.goals} if subject.spec else set()
    for sentence in subject.document.sentences if allowed else ():
        step = sentence.block.kind == "steps" and sentence.block.number is not None
        theirs = any(text in sentence.text.casefold() for text in own)
        tag = language_in_words(sentence.text) if step and not theirs else None
        if tag and tag != "en" and not (SHARED_SCRIPTS.get(tag, {tag}) & allowed):
            message = f"An instruction in {_name(tag)}, which the agent does not speak: “{short(sentence.text)}”."
            yield Found(message, sentence.block.title, sentence.block.line)


def _example_in_another(subject: Subject) -> Iterator[Found]:
    """“Example 4: German is spoken”, and the agent answers in English."""
    for block in subject.document.blocks:
        found = _IS_SPOKEN.search(block.title) if block.kind == "examples" and not block.heading else None
        for line in spoken_in(block) if found else ():
            tag = language_of(line.text) if line.by_agent and not line.language else None
            if tag and found and _name(tag) != found[1]:
                message = f"{found[1]} is spoken here, and the agent answers in {_name(tag)}: “{short(line.text)}”."
                yield Found(message, "Examples", line.line)


def _languages(subject: Subject) -> set[str]:
    """Tags of the languages that the agent speaks, without countries; empty where nobody says."""
    text = subject.document.of("language")
    english = {"en"} if re.search(r"(?i)sample lines (?:here )?are in English", text) else set()
    if subject.spec:
        return {tag.partition("-")[0] for tag in subject.spec.languages or ("en",)} | english
    spoken = re.sub(r"[^.\n]*\b(?:sample lines|lines marked|written in)\b[^.\n]*", "", text, flags=re.IGNORECASE)
    return {
        tag for tag in (*LANGUAGES, *SCRIPTS, *other_languages()) if re.search(rf"\b{_name(tag)}\b", spoken)
    } | english


def _marked(line: Spoken, tag: str, allowed: set[str]) -> bool:
    """Written in English, and marked to be said in a language of the agent."""
    return tag == "en" and line.language in {_name(t) for t in allowed}


@cache
def _name(tag: str) -> str:
    from engine.language.names import language_name

    return language_name(tag)


def _emergency_without_a_word(subject: Subject) -> Iterator[Found]:
    for block in subject.document.blocks:
        if block.kind == "emergency" and not block.heading and not _WORD_TO_SAY.search(block.text):
            yield Found(f"An emergency without a word to say: “{short(block.text)}”.", block.title, block.line)
    if not subject.document.has("emergency"):
        signs = re.compile(voices()["signs"], re.IGNORECASE)
        for sentence in subject.document.sentences:
            said = sentence.quotes or _WORD_TO_SAY.search(sentence.block.text)
            if signs.search(sentence.text) and not said and sentence.block.kind not in ("identity", "goals", "facts"):
                message = f"An emergency without a word to say: “{short(sentence.text)}”."
                yield Found(message, sentence.block.title, sentence.block.line)


def _emergency_missing(subject: Subject) -> Iterator[Found]:
    text = _plain(subject.document.of("emergency", "escalation"))
    for emergency in subject.spec.emergencies if subject.spec else ():
        said = subject.brief.sayable(emergency.say) if subject.brief else emergency.say
        if _plain(emergency.signs).rstrip(".") not in text or _plain(said) not in text:
            yield Found(
                f"The prompt does not say what to do here: “{short(emergency.signs)}”.", f"emergencies.{emergency.id}"
            )


def _plain(text: str) -> str:
    """Without what a generator may set otherwise: capitals, curved apostrophes, line breaks."""
    return " ".join(text.replace("’", "'").split()).casefold()


def _emergencies_of_the_trade(subject: Subject) -> Iterator[Found]:
    brief = subject.brief
    known = bool(subject.spec and subject.spec.emergencies) or bool(brief and brief.trade and brief.trade.emergencies)
    if known and not subject.document.has("emergency"):
        yield Found("The prompt has no section on emergencies.", "Escalation")


VOICE_RULES = (
    Rule("meaning.greeting", "error", "Meaning", _greeting_to_say, "it is said aloud as it stands"),
    Rule("meaning.foreign_line", "warning", "Meaning", _foreign_lines, "the agent changes language in the middle"),
    Rule("meaning.example_language", "warning", "Meaning", _example_in_another, "models copy examples more than rules"),
    Rule(
        "meaning.emergency_without_word",
        "warning",
        "Meaning",
        _emergency_without_a_word,
        "it improvises when it matters most",
    ),
    Rule("meaning.emergency_missing", "warning", "Meaning", _emergency_missing, "it improvises when it matters most"),
    Rule("section.emergencies", "warning", "Escalation", _emergencies_of_the_trade, "it goes on booking"),
)
