"""What an exported Retell bundle promises beyond what its judge asks: it says what the spec says."""

from typing import Any

import pytest

from engine.document.spec import AgentSpec, Flow, Node, Param, Tool, Transfer
from engine.targets import Bundle, export
from tests.targets.judge import JUDGES
from tests.targets.judge.judge import configs_of
from tests.targets.samples import dental, unfinished


def exported(spec: AgentSpec) -> Bundle:
    return export(spec, "retell", 1)


def one_tool(**fields: Any) -> Any:
    tool = Tool.model_validate(
        {"name": "lookup", "purpose": "Look it up", "state": "accepted", "auth": "none", **fields}
    )
    return configs_of(exported(AgentSpec(tools=(tool,))))["llm.json"]["general_tools"][0]


def nodes(spec: AgentSpec) -> dict[str, Any]:
    return {node["id"]: node for node in configs_of(exported(spec))["conversation_flow.json"]["nodes"]}


def test_without_a_flow_there_is_one_prompt_and_with_one_a_conversation_flow() -> None:
    assert "conversation_flow.json" in exported(dental()).files
    plain = configs_of(exported(dental().model_copy(update={"flow": Flow()})))
    assert plain["agent.json"]["response_engine"] == {"type": "retell-llm", "llm_id": "LLM_ID"}
    assert plain["llm.json"]["begin_message"].startswith("Hello {{patient_name}}")


def test_the_greeting_is_the_first_node_and_waits_for_an_answer_only_if_somebody_listens() -> None:
    greeting = nodes(dental())["Greeting"]
    assert greeting["instruction"]["type"] == "static_text"
    assert greeting["skip_response_edge"]["destination_node_id"] == "greet"
    listening = dental().model_copy(update={"flow": dental().flow.model_copy(update={"start": "route"})})
    assert nodes(listening)["Greeting"]["always_edge"]["destination_node_id"] == "route"


def test_a_tool_that_decides_is_a_function_node_that_knows_whether_it_worked() -> None:
    act = nodes(dental())["book_Act"]
    assert (act["type"], act["tool_id"], act["wait_for_result"]) == ("function", "book_appointment", True)
    assert [edge["destination_node_id"] for edge in act["edges"]] == ["book_Done"]
    assert act["else_edge"]["destination_node_id"] == "book"


def test_an_else_is_an_edge_that_says_when_not_the_one_that_follows_the_first_other_answer() -> None:
    check = nodes(dental())["check"]
    assert "else_edge" not in check
    assert check["edges"][-1]["transition_condition"]["prompt"].startswith("After 2 tries")


def test_every_person_and_the_end_can_be_reached_from_everywhere() -> None:
    found = nodes(dental())
    assert found["desk"]["global_node_setting"]["condition"] == "Front desk: The caller asks for a person"
    assert found["Transfer_dentist"]["transfer_option"] == {"type": "cold_transfer"}
    assert found["desk"]["transfer_option"]["type"] == "warm_transfer"
    assert "the caller says goodbye" in found["done"]["global_node_setting"]["condition"]


def test_a_call_that_cannot_be_put_through_goes_on() -> None:
    found = nodes(dental())
    assert found["desk"]["edge"]["destination_node_id"] in found


def test_a_secret_stands_in_a_header_by_its_name() -> None:
    assert one_tool(auth="bearer", auth_ref="KEY")["headers"] == {"Authorization": "Bearer $KEY"}
    readme = exported(dental()).files["README.md"]
    assert "envsubst '$CLINIC_TOKEN $CLINIC_KEY'" in readme


def test_fixed_values_are_constants_and_what_the_model_fills_is_described() -> None:
    params = [
        Param(name="channel", source="constant", value="phone"),
        Param(name="who", source="system", value="caller_id"),
        Param(name="slot", description="Start of the slot"),
        Param.model_validate({"name": "v", "in": "query", "source": "constant", "value": 2, "type": "integer"}),
    ]
    tool = one_tool(url="https://api.example.com/a", params=params, timeout=7)
    assert tool["parameters"]["properties"] == {
        "slot": {"type": "string", "description": "Start of the slot"},
        "channel": {"type": "string", "const": "phone"},
        "who": {"type": "string", "const": "{{user_number}}"},
    }
    assert tool["parameters"]["required"] == ["slot", "channel", "who"]
    assert (tool["query_params"], tool["timeout_ms"]) == ({"v": "2"}, 7000)


