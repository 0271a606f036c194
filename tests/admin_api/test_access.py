"""Who may call: somebody at this computer as long as there is no key, and afterwards whoever has one."""

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from starlette.datastructures import Headers
from starlette.requests import Request

from admin_api import keys as command
from admin_api.access import _foreign, is_loopback
from engine.api_access import keys
from engine.api_access.keys import ApiKey, Scope
from engine.settings import Settings
from engine.store.database import Database
from engine.store.tables import api_keys
from tests.admin_api.serving import Api, create, problem, serving
from tests.servers import free_port

SESSIONS = "/api/v1/sessions"


@pytest.fixture
def own(sqlite_settings: Settings) -> Iterator[Api]:
    """A server of this test alone."""
    with serving(sqlite_settings) as api:
        yield api


def made(settings: Settings, *scopes: Scope) -> tuple[str, ApiKey]:
    async def run() -> tuple[str, ApiKey]:
        db = Database.connect(settings.sql_url)
        try:
            return await keys.create(db, "Ops", scopes, datetime.now(UTC))
        finally:
            await db.close()

    return asyncio.run(run())


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1", "127.8.8.8:80", "[::1]", "[::1]:8000", "LOCALHOST"]
)
def test_without_a_key_this_computer_is_answered(api: Api, host: str) -> None:
    assert api.get(SESSIONS, headers={"Host": host, "Origin": f"http://{host}"}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:8000"},
        {"Host": "localhost@evil.example"},
        {"Host": "[::1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Forwarded-Proto": "https"},
        {"X-Real-IP": "127.0.0.1"},
        {"True-Client-IP": "127.0.0.1"},
        {"CF-Connecting-IP": "127.0.0.1"},
        {"CF-Ray": "1"},
        {"Tailscale-User-Login": "ana@example.com"},
        {"X-Forwarded-For": "127.0.0.1", "Authorization": "Bearer abk_guess"},
    ],
    ids=str,
)
def test_without_a_key_no_web_page_and_no_proxy_is_answered_at_any_address(api: Api, headers: dict[str, str]) -> None:
    for address in (SESSIONS, "/docs", "/redoc", "/openapi.json", "/health", "/ready", "/problems/forbidden", "/none"):
        refused = problem(api.get(address, headers=headers), 403, "forbidden")
        assert "python -m admin_api.keys create NAME" in refused["detail"]
    problem(api.post(f"{SESSIONS}/create", headers=headers), 403, "forbidden")


def test_without_a_key_every_file_of_the_docs_is_refused_to_a_web_page(api: Api) -> None:
    files = re.findall(r'(?:src|href)="(/[^"]+)"', api.get("/docs").text)
    assert files
    for file in files:
        problem(api.get(file, headers={"Host": "evil.example"}), 403, "forbidden")


def test_without_a_key_another_computer_is_not_answered() -> None:
    headers = Headers({"host": "localhost"}).raw
    request = Request({"type": "http", "client": ("203.0.113.5", 1), "headers": headers, "method": "GET", "path": "/"})
    problem = _foreign(request)
    assert problem is not None
    assert "own computer" in problem.detail


@pytest.mark.parametrize(("host", "loopback"), [("127.0.0.53", True), ("::1", True), ("0.0.0.0", False), ("", False)])
def test_what_is_this_computer(host: str, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_with_a_key_in_the_database_everybody_needs_one(own: Api, sqlite_settings: Settings) -> None:
    key, _ = made(sqlite_settings, "read", "write")
    for headers in ({}, bearer("abk_wrong"), {"Authorization": "Basic YTpi"}, {"Authorization": key}):
        answer = own.get(SESSIONS, headers=headers)
        problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert own.get(SESSIONS, headers=bearer(key)).status_code == 200
    assert own.get(SESSIONS, headers=bearer(key) | {"Host": "api.example", "Via": "1.1 proxy"}).status_code == 200


def test_a_key_does_what_its_scopes_say(own: Api, sqlite_settings: Settings) -> None:
    reads, writes = made(sqlite_settings, "read")[0], made(sqlite_settings, "write")[0]
    refused = own.post(f"{SESSIONS}/create", headers=bearer(reads))
    assert "write" in problem(refused, 403, "forbidden")["detail"]
    session_id = own.post(f"{SESSIONS}/create", headers=bearer(writes)).json()["session_id"]
    problem(own.get(f"{SESSIONS}/{session_id}/status", headers=bearer(writes)), 403, "forbidden")
    assert own.get(f"{SESSIONS}/{session_id}/status", headers=bearer(reads)).status_code == 200
    problem(own.delete(f"{SESSIONS}/{session_id}", headers=bearer(reads)), 403, "forbidden")


def test_probes_and_the_description_need_no_key(own: Api, sqlite_settings: Settings) -> None:
    made(sqlite_settings, "read")
    for address in ("/health", "/ready", "/docs", "/redoc", "/openapi.json"):
        assert own.get(address, headers={"Host": "probe.example"}).status_code == 200


def test_one_callers_idempotency_keys_are_not_anothers(own: Api, sqlite_settings: Settings) -> None:
    answers = [
        own.post(f"{SESSIONS}/create", headers=bearer(made(sqlite_settings, "write")[0]) | {"Idempotency-Key": "1"})
        for _ in range(2)
    ]
    assert answers[0].json()["session_id"] != answers[1].json()["session_id"]


def test_keys_are_made_listed_and_revoked_by_a_command(
    own: Api, sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_settings.database_url)
    assert command.main(["create", "Reporting", "--scope", "read"]) == 0
    key = capsys.readouterr().out.strip()
    assert own.get(SESSIONS, headers=bearer(key)).status_code == 200

    assert command.main(["list"]) == 0
    line = capsys.readouterr().out
    assert key not in line
    assert "Reporting\tread" in line
    assert "used " in line
    key_id = line.split("\t")[0]
    assert command.main(["revoke", key_id]) == 0
    problem(own.get(SESSIONS, headers=bearer(key)), 401, "unauthorized")
    problem(own.get(SESSIONS), 401, "unauthorized")
    assert command.main(["revoke", "key_none"]) == 1
    assert "no API key" in capsys.readouterr().err


def test_only_the_hash_of_a_key_is_stored(sqlite_settings: Settings) -> None:
    key, record = made(sqlite_settings, "read")

    async def stored() -> str:
        db = Database.connect(sqlite_settings.sql_url)
        async with db.read() as connection:
            rows = (await connection.execute(select(api_keys))).all()
        await db.close()
        return str(rows)

    rows = asyncio.run(stored())
    assert record.id in rows
    assert key not in rows
    assert len(key) > 40


def run_api(settings: Settings, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "admin_api"],
        env=os.environ | {"DATABASE_URL": settings.database_url} | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_it_does_not_start_open_to_the_network_without_a_key(sqlite_settings: Settings) -> None:
    started = run_api(sqlite_settings, HOST="0.0.0.0", PORT=str(free_port()))
    assert started.returncode == 1
    assert "HOST is 0.0.0.0" in started.stderr
    assert "python -m admin_api.keys create NAME" in started.stderr
    assert "Traceback" not in started.stderr


def test_it_says_when_its_port_is_taken(own: Api, sqlite_settings: Settings) -> None:
    create(own, None)
    started = run_api(sqlite_settings, PORT=str(own.base_url.port))
    assert started.returncode == 1
    assert f"port {own.base_url.port}" in started.stderr
    assert "Traceback" not in started.stderr
