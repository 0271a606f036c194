"""From an idea to its exports over HTTP."""

import io
import json
import socket
import sqlite3
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from engine.settings import Settings
from engine.targets import json as spec_json
from tests.admin_api.serving import Api, Json, create, get, problem, say, serving, transcript

SAID_OF_A_SESSION = {"session_id", "stage", "status", "progress", "version", "expires_at"}


def finished(api: Api) -> Json:
    """A session brought to its end by somebody who only ever takes the first suggestion."""
    return agreeing_until(api, lambda answer: bool(answer["stage"] == "COMPLETED"))


def agreeing_until(api: Api, done: Callable[[Json], bool]) -> Json:
    """The answer that is `done`, to somebody who only ever takes the first suggestion."""
    answer = create(api)
    for _ in range(15):
        if done(answer):
            return answer
        suggestion = answer["reply"]["suggestions"][0]
        answer = say(api, answer["session_id"], suggestion["label"], changes=suggestion["changes"] or None)
    pytest.fail(f"still in {answer['stage']}, missing {answer['progress']['missing']}")


def test_a_conversation_over_http_ends_in_exports(api: Api) -> None:
    done = finished(api)
    session_id = done["session_id"]
    assert (done["status"], done["progress"]) == ("completed", {"percent": 100, "missing": []})
    assert any(part["kind"] == "files" for part in done["reply"]["parts"])

    spec = get(api, session_id, "status")["spec"]
    listed = get(api, session_id, "exports")["exports"]
    assert [e["platform"] for e in listed if e["chosen"]] == spec["platforms"]
    for entry in listed:
        export = api.get(entry["url"]).json()
        assert (export["platform"], export["version"]) == (entry["platform"], done["version"])
        assert list(export["files"]) == entry["files"]
        archive = api.get(entry["url"], params={"format": "zip"})
        assert archive.headers["content-type"] == "application/zip"
        assert f"{session_id}-{entry['platform']}-v{done['version']}.zip" in archive.headers["content-disposition"]
        with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
            assert {name: files.read(name).decode() for name in files.namelist()} == export["files"]
    as_json = get(api, session_id, "exports/json")["files"][spec_json.FILE]
    assert spec_json.read(as_json).model_dump(mode="json") == spec


@pytest.mark.parametrize("body", [{}, {"json": {}}, {"json": {"initial_message": None}}, {"content": b""}])
def test_create_needs_no_message_and_no_body(api: Api, body: dict[str, Any]) -> None:
    answer = api.post("/api/v1/sessions/create", **body)
    assert answer.status_code == 201
    opened = answer.json()
    assert opened.keys() == SAID_OF_A_SESSION | {"reply"}
    assert (opened["stage"], opened["status"], opened["version"]) == ("INITIAL", "active", 0)
    assert "?" in opened["reply"]["text"] or "Tell me" in opened["reply"]["text"]
    assert opened["reply"]["suggestions"]


def test_every_answer_about_a_session_says_where_it_stands(api: Api, session_id: str) -> None:
    answers = [
        create(api),
        say(api, session_id, "make the tone formal"),
        api.post(f"/api/v1/sessions/{session_id}/resume").json(),
        *api.get("/api/v1/sessions").json()["sessions"],
        get(api, session_id, "versions/diff", before=0),
        *(
            get(api, session_id, what)
            for what in ("status", "messages", "spec", "versions", "prompt", "recap", "tests")
        ),
        get(api, session_id, "workflow"),
        *(get(api, session_id, what) for what in ("exports", "exports/markdown")),
        api.delete(f"/api/v1/sessions/{session_id}").json(),
    ]
    for answer in answers:
        assert answer.keys() >= SAID_OF_A_SESSION
        assert answer["progress"].keys() == {"percent", "missing"}
        assert datetime.fromisoformat(answer["expires_at"]) > datetime.now(UTC)


def test_a_click_needs_no_understanding(api: Api, session_id: str) -> None:
    change = {"op": "set", "path": "greeting", "value": "Hello from the click."}
    clicked = say(api, session_id, "Use this greeting", changes=[change])
    assert get(api, session_id, "spec")["spec"]["greeting"] == "Hello from the click."
    assert ("person", "Use this greeting") in transcript(api, session_id)
    assert "greeting" not in clicked["progress"]["missing"]


