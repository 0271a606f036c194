"""What an exported ElevenLabs bundle promises: the vendor's types take it, and it says what the spec says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
from elevenlabs.types.llm import Llm
from hypothesis import HealthCheck, Phase, given, settings

from engine.document.spec import AgentSpec, Edge, Flow, KnowledgeItem, Node, Param, Tool, Transfer
from engine.targets import Bundle, export
from engine.targets.elevenlabs.check import check
from engine.targets.elevenlabs.values import models
from tests.targets.samples import dental, unfinished
from tests.targets.strategies import SPECS
from tests.targets.vendor import agent_of, configs_of, tool_of, validate
from tests.trials.specs import adopted

_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


def exported(spec: AgentSpec) -> Bundle:
    return export(spec, "elevenlabs", 1)


def with_tool(**fields: Any) -> Bundle:
    tool = {"name": "lookup", "purpose": "Look it up", "state": "accepted", "auth": "none", **fields}
    return exported(AgentSpec(tools=(Tool.model_validate(tool),)))


@pytest.mark.parametrize("spec", [dental(), unfinished(), AgentSpec()], ids=["rich", "unfinished", "empty"])
def test_a_bundle_passes_the_vendors_closed_types_and_our_checks(spec: AgentSpec) -> None:
    bundle = exported(spec)
    validate(bundle)
    assert check(bundle) == ()


# Without shrinking: a whole spec shrinks for a minute, and the failing bundle says enough.
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=_PHASES)
@given(SPECS)
def test_any_spec_at_all_gives_a_bundle_that_the_platform_takes(spec: AgentSpec) -> None:
    bundle = exported(spec)
    validate(bundle)
    assert check(bundle) == ()


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("jobs", [("book_appointment", "take_message"), ("remind_appointment",), ("survey",)])
def test_the_tests_of_playbooks_are_such_as_the_platform_runs(jobs: tuple[str, ...], language: str) -> None:
    bundle = exported(adopted(*jobs, languages=(language,)))
    validate(bundle)
    assert check(bundle) == ()
    kinds = {test["type"] for path, test in configs_of(bundle).items() if path.startswith("test_configs/")}
    assert kinds == ({"simulation", "llm", "tool"} if language == "en" else {"simulation"})


def test_in_a_tried_call_the_tools_answer_from_the_playbook() -> None:
    tried = configs_of(exported(adopted("book_appointment")))["test_configs/goal_book_appointment_happy.json"]
    [answer] = tried["tool_mock_overrides"]["tool:check_availability"]
    assert answer == {"mock_result": "Tuesday at nine, Tuesday at half past ten", "is_error": False}
    assert "The agent uses check_availability, then book_appointment." in tried["success_conditions"]
    assert "- Hi, I'd like an appointment some time next week." in tried["simulation_scenario"]


def test_the_same_spec_gives_the_same_bundle() -> None:
    assert exported(dental()) == exported(dental())


def test_what_nobody_knows_yet_becomes_a_named_placeholder_and_is_listed_as_open() -> None:
    bundle = exported(unfinished())
    assert bundle.open == ("LOOKUP_ORDER_URL", "LOOKUP_ORDER_TOKEN", "transfer_team_number")
    assert bundle.secrets == ("LOOKUP_ORDER_TOKEN",)
    schema = tool_of(bundle, "lookup_order")["api_schema"]
    assert schema["url"] == "https://lookup-order-url.placeholder.invalid/"
    assert schema["request_headers"] == {"Authorization": {"secret_id": "LOOKUP_ORDER_TOKEN"}}
    transfers = agent_of(bundle)["conversation_config"]["agent"]["prompt"]["built_in_tools"]["transfer_to_number"]
    destination = transfers["params"]["transfers"][0]["transfer_destination"]
    assert destination == {"type": "phone_dynamic_variable", "phone_number": "transfer_team_number"}
    assert all(f"`{point}`" in bundle.files["README.md"] for point in bundle.open)


def test_a_variable_that_nobody_declares_is_declared_and_listed_as_open() -> None:
    bundle = exported(AgentSpec(greeting="Hello {{guest}}, it is {{current_time}}."))
    agent = agent_of(bundle)["conversation_config"]["agent"]
    assert "guest" in agent["dynamic_variables"]["dynamic_variable_placeholders"]
    assert bundle.open == ("guest",)
    assert agent["first_message"] == "Hello {{guest}}, it is {{system__time}}."


def test_no_string_begins_with_an_at_sign() -> None:
    agent = agent_of(exported(AgentSpec(name="@home", greeting="@home, hello.")))
    assert agent["conversation_config"]["agent"]["first_message"] == " @home, hello."


def test_only_accepted_tools_are_exported() -> None:
    assert not any("take_payment" in path for path in exported(dental()).files)


def test_the_index_files_name_every_config() -> None:
    configs = configs_of(exported(dental()))
    for kind in ("agent", "tool", "test"):
        listed = {entry["config"] for entry in configs[f"{kind}s.json"][f"{kind}s"]}
        assert listed == {path for path in configs if path.startswith(f"{kind}_configs/")}


def test_arguments_say_in_one_way_only_who_fills_them() -> None:
    schema = tool_of(exported(dental()), "book_appointment")["api_schema"]
    body = schema["request_body_schema"]["properties"]
    assert schema["path_params_schema"]["clinic"] == {"type": "string", "dynamic_variable": "clinic_id"}
    assert body["channel"] == {"type": "string", "constant_value": "phone"}
    assert body["caller"] == {"type": "string", "dynamic_variable": "system__caller_id"}
    assert body["kind"] == {"type": "string", "description": "Kind", "enum": ["check-up", "cleaning"]}
    assert body["slot"]["description"] == "Start of the slot. Format: date-time"
    assert schema["request_headers"]["X-Trace"] == {"variable_name": "system__conversation_id"}


def test_body_arguments_of_a_get_go_into_the_query() -> None:
    schema = tool_of(exported(dental()), "lookup_patient")["api_schema"]
    assert schema["query_params_schema"]["required"] == ["phone"]
    assert "request_body_schema" not in schema


def test_a_path_argument_gets_its_place_in_the_address() -> None:
    param = Param.model_validate({"name": "id", "in": "path"})
    bundle = with_tool(method="GET", url="https://api.example.com/orders?full=1", params=(param,))
    assert tool_of(bundle, "lookup")["api_schema"]["url"] == "https://api.example.com/orders/{id}?full=1"


@pytest.mark.parametrize(("asked", "given_seconds"), [(1, 5), (20, 20), (300, 300)])
def test_a_timeout_stays_within_what_the_platform_takes(asked: int, given_seconds: int) -> None:
    bundle = with_tool(timeout=asked)
    assert tool_of(bundle, "lookup")["response_timeout_secs"] == given_seconds
    assert any(loss.part == "tools.timeout" and loss.handling == "emulated" for loss in bundle.losses) == (asked < 5)


def test_a_header_login_uses_the_header_that_the_team_named() -> None:
    headers = tool_of(exported(dental()), "lookup_patient")["api_schema"]["request_headers"]
    assert headers == {"X-Api-Key": {"secret_id": "CLINIC_KEY"}}


def test_languages_beyond_the_first_become_presets() -> None:
    conversation = agent_of(exported(dental()))["conversation_config"]
    assert conversation["agent"]["language"] == "en"
    assert set(conversation["language_presets"]) == {"es", "pt-br"}
    assert "language_detection" in conversation["agent"]["prompt"]["built_in_tools"]


def test_an_agent_that_may_not_be_interrupted_does_not_hear_interruptions() -> None:
    spec = AgentSpec.model_validate({"speech": {"interruptions": False}})
    conversation = agent_of(exported(spec))["conversation_config"]
    assert "interruption" not in conversation["conversation"]["client_events"]
    assert conversation["agent"]["disable_first_message_interruptions"] is True


def test_what_the_prompt_holds_in_full_is_not_uploaded_again() -> None:
    manual = KnowledgeItem(id="manual", title="Manual", content="A long sentence about it. " * 400)
    bundle = exported(dental().model_copy(update={"knowledge": (*dental().knowledge, manual)}))
    prompt = agent_of(bundle)["conversation_config"]["agent"]["prompt"]
    assert {d["id"] for d in prompt["knowledge_base"]} == {"knowledge:prices", "knowledge:manual"}
    assert bundle.files["knowledge/manual.md"].startswith("A long sentence")


def test_the_else_edge_is_tried_last_and_a_pair_of_steps_is_joined_once() -> None:
    flow = Flow(
        start="ask",
        nodes=(
            Node(id="ask", kind="route", title="Ask"),
            Node(id="a", title="A"),
            Node(id="done", kind="end", title="-"),
        ),
        edges=(
            Edge(id="1", source="ask", target="done", otherwise=True),
            Edge(id="2", source="ask", target="a", condition="It is red."),
            Edge(id="3", source="ask", target="a", condition="It is blue."),
            Edge(id="4", source="a", target="done"),
        ),
    )
    graph = agent_of(exported(AgentSpec(flow=flow)))["workflow"]
    assert graph["nodes"]["ask"]["edge_order"] == ["ask__a", "ask__done"]
    assert graph["edges"]["ask__a"]["forward_condition"] == {"type": "llm", "condition": "It is red or It is blue."}
    otherwise = "After 2 tries none of the other ways fits. Or the caller does not want to go on with it."
    assert graph["edges"]["ask__done"]["forward_condition"] == {"type": "llm", "condition": otherwise}


def test_a_step_that_listens_is_never_left_unconditionally_and_goes_back_by_the_same_edge() -> None:
    flow = Flow(
        start="ask",
        nodes=(
            Node(id="ask", kind="collect", title="Ask", until="The day is known.", tries=3),
            Node(id="act", kind="tool", title="Book", until="It is booked."),
            Node(id="desk", kind="transfer", title="Desk"),
        ),
        edges=(
            Edge(id="1", source="ask", target="act", condition="The day is known.", back="The day has changed."),
            Edge(id="2", source="ask", target="desk", otherwise=True),
            Edge(id="3", source="act", target="desk", condition="It is booked.", otherwise=True),
            Edge(id="4", source="desk", target="ask"),
        ),
    )
    bundle = exported(AgentSpec(flow=flow))
    edges = agent_of(bundle)["workflow"]["edges"]
    assert edges["ask__act"] == {
        "source": "ask",
        "target": "act",
        "forward_condition": {"type": "llm", "condition": "The day is known."},
        "backward_condition": {"type": "llm", "condition": "The day has changed."},
    }
    missed = "After 3 tries this still does not hold: The day is known. Or the caller does not want to go on with it."
    assert edges["ask__desk"]["forward_condition"] == {"type": "llm", "condition": missed}
    assert edges["act__desk"]["forward_condition"]["condition"].startswith("It is booked. Or: After 2 tries")
    assert not [e for e in edges.values() if e["source"] == "desk"]
    assert any("4" in loss.note for loss in bundle.losses if loss.part == "flow.nodes")


def test_a_step_that_nothing_leads_to_is_left_out_and_reported() -> None:
    flow = Flow(start="a", nodes=(Node(id="a", title="A"), Node(id="island", title="Island")))
    bundle = exported(AgentSpec(flow=flow))
    assert "island" not in agent_of(bundle)["workflow"]["nodes"]
    assert any(loss.part == "flow.nodes" and "island" in loss.note for loss in bundle.losses)


def test_a_transfer_step_dials_the_number_that_it_is_named_after() -> None:
    flow = Flow(start="sales", nodes=(Node(id="sales", kind="transfer", title="Hand over to sales"),))
    transfers = (
        Transfer(id="support", label="Support", condition="c", destination="+14155550100"),
        Transfer(id="sales", label="Sales", condition="c", destination="+14155550199"),
    )
    node = agent_of(exported(AgentSpec(flow=flow, transfers=transfers)))["workflow"]["nodes"]["sales"]
    assert node["transfer_destination"] == {"type": "phone", "phone_number": "+14155550199"}


def test_the_models_that_we_name_are_those_of_the_vendor() -> None:
    assert models() <= set(get_args(get_args(Llm)[0]))


def test_link_puts_the_ids_of_the_workspace_where_the_names_stand(tmp_path: Path) -> None:
    for path, text in exported(dental()).files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    first = _link(tmp_path)
    assert first.returncode == 1
    assert "no id yet: secret CLINIC_TOKEN" in first.stdout
    tests = [Path(entry["config"]).stem for entry in configs_of(exported(dental()))["tests.json"]["tests"]]
    for index in ("tools", "tests", "secrets", "knowledge"):
        _give_ids(tmp_path / f"{index}.json")
    assert _link(tmp_path).returncode == 0
    assert _link(tmp_path).returncode == 0
    agent = json.loads((tmp_path / "agent_configs/mia.json").read_text(encoding="utf-8"))
    prompt = agent["conversation_config"]["agent"]["prompt"]
    nodes = agent["workflow"]["nodes"]
    stepwise = [
        [*step.get("additional_tool_ids", []), *(tool["tool_id"] for tool in step.get("tools", []))]
        for step in nodes.values()
    ]
    assert {*prompt["tool_ids"], *(name for names in stepwise for name in names)} == {"id-0", "id-1", "id-2"}
    assert not [name for names in stepwise for name in names if name in prompt["tool_ids"]]
    assert prompt["knowledge_base"][0]["id"] == "id-0"
    assert nodes["book_Act"]["tools"] == [{"tool_id": "id-0"}]
    attached = agent["platform_settings"]["testing"]["attached_tests"]
    assert attached == [{"test_id": f"id-{at}"} for at in range(len(tests))]
    tried = json.loads((tmp_path / "test_configs/tool_book_appointment.json").read_text(encoding="utf-8"))
    assert "id-0" in tried["tool_mock_overrides"]
    assert "tool:" not in json.dumps(tried)
    tool = json.loads((tmp_path / "tool_configs/lookup_patient.json").read_text(encoding="utf-8"))
    assert tool["api_schema"]["request_headers"] == {"X-Api-Key": {"secret_id": "id-1"}}


def _link(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "link.py"], cwd=folder, capture_output=True, text=True, check=False)


def _give_ids(index: Path) -> None:
    content = json.loads(index.read_text(encoding="utf-8"))
    entries = content if isinstance(content, list) else content[index.stem]
    for number, entry in enumerate(entries):
        entry["id"] = f"id-{number}"
    index.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(("effect", "uninterrupted"), [("read", False), ("write", False), ("irreversible", True)])
@pytest.mark.parametrize("kind", ["http", "client"])
def test_only_what_cannot_be_undone_is_not_interrupted(kind: str, effect: str, uninterrupted: bool) -> None:
    tool = tool_of(with_tool(kind=kind, effect=effect), "lookup")
    assert tool["disable_interruptions"] is uninterrupted
    assert ("It cannot be undone." in tool["description"]) is uninterrupted


def test_an_mcp_server_is_named_in_the_readme_with_its_address_or_the_placeholder() -> None:
    known = with_tool(kind="mcp", url="https://mcp.example.com/sse").files["README.md"]
    assert "`lookup` at `https://mcp.example.com/sse`: Look it up" in known
    unknown = with_tool(kind="mcp")
    assert "`lookup` at `https://lookup-url.placeholder.invalid/`: Look it up" in unknown.files["README.md"]
    assert unknown.open == ("LOOKUP_URL",)
    assert "- `LOOKUP_URL`: the address that `lookup` calls" in unknown.files["README.md"]


def test_an_mcp_server_is_no_webhook() -> None:
    bundle = with_tool(kind="mcp", url="https://mcp.example.com/sse")
    assert not any(path.startswith("tool_configs/") for path in bundle.files)
    assert agent_of(bundle)["conversation_config"]["agent"]["prompt"]["tool_ids"] == []
