"""What was exported is listed with its checksum and who asked; two versions of an export are compared over HTTP."""

import hashlib
import json

from tests.admin_api.serving import Api, get, problem
from tests.admin_api.test_import import _VAPI


def _session(api: Api) -> str:
    session_id: str = api.post("/api/v1/sessions/import", json={"agent": _VAPI}).json()["session_id"]
    change = {"op": "set", "path": "greeting", "value": "Good day."}
    api.post(f"/api/v1/sessions/{session_id}/message", json={"message": "Greet so", "changes": [change]})
    return session_id


def test_what_was_exported_is_listed_with_its_checksum_and_who_asked(api: Api) -> None:
    session_id = _session(api)
    assert get(api, session_id, "exports")["requests"] == []
    made = get(api, session_id, "exports/vapi", version=1)
    files = json.dumps(made["files"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert made["checksum"] == hashlib.sha256(files.encode()).hexdigest()
    get(api, session_id, "exports/vapi", version=1)
    [asked] = get(api, session_id, "exports")["requests"]
    assert (asked["platform"], asked["version"], asked["checksum"]) == ("vapi", 1, made["checksum"])
    assert asked["author"]["id"]
    assert asked["at"]


def test_two_versions_of_an_export_are_compared(api: Api) -> None:
    session_id = _session(api)
    found = get(api, session_id, "exports/vapi/compare", **{"from": 1, "to": 2})
    assert (found["before"], found["after"], found["platform"]) == (1, 2, "vapi")
    assert "Greeting: “Hi, Alex here.” is now “Good day.”" in found["changed"]
    told = {file["path"]: file for file in found["files"]}
    assert '+  "firstMessage": "Good day.",' in told["assistant.json"]["diff"].splitlines()
    assert found["checksums"] == [get(api, session_id, "exports/vapi", version=n)["checksum"] for n in (1, 2)]
    assert get(api, session_id, "exports/vapi/compare", **{"from": 1})["files"] == found["files"]
    assert get(api, session_id, "exports/vapi/compare", **{"from": 2})["files"] == []


def test_what_is_not_there_cannot_be_compared(api: Api) -> None:
    address = f"/api/v1/sessions/{_session(api)}/exports"
    problem(api.get(f"{address}/abacus/compare", params={"from": 1}), 404, "not-found")
    problem(api.get(f"{address}/vapi/compare", params={"from": 99}), 404, "not-found")
    assert api.get(f"{address}/vapi/compare").status_code == 422
