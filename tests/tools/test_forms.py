"""What a tool still needs, as a form; and what a filled form changes."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document.changes import Change, Skip, apply
from engine.document.spec import AgentSpec, Param, Tool, Transfer
from engine.document.stages import tool_needs
from engine.tools.catalog import CATALOG, tool_from
from engine.tools.forms import changes_from, form_for
from tests.each import for_each


def _accepted(entry: str = "lookup_order", **values: object) -> Tool:
    return tool_from(entry).model_copy(update={"state": "accepted", **values})


def _open(spec: AgentSpec) -> list[str]:
    return [need.path for need in tool_needs(spec) if not need.met]


def _after(spec: AgentSpec, changes: tuple[Change, ...] | Mapping[str, str]) -> AgentSpec:
    assert isinstance(changes, tuple), changes
    for change in changes:
        edited = apply(spec, change)
        assert isinstance(edited, AgentSpec), edited
        spec = edited
    return spec


def test_a_form_asks_for_the_address_and_the_secret_only() -> None:
    tool = _accepted()
    form = form_for(tool, AgentSpec(tools=(tool,)))
    assert form is not None
    assert [f.path for f in form.fields] == ["url", "auth", "auth_ref", "auth_header"]
    assert "LOOKUP_ORDER_TOKEN" in form.fields[2].hint


def test_a_filled_form_leaves_nothing_open() -> None:
    tool = _accepted()
    values = {"url": " https://api.example.com/orders ", "auth": "bearer", "auth_ref": "SHOP_TOKEN", "auth_header": ""}
    spec = _after(AgentSpec(tools=(tool,)), changes_from(tool, values))
    assert _open(spec) == []
    configured = spec.tool("lookup_order")
    assert configured is not None
    assert (configured.url, configured.auth, configured.auth_ref) == (
        "https://api.example.com/orders",
        "bearer",
        "SHOP_TOKEN",
    )
    assert form_for(configured, spec) is None


@for_each("entry", list(CATALOG))
def test_an_empty_form_leaves_everything_open_on_purpose(entry: str) -> None:
    tool = _accepted(entry)
    spec = AgentSpec(tools=(tool,))
    form = form_for(tool, spec)
    if form is None:
        assert _open(spec) == []
        return
    changes = changes_from(tool, {field.path: "" for field in form.fields})
    assert all(isinstance(change, Skip) for change in changes)
    after = _after(spec, changes)
    assert _open(after) == []
    assert form_for(tool, after) is None


def test_no_authentication_is_an_answer() -> None:
    tool = _accepted(url="https://api.example.com/orders")
    spec = _after(AgentSpec(tools=(tool,)), changes_from(tool, {"auth": "none", "auth_ref": "", "auth_header": ""}))
    assert _open(spec) == []


def test_a_secret_without_a_method_is_a_bearer_token_and_a_header_names_its_own() -> None:
    tool = _accepted()
    spec = AgentSpec(tools=(tool,))
    plain = _after(spec, changes_from(tool, {"auth": "", "auth_ref": "SHOP_TOKEN"})).tools[0]
    header = _after(spec, changes_from(tool, {"auth_ref": "SHOP_TOKEN", "auth_header": "X-Api-Key"})).tools[0]
    assert plain.auth == "bearer"
    assert (header.auth, header.auth_header) == ("header", "X-Api-Key")


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"url": "http://api.example.com"}, "url", "https://"),
        ({"url": "ask Bob"}, "url", "spaces"),
        ({"auth": "kerberos", "auth_ref": "X"}, "auth", "Choose"),
        ({"auth": "header", "auth_ref": "SHOP_TOKEN"}, "auth_header", "X-Api-Key"),
        ({"auth_ref": "sk-" + "ant-" + "a1" * 20}, "auth_ref", "name of the secret"),
        ({"auth_ref": "two words"}, "auth_ref", "CRM_API_KEY"),
    ],
)
def test_a_wrong_value_gets_its_sentence_beside_its_field(values: dict[str, str], field: str, words: str) -> None:
    errors = changes_from(_accepted(), values)
    assert isinstance(errors, Mapping)
    assert list(errors) == [field]
    assert words in errors[field]


def test_a_parameter_that_nobody_described_is_asked_for() -> None:
    tool = Tool(name="find_dog", purpose="Finds a dog.", state="accepted", params=(Param(name="breed"),), auth="none")
    spec = AgentSpec(tools=(tool,))
    form = form_for(tool, spec)
    assert form is not None
    assert [f.path for f in form.fields] == ["url", "params.breed.description"]
    after = _after(spec, changes_from(tool, {"params.breed.description": "Breed, one or two words."}))
    assert after.tools[0].params[0].description == "Breed, one or two words."


def test_a_handover_asks_who_takes_the_call_and_on_which_number() -> None:
    tool = _accepted("transfer_to_human")
    spec = AgentSpec(tools=(tool,))
    form = form_for(tool, spec)
    assert form is not None
    assert [f.path for f in form.fields] == ["transfer.label", "transfer.destination"]
    values = {"transfer.label": "Front desk", "transfer.destination": "+1 (415) 555-0123"}
    after = _after(spec, changes_from(tool, values))
    assert [(t.label, t.destination) for t in after.transfers] == [("Front desk", "+14155550123")]
    assert _open(after) == []


def test_a_known_colleague_without_a_number_is_asked_for_the_number() -> None:
    tool = _accepted("transfer_to_human")
    spec = AgentSpec(tools=(tool,), transfers=(Transfer(id="desk", label="Front desk", condition="On request."),))
    form = form_for(tool, spec)
    assert form is not None
    assert [(f.path, f.label) for f in form.fields] == [("transfers.desk.destination", "Number of Front desk")]
    after = _after(spec, changes_from(tool, {"transfers.desk.destination": "0044 20 7946 0000"}))
    assert after.transfers[0].destination == "+442079460000"


def test_a_number_that_is_none_is_refused_beside_its_field() -> None:
    errors = changes_from(_accepted("transfer_to_human"), {"transfer.label": "Desk", "transfer.destination": "ask Bob"})
    assert isinstance(errors, Mapping)
    assert "country code" in errors["transfer.destination"]


@given(st.dictionaries(st.sampled_from(["url", "auth", "auth_ref", "auth_header", "transfer.label", "x"]), st.text()))
def test_whatever_is_typed_becomes_changes_or_sentences(values: dict[str, str]) -> None:
    tool = _accepted()
    outcome = changes_from(tool, values)
    if isinstance(outcome, Mapping):
        assert all(outcome.values())
    else:
        _after(AgentSpec(tools=(tool,)), outcome)
