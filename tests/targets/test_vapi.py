"""What an exported Vapi bundle promises beyond what its judge asks: it says what the spec says."""

from typing import Any

import pytest

from engine.document.spec import AgentSpec, Edge, Flow, Node, Param, Tool, Transfer
from engine.targets import Bundle, export
from tests.targets.judge.judge import configs_of
from tests.targets.samples import dental, unfinished


def exported(spec: AgentSpec) -> Bundle:
    return export(spec, "vapi", 1)


def one_tool(**fields: Any) -> Any:
    tool = Tool.model_validate(
        {"name": "lookup", "purpose": "Look it up", "state": "accepted", "auth": "none", **fields}
    )
    return configs_of(exported(AgentSpec(tools=(tool,))))["assistant.json"]["model"]["tools"][0]


def members(spec: AgentSpec) -> dict[str, Any]:
    """Name -> assistant."""
    squad = configs_of(exported(spec))["squad.json"]
    return {member["assistant"]["name"]: member["assistant"] for member in squad["members"]}


def tools_of(agent: Any, kind: str) -> list[Any]:
    return [tool for tool in agent["model"]["tools"] if tool["type"] == kind]


def test_without_a_flow_there_is_one_assistant_and_with_one_a_squad() -> None:
    assert "squad.json" in exported(dental()).files
    plain = exported(dental().model_copy(update={"flow": Flow()}))
    assert "assistant.json" in plain.files
    assert "squad.json" not in plain.files


def test_a_step_hands_over_to_the_next_and_the_prompt_says_when() -> None:
    check = members(dental())["check"]
    [handoff] = tools_of(check, "handoff")
    assert handoff["destinations"][0]["assistantName"] == "route"
    assert "The caller is verified" in handoff["function"]["description"]
    prompt = check["model"]["messages"][0]["content"]
    assert "- The caller is verified: go on to “What do they want?”." in prompt
    assert "hand the call over to Front desk." in prompt


def test_an_end_is_a_tool_of_the_step_before_and_no_assistant() -> None:
    agents = members(dental())
    assert "done" not in agents
    assert tools_of(agents["bye"], "endCall") == [{"type": "endCall"}]


def test_a_greeting_is_said_once_even_if_the_call_comes_back() -> None:
    flow = Flow(
        start="ask",
        nodes=(Node(id="ask", kind="route", title="Ask"), Node(id="more", kind="collect", title="More")),
        edges=(
            Edge(id="1", source="ask", target="more", condition="It is red."),
            Edge(id="2", source="more", target="ask", condition="There is more."),
        ),
    )
    agents = members(AgentSpec(greeting="Hello.", flow=flow))
    assert (agents["ask"]["firstMessage"], agents["more"]["firstMessage"]) == ("Hello.", "")
    back = next(t for t in tools_of(agents["more"], "handoff") if t["destinations"][0]["assistantName"] == "ask")
    assert back["destinations"][0]["assistantOverrides"]["firstMessage"] == ""


def test_values_go_where_the_request_wants_them() -> None:
    book = next(t for t in tools_of(members(dental())["book"], "apiRequest"))
    assert book["url"].startswith("https://api.example.com/clinics/{{ clinic_id | url_encode }}/appointments?notify=")
    assert book["url"].endswith("{{ notify | url_encode }}")
    assert book["parameters"] == [
        {"key": "channel", "value": "phone"},
        {"key": "caller", "value": "{{customer.number}}"},
    ]
    assert set(book["body"]["properties"]) == {"notify", "slot", "kind", "teeth", "extras"}
    assert book["headers"]["properties"]["X-Trace"] == {"type": "string", "enum": ["{{call.id}}"]}
    assert book["credentialId"] == "CLINIC_TOKEN"


def test_a_slow_tool_is_announced_and_a_quick_one_is_not() -> None:
    assert one_tool(timeout=20)["messages"][0]["type"] == "request-start"
    assert "messages" not in one_tool(timeout=2)


def test_an_argument_called_like_a_system_value_stays_an_argument() -> None:
    param = Param.model_validate({"name": "caller_number", "in": "query"})
    tool = one_tool(method="GET", url="https://api.example.com/a", params=[param])
    assert tool["url"] == "https://api.example.com/a?caller_number={{ caller_number | url_encode }}"


