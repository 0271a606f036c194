"""Who may do what: user groups as Slack knows them, private words to those who may not."""

from engine.document.changes import Approve
from engine.messages.replies import Suggestion
from engine.store import sessions
from engine.turns.turn import status
from tests.interviewers import AsksForApproval, Offers, Plain
from tests.slack.conftest import Join
from tests.slack.local import LocalSlack, Message
from tests.slack.local.state import Group
from tests.slack.test_controls import told


async def heard(slack: LocalSlack, root: Message, words: str) -> None:
    await slack.until(lambda: any(words in m.text for m in slack.replies("C1", root.ts)))


async def test_members_of_a_user_group_may_approve_and_others_are_told_alone_who_may(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Offers(Suggestion(label="Approve", changes=(Approve(what="basics"),))))
    slack.team().groups["S1"] = Group("S1", "leads", ["UBEN"])
    root = await slack.says("<@UBOT> hello")
    reply = await slack.reply(root)
    await slack.says("<@UBOT> settings approve <!subteam^S1>", thread=root.ts)
    await heard(slack, root, "Only @leads may approve, export, push or abandon.")
    await slack.clicks(reply, "Approve")
    assert (await told(slack, "Only @leads may approve"))["user"] == "UANA"
    await slack.clicks(reply, "Approve", by="UBEN")
    await slack.reply(root, 2)
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    assert (await status(engine, session.id)).spec.approvals["basics"].by.author == "UBEN"


async def test_words_of_a_group_member_approve_too_and_nobody_is_a_member_while_slack_does_not_say(
    slack: LocalSlack, join: Join
) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("<@UBOT> settings approve <!subteam^S1|@leads>", thread=root.ts)
    await heard(slack, root, "Only S1 may approve")
    await slack.says("approve basics", by="UBEN", thread=root.ts)
    assert "Only S1 may approve" in (await slack.reply(root, 2)).text
    slack.team().groups["S1"] = Group("S1", "leads", ["UBEN"])
    await slack.says("approve basics", by="UBEN", thread=root.ts)
    await slack.reply(root, 3)
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    assert (await status(engine, session.id)).spec.approvals["basics"].by.author == "UBEN"


async def test_who_may_not_change_the_agent_gives_context_and_is_told_so_once(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    for right in ("edit", "approve"):
        await slack.says(f"<@UBOT> settings {right} owner", thread=root.ts)
    await heard(slack, root, "Only Ana may change the agent, approve, export, push or abandon.")
    for text in ("role: waiter", "tone: grim"):
        await slack.says(text, by="UBEN", thread=root.ts)
    await slack.says("tone: warm", thread=root.ts)
    await slack.reply(root, 2)
    session = await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}")
    assert session is not None
    spec = (await status(engine, session.id)).spec
    assert (spec.role, spec.tone) == ("guide", ("warm",))
    words = [e["text"] for e in slack.team().ephemerals if e["user"] == "UBEN"]
    assert words == ["Only Ana may change the agent. Ask them. What you say here I keep as context."]


async def test_an_abandoned_agent_comes_back_to_its_thread(slack: LocalSlack, join: Join) -> None:
    engine = await join(Plain())
    root = await slack.says("<@UBOT> role: guide")
    await slack.reply(root)
    await slack.says("<@UBOT> abandon", thread=root.ts)
    asking = await slack.until(
        lambda: next((m for m in slack.replies("C1", root.ts) if "Shall I abandon" in m.text), None)
    )
    await slack.clicks(asking, "Abandon it")
    await heard(slack, root, "This agent is abandoned")
    assert await sessions.by_thread(engine.store, f"slack:T1:C1:{root.ts}") is None
    await slack.says("<@UBOT> restore", thread=root.ts)
    await heard(slack, root, "is back, as it was")
    await slack.says("tone: warm", thread=root.ts)
    await heard(slack, root, "I read: tone: warm")


async def test_those_who_are_asked_to_approve_hear_of_it(slack: LocalSlack, join: Join) -> None:
    await join(AsksForApproval())
    slack.team().groups["S1"] = Group("S1", "leads", ["UBEN"])
    root = await slack.says("<@UBOT> hush")
    await slack.says("<@UBOT> settings approve <@UBEN> <!subteam^S1>", thread=root.ts)
    await heard(slack, root, "Only Ben and @leads may approve")
    await slack.says("role: guide", thread=root.ts)
    await heard(slack, root, "For <@UBEN> and <!subteam^S1> to approve:")