def test_who_said_something_is_known_by_name(api: Api) -> None:
    session_id = create(api, author={"id": "7", "name": "Ana"})["session_id"]
    said = get(api, session_id, "messages")["messages"][0]
    assert said["author"] == {"id": "api:7", "name": "Ana"}
    say(api, session_id, "make the tone formal", author={"id": "8", "name": "Ben"})
    lines = get(api, session_id, "versions/diff", before=1)["lines"]
    assert [line["after_by"] for line in lines if line["path"] == "tone"] == ["Ben"]


def test_messages_of_the_same_instant_all_get_the_reply(api: Api, session_id: str) -> None:
    texts = [f"It should also answer questions about parking, number {n}" for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda text: say(api, session_id, text), texts))
    assert all(answer["reply"]["text"] for answer in answers)
    said = [text for role, text in transcript(api, session_id) if role == "person"]
    assert sorted(said[1:]) == texts


def test_a_caller_who_hangs_up_loses_nothing(api: Api, session_id: str) -> None:
    body = b'{"message": "make the tone formal"}'
    head = f"POST /api/v1/sessions/{session_id}/message HTTP/1.1\r\nHost: localhost\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", api.base_url.port or 0)) as connection:
        connection.sendall(head.encode() + body)
    asked = say(api, session_id, "what have you got so far?")
    assert asked["reply"]["text"]
    assert ("person", "make the tone formal") in transcript(api, session_id)
    assert "formal" in get(api, session_id, "spec")["spec"]["tone"]


def test_versions_can_be_read_and_compared(api: Api, session_id: str) -> None:
    say(api, session_id, "make the tone formal")
    versions = get(api, session_id, "versions")["versions"]
    assert [v["version"] for v in versions] == [2, 1]
    assert versions[0]["parent"] == 1
    assert versions[0]["changes"]
    assert get(api, session_id, "spec", version=0)["spec"]["role"] is None
    assert get(api, session_id, "spec", version=1)["version"] == 1
    lines = get(api, session_id, "versions/diff", before=1, after=2)["lines"]
    assert [(line["path"], line["before"]) for line in lines] == [("tone", "friendly")]
    problem(api.get(f"/api/v1/sessions/{session_id}/spec", params={"version": 99}), 404, "not-found")


def test_lists_come_in_pages(api: Api) -> None:
    ids = [create(api, None)["session_id"] for _ in range(3)]
    seen: list[str] = []
    page = api.get("/api/v1/sessions", params={"limit": 2, "stage": "INITIAL", "platform": "api"}).json()
    while not set(ids) <= set(seen):
        assert len(page["sessions"]) <= 2
        seen += [s["session_id"] for s in page["sessions"]]
        parameters = {"limit": 2, "stage": "INITIAL", "platform": "api", "cursor": page["next"]}
        page = api.get("/api/v1/sessions", params=parameters).json()
    assert seen[:3] == ids[::-1]
    assert len(seen) == len(set(seen))
    assert api.get("/api/v1/sessions", params={"platform": "slack"}).json() == {"sessions": [], "next": None}


def test_the_transcript_comes_in_pages_oldest_first(api: Api, session_id: str) -> None:
    say(api, session_id, "make the tone formal")
    whole = get(api, session_id, "messages")
    assert [m["role"] for m in whole["messages"]] == ["person", "builder"] * 2
    first = get(api, session_id, "messages", limit=3)
    rest = get(api, session_id, "messages", limit=3, cursor=first["next"])
    assert first["messages"] + rest["messages"] == whole["messages"]
    assert rest["next"] is None


def test_the_flow_and_the_prompt_come_in_every_format(api: Api, session_id: str) -> None:
    address = f"/api/v1/sessions/{session_id}"
    flow = get(api, session_id, "workflow")
    assert flow["flow"]["start"] in {node["id"] for node in flow["flow"]["nodes"]}
    assert api.get(f"{address}/workflow?format=mermaid").text == flow["mermaid"]
    assert "<svg" in api.get(f"{address}/workflow?format=svg").text
    assert api.get(f"{address}/workflow?format=png").content.startswith(b"\x89PNG")
    prompt = get(api, session_id, "prompt")
    assert api.get(f"{address}/prompt?format=text").text == prompt["prompt"]
    assert all(f["rule"] and f["message"] for f in prompt["findings"])


