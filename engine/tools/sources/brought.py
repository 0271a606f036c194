"""What people bring of a system: an OpenAPI document, commands of curl, a collection, a recording."""

from typing import NamedTuple

from engine.tools.sources import openapi
from engine.tools.sources.curl import begins_with_curl, is_curl, pasted_in
from engine.tools.sources.openapi import Offered
from engine.tools.sources.recorded import is_recorded, recorded_in
from engine.tools.sources.requests import offered_by

MOST_CHARACTERS = 200_000
"""Of a message that is looked through for a curl; longer ones are refused by the intake."""


class Pasted(NamedTuple):
    """A part of a message that describes a system, and the words around it."""

    name: str
    text: str
    words: str


def describes(text: str) -> bool:
    """Whether this is a document of a system."""
    return openapi.is_openapi(text) or is_recorded(text) or begins_with_curl(text)


def pasted(words: str) -> Pasted | None:
    """What a message has of a system; None where it has nothing."""
    if (start := openapi.begins(words)) is not None:
        return Pasted("the pasted text", words[start:], words[:start].strip(" \n`"))
    return (
        Pasted("the pasted curl", words, pasted_in(words).words)
        if len(words) <= MOST_CHARACTERS and is_curl(words)
        else None
    )


def offered_in(text: str) -> Offered:
    """All that it offers. PersonError says what is wrong with it."""
    if is_recorded(text):
        title, requests = recorded_in(text)
        return offered_by(requests, title)
    if is_curl(text):
        return offered_by(pasted_in(text).requests)
    return openapi.offered_in(openapi.document_in(text))
