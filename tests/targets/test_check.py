"""Each of our own checks finds the fault that it is there for, in a bundle that was good before."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.targets import TARGETS, Bundle, export
from engine.targets.elevenlabs.check import RULES, check
from engine.targets.target import Export
from tests.targets.samples import dental

_AGENT = "agent_configs/mia.json"
_TOOL = "tool_configs/book_appointment.json"
GOOD = export(dental(), "elevenlabs", 1)
_KEY = "sk-" + "ant-" + "a1" * 20


def broken(path: str, fault: Callable[[Any], object]) -> Bundle:
    """The rich bundle with one fault in one file."""
    bundle = GOOD
    config = json.loads(bundle.files[path])
    fault(config)
    return bundle.model_copy(update={"files": {**bundle.files, path: json.dumps(config)}})


def _schema(tool: Any) -> Any:
    return tool["api_schema"]["request_body_schema"]


def _transfer(agent: Any) -> Any:
    tools = agent["conversation_config"]["agent"]["prompt"]["built_in_tools"]
    return tools["transfer_to_number"]["params"]["transfers"][0]["transfer_destination"]


def _with_declared_secret(agent: Any) -> None:
    talk = agent["conversation_config"]["agent"]
    talk["first_message"] = "{{secret__key}}"
    talk["dynamic_variables"]["dynamic_variable_placeholders"]["secret__key"] = "not set"


FAULTS: dict[str, tuple[str, str, Callable[[Any], object]]] = {
    "an edge to a missing step": (
        "workflow.missing_node",
        _AGENT,
        lambda a: a["workflow"]["edges"].update(lost={"source": "route", "target": "nowhere"}),
    ),
    "two edges between two steps": (
        "workflow.double_edge",
        _AGENT,
        lambda a: a["workflow"]["edges"].update(again=a["workflow"]["edges"]["bye__done"]),
    ),
    "a way back between two steps that are joined": (
        "workflow.double_edge",
        _AGENT,
        lambda a: a["workflow"]["edges"].update(
            again={"source": "book", "target": "route", "forward_condition": {"type": "llm", "condition": "Again."}}
        ),
    ),
    "a way on from where the call is over": (
        "workflow.terminal",
        _AGENT,
        lambda a: a["workflow"]["edges"].update(
            on={"source": "desk", "target": "bye", "forward_condition": {"type": "unconditional"}}
        ),
    ),
    "a step that leaves before anybody can answer": (
        "workflow.unconditional",
        _AGENT,
        lambda a: a["workflow"]["edges"]["route__desk"].update(forward_condition={"type": "unconditional"}),
    ),
    "a step that nothing leads to": (
        "workflow.unreachable",
        _AGENT,
        lambda a: a["workflow"]["nodes"].update(island={"type": "end"}),
    ),
    "a number that is not E.164": ("transfer.number", _AGENT, lambda a: _transfer(a).update(phone_number="555 0123")),
    "a description beside a constant": (
        "tool.value_source",
        _TOOL,
        lambda t: _schema(t)["properties"]["channel"].update(description="The channel"),
    ),
    "an argument that nothing fills": (
        "tool.value_source",
        _TOOL,
        lambda t: _schema(t)["properties"]["slot"].pop("description"),
    ),
    "a required name without a property": ("tool.required", _TOOL, lambda t: _schema(t)["required"].append("ghost")),
    "a path name without a parameter": (
        "tool.path",
        _TOOL,
        lambda t: t["api_schema"].update(url="https://api.example.com/{other}"),
    ),
    "a schema that is none": ("tool.schema", _TOOL, lambda t: _schema(t).update(type="thing")),
    "a variable that nobody declares": (
        "variable.undeclared",
        _AGENT,
        lambda a: a["conversation_config"]["agent"].update(first_message="Hello {{stranger}}"),
    ),
    "a variable argument that nobody declares": (
        "variable.undeclared",
        _TOOL,
        lambda t: _schema(t)["properties"]["caller"].update(dynamic_variable="stranger"),
    ),
    "a secret outside of a header": (
        "secret.outside",
        _AGENT,
        lambda a: a["conversation_config"]["agent"].update(first_message="{{secret__key}}"),
    ),
    "a secret that the team calls a variable": ("secret.outside", _AGENT, _with_declared_secret),
    "an inline secret": (
        "secret.inline",
        _TOOL,
        lambda t: t["api_schema"]["request_headers"].update(Authorization=_KEY),
    ),
    "a leading at sign": (
        "string.leading_at",
        _AGENT,
        lambda a: a["conversation_config"]["agent"].update(first_message="@home"),
    ),
}


@pytest.mark.parametrize(("rule", "path", "fault"), FAULTS.values(), ids=FAULTS)
def test_the_check_finds_the_fault_and_nothing_else(rule: str, path: str, fault: Callable[[Any], object]) -> None:
    assert {finding.rule for finding in check(broken(path, fault))} == {rule}


def test_what_the_check_finds_in_a_real_export_stands_first_among_its_losses(monkeypatch: pytest.MonkeyPatch) -> None:
    _, path, fault = FAULTS["a leading at sign"]
    faulty = replace(TARGETS["elevenlabs"], export=lambda plan: Export(broken(path, fault).files, steps="Go."))
    monkeypatch.setitem(TARGETS, "elevenlabs", faulty)
    bundle = export(dental(), "elevenlabs", 1)
    assert (bundle.losses[0].part, bundle.losses[0].handling) == (path, "not_supported")
    assert bundle.losses[0].note.startswith("Will not work as it stands. “@home” would be read as the name of a file")
    assert bundle.files["LOSSES.md"].index("would be read") < bundle.files["LOSSES.md"].index("`tools.state`")


def test_there_is_a_fault_for_every_check() -> None:
    found = {finding.rule for _, path, fault in FAULTS.values() for finding in check(broken(path, fault))}
    assert len(found) >= len(RULES)
