"""A session that is full says so over HTTP, and takes messages again when it has read."""

import pytest

from admin_api import sessions
from engine.settings import Settings
from engine.store import inbox
from tests.admin_api.serving import create, problem, serving
from tests.interviewers import Plain


def test_what_a_full_session_cannot_take_gets_429_and_is_taken_later(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "ANSWER_SECONDS", 0.0)
    interviewer = Plain()
    interviewer.go_on.clear()
    with serving(sqlite_settings, interviewer) as api:
        session_id = create(api, None)["session_id"]
        ways = [api.post(f"/api/v1/sessions/{session_id}/message", json={"message": f"word {n}"}) for n in range(201)]
        assert {way.status_code for way in ways[: inbox.MOST_WAITING]} == {202}
        refused = problem(ways[-1], 429, "too-many-requests")
        assert "send it again" in refused["detail"]
        assert int(ways[-1].headers["retry-after"]) > 0
        interviewer.go_on.set()
        again = 429
        while again == 429:
            again = api.post(f"/api/v1/sessions/{session_id}/message", json={"message": "again"}).status_code
        assert again in (200, 202)
