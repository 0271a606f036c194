"""When a model does not answer, the next one does, and at last the guided interviewer: in the same turn."""

import socket
import time
from dataclasses import replace
from typing import Literal

import pytest

from engine.interview.contract import Conversation
from engine.interview.llm.breaker import UNUSABLE_IN_A_ROW, Breaker
from engine.interview.llm.failures import FALLBACK_NOTICES, LONGEST, ModelFailed
from engine.interview.llm.interviewer import SHARE_SPENT
from tests.llm.conftest import Open
from tests.llm.script import Fail, Garbage, Hang, Ping, Refuse, Say, Step, set_to
from tests.llm.server import ProviderServer
from tests.llm.talk import ANTHROPIC, CHAT, MODELS, RESPONSES, Screen, conversation, hear, message

GOOD = {
    "reply": "A receptionist. Whom does it talk with?",
    "changes": [set_to("use_case", "A receptionist"), set_to("role", "receptionist")],
}
HALF = Say({"reply": "I was just about to say that the weather is"}, piece=8, cut_after=40)
UNREADABLE = Say('{"reply": "Hello", "changes": [{"change"')
FAILURES: dict[str, list[Step]] = {
    "a wrong key": [Fail(401)],
    "an unknown model": [Fail(404)],
    "a rate limit": [Fail(429, retry_after="7")],
    "an error of theirs": [Fail(500)],
    "an overload": [Fail(529)],
    "silence": [Hang(30)],
    "a stream that breaks off": [HALF],
    "a refusal": [Refuse()],
    "no JSON": [Say("I would rather chat."), Say("I would rather chat.")],
    "broken JSON": [UNREADABLE, UNREADABLE],
    "an answer cut off by its limit": [Say('{"reply": "Hel', finish="length")],
    "a web page": [Garbage("<html>Welcome to our network</html>", "text/html")],
    "a web page that says no": [Garbage("<html>Bad gateway</html>", "text/html", 502)],
    "an empty page": [Garbage("", "text/plain")],
    "another protocol": [Garbage('{"result": "hello"}', "application/json")],
    "broken events": [Garbage("data: {not json\n\n")],
    "events of another kind": [Garbage('data: {"hello": "world"}\n\ndata: [1, 2]\n\n')],
    "null events": [Garbage("event: message_start\ndata: null\n\ndata: null\n\n")],
    "an answer of 30,000 tokens": [Say({"reply": "word " * 24_000}, piece=4_000)],
}


def patience(steps: list[Step]) -> dict[str, float]:
    """Short only where nobody answers: how soon the others do, depends on the machine."""
    return {"llm_first_word_seconds": 1.0} if any(isinstance(step, Hang) for step in steps) else {}


ALL = ",".join(MODELS)


@pytest.mark.parametrize("steps", FAILURES.values(), ids=FAILURES)
async def test_the_next_model_answers(provider: ProviderServer, opened: Open, model: str, steps: list[Step]) -> None:
    following = next(name for name in MODELS if name != model)
    provider.says(*steps, Say(GOOD, piece=8))
    screen = Screen()
    interview = await hear(opened(f"{model},{following}", **patience(steps)), conversation("A receptionist"), screen)
    assert interview.words == screen.now == GOOD["reply"]
    assert [p.change.op for p in interview.proposals] == ["set", "set"]
    assert interview.notices == ()
    assert [call.model for call in provider.calls] == [_name(model)] * len(steps) + [_name(following)]
    assert interview.used.calls == len(provider.calls)


@pytest.mark.parametrize("steps", FAILURES.values(), ids=FAILURES)
async def test_at_last_guided_takes_over_and_says_so_in_one_line(
    provider: ProviderServer, opened: Open, steps: list[Step]
) -> None:
    provider.says(*steps)
    screen = Screen()
    interview = await hear(opened(RESPONSES, **patience(steps)), conversation("A receptionist for a clinic"), screen)
    assert interview.proposals
    assert interview.words == screen.now
    assert interview.notices[0] in FALLBACK_NOTICES.values()
    assert len(interview.notices) == 1
    assert "Nothing you said is lost" in interview.notices[0]


