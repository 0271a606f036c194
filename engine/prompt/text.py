"""Small steps from the team's words to prompt sentences."""

import re
from collections.abc import Iterable

_FUNCTION_WORDS = frozenset(
    [
        "a",
        "all",
        "an",
        "any",
        "anything",
        "everything",
        "he",
        "if",
        "it",
        "nobody",
        "no",
        "none",
        "nothing",
        "she",
        "some",
        "someone",
        "somebody",
        "that",
        "the",
        "there",
        "they",
        "this",
        "what",
        "when",
    ]
)


def sentence(text: str) -> str:
    """`book a table` -> `Book a table.`"""
    text = " ".join(text.split())
    return f"{capital(text)}{'' if text.endswith(('.', '!', '?', '…', ':', '”')) else '.'}"


def first_sentence(text: str) -> str:
    """`I do not know that. Shall I ask?` -> `I do not know that.`"""
    return re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0]


def clause(text: str) -> str:
    """`The caller agrees.` -> `the caller agrees`, to stand inside a sentence; a proper name keeps its capital."""
    text = " ".join(text.split()).rstrip(".")
    first, _, rest = text.partition(" ")
    return f"{first.lower()} {rest}" if first.lower() in _FUNCTION_WORDS and rest else text


def imperative(text: str) -> str:
    """`Book an appointment.` -> `book an appointment`; `RSVP to a party` keeps its capitals."""
    text = " ".join(text.split()).rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def with_article(noun: str) -> str:
    """`receptionist` -> `a receptionist`; a noun that has its article keeps it."""
    if re.match(r"(?i)(an?|the|our|your)\s", noun):
        return noun[:1].lower() + noun[1:]
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def bullets(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def numbered(items: Iterable[str]) -> str:
    """A numbered list; further lines of an item are indented as CommonMark asks for."""
    heads = ((f"{number}. ", item) for number, item in enumerate(items, 1))
    return "\n".join(head + item.replace("\n", "\n" + " " * len(head)) for head, item in heads)


def paragraphs(*blocks: str) -> str:
    """The blocks that say something, with an empty line between them."""
    return "\n\n".join(block for block in blocks if block)
