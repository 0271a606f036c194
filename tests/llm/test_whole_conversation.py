"""The same conversation to COMPLETED, through every provider and without any."""

from dataclasses import replace

import pytest

from bots.commands import Request, run
from bots.shown import Shown
from engine.document.spec import Stage
from engine.messages.inbound import ThreadKey
from engine.messages.replies import Files
from engine.store.usage import of_session, total
from engine.turns.turn import Answer, Engine, accept, take_turns
from tests.conftest import OpenEngine
from tests.llm.conftest import Open
from tests.llm.consultant import CONVERSATION
from tests.llm.script import Fail, Say
from tests.llm.server import ProviderServer
from tests.llm.talk import ANA, ANTHROPIC, BEN, MODELS, RESPONSES, Screen
from tests.talk import clicks, says, tell

MOST_YES = 12


async def test_it_runs_to_the_export_with_one_call_a_turn(
    provider: ProviderServer, opened: Open, replica: OpenEngine, model: str
) -> None:
    engine = await replica(opened(model))
    provider.says(*[Say(answer) for _, answer in CONVERSATION])
    answer = await _through(engine, len(CONVERSATION))
    assert answer.session.progress.stage == Stage.COMPLETED
    assert answer.reply is not None
    files = [part for part in answer.reply.parts if isinstance(part, Files)]
    assert [part.platform for part in files] == ["elevenlabs", "markdown"]
    assert len(provider.calls) == len(CONVERSATION)
    turns = await of_session(engine.store, answer.session.session_id)
    used = total(turns)
    assert len(turns) == used.calls == len(CONVERSATION)
    assert used.input_tokens == sum(call.prompt.tokens for call in provider.calls)
    assert used.output_tokens == sum(call.output for call in provider.calls)


@pytest.mark.parametrize("models", [",".join(MODELS), f"{RESPONSES},{ANTHROPIC}"])
async def test_with_every_provider_failing_half_way_guided_finishes_it(
    provider: ProviderServer, opened: Open, replica: OpenEngine, models: str
) -> None:
    engine = await replica(opened(models))
    provider.says(*[Say(answer) for _, answer in CONVERSATION[:3]])
    provider.otherwise = lambda _: Fail(500)
    answer = await _through(engine, 3)
    agreed = answer.session.spec
    yes = 0
    while answer.session.progress.stage != Stage.COMPLETED and yes < MOST_YES:
        answer, yes = await tell(engine, "yes"), yes + 1
    assert answer.session.progress.stage == Stage.COMPLETED
    assert answer.session.spec.model_dump(include=_SAID) == agreed.model_dump(include=_SAID)
    assert [g.statement for g in answer.session.spec.goals] == [g.statement for g in agreed.goals]


async def test_a_click_costs_no_call(provider: ProviderServer, opened: Open, replica: OpenEngine) -> None:
    engine = await replica(opened(RESPONSES))
    provider.says(CONVERSATION[0][1])
    await tell(engine, CONVERSATION[0][0])
    answer = await tell(engine, clicks("Only patients", {"op": "set", "path": "audience", "value": "patients"}))
    assert answer.session.spec.audience == "patients"
    assert answer.reply is not None
    assert len(provider.calls) == 1


async def test_three_quick_messages_are_one_call(provider: ProviderServer, opened: Open, replica: OpenEngine) -> None:
    engine = await replica(opened(ANTHROPIC))
    provider.says(CONVERSATION[0][1])
    for text in ("A friendly receptionist", "for our dental clinic", "that books appointments"):
        accepted = await accept(engine, says(text))
    await take_turns(engine, accepted.session_id)
    assert len(provider.calls) == 1


async def test_a_turn_streams_its_reply(
    provider: ProviderServer, opened: Open, replica: OpenEngine, model: str
) -> None:
    engine = await replica(opened(model))
    provider.says(CONVERSATION[0][1])
    screen = Screen()
    accepted = await accept(engine, says(CONVERSATION[0][0]))
    await take_turns(engine, accepted.session_id, screen)
    assert len(screen.shown) > 1
    assert screen.now == CONVERSATION[0][1]["reply"]


async def test_a_session_beyond_its_budget_goes_on_without_a_model(
    provider: ProviderServer, opened: Open, replica: OpenEngine
) -> None:
    engine = await replica(opened(RESPONSES, session_token_budget=5_000))
    provider.says(CONVERSATION[0][1])
    await tell(engine, CONVERSATION[0][0])
    second, third = await tell(engine, "patients"), await tell(engine, "yes")
    assert second.reply is not None
    assert third.reply is not None
    assert "share of the language model" in second.reply.text
    assert "share of the language model" not in third.reply.text
    assert second.session.spec.audience == "patients"
    assert len(provider.calls) == 1


async def test_budgets_are_counted_for_each_session(
    provider: ProviderServer, opened: Open, replica: OpenEngine
) -> None:
    engine = await replica(opened(RESPONSES, session_token_budget=5_000))
    provider.says(CONVERSATION[0][1], CONVERSATION[0][1])
    await tell(engine, CONVERSATION[0][0])
    other = await tell(engine, says(CONVERSATION[0][0], thread=ThreadKey.terminal("other")))
    assert other.reply is not None
    assert len(provider.calls) == 2


@pytest.mark.parametrize("whose", ["person", "workspace"])
async def test_budgets_of_a_person_and_a_workspace_hold_across_their_threads(
    provider: ProviderServer, opened: Open, replica: OpenEngine, whose: str
) -> None:
    budget = {f"{whose}_token_budget": 5_000}
    engine = await replica(opened(RESPONSES, **budget))
    engine = replace(engine, settings=engine.settings.model_copy(update=budget))
    provider.otherwise = lambda _: Say(CONVERSATION[0][1])
    threads = [ThreadKey.slack("T1", "C1", str(n)) for n in range(2)]
    await tell(engine, says(CONVERSATION[0][0], thread=threads[0], author=ANA))
    spent = await tell(engine, says(CONVERSATION[0][0], thread=threads[1], author=ANA if whose == "person" else BEN))
    free = await tell(engine, says(CONVERSATION[0][0], thread=ThreadKey.slack("T2", "C1", "0"), author=BEN))
    assert spent.reply is not None
    assert "is used up for today" in spent.reply.text
    assert free.reply is not None
    assert "is used up for today" not in free.reply.text
    assert len(provider.calls) == 2


async def test_the_status_says_what_the_models_have_cost(
    provider: ProviderServer, opened: Open, replica: OpenEngine
) -> None:
    engine = await replica(opened(RESPONSES))
    provider.says(CONVERSATION[0][1])
    answer = await tell(engine, CONVERSATION[0][0])
    shown = await run("status", Request(engine, ANA, "Say hello.", known=answer.session))
    assert isinstance(shown, Shown)
    assert "Language model: 1 call, " in shown.markdown
    assert "of this session's budget." in shown.markdown


_SAID = {"name", "role", "company", "audience", "tone", "languages", "greeting", "guardrails"}


async def _through(engine: Engine, turns: int) -> Answer:
    """Say the first turns of the conversation; the last answer."""
    for text, _ in CONVERSATION[:turns]:
        answer = await tell(engine, text)
    return answer
