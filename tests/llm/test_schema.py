"""The schema that a model fills: everything required, the reply first, and what is written flat is read."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.document.changes import Set
from tests.llm.conftest import Open
from tests.llm.server import ProviderServer
from tests.llm.talk import RESPONSES, conversation, hear

WHOLE = {
    "reply": "Warm. Who calls?",
    "for_builder": True,
    "changes": [{"change": {"op": "set", "path": "tone", "value": ["warm"]}, "n": 1, "how": "said", "quote": ""}],
    "asks": "audience",
    "suggestions": [{"label": "Patients", "changes": [{"op": "set", "path": "audience", "value": "patients"}]}],
    "show_diff": False,
}


async def sent(provider: ProviderServer, opened: Open, model: str) -> dict[str, Any]:
    """The schema as it goes over the wire of this protocol."""
    provider.says(WHOLE)
    await hear(opened(model), conversation("Make it warm"))
    body = provider.calls[-1].body
    if "tools" in body:
        return dict(body["tools"][-1]["input_schema"])
    form = body["text"]["format"] if "text" in body else body["response_format"]["json_schema"]
    return dict(form["schema"])


async def test_no_field_of_the_answer_may_be_skipped_and_the_reply_comes_first(
    provider: ProviderServer, opened: Open, model: str
) -> None:
    schema = await sent(provider, opened, model)
    assert schema["required"] == list(schema["properties"])
    assert schema["required"][0] == "reply"
    allows = Draft202012Validator(schema).is_valid
    assert allows(WHOLE)
    assert not any(allows({key: value for key, value in WHOLE.items() if key != left_out}) for left_out in WHOLE)
    assert not allows({})


async def test_it_is_plain_enough_for_every_grammar(provider: ProviderServer, opened: Open, model: str) -> None:
    schema = await sent(provider, opened, model)
    assert "oneOf" not in json.dumps(schema)
    kinds = [kind["$ref"].rpartition("/")[2] for kind in schema["$defs"]["Wanted"]["properties"]["change"]["anyOf"]]
    assert {"Set", "AddToGoal", "RemoveFromGoal", "Approve", "Undo"} <= set(kinds)
    assert all("op" in schema["$defs"][kind]["required"] for kind in kinds)
    assert "Adopt" not in schema["$defs"]  # a playbook follows from its goal


@pytest.mark.parametrize(
    "written",
    [
        {"op": "set", "path": "tone", "value": ["warm"]},
        {"op": "set", "path": "tone", "value": ["warm"], "n": 1, "how": "said"},
        {"change": {"op": "set", "path": "tone", "value": ["warm"]}},
        {"change": {"change": {"op": "set", "path": "tone", "value": ["warm"]}}},
    ],
)
async def test_a_change_is_read_with_or_without_its_wrapper(
    provider: ProviderServer, opened: Open, written: dict[str, Any]
) -> None:
    offered = [{"label": "Patients", "changes": [{"change": {"op": "set", "path": "audience", "value": "patients"}}]}]
    provider.says({**WHOLE, "changes": [written], "suggestions": offered})
    interview = await hear(opened(RESPONSES), conversation("Make it warm"))
    assert Set(path="tone", value=["warm"]) in [p.change for p in interview.proposals]
    assert interview.asked is not None
    assert interview.asked.suggestions[0].changes == (Set(path="audience", value="patients"),)
    assert len(provider.calls) == 1
