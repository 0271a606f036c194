"""Buttons, forms and who may use them."""

from dataclasses import replace

import pytest

from bots import chat
from bots.slack.traces import Traces, label_of
from engine.document.changes import Approve
from engine.messages.replies import Suggestion
from engine.store import inbox, sessions
from engine.turns.turn import Engine, status
from tests.interviewers import Offers, Plain
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack, Message
from tests.slack.local.server import elements, labels
from tests.slack.local.state import Person
from tests.slack.talkers import to_the_tools

OPENING = "<@UBOT> A friendly receptionist for our dental clinic that books and moves appointments, English and Spanish"


async def spec_version(engine: Engine, root: Message) -> int:
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    return (await status(engine, session.id)).version


async def tools_offered(slack: LocalSlack) -> tuple[Message, Message]:
    """The message that began it, and the one with the cards of the tools."""
    root = await slack.says(OPENING)
    return root, await to_the_tools(slack, await slack.reply(root))


def card(message: Message, kind: str, nth: int = 0) -> dict[str, object]:
    return [e for e in elements(message.blocks) if f":{kind}:" in str(e.get("action_id"))][nth]


async def told(slack: LocalSlack, words: str) -> dict[str, object]:
    """What the bot said to one person alone."""
    found: dict[str, object] = await slack.until(
        lambda: next((e for e in slack.team().ephemerals if words in e["text"]), None)
    )
    return found


