"""A document of a system becomes tools that a call can use; what cannot be read gets a sentence."""

import json
import time

import pytest

from engine.document.spec import AgentSpec, Platform, Tool
from engine.errors import PersonError
from engine.targets import TARGETS, export
from engine.tools.sources.openapi import document_in, is_openapi, offered_in
from tests.sources.documents import BOOKINGS, SWAGGER
from tests.targets.samples import dental


def tools_of(text: str) -> dict[str, Tool]:
    assert is_openapi(text)
    return {tool.name: tool for tool in offered_in(document_in(text)).tools}


def test_an_operation_is_a_tool_with_all_that_a_call_fills() -> None:
    tool = tools_of(BOOKINGS)["create_booking"]
    assert (tool.method, tool.url) == ("POST", "https://api.harbour.example/v2/bookings")
    assert (tool.auth, tool.auth_header, tool.auth_ref) == ("header", "X-Api-Key", "HARBOUR_DENTAL_TOKEN")
    assert (tool.effect, tool.confirm) == ("write", True)
    params = {p.name: p for p in tool.params}
    assert list(params) == ["start", "patient", "kind", "clinic", "notes"]
    assert (params["start"].format, params["start"].description) == ("date-time", "When it begins.")
    assert params["kind"].enum == ("check-up", "cleaning")
    assert params["kind"].description == "Kind. Without it: check-up."
    assert (params["clinic"].source, params["clinic"].value) == ("constant", "harbour")
    assert (params["notes"].type, params["notes"].required) == ("string", False)
    assert params["patient"].description == "Patient. It has name (string), phone (string), parent (object)."


def test_a_path_parameter_has_a_name_that_platforms_take() -> None:
    tool = tools_of(BOOKINGS)["cancel_booking"]
    assert tool.url == "https://api.harbour.example/v2/bookings/{booking_id}"
    assert [(p.name, p.in_, p.format) for p in tool.params] == [("booking_id", "path", "uuid")]
    assert tool.effect == "irreversible"


def test_swagger_2_says_the_same_in_other_words() -> None:
    tools = tools_of(SWAGGER)
    assert tools["track_parcel"].url == "https://parcels.example.com/api/parcels/{number}"
    assert {t.auth for t in tools.values()} == {"basic"}
    pickup = tools["post_pickups"]
    assert pickup.purpose == "Asks for a driver. He comes within a day."
    assert [(p.name, p.required) for p in pickup.params] == [("address", True), ("weight", False)]


def test_json_is_read_as_yaml_is() -> None:
    document = document_in(BOOKINGS)
    assert offered_in(document_in(json.dumps(document))) == offered_in(document)


def test_what_no_platform_can_call_is_named() -> None:
    (left,) = offered_in(document_in(BOOKINGS)).left
    assert left == "POST /pictures: it takes image/png, and voice platforms send JSON"


def test_a_server_that_is_not_said_is_a_named_placeholder() -> None:
    tool = tools_of(BOOKINGS.replace("https://api.harbour.example", ""))["find_slots"]
    assert tool.url == "https://harbour-dental-api-url.placeholder.invalid/v2/slots"


def test_ids_that_collide_or_are_missing_give_names_of_their_own() -> None:
    paths = {f"/a{n}": {"get": {"operationId": "same"}, "post": {}} for n in range(3)}
    names = tools_of(json.dumps({"openapi": "3.1.0", "paths": paths}))
    assert list(names) == ["same", "post_a_0", "same_2", "post_a_1", "same_3", "post_a_2"]


_KEYS = ("sk-" + "ant-" + "a1" * 20, "-----BEGIN PRIVATE" + " KEY-----\n\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw")


@pytest.mark.parametrize("key", _KEYS)
def test_a_secret_in_an_example_is_not_kept(key: str) -> None:
    described = json.dumps(f"First day, with {key}")
    tools = tools_of(BOOKINGS.replace("First day", described))
    assert key[-20:] not in tools["find_slots"].model_dump_json()


