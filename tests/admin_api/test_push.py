"""`POST …/exports/{platform}/push`: looks by default, says why it did nothing, and is safe to repeat."""

from collections.abc import Iterator

import pytest

from engine.settings import Settings
from tests.admin_api.serving import Api, Json, create, serving
from tests.pushing.elevenlabs import ElevenLabs
from tests.pushing.vendor import running


@pytest.fixture
def vendor() -> ElevenLabs:
    return ElevenLabs()


@pytest.fixture
def api(vendor: ElevenLabs, sqlite_settings: Settings) -> Iterator[Api]:
    with running(vendor) as address:
        keyed = {"elevenlabs_api_key": "key-1", "elevenlabs_base_url": address}
        with serving(sqlite_settings.model_copy(update=keyed)) as api:
            yield api


def _push(api: Api, session_id: str, platform: str = "elevenlabs", **body: object) -> tuple[int, Json]:
    answer = api.post(f"/api/v1/sessions/{session_id}/exports/{platform}/push", json=body)
    return answer.status_code, answer.json()


def _named(api: Api, vendor: ElevenLabs) -> str:
    """A session whose secrets are all there."""
    session_id = str(create(api)["session_id"])
    _, planned = _push(api, session_id)
    vendor.secrets |= {name: f"sec-{name}" for name in planned["missing"]}
    return session_id


def test_a_push_looks_first_then_creates_then_keeps(api: Api, vendor: ElevenLabs) -> None:
    session_id = _named(api, vendor)
    code, planned = _push(api, session_id)
    assert (code, planned["dry_run"], planned["agent_id"], vendor.writes) == (200, True, None, 0)
    assert {step["doing"] for step in planned["steps"]} == {"create"}
    code, done = _push(api, session_id, dry_run=False)
    assert (code, done["missing"], vendor.refused) == (200, [], [])
    assert done["agent_id"] in vendor.kept["agents"]
    assert {step["doing"] for step in _push(api, session_id, dry_run=False)[1]["steps"]} == {"keep"}


def test_drift_is_a_conflict_until_it_is_overwritten(api: Api, vendor: ElevenLabs) -> None:
    session_id = _named(api, vendor)
    _push(api, session_id, dry_run=False)
    vendor.only("agents")["name"] = "Renamed there"
    code, problem = _push(api, session_id, dry_run=False)
    assert (code, problem["type"]) == (409, "/problems/changed-there")
    drift = [step["drift"] for step in _push(api, session_id)[1]["steps"] if step["drift"]]
    assert [d["now"] for d in drift[0]] == ["Renamed there"]
    assert _push(api, session_id, dry_run=False, overwrite=True)[0] == 200
    assert vendor.only("agents")["name"] != "Renamed there"


def test_a_platform_that_fails_is_named_and_asked_again(api: Api, vendor: ElevenLabs) -> None:
    session_id = _named(api, vendor)
    vendor.fails_from, vendor.failure = 1, "500 undone"
    code, problem = _push(api, session_id, dry_run=False)
    assert (code, problem["type"]) == (502, "/problems/platform-failed")
    assert "push again to finish" in problem["detail"]
    vendor.heal()
    assert _push(api, session_id, dry_run=False)[0] == 200


@pytest.mark.parametrize(
    ("platform", "code", "says"),
    [("json", 422, "I cannot push to JSON"), ("fax", 404, "Choose one of"), ("elevenlabs", 422, "ELEVENLABS_API_KEY")],
)
def test_what_cannot_be_pushed_is_answered_with_what_to_do(
    sqlite_settings: Settings, platform: str, code: int, says: str
) -> None:
    with serving(sqlite_settings) as api:
        answered, problem = _push(api, str(create(api)["session_id"]), platform)
    assert answered == code
    assert says in problem["detail"]


def test_a_version_that_never_was_cannot_be_pushed(api: Api, vendor: ElevenLabs) -> None:
    code, problem = _push(api, _named(api, vendor), version=9999)
    assert (code, vendor.writes) == (404, 0)
    assert "no version 9999" in problem["detail"]