def test_the_recap_is_there_as_data_and_in_the_reply_that_asks_for_the_approval(api: Api) -> None:
    done = finished(api)
    recap = get(api, done["session_id"], "recap")["recap"]
    assert [each["statement"] for each in recap["does"]]
    assert recap["greeting"]
    transcript = get(api, done["session_id"], "messages")["messages"]
    assert any("**What it never does**" in m["text"] and m["role"] == "builder" for m in transcript)


def test_the_recap_comes_with_the_approval_and_again_only_after_a_change(api: Api) -> None:
    asked = agreeing_until(api, lambda answer: bool(answer["progress"]["missing"] == ["approval:final"]))
    assert [p["kind"] for p in asked["reply"]["parts"]].count("recap") == 1
    talked = say(api, asked["session_id"], "what is a tool?")
    assert "recap" not in [p["kind"] for p in talked["reply"]["parts"]]
    changed = say(api, asked["session_id"], "make the tone formal")
    [recap] = [p for p in changed["reply"]["parts"] if p["kind"] == "recap"]
    assert {"label": "Tone", "value": "formal"} in recap["facts"]


def test_the_tests_of_the_agent_are_there_for_any_runner(api: Api, session_id: str) -> None:
    tests = get(api, session_id, "tests")["tests"]
    spec = get(api, session_id, "spec")["spec"]
    covered = {path for test in tests for path in test["covers"]}
    assert {f"goals.{goal['id']}" for goal in spec["goals"]} <= covered
    assert all(test["turns"] and test["fingerprint"] for test in tests)
    assert get(api, session_id, "tests", version=0)["tests"] == []


