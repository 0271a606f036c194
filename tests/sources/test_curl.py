"""A pasted curl becomes a tool: what it shows is kept as types and names, what it holds is not kept at all."""

import json
import time
from dataclasses import replace

import pytest
from sqlalchemy import select

from engine.document.spec import AgentSpec, Platform, Tool
from engine.errors import PersonError
from engine.imports import brought_in
from engine.interview.guided import Guided
from engine.store.tables import metadata
from engine.targets import TARGETS, export
from engine.tools.sources.brought import offered_in
from engine.turns.turn import Engine
from tests.sources.test_choosing import OPENING, labels, said
from tests.talk import tell
from tests.targets.samples import dental
from tests.turn.test_imports import brings

KEY = "a1B2c3D4e5F6" + "g7H8i9J0k1L2"
URL = "https://api.harbour.example/v2"
BOOK = (
    f"curl -sS -X POST '{URL}/bookings?lang=en' -H 'Authorization: Bearer {KEY}' -H 'X-Version: 2022-06-28' "
    '-d \'{"patient": {"name": "Benedikt Moser"}, "start": "2026-01-02T10:00:00Z", "seats": 2}\''
)


def tool_of(text: str) -> Tool:
    (tool,) = offered_in(text).tools
    return tool


def test_a_curl_is_a_tool_with_the_types_of_its_values() -> None:
    tool = tool_of(BOOK)
    assert (tool.method, tool.url, tool.effect, tool.confirm) == ("POST", f"{URL}/bookings", "write", True)
    assert (tool.auth, tool.auth_ref) == ("bearer", "HARBOUR_TOKEN")
    params = {p.name: (p.in_, p.type, p.format) for p in tool.params}
    assert params == {
        "lang": ("query", "string", None),
        "X_Version": ("header", "string", None),
        "patient": ("body", "object", None),
        "start": ("body", "string", "date-time"),
        "seats": ("body", "integer", None),
    }
    assert [(p.source, p.value) for p in tool.params if p.name == "X_Version"] == [("constant", "2022-06-28")]


AS_WRITTEN = {
    "bash, over lines": f"curl '{URL}/slots?day=1' \\\n  -H 'X-Api-Key: {KEY}'",
    "cmd": f'curl ^"{URL}/slots?day=1^" ^\n  -H ^"X-Api-Key: {KEY}^"',
    "PowerShell's curl.exe": f'curl.exe "{URL}/slots?day=1" `\n  -H "X-Api-Key: {KEY}"',
    "a prompt, fenced, piped": f"```bash\n$ curl -G {URL}/slots -d day=1 -H 'X-Api-Key: {KEY}' | jq .\n```",
    "the key removed": f"curl '{URL}/slots?day=1' -H 'X-Api-Key: [secret removed]'",
    "the key in a variable": f'curl "{URL}/slots?day=1" -H "X-Api-Key: $TOKEN"',
}


@pytest.mark.parametrize("how", AS_WRITTEN)
def test_every_shell_quotes_the_same_request(how: str) -> None:
    tool = tool_of(AS_WRITTEN[how])
    assert (tool.method, tool.url) == ("GET", f"{URL}/slots")
    assert [(p.name, p.in_) for p in tool.params] == [("day", "query")]
    assert (tool.auth, tool.auth_header, tool.auth_ref) == ("header", "X-Api-Key", "HARBOUR_TOKEN")


@pytest.mark.parametrize("step", ["17", "$ID", "{id}", "<id>", "{{id}}", "cus_9s6XKzkNRiz8i3"])
def test_what_stands_for_one_of_many_is_a_parameter(step: str) -> None:
    tool = tool_of(f'curl -XDELETE "{URL}/bookings/{step}" -u anna:{KEY}')
    (param,) = tool.params
    assert tool.url == f"{URL}/bookings/{{{param.name}}}"
    assert (param.in_, tool.auth, tool.effect) == ("path", "basic", "irreversible")


def test_a_key_beside_the_headers_is_named_as_left_out() -> None:
    found = offered_in(f"curl '{URL}/slots?api_key={KEY}' -d client_secret={KEY} -d day=1")
    assert [p.name for p in found.tools[0].params] == ["day"]
    assert [line.split("”")[0] for line in found.left] == ["“api_key", "“client_secret"]