_RING = {"a": {"$ref": "#/components/schemas/b"}, "b": {"$ref": "#/components/schemas/a"}}
_FOLDED = {"f": {"allOf": [{"$ref": "#/components/schemas/f"}] * 50, "properties": {"x": {"type": "string"}}}}


@pytest.mark.parametrize("name", ["a", "f", "gone"])
def test_schemas_that_go_in_circles_come_to_an_end(name: str) -> None:
    schema = {"$ref": f"#/components/schemas/{name}"}
    body = {"content": {"application/json": {"schema": schema}}}
    paths = {f"/{n}": {"post": {"requestBody": body}} for n in range(50)}
    text = json.dumps({"openapi": "3.0.0", "paths": paths, "components": {"schemas": {**_RING, **_FOLDED}}})
    began = time.process_time()
    assert len(tools_of(text)) == 50
    assert time.process_time() - began < 2


_BOMB = "openapi: 3.0.0\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
)
_MANY = json.dumps({"openapi": "3.0.0", "paths": {f"/{n}": {"get": {}} for n in range(10_000)}})
UNREADABLE = {
    "in itself": ("openapi: 3.0.0\npaths: &a {/a: *a}", "unfolds into more than I can read"),
    "broken YAML": ("openapi: 3.0.0\npaths:\n  /a: [", "not whole YAML: .* in line"),
    "broken JSON": ('{"openapi": "3.0.0",\n"paths": {', "not whole JSON: it breaks off in line 2"),
    "no paths": ("openapi: 3.0.0\n", "“paths” is missing"),
    "of another age": ('swagger: "1.2"\npaths: {/a: {}}', "is OpenAPI “1.2”"),
    "a web page": ("<html><body>openapi: 3.0</body>", "is a web page"),
    "a bomb of aliases": (_BOMB, "unfolds into more than I can read"),
    "a bomb of brackets": ("openapi: " + "[" * 200_000, "unfolds into more than I can read|not whole YAML"),
    "JSON without end": ('{"openapi": ' + "[" * 200_000, "not whole JSON|nested too deeply"),
    "10,000 operations": (_MANY, "more than 2,000 operations"),
    "too long": ("openapi: 3.0.0\n" + "x" * 2_000_000, "more than 2,000,000 characters"),
    "without operations": (
        "openapi: 3.0.0\npaths: {/a: 7, /b: {get: 7}}",
        "no operation that a voice agent could call",
    ),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_gets_a_sentence_that_says_why(what: str) -> None:
    text, why = UNREADABLE[what]
    with pytest.raises(PersonError, match=why):
        offered_in(document_in(text))


def test_a_thousand_operations_are_read_in_three_seconds() -> None:
    """Of this process and of the one that reads the YAML, so that a busy machine counts for nothing."""
    operation = json.loads(json.dumps(document_in(BOOKINGS)["paths"]["/bookings"]["post"]))
    operation["description"] = "It takes a while to tell what this is for. " * 46
    document = {**document_in(BOOKINGS), "paths": {f"/things/{n}": {"post": operation} for n in range(900)}}
    text = json.dumps(document)
    assert 1_900_000 < len(text) < 2_000_000
    began = time.process_time()
    assert len(offered_in(document_in(text)).tools) == 900
    assert time.process_time() - began < 3


@pytest.mark.parametrize("platform", TARGETS)
def test_every_platform_takes_the_tools(platform: Platform) -> None:
    accepted = tuple(t.model_copy(update={"state": "accepted"}) for t in tools_of(BOOKINGS).values())
    spec = dental().model_copy(update={"tools": (*dental().tools, *accepted)})
    bundle = export(AgentSpec.model_validate(dict(spec)), platform, 1)
    assert [f for f in TARGETS[platform].check(bundle) if f.level == "error"] == []
