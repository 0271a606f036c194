"""Files that people share: fetched with the bot's token from Slack's own hosts, bounded, and read as material."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import aiohttp

from bots import attachments
from bots.slack.events import SharedFile, file_of, mapping
from bots.slack.web import Failure, Web
from engine.messages.inbound import Attachment
from engine.sentences import quoted
from engine.sessions import Undeliverable

LATE_SECONDS = 60.0
_CHUNK = 65_536


async def read_all(web: Web, team: str, files: Sequence[SharedFile]) -> list[Attachment | str]:
    """Each file as text, or as the sentence that says why not, in their order."""
    return list(await asyncio.gather(*(_read(web, team, file) for file in files)))


async def _read(web: Web, team: str, file: SharedFile) -> Attachment | str:
    if file.stub:
        try:
            answer = await (await web.of(team)).files_info(file=file.id)
            file = replace(file_of(mapping(answer.get("file"))), stub=False)
        except (*Failure, Undeliverable):
            return f"Slack does not show me {quoted(file.name)} of another workspace. Paste its text here."
    if refused := attachments.too_large(file.name, file.size):
        return refused
    if file.media_type.startswith(("image/", "audio/", "video/")):
        return await attachments.read(file.name, file.media_type, b"")
    try:
        data = await _fetched(web, team, file)
    except (aiohttp.ClientError, TimeoutError, Undeliverable, ValueError):
        return f"I could not fetch {quoted(file.name)} from Slack. Share it once more, or paste its text here."
    return await attachments.read(file.name, file.media_type, data)


async def _fetched(web: Web, team: str, file: SharedFile) -> bytes:
    """At most one byte more than we read. ValueError for an address that is not Slack's: the token stays here."""
    if not _is_slack(file.url, web.base_url):
        raise ValueError("not an address of Slack")
    headers = {"Authorization": f"Bearer {await web.token(team)}"}
    timeout = aiohttp.ClientTimeout(total=LATE_SECONDS)
    async with web.session.get(file.url, headers=headers, timeout=timeout) as answer:
        answer.raise_for_status()
        if answer.content_type == "text/html" and file.media_type != "text/html":
            raise ValueError("a page to log in, where files:read is missing")
        data = bytearray()
        async for chunk in answer.content.iter_chunked(_CHUNK):
            data += chunk
            if len(data) > attachments.MOST_BYTES:
                break
        return bytes(data)


def _is_slack(url: str, base_url: str) -> bool:
    parts, base = urlsplit(url), urlsplit(base_url)
    host = parts.hostname or ""
    if host == base.hostname:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and host.endswith((".slack.com", ".slack-edge.com", ".slack-gov.com"))