def test_an_export_that_did_not_change_is_not_sent_again(api: Api, session_id: str) -> None:
    address = f"/api/v1/sessions/{session_id}/exports/elevenlabs"
    for parameters in ({}, {"format": "zip"}):
        first = api.get(address, params=parameters)
        again = api.get(address, params=parameters, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
    before = api.get(address, params={"format": "zip"})
    say(api, session_id, "make the tone formal")
    after = api.get(address, params={"format": "zip"}, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    old = api.get(address, params={"format": "zip", "version": 1})
    assert old.content == before.content
    problem(api.get(f"/api/v1/sessions/{session_id}/exports/abacus"), 404, "not-found")


def test_an_abandoned_session_can_be_read_but_takes_no_messages(api: Api, session_id: str) -> None:
    assert api.delete(f"/api/v1/sessions/{session_id}").json()["status"] == "abandoned"
    assert api.delete(f"/api/v1/sessions/{session_id}").json()["status"] == "abandoned"
    answer = api.post(f"/api/v1/sessions/{session_id}/message", json={"message": "hello"})
    problem(answer, 409, "session-closed")
    problem(api.post(f"/api/v1/sessions/{session_id}/resume"), 409, "session-closed")
    assert get(api, session_id, "status")["status"] == "abandoned"


def test_an_abandoned_session_can_be_restored_and_goes_on(api: Api, session_id: str) -> None:
    api.delete(f"/api/v1/sessions/{session_id}")
    assert api.post(f"/api/v1/sessions/{session_id}/restore").json()["status"] == "active"
    problem(api.post(f"/api/v1/sessions/{session_id}/restore"), 422, "refused")
    assert say(api, session_id, "make the tone formal")["version"] > 1


def test_what_a_team_gave_to_others_is_refused_over_http_too_but_not_the_pulling_of_configs_and_the_erasure(
    sqlite_settings: Settings,
) -> None:
    held = {"rights": {right: [{"who": "person:U1", "name": "Ana"}] for right in ("edit", "approve")}}
    with serving(sqlite_settings) as api:
        session_id = create(api)["session_id"]
        with sqlite3.connect(str(sqlite_settings.sql_url.database)) as database:
            database.execute("UPDATE sessions SET settings = ?", [json.dumps(held)])
        address = f"/api/v1/sessions/{session_id}"
        for refused in (
            api.delete(address),
            api.post(f"{address}/restore"),
            api.post(f"{address}/exports/retell/push", json={}),
        ):
            assert problem(refused, 403, "forbidden")["detail"].startswith("Only Ana may")
        assert api.get(f"{address}/exports/json").status_code == 200
        assert "Only Ana may change the agent" in str(say(api, session_id, "make the tone formal")["reply"])
        assert api.delete(address, params={"purge": "true"}).status_code == 204


def test_purging_erases_the_session(api: Api, session_id: str) -> None:
    answer = api.delete(f"/api/v1/sessions/{session_id}", params={"purge": "true"})
    assert (answer.status_code, answer.content) == (204, b"")
    problem(api.get(f"/api/v1/sessions/{session_id}/status"), 404, "not-found")
    problem(api.delete(f"/api/v1/sessions/{session_id}"), 404, "not-found")


def test_a_message_to_a_completed_session_opens_it_again(api: Api) -> None:
    done = finished(api)
    again = say(api, done["session_id"], "make the tone formal")
    assert again["version"] > done["version"]
    assert again["status"] == "active"


def test_a_paused_session_wakes_with_a_recap(sqlite_settings: Settings) -> None:
    later = timedelta()
    with serving(sqlite_settings, clock=lambda: datetime.now(UTC) + later) as api:
        session_id = create(api)["session_id"]
        later = timedelta(days=2)
        assert get(api, session_id, "status")["status"] == "paused"
        woken = api.post(f"/api/v1/sessions/{session_id}/resume").json()
        assert woken["status"] == "active"
        assert "Bright Smile" in woken["reply"]["text"]
        assert datetime.fromisoformat(woken["expires_at"]) > datetime.now(UTC) + later


IMPOSSIBLE: dict[str, list[Json]] = {
    "a tool that nobody proposed": [{"op": "accept", "tool": "no_such_tool"}],
    "something that is not there": [{"op": "remove", "part": "goals", "id": "nothing"}],
    "an approval that is not due": [{"op": "approve", "what": "final"}],
    "a version that is not there": [{"op": "undo", "to": 99}],
    "a value that does not fit": [{"op": "set", "path": "languages", "value": ["gibberish!"]}],
}


@pytest.mark.parametrize("changes", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_a_click_that_cannot_be_applied_is_refused_in_words(api: Api, session_id: str, changes: list[Json]) -> None:
    before = get(api, session_id, "status")
    body = {"message": "Do it", "changes": changes}
    for _ in range(2):
        answer = api.post(
            f"/api/v1/sessions/{session_id}/message", json=body, headers={"Idempotency-Key": f"{session_id}-1"}
        )
        problem(answer, 422, "refused")
    after = get(api, session_id, "status")
    assert (after["version"], after["spec"], after["dead_letters"]) == (before["version"], before["spec"], [])
    assert [text for _, text in transcript(api, session_id)].count("Do it") == 1


def test_of_a_click_the_part_that_cannot_be_applied_is_named(api: Api, session_id: str) -> None:
    changes = [{"op": "accept", "tool": "no_such_tool"}, {"op": "set", "path": "greeting", "value": "Hi there."}]
    answer = api.post(f"/api/v1/sessions/{session_id}/message", json={"changes": changes})
    detail = problem(answer, 422, "refused")["detail"]
    assert "no_such_tool" in detail
    assert detail.endswith("The rest of it is done.")
    assert get(api, session_id, "spec")["spec"]["greeting"] == "Hi there."


def test_each_of_the_clicks_that_one_turn_reads_gets_its_own_answer(api: Api, session_id: str) -> None:
    def click(number: int) -> int:
        change = {"op": "set", "path": "company", "value": f"Company {number}"}
        body = {"changes": [change if number % 2 else {"op": "accept", "tool": f"no_such_tool_{number}"}]}
        answer = api.post(f"/api/v1/sessions/{session_id}/message", json=body)
        assert number % 2 or f"no_such_tool_{number}" in problem(answer, 422, "refused")["detail"]
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(click, range(8))) == [422, 200] * 4
