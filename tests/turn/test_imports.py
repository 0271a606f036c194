"""An agent that comes with a message: read once for every door, taken over by one turn, or asked about first."""

import json
from dataclasses import replace
from typing import Any

import pytest

from engine import sessions
from engine.document.changes import Import
from engine.document.spec import AgentSpec
from engine.errors import PersonError
from engine.interview.guided import Guided
from engine.messages.inbound import Attachment, Inbound
from engine.rules import ANYONE, person
from engine.store import inbox, transcript
from engine.targets import export
from engine.targets.read import read
from engine.turns.turn import Engine, accept, take_turns
from tests.interviewers import Plain
from tests.talk import ANA, BEN, answer, clicks, says, tell, waiting
from tests.targets.samples import dental
from tests.targets.test_read import FOREIGN, PROMPT

VAPI = json.dumps(FOREIGN["Vapi"])


def brings(*files: tuple[str, str], words: str = "", **more: Any) -> Inbound:
    return replace(says(words, **more), attachments=tuple(Attachment(name, "", text) for name, text in files))


def content(spec: AgentSpec) -> dict[str, Any]:
    return spec.model_dump(exclude={"origins"})


@pytest.mark.parametrize("source", FOREIGN)
async def test_an_agent_of_a_vendor_is_taken_over_by_one_message(engine: Engine, source: str) -> None:
    said = await tell(engine, brings(("agent.json", json.dumps(FOREIGN[source]))))
    assert said.reply is not None
    assert f"I have read Alex from {source}" in said.reply.text
    assert "I found no place for these, so they are notes" in said.reply.text
    spec, version = said.session.spec, said.session.version
    assert (spec.name, spec.greeting, version) == ("Alex", "Hi, Alex here.", 1)
    assert {(o.how, o.author) for o in spec.origins.values()} == {("imported", ANA.id)}


async def test_what_was_said_with_it_is_read_in_its_light(engine: Engine) -> None:
    said = await tell(engine, brings(("agent.json", VAPI), words="Here is our agent.\nrole: guide"))
    assert (said.session.spec.name, said.session.spec.role) == ("Alex", "guide")
    assert isinstance(engine.interviewer, Plain)
    assert [m.text for m in engine.interviewer.seen[-1].messages] == ["role: guide"]


@pytest.mark.parametrize("form", ["{}", "```json\n{}\n```", "Here is our agent: {}", "Our agent:\n\n{}\n\nThanks!"])
async def test_pasted_json_is_an_agent_too(engine: Engine, form: str) -> None:
    said = await tell(engine, form.replace("{}", VAPI))
    assert said.session.spec.name == "Alex"
    transcribed = [m.text for _, _, m in await transcript.page(engine.store, said.session.session_id)]
    assert "(an agent from Vapi, as JSON)" in transcribed[0]
    assert "firstMessage" not in transcribed[0]


async def test_our_own_export_is_the_same_design_in_another_thread(engine: Engine) -> None:
    text = export(dental(), "json", 3).files["agent_spec.json"]
    said = await tell(engine, brings(("agent_spec.json", text)))
    assert content(said.session.spec) == content(dental())


async def test_the_files_of_one_agent_may_come_one_by_one(engine: Engine) -> None:
    files = export(dental(), "retell", 1).files
    both = [(path, files[path]) for path in ("agent.json", "conversation_flow.json")]
    said = await tell(engine, brings(*both, ("hours.md", "role: guide")))
    assert (said.session.spec.name, len(said.session.spec.goals)) == (dental().name, len(dental().goals))
    assert said.session.spec.role == "guide"


async def test_the_same_agent_again_changes_nothing(engine: Engine) -> None:
    await tell(engine, brings(("agent.json", VAPI)))
    again = await tell(engine, brings(("agent.json", VAPI)))
    assert again.reply is not None
    assert "is what stands here already" in again.reply.text
    assert again.session.version == 1


@pytest.mark.parametrize("yes", ["yes", "Yes, please!", "Replace it", "ja"])
async def test_what_is_agreed_is_overwritten_only_after_a_yes(engine: Engine, yes: str) -> None:
    before = (await tell(engine, "role: guide")).session.spec
    asked = await tell(engine, brings(("agent.json", VAPI)))
    assert asked.reply is not None
    assert "Shall I replace the guide" in asked.reply.text
    assert asked.session.spec == before
    assert [s.label for s in asked.reply.suggestions] == ["Replace it", "Leave it"]
    taken = await tell(engine, yes)
    assert taken.session.spec.name == "Alex"
    assert taken.reply is not None
    assert "“undo” brings back what stood here" in taken.reply.text
    assert (await tell(engine, "undo")).session.spec.role == "guide"


async def test_a_no_leaves_everything_and_the_agent_is_not_asked_about_again(engine: Engine) -> None:
    before = (await tell(engine, "role: guide")).session.spec
    await tell(engine, brings(("agent.json", VAPI)))
    kept = await tell(engine, "no")
    assert kept.reply is not None
    assert "everything stays as it is" in kept.reply.text
    assert (await tell(engine, "yes")).session.spec == before


async def test_an_agent_that_nobody_answers_for_is_asked_about_once_more_and_then_put_aside(engine: Engine) -> None:
    await tell(engine, "role: guide")
    await tell(engine, brings(("agent.json", VAPI)))
    first, second = await tell(engine, "tone: warm"), await tell(engine, "tone: calm")
    assert first.reply is not None
    assert second.reply is not None
    assert "Shall I replace" in first.reply.text
    assert "I have put the agent from Vapi aside" in second.reply.text
    assert second.session.spec.name is None
    assert second.session.spec.role == "guide"