def test_a_slow_tool_is_announced_with_fixed_words() -> None:
    tool = one_tool(timeout=20)
    assert (tool["speak_during_execution"], tool["execution_message_type"]) == (True, "static_text")
    assert one_tool(timeout=2)["speak_during_execution"] is False


def test_what_the_model_cannot_put_into_an_address_is_reported() -> None:
    tool = Tool.model_validate(
        {
            "name": "lookup", "purpose": "Look it up", "state": "accepted", "auth": "none",
            "url": "https://api.example.com/{id}", "params": [{"name": "id", "in": "path"}],
        }
    )  # fmt: skip
    losses = exported(AgentSpec(tools=(tool,))).losses
    assert "cannot fill in an address" in next(loss.note for loss in losses if loss.part == "tools.params.in")


@pytest.mark.parametrize(
    ("languages", "written"), [(["en"], "en-US"), (["pt-BR", "de"], ["pt-BR", "de-DE"]), (["tlh"], None)]
)
def test_languages_are_the_vendors_locales(languages: list[str], written: object) -> None:
    bundle = exported(AgentSpec.model_validate({"languages": languages}))
    assert configs_of(bundle)["agent.json"].get("language") == written
    assert any(loss.part == "languages" and "tlh" in loss.note for loss in bundle.losses) == (written is None)


def test_criteria_and_data_are_taken_down_from_a_call() -> None:
    analysis = {item["name"]: item for item in configs_of(exported(dental()))["agent.json"]["post_call_analysis_data"]}
    assert analysis["is_new"] == {
        "type": "boolean", "name": "is_new", "description": "Whether the patient is new", "required": False,
    }  # fmt: skip
    assert "The agent stayed polite to the end." in analysis["criterion_polite"]["description"]


def test_limits_are_kept_and_reported() -> None:
    spec = AgentSpec.model_validate({"runtime": {"max_duration_seconds": 10, "silence_timeout_seconds": 5}})
    bundle = exported(spec)
    agent = configs_of(bundle)["agent.json"]
    assert (agent["max_call_duration_ms"], agent["end_call_after_silence_ms"]) == (60_000, 10_000)
    assert {"runtime.max_duration_seconds", "runtime.silence_timeout_seconds"} <= {loss.part for loss in bundle.losses}


def test_what_nobody_knows_yet_has_a_default_value_and_is_listed_as_open() -> None:
    bundle = exported(unfinished())
    assert bundle.open == ("LOOKUP_ORDER_URL", "LOOKUP_ORDER_TOKEN", "transfer_team_number")
    assert configs_of(bundle)["llm.json"]["default_dynamic_variables"] == {"transfer_team_number": "not set"}


def test_two_functions_of_the_same_name_are_told_apart() -> None:
    tool = Tool(name="transfer_to_a", purpose="Do it", state="accepted", auth="none")
    spec = AgentSpec(tools=(tool,), transfers=(Transfer(id="a", label="A", condition="c"),))
    names = [t["name"] for t in configs_of(exported(spec))["llm.json"]["general_tools"]]
    assert names == ["transfer_to_a", "transfer_to_a_2"]


def test_an_outbound_agent_hangs_up_on_a_mailbox() -> None:
    configs = configs_of(exported(AgentSpec(direction="outbound")))
    assert configs["agent.json"]["voicemail_option"] == {"action": {"type": "hangup"}}
    assert configs["llm.json"]["start_speaker"] == "user"


def test_a_call_that_starts_at_its_end_can_still_be_handed_over() -> None:
    """A global node is reached from everywhere, which is no way out of the end."""
    transfer = Transfer(id="desk", label="Front desk", condition="somebody asks", destination="+14155550123")
    flow = Flow(start="over", nodes=(Node(id="over", kind="end", title="Over", by="team"),))
    bundle = export(AgentSpec(use_case="u", transfers=(transfer,), flow=flow), "retell", 1)
    assert JUDGES["retell"].faults(bundle) == []
