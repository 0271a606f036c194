"""Messages that people edit or delete: one that waits is taken as it is now, one that was answered is read again."""

from dataclasses import replace

from engine.errors import PersonError
from engine.ids import new_id
from engine.intake import author_of, bounded_key, check_in
from engine.messages.inbound import Author, Inbound
from engine.messages.material import files_in
from engine.store import edits, inbox
from engine.turns.engine import Engine
from engine.turns.turn import Accepted


async def edited(engine: Engine, inbound: Inbound, edit: str) -> Accepted | None:
    """`inbound` is the message as it stands now, under the event key that it came with; `edit` tells this edit from
    others. Files stay as they were. None: it was not said to the builder, or not accepted. `seen_before`: there is
    nothing new in it."""
    try:
        intake = await check_in(replace(inbound, attachments=()))
    except PersonError:  # nothing is left of it, or too much
        return None
    return await _revised(engine, intake.event_key, edit, intake.author, intake.text, list(intake.secrets))


async def deleted(engine: Engine, event_key: str, author: Author) -> Accepted | None:
    """Somebody took this message back."""
    return await _revised(engine, bounded_key(event_key), "deleted", author_of(author), "", [])


async def _revised(
    engine: Engine, event_key: str, edit: str, author: Author, words: str, secrets: list[str]
) -> Accepted | None:
    async with engine.store.write(urgent=True) as connection:
        known = await inbox.seen(connection, event_key)
        accepted = await edits.locked(connection, *known) if known else None
        if accepted is None or not accepted.addressed:
            return None
        text = "\n\n".join(filter(None, (words, files_in(accepted.text)))) if words else ""
        if (text or edits.DELETED) == accepted.text:
            return Accepted(accepted.session_id, accepted.id, seen_before=True)
        if accepted.waiting:
            await edits.retell(connection, accepted, text, secrets)
            return Accepted(accepted.session_id, accepted.id, seen_before=False)
        row = {
            "session_id": accepted.session_id,
            "event_key": bounded_key(f"{event_key}:{edit}"),
            "message_id": new_id("msg"),
            "author_id": author.id,
            "author_name": author.name,
            "author_groups": list(author.groups),
            "text": text,
            "secrets": secrets,
            "sent_at": engine.clock(),
            "edits": accepted.message_id,
        }
        inbox_id = await inbox.put(connection, row)
        await edits.remember(connection, accepted, text)
        return Accepted(accepted.session_id, inbox_id or accepted.id, seen_before=inbox_id is None)