async def test_a_button_of_an_earlier_question_gets_a_kind_word_and_changes_nothing(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join()
    root = await slack.says(OPENING)
    first = await slack.reply(root)
    stale = next(e for e in elements(first.blocks) if e.get("type") == "button")
    await slack.says("Say: Good day, this is the clinic.", thread=root.ts)
    await slack.reply(root, 2)
    before = await spec_version(engine, root)
    await slack.acts(stale, message=first, by="UBEN")
    word = await told(slack, "earlier question")
    assert (word["user"], word["thread_ts"]) == ("UBEN", root.ts)
    assert await spec_version(engine, root) == before


async def test_a_tool_that_is_decided_already_is_not_decided_again(slack: LocalSlack, join: Join) -> None:
    engine = await join()
    root, tools = await tools_offered(slack)
    decline = card(tools, "decline")
    await slack.acts(card(tools, "accept"), message=tools)
    await slack.after(tools)
    before = await spec_version(engine, root)
    await slack.acts(decline, message=tools, by="UBEN")
    assert "accepted already by Ana" in str((await told(slack, "already"))["text"])
    assert await spec_version(engine, root) == before


async def test_a_double_click_is_one_click(slack: LocalSlack, join: Join) -> None:
    engine = await join()
    root, tools = await tools_offered(slack)
    before = await spec_version(engine, root)
    await slack.acts(card(tools, "accept"), message=tools, wait=False)
    await slack.acts(card(tools, "accept"), message=tools, by="UBEN", wait=False)
    await slack.until(lambda: len(slack.team().ephemerals) == 1)
    await slack.after(tools)
    assert await spec_version(engine, root) == before + 1


async def test_who_chose_what_is_shown_where_the_buttons_were(slack: LocalSlack, join: Join) -> None:
    await join()
    _, tools = await tools_offered(slack)
    open_before = labels(tools).count("Accept")
    await slack.acts(card(tools, "accept"), message=tools, by="UBEN")
    await slack.until(lambda: "✓ <@UBEN>: Accept" in str(tools.blocks))
    assert labels(tools).count("Accept") == open_before - 1


async def nothing_due(db: object) -> list[str]:
    return []


async def test_all_that_was_chosen_at_once_is_shown_and_is_one_turn(
    slack: LocalSlack, join: Join, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat, "GATHER_SECONDS", 2.0)  # on a busy machine the same moment is longer
    engine = await join()
    root, tools = await tools_offered(slack)
    before = await spec_version(engine, root)
    monkeypatch.setattr(inbox, "due_sessions", nothing_due)  # and no sweep comes in between
    cards = [card(tools, "accept"), card(tools, "decline", 1), card(tools, "accept", 2)]
    as_it_was = replace(tools)
    for element, by in zip(cards, ("UANA", "UBEN", "UANA"), strict=True):
        await slack.acts(element, message=as_it_was, by=by, wait=False)
    await slack.until(lambda: [str(tools.blocks).count(f"✓ <@{by}>") for by in ("UANA", "UBEN")] == [2, 1])
    await slack.after(tools)
    assert await spec_version(engine, root) == before + 1


async def test_of_a_yes_and_a_no_at_the_same_moment_the_first_counts_and_the_other_is_told(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join()
    root, tools = await tools_offered(slack)
    before = await spec_version(engine, root)
    await slack.acts(card(tools, "accept"), message=tools, wait=False)
    await slack.acts(card(tools, "decline"), message=tools, by="UBEN", wait=False)
    word = await slack.until(lambda: next(iter(slack.team().ephemerals), None))
    await slack.after(tools)
    assert "already" in word["text"]
    assert await spec_version(engine, root) == before + 1


async def test_a_form_that_was_sent_is_shown_where_it_was_opened(slack: LocalSlack, join: Join) -> None:
    await join()
    _, tools = await tools_offered(slack)
    await slack.acts(card(tools, "configure"), message=tools, by="UBEN")
    views = slack.team().views
    view = await slack.until(lambda: next((v for v in views.values() if "submit" in v), None))
    await slack.submits(view["id"], {"url": "https://clinic.example.com/x", "auth": "none"}, by="UBEN")
    await slack.until(lambda: "✓ <@UBEN>: Configure" in str(tools.blocks))


def test_the_platforms_that_were_chosen_are_shown_in_place_of_the_select() -> None:
    control = "ab:platforms:1:0"
    select = {"type": "section", "text": {}, "accessory": {"type": "multi_static_select", "action_id": control}}
    options = [{"text": {"text": name}, "value": name.lower()} for name in ("Vapi", "Retell <x>")]
    label = label_of({"actions": [{"action_id": control, "selected_options": options}]}, control)
    (shown,) = Traces().blocks("C1", {"ts": "1.1", "blocks": [select]}, control, "UBEN", label) or []
    assert "✓ <@UBEN>: Vapi, Retell &lt;x&gt;" in str(shown)


async def test_an_unknown_button_and_an_unknown_command_get_a_kind_word(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    reply = await slack.reply(root)
    assert await slack.acts({"type": "button", "action_id": "of_last_year"}, message=reply) == {}
    await told(slack, "no longer know")
    forged = {"type": "button", "action_id": "ab:suggestion:999:0"}
    assert await slack.acts(forged, message=reply) == {}
    assert await slack.bring("slash_commands", {"command": "/other", "team_id": "T1", "user_id": "UANA"})


async def test_a_button_does_nothing_in_a_thread_or_workspace_that_is_not_its_own(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join()
    root, tools = await tools_offered(slack)
    before = await spec_version(engine, root)
    elsewhere = await slack.says("<@UBOT> a survey agent")
    other = await slack.reply(elsewhere)
    await slack.acts(card(tools, "accept"), message=other)
    await told(slack, "no longer know")
    slack.channel("C1", "T2")
    await slack.acts(card(tools, "accept"), message=tools, team_id="T2")
    assert await spec_version(engine, root) == before


async def test_an_expired_trigger_asks_for_another_click(slack: LocalSlack, join: Join) -> None:
    await join()
    _, tools = await tools_offered(slack)
    await slack.acts(card(tools, "configure"), message=tools, trigger_age=10)
    await told(slack, "click Configure once more")
    assert slack.team().views == {}


async def test_configure_opens_a_form_of_the_tool_and_sending_it_accepts_the_tool(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join()
    root, tools = await tools_offered(slack)
    await slack.acts(card(tools, "configure"), message=tools)
    view = await slack.until(lambda: next((v for v in slack.team().views.values() if "submit" in v), None))
    assert {b["type"] for b in view["blocks"]} == {"input"}
    secret = "sk-" + "ant-" + "a" * 30
    refused = await slack.submits(view["id"], {"url": "https://clinic.example.com/x", "auth_ref": secret})
    assert refused is not None
    assert "auth_ref" in refused["errors"] or "url" in refused["errors"]
    taken = await slack.submits(view["id"], {"url": "https://clinic.example.com/x", "auth": "none"})
    assert taken == {}
    await slack.after(tools)
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    tool = (await status(engine, session.id)).spec.tool("book_appointment")
    assert tool is not None
    assert (tool.state, tool.url, tool.auth) == ("accepted", "https://clinic.example.com/x", "none")


async def test_only_the_people_it_was_given_to_may_approve_by_word_or_button_and_abandon(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("<@UBOT> settings approve owner", thread=root.ts)
    await slack.until(lambda: any("Only Ana may approve" in m.text for m in slack.replies("C1", root.ts)))
    await slack.says("approve basics", by="UBEN", thread=root.ts)
    reply = await slack.reply(root, 2)
    assert "Only Ana may approve" in reply.text
    await slack.says("<@UBOT> abandon", by="UBEN", thread=root.ts)
    assert (await told(slack, "Only Ana may abandon"))["user"] == "UBEN"
    await slack.says("<@UBOT> settings approve anyone", by="UBEN", thread=root.ts)
    assert (await told(slack, "Only Ana may approve"))["user"] == "UBEN"
    await slack.says("approve basics", thread=root.ts)
    await slack.reply(root, 3)
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    assert (session.status, [h.name for h in session.rules.holders("approve")]) == ("active", ["Ana"])
    assert (await status(engine, session.id)).spec.approvals["basics"].by.author == "UANA"


async def test_a_refused_approval_leaves_the_button_as_it_was_and_says_so_to_that_person_alone(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Offers(Suggestion(label="Approve & go <!channel>", changes=(Approve(what="basics"),))))
    root = await slack.says("<@UBOT> hello")
    reply = await slack.reply(root)
    await slack.says("<@UBOT> settings approve owner", thread=root.ts)
    await slack.until(lambda: any("Only Ana may approve" in m.text for m in slack.replies("C1", root.ts)))
    before = (len(slack.replies("C1", root.ts)), reply.blocks)
    await slack.clicks(reply, "Approve & go <!channel>", by="UBEN")
    assert (await told(slack, "Only Ana may approve"))["user"] == "UBEN"
    assert (len(slack.replies("C1", root.ts)), reply.blocks) == before
    assert await spec_version(engine, root) == 0
    await slack.clicks(reply, "Approve & go <!channel>")
    await slack.until(lambda: "✓ <@UANA>: Approve &amp; go &lt;!channel&gt;" in str(reply.blocks))
    assert await spec_version(engine, root) == 1


async def test_a_name_is_shown_as_it_is_written_and_never_as_a_link_or_a_broadcast(
    slack: LocalSlack, join: Join
) -> None:
    await join()
    slack.team().people["UBEN"] = Person("UBEN", "<!channel> [Ben](https://evil.example.com)\u202e")
    _, tools = await tools_offered(slack)
    decline = card(tools, "decline")
    await slack.acts(card(tools, "accept"), message=tools, by="UBEN")
    await slack.after(tools)
    await slack.acts(decline, message=tools)
    word = await told(slack, "accepted already by")
    assert "&lt;!channel&gt; [Ben](https://evil.example.com)." in str(word["text"])


async def test_an_abandoned_thread_is_left_alone_until_somebody_mentions_it(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    reply = await slack.reply(root)
    await slack.says("<@UBOT> abandon yes", thread=root.ts)
    await slack.until(lambda: "abandoned" in slack.replies("C1", root.ts)[-1].text)
    count = len(slack.replies("C1", root.ts))
    await slack.says("nice weather", thread=root.ts)
    await slack.acts({"type": "button", "action_id": "ab:suggestion:1:0"}, message=reply)
    await told(slack, "abandoned")
    assert len(slack.replies("C1", root.ts)) == count
    await slack.says("<@UBOT> tone: warm", thread=root.ts)
    assert "I read: tone: warm" in (await slack.reply(root, 2)).text


async def test_an_abandoned_direct_message_begins_anew_with_the_next_word(slack: LocalSlack, join: Join) -> None:
    await join(Plain())
    root = await slack.says("role: guide", channel="D1")
    await slack.until(lambda: slack.replies("D1", root.ts))
    await slack.says("abandon yes", channel="D1", thread=root.ts)
    await slack.until(lambda: "abandoned" in slack.replies("D1", root.ts)[-1].text)
    await slack.says("tone: warm", channel="D1", thread=root.ts)
    await slack.until(lambda: "I read: tone: warm" in slack.replies("D1", root.ts)[-1].text)
