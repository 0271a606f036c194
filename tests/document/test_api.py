"""Over HTTP: a session that cannot be read here is listed, and says why it cannot be shown."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from engine.settings import load_settings
from tests.admin_api.serving import create, get, say, serving
from tests.interviewers import Plain


def test_one_version_that_cannot_be_read_keeps_nobody_from_seeing_the_others(tmp_path: Path) -> None:
    file = tmp_path / "agent-builder.db"
    with serving(load_settings(None, database_url=f"sqlite:///{file}"), Plain()) as api:
        session_id = create(api, "role: guide")["session_id"]
        for text in ("role: host", "tone: warm"):
            say(api, session_id, text)
        with closing(sqlite3.connect(file)) as database:
            broken = json.dumps({"goals": "no list any more"})
            database.execute("UPDATE spec_versions SET spec = ? WHERE version = 1", (broken,))
            no_origin = json.dumps([{"change": {"op": "undo"}, "origin": "nowhere"}])
            database.execute("UPDATE spec_versions SET changes = ? WHERE version = 2", (no_origin,))
            database.commit()
        versions = get(api, session_id, "versions")["versions"]
    assert [(v["version"], v["readable"], len(v["changes"])) for v in versions] == [
        (3, True, 1),
        (2, False, 0),
        (1, False, 1),
    ]


def test_a_session_that_only_a_newer_release_can_read_is_listed_and_explained(tmp_path: Path) -> None:
    file = tmp_path / "agent-builder.db"
    with serving(load_settings(None, database_url=f"sqlite:///{file}")) as api:
        good, bad = create(api)["session_id"], create(api)["session_id"]
        with closing(sqlite3.connect(file)) as database:
            broken = json.dumps({"goals": "no list any more"})
            database.execute("UPDATE spec_versions SET spec = ? WHERE session_id = ?", (broken, bad))
            database.commit()
        listed = api.get("/api/v1/sessions").json()["sessions"]
        assert {s["session_id"]: s["readable"] for s in listed} == {good: True, bad: False}
        refused = api.get(f"/api/v1/sessions/{bad}/status")
        assert (refused.status_code, refused.json()["type"]) == (503, "/problems/newer-release")
        assert bad not in refused.json()["detail"]
        assert api.get(f"/api/v1/sessions/{good}/status").status_code == 200
