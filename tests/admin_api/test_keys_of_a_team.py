"""What a key may see and do, what is kept of it, and how often it may ask. On both databases."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.api_access import keys
from engine.api_access.keys import Scope
from engine.interview.guided import Guided
from engine.messages.inbound import Author, Inbound, ThreadKey
from engine.settings import Settings, load_settings
from engine.store.database import Database
from engine.turns import turn
from tests.admin_api.serving import DENTIST, Api, problem, serving
from tests.servers import fresh_database, plain

SESSIONS = "/api/v1/sessions"
ANA = Author("slack:T1:U1", "Ana")


@pytest.fixture(params=["sqlite", "postgresql"])
def own_settings(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> Iterator[Settings]:
    if request.param == "sqlite":
        shutil.copy(migrated_sqlite, tmp_path / "agent-builder.db")
        yield load_settings(None, database_url=f"sqlite:///{tmp_path / 'agent-builder.db'}")
        return
    server, template = request.getfixturevalue("postgres"), request.getfixturevalue("migrated_postgres")
    with fresh_database(server, template) as url:
        yield load_settings(None, database_url=plain(url))


@pytest.fixture
def own(own_settings: Settings) -> Iterator[Api]:
    with serving(own_settings) as api:
        yield api


def key(settings: Settings, *scopes: Scope, workspace: str | None = None) -> dict[str, str]:
    async def run() -> str:
        db = Database.connect(settings.sql_url)
        try:
            return (await keys.create(db, "Ops", scopes, datetime.now(UTC), workspace=workspace))[0]
        finally:
            await db.close()

    return {"Authorization": f"Bearer {asyncio.run(run())}"}


def in_slack(settings: Settings, team: str) -> str:
    """A session that somebody began in a thread of this workspace."""

    async def run() -> str:
        engine = await turn.open_engine(settings, Guided())
        try:
            thread = ThreadKey.slack(team, "C1", "1700000000.1")
            accepted = await turn.accept(engine, Inbound(thread, f"evt-{team}", ANA, DENTIST))
            await turn.take_turns(engine, accepted.session_id)
            return accepted.session_id
        finally:
            await turn.close_engine(engine)

    return asyncio.run(run())


def ids(api: Api, headers: dict[str, str]) -> set[str]:
    return {session["session_id"] for session in api.get(SESSIONS, headers=headers).json()["sessions"]}


def test_one_teams_key_reaches_its_own_sessions_and_learns_of_no_others(own: Api, own_settings: Settings) -> None:
    ours, theirs = in_slack(own_settings, "T1"), in_slack(own_settings, "T11")
    team = key(own_settings, "read", "write", "export", "push", workspace="slack:T1")
    other = key(own_settings, "read", "write", workspace="slack:T11")
    made = own.post(f"{SESSIONS}/create", headers=team).json()["session_id"]
    assert ids(own, team) == {ours, made}
    assert ids(own, other) == {theirs}
    assert ids(own, key(own_settings, "read")) == {ours, theirs, made}
    for address, operations in own.get("/openapi.json").json()["paths"].items():
        for method in operations if "{session_id}" in address else ():
            path = address.format(session_id=theirs, platform="vapi", box="inbox", letter_id=1)
            body: Any = {"message": "hi"} if path.endswith("message") else {}
            answer = own.request(method, path, headers=team, json=None if method == "get" else body)
            problem(answer, 404, "not-found")
    assert own.get(f"{SESSIONS}/{theirs}/status", headers=other).json()["status"] == "active"


def test_a_key_for_configs_alone_takes_them_and_reads_no_conversation(own: Api, own_settings: Settings) -> None:
    whole, configs, looks = (
        key(own_settings, "read", "write"),
        key(own_settings, "export"),
        key(own_settings, "read"),
    )
    session_id = own.post(f"{SESSIONS}/create", headers=whole).json()["session_id"]
    export = f"{SESSIONS}/{session_id}/exports/vapi"
    assert [own.get(export, headers=who).status_code for who in (whole, configs, looks)] == [200, 200, 200]
    for method, path, who, scope in (
        ("GET", f"{SESSIONS}/{session_id}/messages", configs, "read"),
        ("POST", f"{export}/push", looks, "push"),
        ("GET", "/api/v1/audit", whole, "admin"),
    ):
        body: Any = {} if method == "POST" else None
        assert scope in problem(own.request(method, path, headers=who, json=body), 403, "forbidden")["detail"]


def test_who_did_what_is_kept_without_a_word_of_it(own: Api, own_settings: Settings) -> None:
    admin, writer = key(own_settings, "admin"), key(own_settings, "read", "write")
    session_id = own.post(f"{SESSIONS}/create", headers=writer).json()["session_id"]
    said = own.post(f"{SESSIONS}/{session_id}/message", json={"message": "a florist named Hyacinth"}, headers=writer)
    own.get(f"{SESSIONS}/{session_id}/status", headers=writer)
    own.delete(f"{SESSIONS}/{session_id}?purge=true", headers=writer)
    until = time.monotonic() + 20
    while len(entries := audit(own, admin)) < 3 and time.monotonic() < until:
        time.sleep(0.1)
    done = [(entry["method"], entry["path"], entry["session_id"], entry["status"]) for entry in entries]
    assert done[::-1] == [
        ("POST", f"{SESSIONS}/create", None, 201),
        ("POST", f"{SESSIONS}/{session_id}/message", session_id, 200),
        ("DELETE", f"{SESSIONS}/{session_id}", session_id, 204),
    ]
    assert entries[1]["request_id"] == said.headers["x-request-id"]
    assert {entry["caller_name"] for entry in entries} == {"Ops"}
    assert "Hyacinth" not in str(entries)
    of_it = f"/api/v1/audit?session_id={session_id}&limit=1"
    first = own.get(of_it, headers=admin).json()
    second = own.get(f"{of_it}&cursor={first['next']}", headers=admin).json()
    assert [page["entries"][0]["method"] for page in (first, second)] == ["DELETE", "POST"]
    assert second["next"] is None


def audit(api: Api, admin: dict[str, str]) -> list[dict[str, Any]]:
    entries = api.get("/api/v1/audit", headers=admin).json()["entries"]
    return [entry for entry in entries if entry["path"] != "/api/v1/audit"]


def test_three_hundred_wrong_keys_are_locked_out_and_a_key_that_was_right_goes_on(
    own: Api, own_settings: Settings
) -> None:
    known, new = key(own_settings, "read"), key(own_settings, "read")
    assert own.get(SESSIONS, headers=known).status_code == 200
    answers = [own.get(SESSIONS, headers={"Authorization": f"Bearer abk_guess{n:06}x"}) for n in range(300)]
    assert [answer.status_code for answer in answers[:20]] == [401] * 20
    for answer in answers[20:]:
        problem(answer, 429, "too-many-requests")
        assert 0 < int(answer.headers["retry-after"]) <= 300
    problem(own.get(SESSIONS, headers=new), 429, "too-many-requests")
    assert own.get(SESSIONS, headers=known).status_code == 200


def test_a_key_that_asks_too_often_is_told_when_to_come_back(own_settings: Settings) -> None:
    with serving(own_settings.model_copy(update={"api_requests_per_minute": 3})) as api:
        busy, other = key(own_settings, "read"), key(own_settings, "read")
        answers = [api.get(SESSIONS, headers=busy) for _ in range(4)]
        assert [answer.headers["ratelimit"].split(";t=")[0] for answer in answers] == [
            '"key";r=2',
            '"key";r=1',
            '"key";r=0',
            '"key";r=0',
        ]
        assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"key";q=3;w=60'}
        problem(answers[3], 429, "too-many-requests")
        assert 0 < int(answers[3].headers["retry-after"]) <= 60
        assert api.get(SESSIONS, headers=other).status_code == 200
