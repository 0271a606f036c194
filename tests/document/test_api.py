"""Over HTTP: a session that cannot be read here is listed, and says why it cannot be shown."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from engine.settings import load_settings
from tests.admin_api.serving import create, serving


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