async def test_a_system_prompt_is_offered_and_a_brief_is_not(engine: Engine) -> None:
    offered = await tell(engine, brings(("prompt.md", PROMPT)))
    assert offered.reply is not None
    assert "Shall I take it over as the agent?" in offered.reply.text
    assert offered.session.version == 0
    taken = await tell(engine, "yes")
    assert (taken.session.spec.name, taken.session.spec.company) == ("Nora", "Harbour Vets")
    brief = "# Goals\n- We want a receptionist\n\n# Rules\n- Be kind\n\nrole: guide"
    other = replace(brings(("brief.md", brief)), thread=type(offered.session.thread).terminal("brief"))
    assert (await tell(engine, other)).session.spec.role == "guide"


@pytest.mark.parametrize("words", ["check this prompt: ", "Please review my system prompt:\n"])
async def test_a_prompt_to_check_is_no_agent_to_take_over(engine: Engine, words: str) -> None:
    for message in (says(words + PROMPT), brings(("prompt.md", PROMPT), words=words), says(words + VAPI)):
        accepted = await accept(engine, message)
        assert [w.changes for w in await waiting(engine, accepted.session_id)] == [None]
        await take_turns(engine, accepted.session_id)


REFUSED = {
    "truncated": (VAPI[:-40], "is not whole JSON"),
    "of another platform": ('{"instructions": "Be kind.", "voice": "alloy"}', "no agent that I know"),
    "too long": ('{"firstMessage": "' + "x" * 2_000_001, "too long for an agent"),
    "with a secret": (VAPI.replace("Hi, Alex here.", "sk-" + "ant-" + "a1" * 20), "Take it out"),
    "of a shape that we do not know": ('{"schema_version": 2, "goals": 3}', "not an agent spec"),
    "nested without end": ('{"firstMessage": ' + "[" * 100_000, "is not whole JSON"),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_cannot_be_taken_over_gets_a_word_and_nothing_of_it_is_stored(engine: Engine, what: str) -> None:
    text, why = REFUSED[what]
    before = (await tell(engine, "role: guide")).session
    with pytest.raises(PersonError, match=why):
        await accept(engine, brings(("agent.json", text)))
    assert await waiting(engine, before.session_id) == []
    after = await sessions.status(engine, before.session_id)
    assert (after.spec, after.version) == (before.spec, before.version)


async def test_data_is_material_and_no_agent(engine: Engine) -> None:
    for text in ('{"menu": [{"name": "Pizza"}]}', '{"members": [{"name": "Ana"}]}', '[{"id": 1}]'):
        accepted = await accept(engine, brings(("data.json", text)))
        assert [w.changes for w in await waiting(engine, accepted.session_id)] == [None]
        await take_turns(engine, accepted.session_id)


async def test_what_colleagues_share_among_themselves_is_no_business_of_ours(engine: Engine) -> None:
    await tell(engine, "role: guide")
    noted = await accept(engine, brings(("agent.json", VAPI), words="for you", addressed=False))
    assert (await sessions.status(engine, noted.session_id)).spec.name is None


async def test_the_same_event_brings_it_once(engine: Engine) -> None:
    message = brings(("agent.json", VAPI), key="once")
    first, again = await accept(engine, message), await accept(engine, message)
    assert again.seen_before
    await take_turns(engine, first.session_id)
    assert (await answer(engine, first)).session.version == 1
    assert await inbox.answered(engine.store, again.inbox_id) is not None


async def test_who_may_not_decide_brings_no_approvals(engine: Engine) -> None:
    done = AgentSpec.model_validate(
        {**dental().model_dump(), "approvals": {"final": {"fingerprint": "0" * 16, "by": {"author": "u-x"}}}}
    )
    opened = await tell(engine, "hush")
    await sessions.change_rules(engine, opened.session.session_id, lambda _: ANYONE.given("approve", [person(ANA)]))
    said = await tell(engine, brings(("a.json", done.model_dump_json()), author=BEN))
    assert said.session.spec.name == dental().name
    assert said.session.spec.approvals == {}


def test_a_model_cannot_bring_an_agent() -> None:
    from engine.interview.llm.answer import Answer

    assert Import.__name__ not in json.dumps(Answer.model_json_schema())


async def test_a_brought_agent_is_left_as_it_is_until_somebody_changes_it(engine: Engine) -> None:
    """Only then what is known of its jobs comes in, as for any agent."""
    guided = replace(engine, interviewer=Guided())
    text = json.dumps({"files": dict(export(dental(), "vapi", 1).files)})
    taken = (await tell(guided, brings(("a.json", text)))).session.spec
    assert content(taken) == content(read(text).spec)
    assert (await tell(guided, "what have we got so far?")).session.spec == taken


async def test_a_change_that_brings_a_secret_is_refused_like_any_other(engine: Engine) -> None:
    secret = "sk-" + "ant-" + "a1" * 20
    change: dict[str, Any] = {"op": "import", "source": "JSON", "agent": {"schema_version": 2, "greeting": secret}}
    with pytest.raises(PersonError, match="Treat it as leaked"):
        await accept(engine, clicks("Bring", change))


async def test_a_change_that_brings_no_agent_is_refused(engine: Engine) -> None:
    broken: tuple[dict[str, Any], ...] = ({"schema_version": 2, "goals": 3}, {"schema_version": 1, "notes": 7})
    for agent in broken:
        said = await tell(engine, clicks("Bring", {"op": "import", "source": "JSON", "agent": agent}))
        assert said.refused == "What came as an agent from JSON is no agent that I can read."
        assert said.session.version == 0
