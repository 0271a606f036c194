"""After the storm: what was acknowledged, stored, answered and posted must agree."""

from collections import Counter, defaultdict

from sqlalchemy import select

from engine.settings import Settings
from engine.store.database import Database
from engine.store.tables import inbox, messages, outbox, sessions
from tests.kill.child import text_of
from tests.kill.platform import Platform


async def check_books(settings: Settings, platform: Platform) -> int:
    """Assert that nothing was lost, answered twice, reordered or posted twice; how many messages were checked."""
    database = Database.connect(settings.sql_url)
    try:
        async with database.read() as connection:
            threads = {row.id: row.thread_key for row in await connection.execute(select(sessions))}
            accepted = (await connection.execute(select(inbox).order_by(inbox.c.id))).all()
            said = (await connection.execute(select(messages).order_by(messages.c.seq))).all()
            replies = (await connection.execute(select(outbox).order_by(outbox.c.id))).all()
    finally:
        await database.close()

    keys = {f"{thread}:{number}" for thread, number in platform.acknowledged()}
    assert keys <= {row.event_key for row in accepted}, "an acknowledged message is lost"
    unanswered = [(row.event_key, row.state, row.error) for row in accepted if row.state != "done"]
    assert unanswered == [], f"a message was never answered: {unanswered}"
    assert {row.state for row in replies} == {"sent"}, "a reply was never delivered"

    sent = _texts()
    for row in accepted:
        sent[threads[row.session_id]].append(row.text)
    heard, shown, posted = _texts(), _texts(), _texts()
    for row in said:
        if row.role == "person":
            heard[threads[row.session_id]].append(row.text)
    for row in replies:
        shown[row.thread_key] += _read_by(row.reply["parts"][0]["markdown"])
    for post in platform.posts():
        posted[post.thread] += _read_by(post.text)
    for thread, texts in sent.items():
        assert texts == [text_of(thread, number) for number in range(len(texts))], "the order of a thread is broken"
        assert heard[thread] == texts, "the transcript differs from what was sent"
        assert shown[thread] == texts, "a message was answered twice, or not, or out of order"
        assert posted[thread] == texts, "the platform shows something else than was answered"
    twice = [i for i, times in Counter(p.outbox_id for p in platform.posts()).items() if times > 1]
    assert not twice
    assert set(platform.attempts()) == {row.id for row in replies}
    return len(accepted)


def _texts() -> defaultdict[str, list[str]]:
    return defaultdict(list)


def _read_by(reply: str) -> list[str]:
    """The messages that a reply of the plain interviewer answers."""
    return reply.split("\n")[0].removeprefix("I read: ").split(" | ")
