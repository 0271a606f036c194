"""Whatever is wrong with a request, the answer is a problem that a person can read."""

from collections.abc import Iterator
from typing import Any

import asyncpg
import pytest
from fastapi import FastAPI
from sqlalchemy.engine import URL

from admin_api.edge import MOST_BYTES
from admin_api.problems import KINDS
from engine.settings import Settings, load_settings
from tests.admin_api.serving import Api, create, get, problem, say, serving, transcript
from tests.servers import plain

CREATE = "/api/v1/sessions/create"
JSON = {"Content-Type": "application/json"}
NEWEST = "/api/v1/sessions?limit=1"
NOBODY = "ses_" + "0" * 26


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "malformed"),
        (b"{} {}", "malformed"),
        (b'{"initial_message": "\xff"}', "malformed"),
        (b'{"initial_message": "\\ud800"}', "malformed"),
        (b'{"initial_message": NaN}', "malformed"),
        (b'{"initial_message": 1e999}', "malformed"),
        (b'{"initial_message": ' + b"9" * 5000 + b"}", "malformed"),
        (b"[" * 100_000, "malformed"),
        (b'{"a":' * 100_000, "malformed"),
        (b'{"initial_message": ' + b"[" * 150 + b"]" * 150 + b"}", "invalid"),
        (b'{"initial_message": 5}', "invalid"),
        (b'{"initial_message": ["a"]}', "invalid"),
        (b'{"message": "hello"}', "invalid"),
        (b"[]", "invalid"),
        (b"7", "invalid"),
        (b'"hello"', "invalid"),
        (b'{"initial_message": ""}', "refused"),
        (b'{"initial_message": " \\t\\n "}', "refused"),
        (b'{"initial_message": "\\u0000"}', "refused"),
        (b'{"initial_message": "' + b"a" * 200_001 + b'"}', "refused"),
        (b'{"author": {"id": "", "name": "Ana"}}', "invalid"),
    ],
)
def test_a_bad_body_opens_no_session(api: Api, body: bytes, kind: str) -> None:
    before = api.get(NEWEST).json()
    problem(api.post(CREATE, content=body, headers=JSON), KINDS[kind].status, kind)
    assert api.get(NEWEST).json() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "#"),
        ({"message": " "}, "#"),
        ({"message": 5}, "#/message"),
        ({"message": "a", "mesage": "b"}, "#/mesage"),
        ({"message": "a", "author": {"id": "1"}}, "#/author/name"),
        ({"message": "a", "changes": []}, "#/changes"),
        ({"message": "a", "changes": [{"op": "explode"}]}, "#/changes/0"),
        ({"message": "a", "changes": [{"op": "undo"}, {"op": "set", "path": "shoes"}]}, "#/changes/1/path"),
        ({"message": "a", "changes": [{"op": "add", "part": "goals", "item": {"id": "Ü"}}]}, "#/changes/0/item/id"),
    ],
)
def test_errors_point_at_the_field(api: Api, session_id: str, body: dict[str, Any], pointer: str) -> None:
    answer = api.post(f"/api/v1/sessions/{session_id}/message", json=body)
    errors = problem(answer, 422, "invalid")["errors"]
    assert pointer in [error["pointer"] for error in errors]
    assert all(error["detail"] for error in errors)


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "9" * 400}, "limit"),
        ({"status": "asleep"}, "status"),
        ({"stage": "\x00"}, "stage"),
        ({"cursor": "'; drop table sessions"}, "cursor"),
    ],
)
def test_a_bad_parameter_is_named(api: Api, parameters: dict[str, str], name: str) -> None:
    errors = problem(api.get("/api/v1/sessions", params=parameters), 422, "invalid")["errors"]
    assert [error["parameter"] for error in errors] == [name]


@pytest.mark.parametrize("session", [NOBODY, "1", "%00", "%ff%fe", "x" * 5000, "ses_%F0%9F%98%80"])
def test_an_unknown_session_is_not_found(api: Api, session: str) -> None:
    address = f"/api/v1/sessions/{session}"
    problem(api.get(f"{address}/status"), 404, "not-found")
    problem(api.post(f"{address}/message", json={"message": "hello"}), 404, "not-found")
    problem(api.post(f"{address}/resume"), 404, "not-found")
    problem(api.get(f"{address}/exports/json"), 404, "not-found")
    problem(api.delete(address), 404, "not-found")


