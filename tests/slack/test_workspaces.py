"""Many workspaces by OAuth: installed at a web page, kept in SQL, apart from each other, and gone when they leave."""

from urllib.parse import parse_qs, urlsplit

import aiohttp

from bots.slack.installations import SCOPES
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
