"""What may come in: a message cleaned, bounded and freed of secrets before anything of it is stored. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from engine.changes import CHANGE, Change
from engine.errors import PersonError
from engine.inbound import Attachment, Author, Inbound
from engine.material import block
from engine.secrets import find_secrets, redact
from engine.sentences import listed, without_direction

MOST_CHARACTERS = 100_000
MOST_OF_ATTACHMENTS = 50_000
"""Characters that the files of one message bring in together; what is more is cut, and the text says so."""
_MOST_OF_NAME = 300
_MOST_OF_KEY = 200
_CONTROL: Mapping[int, None] = dict.fromkeys(c for c in (*range(32), *range(127, 160)) if chr(c) not in "\n\t")


@dataclass(frozen=True, slots=True)
class Intake:
    """What is stored of an `Inbound`."""

    event_key: str
    author: Author
    text: str
    changes: tuple[Change, ...] | None
    """Those of a click or a form; None for words."""
    secrets: tuple[str, ...]
    """Kinds of secret that were removed."""


def checked(inbound: Inbound) -> Intake:
    """The message as it may be stored. Raises PersonError with a sentence that says what to do."""
    words = clean(inbound.text).strip()
    if len(words) > MOST_CHARACTERS:
        raise PersonError(
            f"That message has {len(words):,} characters; I read at most {MOST_CHARACTERS:,}. "
            "Send the part that matters, or split it."
        )
    words = words or (clean(inbound.action.label).strip() if inbound.action else "")
    if not (words or inbound.action or inbound.attachments):
        raise PersonError("That message is empty. Tell me in a sentence what you would like.")
    text, kinds = redact("\n\n".join(filter(None, (words, _material(inbound.attachments)))))
    return Intake(
        event_key=_bounded_key(inbound.event_key),
        author=Author(_name(inbound.author.id), _name(inbound.author.name)),
        text=text,
        changes=_checked_changes(inbound),
        secrets=tuple(kinds),
    )


def clean(text: str) -> str:
    """Without NUL, control characters and broken surrogates; new lines and tabs stay, and so does every script."""
    whole = text.encode("utf-8", "ignore").decode()
    return whole.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)


def _checked_changes(inbound: Inbound) -> tuple[Change, ...] | None:
    if inbound.action is None:
        return None
    values = [_cleaned(c.model_dump(mode="json")) for c in inbound.action.changes]
    found = [f.kind for value in values for f in find_secrets(json.dumps(value, ensure_ascii=False))]
    if found:
        raise PersonError(
            f"That form holds {listed(list(dict.fromkeys(found)))}, so I stored nothing of it. Treat it as leaked, and "
            "give me only the name of the secret, such as CRM_API_KEY."
        )
    return tuple(CHANGE.validate_python(value) for value in values)


def _cleaned(value: JsonValue) -> JsonValue:
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(item) for item in value]
        case dict():
            return {clean(key): _cleaned(item) for key, item in value.items()}
        case _:
            return value


def _material(attachments: tuple[Attachment, ...]) -> str:
    """The files as text below the message, cut where they are too long."""
    left, blocks = MOST_OF_ATTACHMENTS, []
    for attachment in attachments:
        text = clean(attachment.text).strip()
        blocks.append(block(_name(attachment.name), text[:left], cut=len(text) > left))
        left = max(0, left - len(text))
    return "\n\n".join(blocks)


def _name(text: str) -> str:
    return without_direction(clean(text)).replace("\n", " ").strip()[:_MOST_OF_NAME]


def _bounded_key(key: str) -> str:
    """Event keys have no given length; a long one is stood for by its hash."""
    if len(key) <= _MOST_OF_KEY and key.isprintable():
        return key
    return f"sha256:{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()}"
