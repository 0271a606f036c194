"""What is kept of one person, over HTTP and as a command."""

import json

import pytest

from admin_api import people
from engine.settings import Settings
from tests.admin_api.serving import Api, create, problem, serving

PEOPLE = "/api/v1/people"


def test_a_person_is_shown_and_erased_only_when_it_is_meant(api: Api) -> None:
    ours = create(api, "a florist", author={"id": "person-7", "name": "Rosalind"})["session_id"]
    create(api, "a dentist", author={"id": "person-8", "name": "Ben"})
    shown = api.get(f"{PEOPLE}/data", params={"person": "api:person-7"}).json()
    assert [part["session_id"] for part in shown["sessions"]] == [ours]
    assert [message["text"] for message in shown["sessions"][0]["messages"]] == ["a florist"]
    looked = api.delete(PEOPLE, params={"person": "api:person-7"}).json()
    assert looked == {"erased": False, "sessions": [ours]}
    assert api.get(f"/api/v1/sessions/{ours}/status").status_code == 200
    done = api.delete(PEOPLE, params={"person": "api:person-7", "dry_run": "false"}).json()
    assert done == {"erased": True, "sessions": [ours]}
    problem(api.get(f"/api/v1/sessions/{ours}/status"), 404, "not-found")
    assert api.get(f"{PEOPLE}/data", params={"person": "api:person-8"}).json()["sessions"]


def test_the_command_shows_and_erases_too(
    sqlite_settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with serving(sqlite_settings) as api:
        ours = create(api, "a florist", author={"id": "7", "name": "Rosalind"})["session_id"]
    monkeypatch.setenv("DATABASE_URL", sqlite_settings.database_url)
    capsys.readouterr()
    assert people.main(["show", "api:7"]) == 0
    assert json.loads(capsys.readouterr().out)["sessions"][0]["session_id"] == ours
    assert people.main(["erase", "api:7"]) == 0
    assert json.loads(capsys.readouterr().out) == {"erased": False, "sessions": [ours]}
    assert people.main(["erase", "api:7", "--yes"]) == 0
    assert people.main(["show", "api:7"]) == 0
    assert '"sessions": []' in capsys.readouterr().out
