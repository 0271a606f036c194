"""Personas with a model: what is scored, and that a recorded model is the recorded one, byte for byte."""

import gzip
import json
from pathlib import Path

import httpx
import pytest

from engine.document.changes import Change, add, apply
from engine.document.spec import AgentSpec, Guardrail, KnowledgeItem, Origin
from engine.interview.contract import Usage
from engine.settings import load_settings
from evals.guided.drive import Turn
from evals.llm import cassettes
from evals.llm.cassettes import Cassette, Server, key_of, serving
from evals.llm.persona import personas
from evals.llm.run import played
from evals.llm.score import Scored, scored
from tests.llm.script import Say
from tests.llm.server import provider_server
from tests.llm.talk import ANTHROPIC, ANTHROPIC_KEY, message

KINDS = {
    *("vague_owner", "contradicting_team", "long_brief", "regulated_trade", "injector", "spanish_speaker"),
    "you_decide",
}


@pytest.fixture(autouse=True)
def _own_cassettes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cassettes, "FOLDER", tmp_path)


def test_every_persona_has_a_truth_sheet_and_says_what_is_hard_about_them() -> None:
    assert set(personas()) == KINDS
    assert all(persona.about and persona.must and persona.must_not for persona in personas().values())
    assert len(personas()["long_brief"].told.talk[0].say) > 24_000


async def test_a_recorded_model_answers_again_as_it_did_with_nobody_to_ask() -> None:
    persona, nothing = personas()["you_decide"], load_settings(None)
    recorded = await played("you_decide", persona, "record", nothing)
    replayed = await played("you_decide", persona, "recorded", nothing)
    assert recorded.scored == replayed.scored
    assert (replayed.missed, replayed.model) == (0, "openai-chat:stand-in")
    assert replayed.scored.used.calls > 5


async def test_no_key_is_in_a_cassette_and_whoever_is_configured_is_recorded(tmp_path: Path) -> None:
    with provider_server() as provider:
        provider.otherwise = lambda _: Say({"reply": "What else?", "changes": []})
        settings = load_settings(
            None, llm_models=ANTHROPIC, anthropic_api_key=ANTHROPIC_KEY, anthropic_base_url=provider.url
        )
        await played("you_decide", personas()["you_decide"], "record", settings)
    kept = gzip.decompress((tmp_path / "you_decide.json.gz").read_bytes()).decode()
    assert json.loads(kept)["model"] == ANTHROPIC
    assert len(json.loads(kept)["answers"]) > 5
    assert ANTHROPIC_KEY not in kept
    again = await played("you_decide", personas()["you_decide"], "recorded", load_settings(None))
    assert again.missed == 0


def test_what_was_not_recorded_is_refused_and_counted() -> None:
    with serving(Server(Cassette("nobody"))) as server:
        answer = httpx.post(f"{server.url}/v1/messages", json={"model": "x"})
    assert (answer.status_code, server.missed) == (404, 1)


def test_a_request_is_the_same_however_its_json_is_ordered() -> None:
    assert key_of("/v1/messages", b'{"a": 1, "b": 2}') == key_of("/v1/messages", b'{"b":2,"a":1}')
    assert key_of("/v1/messages", b'{"a": 1}') != key_of("/v1/messages", b'{"a": 2}')
    assert key_of("/v1/messages", b"{}") != key_of("/v1/responses", b"{}")


def test_a_figure_that_nobody_said_is_counted_as_ungrounded() -> None:
    fact = KnowledgeItem(id="price", title="Price", kind="text", content="A cut costs 45 pounds.")
    assert _scored(_with(add("knowledge", fact)), said="A cut costs 45 pounds").ungrounded == ()
    assert _scored(_with(add("knowledge", fact)), said="A cut costs 40 pounds").ungrounded == ("knowledge.price: 45",)


def test_a_rule_that_the_sheet_does_not_know_lowers_precision() -> None:
    rule = add("guardrails", Guardrail(id="x", statement="Never talk about zebras"))
    assert _scored(_with(rule), said="x").precision == 0
    assert _scored(AgentSpec(), said="x").precision == 1


def test_a_reply_that_tells_of_a_change_where_nothing_changed_is_counted() -> None:
    assert _scored(AgentSpec(), said="x", reply="I have added the rule.").claimed == ("I have added the rule.",)
    assert _scored(AgentSpec(), said="x", reply="Which tone shall it have?").claimed == ()


def _with(change: Change) -> AgentSpec:
    spec = apply(AgentSpec(), change, origin=Origin(author="u-jo", message="m", how="said"))
    assert isinstance(spec, AgentSpec)
    return spec


def _scored(spec: AgentSpec, said: str, reply: str = "") -> Scored:
    turn = Turn("Jo", said, None, spec, spec, reply, None)
    return scored(personas()["you_decide"], [turn], [message(said)], Usage())
