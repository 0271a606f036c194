"""What was there before somebody called the builder: the thread so far, and the messages that theirs shares."""

from collections.abc import Sequence
from dataclasses import dataclass

from bots.chat import Earlier
from bots.slack import uploads
from bots.slack.events import Quoted, Said, SharedFile, Spot, key_of, many, mapping, said, time_of
from bots.slack.user_names import People
from bots.slack.web import Failure, Web
from engine.messages.inbound import Attachment, Author
from engine.sentences import listed
from engine.sessions import Undeliverable

MOST_MESSAGES = 15
"""What Slack gives many apps at once, and once a minute."""
MOST_FILES = 5
"""Of all these messages together."""
SOMEBODY = "Somebody"


@dataclass(frozen=True, slots=True)
class _Before:
    key: str
    author: Author
    ts: str
    text: str
    files: Sequence[SharedFile]


async def before(web: Web, people: People, spot: Spot, ts: str, quoted: Sequence[Quoted]) -> list[Earlier]:
    """The thread of this spot up to the message `ts` (empty: not the thread), and what that message shares."""
    told = await _thread(web, spot, ts) if ts and ts != spot.thread_ts else []
    found = [
        _Before(one.event_key, await people.author(spot.team, one.spot.user), one.ts, one.text, one.files)
        for one in told
    ]
    for q in quoted:
        name = q.name or (await people.author(spot.team, q.user)).name if q.user else q.name or SOMEBODY
        found.append(_Before(_key(spot, q), Author(q.user or SOMEBODY, name), q.ts, q.text, q.files))
    left, earlier = MOST_FILES, list[Earlier]()
    for one in found:
        files = one.files[:left]
        left -= len(files)
        read = await uploads.read_all(web, spot.team, files)
        material = tuple(f for f in read if isinstance(f, Attachment))
        text = one.text or ("" if material else f"(shares {listed([f.name for f in one.files])})" if one.files else "")
        if text or material:
            earlier.append(Earlier(one.key, one.author, text, time_of(one.ts), material))
    return earlier


async def _thread(web: Web, spot: Spot, ts: str) -> list[Said]:
    """What people said in it before the message `ts`, the oldest first; Slack is asked once."""
    try:
        client = await web.poster(spot.team)
        answer = await client.conversations_replies(
            channel=spot.channel, ts=spot.thread_ts, latest=ts, limit=MOST_MESSAGES
        )
    except (*Failure, Undeliverable):
        return []
    events = [{**mapping(message), "channel": spot.channel} for message in many(answer.get("messages"))]
    heard = [said({"team_id": spot.team, "event": event}, "") for event in events[:MOST_MESSAGES]]
    return [one for one in heard if one and float(one.ts) < float(ts)]


def _key(spot: Spot, quoted: Quoted) -> str:
    """A message of the very thread has its own key, so that it is not read twice; one from elsewhere may be read in
    many threads."""
    own = quoted.channel == spot.channel and quoted.thread_ts == spot.thread_ts
    return key_of(spot, quoted.ts) if own else f"{spot.thread}:quoted:{quoted.channel}:{quoted.ts}"
