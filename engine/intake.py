"""What may come in: a message cleaned, bounded and freed of secrets before anything of it is stored. Pure."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from engine.document.changes import CHANGE, Change, OfferTools
from engine.errors import PersonError
from engine.imports import Brought, brought_in
from engine.interview.digest.places import PAGE_BREAK
from engine.interview.digest.shared import Apart, Shared
from engine.messages.inbound import Attachment, Author, Inbound
from engine.messages.material import block, document_line
from engine.secrets import find_secrets, redact, secrets_in, without_secrets
from engine.sentences import listed, without_direction

MOST_CHARACTERS = 200_000
MOST_OF_ATTACHMENTS = 50_000
"""Characters that the short files of one message bring in together; what is more is cut, and the text says so. An agent
is read whole."""
_MOST_OF_NAME = 300
_MOST_OF_KEY = 200
_MOST_OF_SECRET = 10_000
"""Characters that are read beyond a cut, so that no part of a secret is left before it."""
_MOST_AT_ONCE = 4_000
"""Characters; reading more takes longer than other sessions should wait for the event loop."""
_CONTROL: Mapping[int, None] = dict.fromkeys(c for c in (*range(32), *range(127, 160)) if chr(c) not in "\n\t")


@dataclass(frozen=True, slots=True)
class Intake:
    """What is stored of an `Inbound`."""

    event_key: str
    author: Author
    text: str
    changes: tuple[Change, ...] | None
    """Those of a click or a form, or the agent that somebody brings; None for words."""
    secrets: tuple[str, ...]
    """Kinds of secret that were removed."""
    documents: tuple[Shared, ...] = ()
    """Too long to stand in the text; they are read in parts."""


async def check_in(inbound: Inbound) -> Intake:
    """`checked`, off the event loop where there is much to read."""
    much = len(inbound.text) + sum(len(file.name) + len(file.text) for file in inbound.attachments) > _MOST_AT_ONCE
    return await asyncio.to_thread(checked, inbound) if much or inbound.action else checked(inbound)


def checked(inbound: Inbound) -> Intake:
    """The message as it may be stored. Raises PersonError with a sentence that says what to do."""
    words = clean(inbound.text).strip()
    brought = brought_in(words, _cleaned_files(inbound)) if inbound.addressed and not inbound.action else None
    if brought and (isinstance(brought.change, OfferTools) or brought.change.sure):
        return _with_change(inbound, brought)
    if len(words) > MOST_CHARACTERS:
        raise PersonError(
            f"That message has {len(words):,} characters; I read at most {MOST_CHARACTERS:,}. "
            "Send the part that matters, or split it."
        )
    words = words or (clean(inbound.action.label).strip() if inbound.action else "")
    if not (words or inbound.action or inbound.attachments):
        raise PersonError("That message is empty. Tell me in a sentence what you would like.")
    whole = Apart(words, inbound.attachments)
    apart = whole if brought or inbound.action else Apart.of(words, _paged_files(inbound))
    lines = [document_line(shared.title) for shared in apart.documents]
    text, kinds = redact("\n\n".join(filter(None, (apart.words, _material(apart.files), *lines))))
    return Intake(
        event_key=bounded_key(inbound.event_key),
        author=author_of(inbound.author),
        text=text,
        changes=_stored((brought.change,)) if brought else _checked_changes(inbound),
        secrets=(*kinds, *(kind for shared in apart.documents for kind in shared.secrets)),
        documents=apart.documents,
    )


def _with_change(inbound: Inbound, brought: Brought) -> Intake:
    """The change beside the words; the text that it was read from is not kept."""
    said, kinds = redact(brought.change.words)
    text, _ = redact(brought.text)
    change = brought.change.model_copy(update={"words": said[:MOST_CHARACTERS]})
    author, key = author_of(inbound.author), bounded_key(inbound.event_key)
    return Intake(key, author, text[:MOST_CHARACTERS], _stored((change,)), tuple(kinds))


def _cleaned_files(inbound: Inbound) -> list[Attachment]:
    return [Attachment(_name(file.name), file.media_type, clean(file.text).strip()) for file in inbound.attachments]


def _paged_files(inbound: Inbound) -> list[Attachment]:
    """The same with their page breaks."""
    return [
        Attachment(_name(f.name), f.media_type, PAGE_BREAK.join(map(clean, f.text.split(PAGE_BREAK))).strip())
        for f in inbound.attachments
    ]


def author_of(author: Author) -> Author:
    """A person as they may be stored; two people stay two."""
    return Author(bounded_key(clean(author.id)), _name(author.name), author.groups)


def clean(text: str) -> str:
    """Without NUL, control characters and broken surrogates; new lines and tabs stay, and so does every script."""
    whole = text.encode("utf-8", "ignore").decode()
    return whole.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROL)


def _checked_changes(inbound: Inbound) -> tuple[Change, ...] | None:
    if inbound.action is None:
        return None
    values = [_cleaned(c.model_dump(mode="json")) for c in inbound.action.changes]
    found = [f.kind for value in values for f in secrets_in(value)]
    if found:
        raise PersonError(
            f"That form holds {listed(list(dict.fromkeys(found)))}, so I stored nothing of it. Treat it as leaked, and "
            "give me only the name of the secret, such as CRM_API_KEY."
        )
    return tuple(CHANGE.validate_python(value) for value in values)


def _stored(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes without what no database takes; whoever made them has looked for secrets."""
    return tuple(CHANGE.validate_python(_cleaned(change.model_dump(mode="json"))) for change in changes)


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


def _material(attachments: Sequence[Attachment]) -> str:
    """The files as text below the message, cut where they are too long."""
    left, blocks = MOST_OF_ATTACHMENTS, []
    for attachment in attachments:
        text = clean(attachment.text).strip()
        blocks.append(block(_name(attachment.name), _until(text, left), cut=len(text) > left))
        left = max(0, left - len(text))
    return "\n\n".join(blocks)


def _until(text: str, end: int) -> str:
    """The first `end` characters, and no part of a secret that goes on after them."""
    return text if len(text) <= end else without_secrets(text[: end + _MOST_OF_SECRET])[:end]


def _name(text: str) -> str:
    shown = without_direction(clean(text[:_MOST_OF_SECRET])).replace("\n", " ").strip()
    return without_secrets(shown)[:_MOST_OF_NAME]


def bounded_key(key: str) -> str:
    """A key as it may be stored. One that is long, or holds a secret, is stood for by its hash."""
    if len(key) <= _MOST_OF_KEY and key.isprintable() and not find_secrets(key):
        return key
    return f"sha256:{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()}"