def test_a_client_tool_is_a_function_and_a_server_is_an_mcp_tool() -> None:
    assert one_tool(kind="client")["function"]["name"] == "lookup"
    assert one_tool(kind="mcp", url="https://mcp.example.com/sse")["server"]["url"] == "https://mcp.example.com/sse"


@pytest.mark.parametrize(("mode", "written"), [("warm", "warm-transfer-say-summary"), ("cold", "blind-transfer")])
def test_a_transfer_is_warm_or_cold(mode: str, written: str) -> None:
    transfer = Transfer.model_validate({"id": "a", "label": "A", "condition": "c", "mode": mode})
    agent = configs_of(exported(AgentSpec(transfers=(transfer,))))["assistant.json"]
    [to] = tools_of(agent, "transferCall")[0]["destinations"]
    assert to["transferPlan"]["mode"] == written
    assert (to["number"], to["numberE164CheckEnabled"]) == ("{{transfer_a_number}}", False)


def test_a_number_whose_variable_would_not_fit_gets_a_shorter_one() -> None:
    bundle = exported(AgentSpec(transfers=(Transfer(id="a" * 60, label="A", condition="c"),)))
    configs = configs_of(bundle)
    assert configs["overrides.json"]["variableValues"] == {"transfer_number_1": "not set"}
    assert "transfer_number_1" in next(loss.note for loss in bundle.losses if loss.part == "transfers.id")


def test_date_and_time_are_those_of_the_team() -> None:
    spec = AgentSpec.model_validate({"greeting": "It is {{current_time}}.", "runtime": {"timezone": "Asia/Tokyo"}})
    agent = configs_of(exported(spec))["assistant.json"]
    assert agent["firstMessage"] == 'It is {{"now" | date: "%H:%M", "Asia/Tokyo"}}.'


def test_names_of_tools_are_cut_and_the_flow_still_finds_them() -> None:
    name = "look_up_the_order_of_a_customer_by_its_number"
    flow = Flow(start="a", nodes=(Node(id="a", kind="tool", title="A", tools=(name,)),))
    tool = Tool(name=name, purpose="Look it up", state="accepted", auth="none")
    bundle = exported(AgentSpec(tools=(tool,), flow=flow))
    agent = configs_of(bundle)["squad.json"]["members"][0]["assistant"]
    assert tools_of(agent, "apiRequest")[0]["name"] == name[:40]
    assert any(loss.part == "tools.name" for loss in bundle.losses)


@pytest.mark.parametrize(
    ("languages", "heard"),
    [
        (["en-GB"], {"provider": "deepgram", "model": "nova-3", "language": "en-GB"}),
        (["de", "en"], {"provider": "deepgram", "model": "nova-3", "language": "multi"}),
        (["ar"], {"provider": "11labs", "model": "scribe_v2_realtime", "language": "ar"}),
        (["ar", "en"], {"provider": "11labs", "model": "scribe_v2_realtime"}),
    ],
)
def test_all_languages_are_heard(languages: list[str], heard: dict[str, str]) -> None:
    agent = configs_of(exported(AgentSpec.model_validate({"languages": languages})))["assistant.json"]
    assert agent["transcriber"] == heard


def test_a_model_is_found_at_its_provider_or_named_in_the_readme() -> None:
    named = AgentSpec.model_validate({"runtime": {"model": "claude-sonnet-4-6"}})
    assert configs_of(exported(named))["assistant.json"]["model"]["provider"] == "anthropic"
    unknown = exported(AgentSpec.model_validate({"runtime": {"model": "mine"}}))
    assert configs_of(unknown)["assistant.json"]["model"]["model"] == "gpt-4.1"
    assert "- Model: mine" in unknown.files["README.md"]


def test_what_nobody_knows_yet_is_a_placeholder_listed_as_open() -> None:
    bundle = exported(unfinished())
    assert bundle.open == ("LOOKUP_ORDER_URL", "LOOKUP_ORDER_TOKEN", "transfer_team_number")
    assert "LOOKUP_ORDER_TOKEN" in bundle.files["README.md"]


def test_an_outbound_agent_notices_a_mailbox() -> None:
    agent = configs_of(exported(AgentSpec(direction="outbound")))["assistant.json"]
    assert {"type": "voicemail"} in agent["model"]["tools"]
    assert agent["firstMessageMode"] == "assistant-waits-for-user"