def test_an_address_that_is_not_there(api: Api) -> None:
    assert "/docs" in problem(api.get("/api/v2/sessions"), 404, "not-found")["detail"]


def test_a_method_that_is_not_there(api: Api) -> None:
    answer = api.put(CREATE, json={})
    assert "POST" in problem(answer, 405, "method-not-allowed")["detail"]
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_must_be_json(api: Api, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    problem(api.post(CREATE, content=b"{}", headers=headers), 415, "unsupported-media-type")


def test_a_body_that_is_too_large_is_not_read_to_its_end(api: Api) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(2 * MOST_BYTES // 65_536):
            yield b" " * 65_536

    problem(api.post(CREATE, content=b" " * (MOST_BYTES + 1), headers=JSON), 413, "too-large")
    problem(api.post(CREATE, content=endless(), headers=JSON), 413, "too-large")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "😀" * 200_000,
        "ok\x00then \x07 \x1b[31m",
        "عيادة أسنان \u202e abc",
        "‮",
        "\ufeff hello",
        "<script>alert(1)</script>",
        "{{7*7}} ${x} %s",
    ],
)
def test_odd_text_is_answered(api: Api, session_id: str, text: str) -> None:
    answer = api.post(f"/api/v1/sessions/{session_id}/message", json={"message": text})
    assert answer.status_code == 200
    for what in ("status", "messages", "prompt", "workflow", "exports/elevenlabs"):
        assert get(api, session_id, what)


def test_a_pasted_key_is_never_stored(api: Api, session_id: str) -> None:
    secret = "sk-" + "ant-" + "a1" * 20
    answer = say(api, session_id, f"Use {secret} for the calendar")
    assert "removed" in answer["reply"]["text"]
    for what in ("status", "messages", "versions", "prompt", "exports/elevenlabs", "exports/json"):
        assert secret not in str(get(api, session_id, what))
    click = {"op": "set", "path": "greeting", "value": f"Hello {secret}"}
    refused = api.post(f"/api/v1/sessions/{session_id}/message", json={"message": "Save", "changes": [click]})
    assert secret not in str(problem(refused, 422, "refused"))
    assert secret not in str(transcript(api, session_id))


def test_every_problem_is_explained_at_its_type(api: Api) -> None:
    for kind, known in KINDS.items():
        explained = api.get(f"/problems/{kind}").json()
        assert explained == {"type": f"/problems/{kind}", **known._asdict()}
    problem(api.get("/problems/none"), 404, "not-found")


def test_a_defect_is_told_without_its_text(sqlite_settings: Settings) -> None:
    async def broken() -> None:
        raise RuntimeError("what somebody wrote")

    def prepare(app: FastAPI) -> None:
        app.add_api_route("/broken", broken)

    with serving(sqlite_settings, prepare=prepare) as api:
        answer = api.get("/broken")
        problem(answer, 500, "internal")
        assert "somebody" not in answer.text
        assert create(api)


async def test_while_the_database_is_away_the_answer_is_503_and_afterwards_all_is_there(
    postgres: URL, postgres_database: URL
) -> None:
    name = postgres_database.database
    admin = await asyncpg.connect(plain(postgres.set(drivername="postgresql")))
    with serving(load_settings(None, database_url=plain(postgres_database))) as api:
        session_id = create(api)["session_id"]
        await admin.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        for answer in (
            api.get("/api/v1/sessions"),
            api.post(CREATE),
            api.post(f"/api/v1/sessions/{session_id}/message", json={"message": "make the tone formal"}),
        ):
            problem(answer, 503, "unavailable")
            assert int(answer.headers["retry-after"]) > 0
        assert api.get("/health").status_code == 200
        not_ready = api.get("/ready")
        assert (not_ready.status_code, not_ready.json()["ready"]) == (503, False)
        assert any("database" in reason for reason in not_ready.json()["reasons"])
        await admin.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')
        assert say(api, session_id, "make the tone formal")["version"] == 2
        assert api.get("/ready").json()["checks"]["database"]["state"] == "ok"
    await admin.close()
