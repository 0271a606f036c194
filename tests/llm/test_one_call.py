"""One structured call a turn, through each provider's own protocol."""

import pytest

from engine.document.changes import Add
from engine.document.spec import Tool
from tests.llm.conftest import Open
from tests.llm.script import Say, set_to, wanted
from tests.llm.server import ProviderServer
from tests.llm.talk import ANTHROPIC, BEN, CHAT, RESPONSES, Screen, conversation, hear, message

ANSWER = {
    "reply": "A receptionist, good — and whom does it talk with? 🙂",
    "changes": [
        set_to("use_case", "A receptionist"),
        set_to("role", "receptionist"),
        wanted("add", part="goals", item={"id": "book", "statement": "Book an appointment"}, how="inferred"),
    ],
    "asks": "audience",
    "suggestions": [{"label": "Patients", "changes": [{"op": "set", "path": "audience", "value": "patients"}]}],
}


async def test_the_reply_and_the_changes_arrive_in_one_call(provider: ProviderServer, opened: Open, model: str) -> None:
    provider.says(ANSWER)
    said = message("A receptionist that books appointments")
    interview = await hear(opened(model), conversation(said))
    assert interview.words == ANSWER["reply"]
    assert [(p.change.op, p.message, p.how) for p in interview.proposals] == [
        ("set", said, "said"),
        ("set", said, "said"),
        ("add", said, "inferred"),
    ]
    assert interview.asked is not None
    assert interview.asked.path == "audience"
    assert [s.label for s in interview.asked.suggestions] == ["Patients"]
    assert len(provider.calls) == 1


async def test_what_it_used_is_what_the_provider_counted(provider: ProviderServer, opened: Open, model: str) -> None:
    provider.says(ANSWER, ANSWER)
    interviewer = opened(model)
    await hear(interviewer, conversation("A receptionist"))
    used = (await hear(interviewer, conversation("A receptionist"))).used
    call = provider.calls[-1]
    assert (used.calls, used.input_tokens, used.output_tokens) == (1, call.prompt.tokens, call.output)
    assert used.cached_tokens == call.cached > 0
    assert used.model == model.replace("-responses", "").replace("-chat", "")
    assert (used.cost_usd is None) == (model == CHAT)  # nobody knows what a local model costs


async def test_the_reply_is_streamed_while_it_is_written(provider: ProviderServer, opened: Open, model: str) -> None:
    provider.says(Say(ANSWER, piece=7))
    screen = Screen()
    interview = await hear(opened(model), conversation("A receptionist"), screen)
    assert len(screen.shown) > 3
    assert all(interview.words.startswith(text) for text in screen.shown)
    assert screen.now == interview.words


@pytest.mark.parametrize(
    "turn", [conversation("Yes", clicked=True), conversation(message("@Ben lunch?", addressed=False))]
)
async def test_clicks_and_talk_among_people_cost_no_call(provider: ProviderServer, opened: Open, turn: object) -> None:
    interview = await hear(opened(RESPONSES), turn)  # type: ignore[arg-type]
    assert provider.calls == []
    assert interview.silent != bool(interview.words)


async def test_an_empty_answer_is_asked_for_again(provider: ProviderServer, opened: Open, model: str) -> None:
    provider.says({}, ANSWER)
    assert (await hear(opened(model), conversation("A receptionist"))).words == ANSWER["reply"]
    assert len(provider.calls) == 2


async def test_every_session_and_turn_begins_with_the_same_bytes(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    provider.says(ANSWER, ANSWER)
    await hear(opened(model), conversation("A receptionist"))
    await hear(opened(model), conversation(message("Ein Empfang", BEN), history=(message("Hallo", BEN),)))
    first, second = provider.calls
    assert first.prompt.stable == second.prompt.stable
    assert first.prompt.rest != second.prompt.rest
    assert second.cached >= 0.7 * second.prompt.tokens


async def test_anthropic_is_told_what_to_cache(provider: ProviderServer, opened: Open) -> None:
    provider.says(ANSWER)
    await hear(opened(ANTHROPIC), conversation("A receptionist"))
    body = provider.calls[0].body
    assert body["system"][-1]["cache_control"]["type"] == "ephemeral"
    assert body["tools"][-1]["cache_control"]["type"] == "ephemeral"
    assert body["tools"][-1]["eager_input_streaming"] is True
    assert not any("cache_control" in block for m in body["messages"] for block in m["content"])


async def test_openai_keeps_nothing_of_the_conversation(provider: ProviderServer, opened: Open) -> None:
    provider.says(ANSWER)
    await hear(opened(RESPONSES), conversation("A receptionist"))
    assert provider.calls[0].body["store"] is False


async def test_a_catalog_tool_is_filled_in_and_stays_a_proposal(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    item = {"name": "book_appointment", "catalog": "book_appointment", "purpose": "Book it", "state": "accepted"}
    provider.says({"reply": "Shall it book?", "changes": [wanted("add", part="tools", item=item)]})
    interview = await hear(opened(model), conversation("It books appointments"))
    proposal, *_ = interview.proposals
    assert isinstance(proposal.change, Add)
    tool = proposal.change.item
    assert isinstance(tool, Tool)
    assert (tool.state, tool.purpose, tool.catalog) == ("proposed", "Book it", "book_appointment")
    assert {p.name for p in tool.params} >= {"start", "name"}


async def test_a_screen_that_fails_costs_the_stream_and_not_the_turn(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    tried = []

    async def broken(text: str) -> None:
        tried.append(text)
        raise RuntimeError("the platform is down")

    provider.says(Say(ANSWER, piece=7))
    interview = await hear(opened(model), conversation("A receptionist"), broken)
    assert interview.words == ANSWER["reply"]
    assert len(tried) == 1
