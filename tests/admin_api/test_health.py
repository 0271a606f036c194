"""`/health` says that the process is alive, `/ready` whether it can do its work."""

import asyncio
import time

import pytest
from sqlalchemy import insert

from engine.settings import Settings, load_settings
from engine.store import inbox
from engine.store.database import Database
from engine.store.tables import outbox
from engine.turns.engine import utc_now
from tests.admin_api.serving import Api, create, get, serving
from tests.interviewers import Plain
from tests.servers import free_port


def test_a_server_that_works_is_alive_and_ready(api: Api) -> None:
    assert api.get("/health").json() == {"status": "ok"}
    ready = api.get("/ready")
    assert ready.status_code == 200
    assert ready.json()["ready"]
    assert {name: check["state"] for name, check in ready.json()["checks"].items()} == {
        "database": "ok",
        "hot_state": "ok",
        "sweeper": "ok",
        "model": "ok",
        "dead_letters": "ok",
    }


def test_without_redis_it_goes_on_and_says_so(sqlite_settings: Settings) -> None:
    nobody = f"redis://127.0.0.1:{free_port()}/0"
    with serving(load_settings(None, database_url=sqlite_settings.database_url, redis_url=nobody)) as api:
        assert create(api)["version"] == 1
        ready = api.get("/ready").json()
        assert ready["ready"]
        assert ready["checks"]["hot_state"]["state"] == "degraded"


def test_what_was_set_aside_is_seen(sqlite_settings: Settings) -> None:
    async def set_aside(session_id: str) -> None:
        db = Database.connect(sqlite_settings.sql_url)
        row = {
            "session_id": session_id,
            "thread_key": f"api:{session_id}",
            "platform": "api",
            "reply": {},
            "state": "dead",
            "attempts": 8,
            "next_try": 0,
            "error": "the channel is gone",
            "created_at": utc_now(),
        }
        async with db.step() as connection:
            await connection.execute(insert(outbox), row)
        await db.close()

    with serving(sqlite_settings) as api:
        session_id = create(api)["session_id"]
        asyncio.run(set_aside(session_id))
        ready = api.get("/ready").json()
        assert ready["ready"]
        assert ready["checks"]["dead_letters"]["state"] == "degraded"
        assert session_id in ready["checks"]["dead_letters"]["detail"]
        assert [d["error"] for d in get(api, session_id, "status")["dead_letters"]] == ["the channel is gone"]


def test_what_was_set_aside_is_tried_again_on_an_admins_word(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "RETRY_MS", 0)
    with serving(sqlite_settings, Plain()) as api:
        session_id = create(api, None)["session_id"]
        said = api.post(f"/api/v1/sessions/{session_id}/message", json={"message": "boom"}).json()
        assert "went wrong on my side" in said["reply"]["text"]
        (letter,) = get(api, session_id, "status")["dead_letters"]
        retry = f"/api/v1/sessions/{session_id}/dead-letters/{letter['box']}/{letter['id']}/retry"
        assert api.post(retry).status_code == 202
        until = time.monotonic() + 60
        while not get(api, session_id, "status")["dead_letters"]:
            assert time.monotonic() < until, "it breaks its turn again, so it is set aside again"
        assert api.post(retry.replace(f"/{letter['id']}/", "/4711/")).status_code == 404


def test_the_docs_work_without_the_internet(api: Api) -> None:
    for page in ("/docs", "/redoc"):
        html = api.get(page).text
        for address in html.split('src="')[1:] + html.split('href="')[1:]:
            local = address.split('"')[0]
            assert local.startswith("/") or local.startswith("data:"), local
            assert api.get(local).status_code == 200
