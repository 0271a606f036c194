"""What an operator allows: one friendly line over it, to that person alone, and what was accepted stays."""

from engine.store import sessions
from tests.interviewers import Plain
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack
from tests.slack.local.state import Group
from tests.slack.test_controls import told


async def test_who_sent_as_much_as_they_may_is_told_once_and_the_others_go_on(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain(), person_messages_a_day=2)
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("tone: warm", thread=root.ts)
    await slack.reply(root, 2)
    for text in ("tone: grim", "tone: loud"):
        await slack.says(text, thread=root.ts)
    assert (await told(slack, "You have sent me 2 messages today"))["user"] == "UANA"
    await slack.says("tone: calm", by="UBEN", thread=root.ts)
    assert "I read: tone: calm" in (await slack.reply(root, 3)).text
    assert len(slack.team().ephemerals) == 1
    [session] = await sessions.listed(engine.store)
    assert session.version == 3


async def test_a_workspace_has_as_many_open_agents_as_it_may_and_one_fewer_when_one_is_abandoned(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Plain(), workspace_open_sessions=1)
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("<@UBOT> role: host", by="UBEN")
    assert (await told(slack, "I have 1 agent in the making here"))["user"] == "UBEN"
    await slack.says("<@UBOT> tone: warm", thread=root.ts)
    await slack.reply(root, 2)
    await slack.says("<@UBOT> abandon yes", thread=root.ts)
    await slack.until(lambda: any("is abandoned" in m.text for m in slack.replies("C1", root.ts)))
    other = await slack.says("<@UBOT> role: host", by="UBEN")
    await slack.reply(other)
    assert len(await sessions.listed(engine.store)) == 2


async def test_agents_are_begun_in_allowed_channels_by_members_of_allowed_groups(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain(), allowed_channels="C2", allowed_roles="S1")
    slack.team().groups["S1"] = Group("S1", "leads", ["UBEN"])
    await slack.says("<@UBOT> role: guide", by="UBEN")
    assert (await told(slack, "not set up for this channel"))["user"] == "UBEN"
    slack.channel("C2")
    await slack.says("<@UBOT> role: guide", channel="C2")
    assert (await told(slack, "not set up for everybody"))["user"] == "UANA"
    assert await sessions.listed(engine.store) == []
    root = await slack.says("<@UBOT> role: guide", channel="C2", by="UBEN")
    await slack.until(lambda: slack.replies("C2", root.ts))
