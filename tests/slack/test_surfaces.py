"""App Home, `/agent`, the message shortcut, and the agent view."""

import asyncio
from functools import partial

from engine.store import sessions
from engine.turns.turn import status
from tests.interviewers import Plain
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack
from tests.slack.local.server import elements, labels


async def home(slack: LocalSlack, user: str = "UANA") -> list[dict[str, object]]:
    await slack.event({"type": "app_home_opened", "user": user, "channel": "D1", "tab": "home"})
    view = await slack.until(lambda: slack.team().homes.get(user))
    return list(view["blocks"])


async def test_app_home_shows_my_sessions_and_nobody_elses(slack: LocalSlack, join: Join) -> None:
    await join()
    await slack.reply(await slack.says("<@UBOT> a survey agent for our hotel guests"))
    await slack.reply(await slack.says("<@UBOT> a receptionist for our bakery", by="UBEN"))
    mine, theirs = str(await home(slack)), str(await home(slack, "UBEN"))
    assert "The basics" in mine
    assert mine.count("ab_home_export") == theirs.count("ab_home_export") == 1
    assert "eceptionist" in theirs
    assert "eceptionist for our bakery" not in mine


async def test_app_home_exports_into_the_thread_and_abandons(slack: LocalSlack, join: Join) -> None:
    engine = await join()
    root = await slack.says("<@UBOT> a survey agent for our hotel guests")
    await slack.reply(root)
    buttons = {str(e.get("action_id")): e for e in elements(await home(slack))}
    await slack.acts(buttons["ab_home_open"])
    await slack.acts(buttons["ab_home_export"])
    await slack.until(lambda: any(m.files for m in slack.replies("C1", root.ts)))
    await slack.acts(buttons["ab_home_abandon"], by="UBEN")
    await slack.until(lambda: "not one of yours" in str(slack.team().homes.get("UBEN")))
    await slack.acts(buttons["ab_home_abandon"])
    await slack.until(lambda: "no agent in the making" in str(slack.team().homes["UANA"]))
    [session] = await sessions.listed(engine.store)
    assert (session.thread_key, session.status) == (f"slack:T1:C1:{root.ts}", "abandoned")


async def test_agent_new_begins_a_thread_and_list_finds_it(slack: LocalSlack, join: Join) -> None:
    await join()
    await slack.commands("new a survey agent for our hotel guests")
    root = await slack.until(lambda: next((m for m in slack.channel().messages if "starts a new" in m.text), None))
    assert "<@UANA>" in root.text
    await slack.reply(root)
    for text, words in (("list", "open>"), ("status", "It is in the thread"), ("help", "/agent new")):
        key = await slack.commands(text)
        answer = await slack.until(partial(slack.responses.get, key))
        assert words in answer[0]["text"]
    assert slack.refused == []


async def test_agent_new_where_it_is_not_invited_says_so(slack: LocalSlack, join: Join) -> None:
    await join()
    slack.channel("C9", bot=False)
    key = await slack.commands("new a guide", channel="C9")
    assert "Invite me first" in (await slack.until(lambda: slack.responses[key]))[0]["text"]


async def test_the_message_shortcut_designs_an_agent_from_that_message(slack: LocalSlack, join: Join) -> None:
    await join()
    message = await slack.says("We need a survey agent for our hotel guests")
    payload = {
        "type": "message_action",
        "callback_id": "design_agent",
        "team": {"id": "T1"},
        "user": {"id": "UBEN", "name": "ben"},
        "channel": {"id": "C1", "name": "general"},
        "message": message.as_json(),
        "trigger_id": slack.trigger(),
        "response_url": f"{slack.origin}/response/1",
    }
    assert await slack.bring("interactive", payload) == {}
    assert await slack.bring("interactive", payload) == {}
    assert "survey" in (await slack.reply(message)).text.lower()
    assert len(slack.replies("C1", message.ts)) == 1


async def test_the_agent_view_and_assistant_threads_get_suggested_prompts(slack: LocalSlack, join: Join) -> None:
    await join()
    slack.channel("D1")
    await slack.event({"type": "app_home_opened", "user": "UANA", "channel": "D1", "tab": "messages"})
    thread = {"user_id": "UANA", "channel_id": "D1", "thread_ts": "1700000000.000100", "context": {}}
    await slack.event({"type": "assistant_thread_started", "assistant_thread": thread})
    await slack.until(lambda: len(slack.team().prompts) == 2)
    new, old = sorted(slack.team().prompts, key=lambda p: "thread_ts" in p)
    assert "thread_ts" not in new
    assert old["thread_ts"] == "1700000000.000100"
    assert all(p["message"] for p in new["prompts"])


async def test_change_something_says_how(slack: LocalSlack, join: Join) -> None:
    await join()
    root = await slack.says("<@UBOT> a survey agent for our hotel guests in English, friendly, greeting: Hello there")
    for count in range(1, 12):
        reply = await slack.reply(root, count)
        if "Change something" in labels(reply):
            break
        await slack.says("yes", thread=root.ts)
    await slack.clicks(reply, "Change something")
    await slack.until(lambda: any("add a step" in e["text"] for e in slack.team().ephemerals))


async def test_a_new_agent_begins_from_an_earlier_one_or_a_template_and_a_wrong_name_opens_nothing(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Plain())
    await slack.reply(await slack.says("<@UBOT> role: night porter"))
    key = await slack.commands("list open about porter")
    await slack.until(lambda: "Night porter" in str(slack.responses[key]) and "|open>" in str(slack.responses[key]))
    key = await slack.commands("new from Mia")
    await slack.until(lambda: "no agent that is called" in str(slack.responses[key]))
    assert len(await sessions.listed(engine.store)) == 1
    await slack.reply(await slack.says("<@UBOT> new from night porter"))
    await slack.commands("new from template dental clinic")

    async def specs() -> list[str | None]:
        return [(await status(engine, s.id)).spec.role for s in await sessions.listed(engine.store)]

    for _ in range(200):
        if len(await specs()) == 3 and None not in await specs():
            break
        await asyncio.sleep(0.05)
    assert await specs() == ["receptionist", "night porter", "night porter"]