_COLLECTION = {
    "info": {"name": "Harbour", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "auth": {"type": "bearer", "bearer": [{"key": "token", "value": KEY}]},
    "variable": [{"key": "base", "value": URL}],
    "item": [
        {"name": "All", "item": [{"name": "Find free slots", "request": {"method": "GET", "url": "{{base}}/slots"}}]}
    ],
}
_SENT = {"method": "GET", "url": f"{URL}/slots", "headers": [{"name": "Authorization", "value": f"Bearer {KEY}"}]}
_PICTURE = {"request": {"method": "GET", "url": f"{URL}/logo"}, "response": {"content": {"mimeType": "image/png"}}}


@pytest.mark.parametrize("file", [_COLLECTION, {"log": {"entries": [{"request": _SENT}, _PICTURE]}}])
def test_a_collection_and_a_recording_are_read_as_their_requests(file: dict[str, object]) -> None:
    brought = brought_in("", brings(("file.json", json.dumps(file))).attachments)
    assert brought is not None
    (tool,) = brought.change.tools  # type: ignore[union-attr]
    assert (tool.method, tool.url, tool.auth, tool.auth_ref) == ("GET", f"{URL}/slots", "bearer", "HARBOUR_TOKEN")
    assert KEY not in brought.change.model_dump_json() + brought.text


def test_half_a_character_in_a_recording_is_left_out() -> None:
    sent = {**_SENT, "url": f"{URL}/slots?day=\ud83d", "method": "POST", "postData": {"text": '{"a\\ud83d": 1}'}}
    (tool,) = offered_in(json.dumps({"log": {"entries": [{"request": sent}]}})).tools
    assert [p.name for p in tool.params] == ["day", "a"]


UNREADABLE = {
    "an open quotation mark": (f"curl -X POST '{URL}", "never closed"),
    "a body in a file": (f"curl {URL}/x -d @body.json", "is in a file"),
    "broken JSON": (f"curl {URL}/x -d '{{\"a\":'", "not whole JSON"),
    "an unknown option": (f"curl --frobnicate {URL}/x", "“frobnicate” is not known"),
    "a file sent": (f"curl -F file=@x.png {URL}/x", "multipart/form-data"),
    "a HEAD": (f"curl -I {URL}/x", "No voice platform sends such a request"),
    "no address": ("curl -s $BASE/x", "names no address"),
    "a broken address": ("curl https://[::1/x", "cannot read"),
    "an address without a host": ("curl -X POST --url //", "cannot read"),
    "a host without end": (f"curl https://{'a.' * 9_000}com/x", "no operation"),
    "its own machine": ("curl https://localhost:3000/x", "must be a full https:// address"),
    "PowerShell": (f"Invoke-RestMethod -Uri {URL}/x -Method Post", "command of PowerShell"),
    "an address that is a secret": (
        f"curl https://hooks.slack.com/services/T00000000/B00000000/{KEY}",
        "a secret itself",
    ),
    "too many": (f"curl {URL}/x\n" * 21, "more than 20 commands"),
    "too long": (f"curl {URL}/x -d '{'x' * 100_000}'", "more than 100,000 characters"),
    "too deep": (f"curl {URL}/x -d '{'[' * 90_000}'", "nested too deeply"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_cannot_be_read_gets_a_clear_word(what: str) -> None:
    text, why = UNREADABLE[what]
    with pytest.raises(PersonError, match=why):
        brought_in(text, [])


@pytest.mark.parametrize(
    "text", ["We curl and blow-dry hair.", "Do you know curl? https://a.example.com", "curl " * 9000]
)
def test_talk_of_curls_is_no_curl(text: str) -> None:
    assert brought_in(text, []) is None


@pytest.mark.parametrize(
    "rest", ["?a=b" + "&a=b" * 24_000, "/" + "a1-" * 33_000, " -d '" + "a=1&" * 24_000 + "'", " -" + "s" * 99_000]
)
def test_a_line_of_100_kb_is_read_in_seconds(rest: str) -> None:
    began = time.process_time()
    assert tool_of(f"curl {URL}/x{rest}")
    assert time.process_time() - began < 4


async def test_a_pasted_curl_is_offered_for_its_goal_and_its_key_is_stored_nowhere(engine: Engine) -> None:
    guided = replace(engine, interviewer=Guided())
    await tell(guided, OPENING)
    offered = await tell(guided, f"This is how we book:\n{BOOK}")
    assert labels(offered) == ["POST /v2/bookings", "None of these"]
    assert "For *Book appointments (book appointment)* I would take `POST /v2/bookings`" in said(offered)
    assert "Nothing in it fits" not in said(offered)
    taken = await tell(guided, labels(offered)[0])
    assert "with the secret HARBOUR_TOKEN" in said(taken)
    tool = taken.session.spec.tool("book_appointment")
    assert tool is not None
    assert tool.url == f"{URL}/bookings"
    async with engine.store.read() as connection:
        rows = [str((await connection.execute(select(table))).all()) for table in metadata.sorted_tables]
    assert "bookings" in "".join(rows)
    assert not [row for row in rows if KEY in row or "Moser" in row]


async def test_several_curls_in_one_message_serve_a_goal_each(engine: Engine) -> None:
    guided = replace(engine, interviewer=Guided())
    await tell(guided, OPENING)
    turn = await tell(guided, f"{BOOK}\ncurl -X DELETE {URL}/bookings/17 -H 'Authorization: Bearer {KEY}'")
    while "None of these" in labels(turn):
        turn = await tell(guided, labels(turn)[0])
    urls = {tool.name: f"{tool.method} {tool.url}" for tool in turn.session.spec.tools if tool.url}
    assert urls["book_appointment"] == f"POST {URL}/bookings"
    assert urls["cancel_appointment"] == f"DELETE {URL}/bookings/{{booking_id}}"


@pytest.mark.parametrize("platform", TARGETS)
def test_every_platform_takes_the_tool(platform: Platform) -> None:
    tool = tool_of(BOOK).model_copy(update={"state": "accepted"})
    spec = dental().model_copy(update={"tools": (*dental().tools, tool)})
    bundle = export(AgentSpec.model_validate(dict(spec)), platform, 1)
    assert [f for f in TARGETS[platform].check(bundle) if f.level == "error"] == []
