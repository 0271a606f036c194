"""Many workspaces by OAuth: installed at a web page, kept in SQL, apart from each other, and gone when they leave."""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store.models import Installation
from sqlalchemy import select
from sqlalchemy.ext.asyncio import create_async_engine

from bots.slack.installations import SCOPES
from bots.slack.sealed import Seal, SealedStore
from engine.errors import OperatorError
from engine.store import sessions
from tests.interviewers import Plain
from tests.servers import free_port
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack
from tests.slack.local.wire import Signed

SECRET = "signing-secret-of-the-test"


async def install(origin: str, team: str) -> str:
    """A person installs the app; the page that she sees at the end."""
    async with aiohttp.ClientSession() as browser:
        async with browser.get(f"{origin}/slack/install") as page:
            html, cookie = await page.text(), page.headers["Set-Cookie"].partition(";")[0]
        address = html.partition('<a href="')[2].partition('"')[0].replace("&amp;", "&")
        query = parse_qs(urlsplit(address).query)
        assert set(query["scope"][0].split(",")) == set(SCOPES)
        done = f"{origin}/slack/oauth_redirect?code={team}&state={query['state'][0]}"
        async with browser.get(done, headers={"Cookie": cookie}) as page:
            return await page.text()


async def test_two_workspaces_install_the_app_and_one_of_them_leaves(slack: LocalSlack, join: Join) -> None:
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    slack.wire = Signed(f"{origin}/slack/events", SECRET)
    engine = await join(
        Plain(),
        slack_mode="http",
        slack_signing_secret=SECRET,
        slack_port=port,
        slack_bot_token=None,
        slack_client_id="1.2",
        slack_client_secret="of-the-test",
    )
    for team in ("T1", "T2"):
        slack.channel("C1", team)
        assert "Thank you" in await install(origin, team)
    for team, role in (("T1", "guide"), ("T2", "nurse")):
        root = await slack.says(f"<@UBOT> role: {role}", team_id=team)
        assert f"role: {role}" in (await slack.reply(root, team_id=team)).text
        assert await sessions.by_thread(engine.store, f"slack:{team}:C1:{root.ts}")
    await slack.event({"type": "app_uninstalled"}, "T2")
    late = await slack.says("<@UBOT> role: ghost", team_id="T2", wait=False)
    root = await slack.says("<@UBOT> role: baker")
    assert "role: baker" in (await slack.reply(root)).text
    assert slack.replies("C1", late.ts, "T2") == []


async def tokens_in(store: SealedStore) -> list[str]:
    async with store.engine.connect() as connection:
        held = [store.bots.c.bot_token, store.installations.c.bot_token]
        return [token for column in held for token in (await connection.execute(select(column))).scalars()]


def installed(token: str) -> Installation:
    return Installation(app_id="A1", team_id="T1", user_id="U1", bot_token=token, bot_id="B1", bot_user_id="U2")


async def found(store: SealedStore) -> str | None:
    bot = await store.async_find_bot(enterprise_id=None, team_id="T1")
    return bot.bot_token if bot else None


async def test_tokens_are_sealed_brought_over_and_sealed_anew_with_a_new_key(tmp_path: Path) -> None:
    database = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/slack.db")
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    token = "xoxb-" + "1" * 50
    plain = SealedStore("1.2", database, Seal.of(""))
    await plain.create_tables()  # type: ignore[no-untyped-call]
    await plain.async_save(installed(token))
    assert await tokens_in(plain) == [token, token]
    assert await found(plain) == token
    for keys in (old, f"{new},{old}", new):
        store = SealedStore("1.2", database, Seal.of(keys))
        await store.seal_all()
        assert await found(store) == token
        assert token not in await tokens_in(store)
        assert all(len(sealed) <= 200 for sealed in await tokens_in(store))
    await store.async_save(installed(token))
    assert await found(store) == token
    assert token not in await tokens_in(store)
    assert await found(SealedStore("1.2", database, Seal.of(old))) is None
    await database.dispose()


def test_what_is_no_key_is_one_sentence_that_does_not_show_it() -> None:
    with pytest.raises(OperatorError) as told:
        Seal.of("not-a-key")
    assert "not-a-key" not in str(told.value)
