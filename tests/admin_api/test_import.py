"""An agent that is there already begins a session over HTTP."""

import pytest

from engine.targets import export
from tests.admin_api.serving import Api, get
from tests.sources.documents import BOOKINGS
from tests.targets.corpus import corpus
from tests.targets.samples import dental

_VAPI = {
    "name": "Alex",
    "firstMessage": "Hi, Alex here.",
    "backgroundSound": "office",
    "model": {"provider": "openai", "model": "gpt-4o", "messages": [{"role": "system", "content": "# Rules\n- No."}]},
}


def test_an_agent_of_a_vendor_begins_a_session_and_what_is_not_known_is_listed(api: Api) -> None:
    answer = api.post("/api/v1/sessions/import", json={"agent": _VAPI})
    assert answer.status_code == 201, answer.text
    said = answer.json()
    assert said["version"] == 1
    assert "I have read Alex from Vapi" in said["reply"]["text"]
    assert "backgroundSound" in said["reply"]["text"]
    spec = get(api, said["session_id"], "status")["spec"]
    assert (spec["name"], spec["greeting"]) == ("Alex", "Hi, Alex here.")
    assert spec["origins"]["greeting"]["how"] == "imported"


def test_what_was_exported_as_json_begins_a_session_with_the_same_design(api: Api) -> None:
    text = export(dental(), "json", 1).files["agent_spec.json"]
    said = api.post("/api/v1/sessions/import", json={"agent": text}).json()
    spec = get(api, said["session_id"], "status")["spec"]
    before = dental().model_dump(mode="json", by_alias=True)
    assert {part: value for part, value in spec.items() if part != "origins"} == {
        part: value for part, value in before.items() if part != "origins"
    }


@pytest.mark.parametrize("vendor", ["elevenlabs", "vapi", "retell"])
def test_an_agent_goes_back_to_its_platform_as_it_came(api: Api, vendor: str) -> None:
    files = dict(export(corpus()["dental_reception"], vendor, 1).files)
    said = api.post("/api/v1/sessions/import", json={"agent": {"files": files}}).json()
    made = get(api, said["session_id"], f"exports/{vendor}")["files"]
    papers = ("README.md", "LOSSES.md")
    assert {path: text for path, text in made.items() if path not in papers} == {
        path: text for path, text in files.items() if path not in papers
    }


def test_what_is_no_agent_opens_no_session(api: Api) -> None:
    before = len(api.get("/api/v1/sessions").json()["sessions"])
    answer = api.post("/api/v1/sessions/import", json={"agent": {"hello": "world"}})
    assert answer.status_code == 422
    assert "no agent that I know" in answer.text
    assert len(api.get("/api/v1/sessions").json()["sessions"]) == before


def test_a_file_of_20_megabytes_is_too_large(api: Api) -> None:
    answer = api.post("/api/v1/sessions/import", json={"agent": "x" * 20_000_000})
    assert answer.status_code == 413


def test_the_same_key_imports_once(api: Api) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = api.post("/api/v1/sessions/import", json={"agent": _VAPI}, headers=headers).json()
    again = api.post("/api/v1/sessions/import", json={"agent": _VAPI}, headers=headers).json()
    assert first["session_id"] == again["session_id"]


def test_an_openapi_document_is_offered_and_the_chosen_operation_becomes_the_tool(api: Api) -> None:
    opening = {"initial_message": "We are a dental practice. The agent should book appointments for patients."}
    here = f"/api/v1/sessions/{api.post('/api/v1/sessions/create', json=opening).json()['session_id']}"
    offered = api.post(f"{here}/tools/import", json={"document": BOOKINGS})
    assert offered.status_code == 200, offered.text
    assert "I have read Harbour Dental API: 7 operations" in offered.json()["reply"]["text"]
    taken = api.post(f"{here}/message", json={"message": "GET /v2/slots"}).json()
    assert "`check_availability` is now `GET https://api.harbour.example/v2/slots`" in taken["reply"]["text"]


def test_a_curl_is_offered_too(api: Api) -> None:
    opening = {"initial_message": "We are a dental practice. The agent should book appointments for patients."}
    here = f"/api/v1/sessions/{api.post('/api/v1/sessions/create', json=opening).json()['session_id']}"
    offered = api.post(f"{here}/tools/import", json={"document": "curl https://api.harbour.example/bookings -d day=1"})
    assert "I would take `POST /bookings`" in offered.json()["reply"]["text"], offered.text


def test_a_document_that_cannot_be_read_changes_nothing_and_says_where_it_is_broken(api: Api) -> None:
    session = api.post("/api/v1/sessions/create", json={}).json()
    here = f"/api/v1/sessions/{session['session_id']}/tools/import"
    broken = {"openapi: 3.0.0\npaths: [": "not whole YAML", "<html>": "is a web page", "hello": "no OpenAPI document"}
    for text, why in broken.items():
        answer = api.post(here, json={"document": text})
        assert (answer.status_code, why in answer.text) == (422, True), answer.text
    assert get(api, session["session_id"], "status")["version"] == 0