async def test_an_address_that_does_not_answer_costs_no_words(opened: Open, model: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        nobody = f"http://127.0.0.1:{server.getsockname()[1]}"
    interviewer = opened(model, openai_base_url=nobody, anthropic_base_url=nobody)
    interview = await hear(interviewer, conversation("A receptionist for a clinic"))
    assert interview.proposals
    assert interview.notices == (FALLBACK_NOTICES["down"],)


async def test_the_line_is_said_once(provider: ProviderServer, opened: Open) -> None:
    provider.says(Fail(401))
    interviewer = opened(RESPONSES)
    first = await hear(interviewer, conversation("A receptionist"))
    told = message("\n\n".join((*first.notices, first.words)), role="builder")
    second = await hear(interviewer, conversation("For patients", history=(told,)))
    assert first.notices == (FALLBACK_NOTICES["key"],)
    assert second.notices == ()
    assert len(provider.calls) == 1  # a refused key is not tried again at once


async def test_a_provider_that_hangs_is_waited_for_once(provider: ProviderServer, opened: Open, model: str) -> None:
    provider.says(Hang(30), GOOD, GOOD, GOOD)
    following = next(name for name in MODELS if name != model)
    interviewer = opened(f"{model},{following}", **patience([Hang(30)]))
    for _ in range(3):
        assert (await hear(interviewer, conversation("A receptionist"))).words == GOOD["reply"]
    assert [call.model for call in provider.calls] == [_name(model), *[_name(following)] * 3]


async def test_one_dropped_answer_is_no_outage(provider: ProviderServer, opened: Open) -> None:
    provider.says(Fail(500), GOOD)
    interviewer = opened(RESPONSES)
    assert (await hear(interviewer, conversation("A receptionist"))).notices
    assert (await hear(interviewer, conversation("A receptionist"))).words == GOOD["reply"]


async def test_what_failed_models_used_is_counted_too(provider: ProviderServer, opened: Open) -> None:
    provider.says(Refuse("No, I will not."), GOOD)
    used = (await hear(opened(f"{RESPONSES},{ANTHROPIC}"), conversation("A receptionist"))).used
    assert used.input_tokens == sum(call.prompt.tokens for call in provider.calls)
    assert used.output_tokens == sum(call.output for call in provider.calls)
    assert used.model == ANTHROPIC


async def test_a_spent_budget_is_said_kindly_and_calls_nobody(provider: ProviderServer, opened: Open) -> None:
    interviewer = opened(RESPONSES, session_token_budget=1_000)
    provider.says(GOOD)
    turn = conversation("A receptionist for a clinic")
    within = await hear(interviewer, replace(turn, spent=999))
    beyond = await hear(interviewer, replace(turn, spent=1_000))
    assert within.words == GOOD["reply"]
    assert "simpler questions" in beyond.notices[0]
    assert beyond.proposals
    assert len(provider.calls) == 1


async def test_no_budget_is_no_limit(provider: ProviderServer, opened: Open) -> None:
    provider.says(GOOD)
    turn: Conversation = replace(conversation("A receptionist"), spent=10**9)
    assert (await hear(opened(CHAT, session_token_budget=0), turn)).words == GOOD["reply"]


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_an_open_breaker_lets_one_call_try_after_its_pause() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(ModelFailed("slow", "timeout"))
    assert not breaker.lets_through()
    clock.now += 60
    assert [breaker.lets_through(), breaker.lets_through()] == [True, False]
    breaker.failed(ModelFailed("slow", "timeout"))
    assert not breaker.lets_through()
    clock.now += 60
    assert breaker.lets_through()
    breaker.worked()
    assert [breaker.lets_through(), breaker.lets_through()] == [True, True]


@pytest.mark.parametrize(("asked_for", "pause"), [(7.0, 7.0), (86_400.0, LONGEST), (None, 20.0)])
def test_a_provider_says_itself_how_long_to_wait(asked_for: float | None, pause: float) -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(ModelFailed("busy", "429", retry_after=asked_for))
    clock.now += pause - 0.5
    assert not breaker.lets_through()
    clock.now += 0.5
    assert breaker.lets_through()


def test_a_refusal_does_not_close_the_door_and_a_row_of_them_does() -> None:
    breaker = Breaker(Clock())
    for _ in range(UNUSABLE_IN_A_ROW):
        assert breaker.lets_through()
        breaker.failed(ModelFailed("unusable", "refused"))
    assert not breaker.lets_through()


async def test_a_model_that_gives_unusable_answers_rests(provider: ProviderServer, opened: Open) -> None:
    provider.otherwise = lambda _: Say("I would rather chat.")
    interviewer = opened(RESPONSES)
    for _ in range(UNUSABLE_IN_A_ROW + 2):
        assert (await hear(interviewer, conversation("A receptionist"))).notices == (FALLBACK_NOTICES["unusable"],)
    assert len(provider.calls) == 2 * UNUSABLE_IN_A_ROW  # each asked for once more


async def test_what_is_too_long_is_told_in_short_and_is_no_outage(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    history = tuple(message(f"{n} " + "word " * 90) for n in range(12))
    provider.says(Fail(400), GOOD)
    interview = await hear(opened(model), conversation("A receptionist", history=history))
    assert interview.words == GOOD["reply"]
    assert interview.notices == ()
    long, short = provider.calls
    assert len(short.prompt.rest) < 0.4 * len(long.prompt.rest)
    assert short.prompt.stable == long.prompt.stable


async def test_an_answer_that_breaks_off_is_booked(provider: ProviderServer, opened: Open, model: str) -> None:
    provider.says(HALF)
    used = (await hear(opened(model), conversation("A receptionist for a clinic"))).used
    (call,) = provider.calls
    assert used.calls == 1
    assert 0.9 * call.prompt.tokens < used.input_tokens < 1.2 * call.prompt.tokens
    assert used.output_tokens > 0
    assert (used.cost_usd is None) == (model == CHAT)
    assert model == CHAT or used.cost_usd


async def test_signs_of_life_are_no_words(provider: ProviderServer, opened: Open, model: str) -> None:
    provider.says(Ping(30), GOOD)
    following = next(name for name in MODELS if name != model)
    began = time.monotonic()
    interview = await hear(opened(f"{model},{following}", llm_first_word_seconds=1.0), conversation("A receptionist"))
    assert interview.words == GOOD["reply"]
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("whose", ["person", "workspace"])
async def test_whoever_s_budget_is_spent_it_is_said_kindly(
    provider: ProviderServer, opened: Open, whose: Literal["person", "workspace"]
) -> None:
    interview = await hear(opened(RESPONSES), replace(conversation("A receptionist for a clinic"), over=whose))
    assert interview.notices == (SHARE_SPENT[whose],)
    assert interview.proposals
    assert provider.calls == []


def test_a_cancelled_trial_can_be_tried_again() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    breaker.failed(ModelFailed("slow", "timeout"))
    clock.now += 60
    assert breaker.lets_through()
    breaker.released()
    assert breaker.lets_through()


def _name(model: str) -> str:
    return model.partition(":")[2]
