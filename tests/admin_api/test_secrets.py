"""A secret that comes in over HTTP is stored nowhere, and a form that holds one is refused with what to do."""

import string
from pathlib import Path
from random import Random

import pytest

from engine.settings import Settings
from engine.store import inbox
from tests.admin_api.serving import create, problem, say, serving
from tests.interviewers import Plain

DICE = Random(9)


def key() -> str:
    return "gl" + "pat-" + "".join(DICE.choices(string.ascii_letters + string.digits, k=20))


def stored(directory: Path) -> bytes:
    """All that stands in the database and its write-ahead log."""
    return b"".join(path.read_bytes() for path in directory.iterdir() if path.is_file())


def test_a_form_that_holds_a_secret_is_refused_and_not_stored(sqlite_settings: Settings, tmp_path: Path) -> None:
    secret = key()
    with serving(sqlite_settings) as api:
        session_id = create(api)["session_id"]
        changes = [{"op": "set", "path": "use_case", "value": f"Books with {secret}"}]
        answer = api.post(f"/api/v1/sessions/{session_id}/message", json={"message": "Save", "changes": changes})
        assert answer.status_code == 422
        assert secret not in answer.text
        assert "Treat it as leaked" in problem(answer, 422, answer.json()["type"].rsplit("/")[-1])["detail"]
        assert secret.encode() not in stored(tmp_path)


def test_a_click_a_message_and_an_author_lose_their_secrets(sqlite_settings: Settings, tmp_path: Path) -> None:
    label, message, author = key(), key(), key()
    with serving(sqlite_settings) as api:
        session_id = create(api, author={"id": f"u {author}", "name": f"Mia {author}"})["session_id"]
        say(api, session_id, f"the token is {message}")
        say(api, session_id, f"Take {label}", changes=[{"op": "set", "path": "role", "value": "guide"}])
        kept = stored(tmp_path)
    assert b"Mia" in kept
    assert [secret for secret in (label, message, author) if secret.encode() in kept] == []


def test_a_message_that_is_set_aside_keeps_no_secret(
    sqlite_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "RETRY_MS", 0)
    secret = key()
    with serving(sqlite_settings, Plain()) as api:
        session_id = create(api, None)["session_id"]
        assert "went wrong on my side" in say(api, session_id, f"boom {secret}")["reply"]["text"]
        status = api.get(f"/api/v1/sessions/{session_id}/status")
        assert status.json()["dead_letters"]
        assert secret not in status.text
        kept = stored(tmp_path)
    assert b"boom" in kept
    assert secret.encode() not in kept
