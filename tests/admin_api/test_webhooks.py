"""Who asks for it is told of stages and exports: signed, until it is taken, and nobody waits for another."""

from collections.abc import Iterator

import pytest

from engine.api_access import webhook_sending
from engine.settings import Settings
from engine.store import webhooks
from tests.admin_api.receiver import Receiver, is_signed, receiving
from tests.admin_api.serving import Api, Json, create, problem, say, serving
from tests.admin_api.test_conversation import finished
from tests.admin_api.test_keys_of_a_team import in_slack, key
from tests.admin_api.test_keys_of_a_team import own_settings as own_settings
from tests.interviewers import Plain

HOOKS = "/api/v1/webhooks"


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def private(own_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with which the receiver here may be sent something."""
    monkeypatch.setattr(webhooks, "PAUSES_MS", (10,) * 7)
    monkeypatch.setattr(webhook_sending, "LOOK_EVERY_SECONDS", 0.05)
    return own_settings.model_copy(update={"webhooks_allow_private": True})


def made(api: Api, url: str, headers: dict[str, str] | None = None, **more: object) -> Json:
    answer = api.post(HOOKS, json={"url": url, **more}, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def queue(api: Api, hook: Json) -> list[Json]:
    return list(api.get(f"{HOOKS}/{hook['id']}").json()["queue"])


def test_a_whole_conversation_is_told_stage_by_stage_up_to_its_exports(private: Settings, there: Receiver) -> None:
    with serving(private) as api:
        secret = made(api, there.url)["secret"]
        made(api, there.url, events=["session.completed"])
        done = finished(api)
        exports = len(api.get(f"/api/v1/sessions/{done['session_id']}/status").json()["spec"]["platforms"])
        while any(hook["waiting"] for hook in api.get(HOOKS).json()["webhooks"]):
            pass
        told = there.bodies(0)
        assert "secret" not in api.get(HOOKS).text
    stages = [b["data"]["stage"] for b in told if b["type"] == "session.stage_changed"]
    assert stages[-1] == "COMPLETED"
    assert len(stages) == len(set(stages)) > 2
    assert [b["type"] for b in told].count("export.created") == exports
    (first, second) = [b for b in told if b["type"] == "session.completed"]
    assert first == second
    assert first["data"] == {"session_id": done["session_id"], "version": done["version"], "stage": "COMPLETED"}
    assert len([m for m in there.came if is_signed(m, secret)]) == len(told) - 1, "each webhook has its own secret"
    for headers, _ in there.came:
        assert headers["host"] in there.url
    assert {headers["webhook-id"] for headers, _ in there.came} == {b["id"] for b in told}


def test_what_is_not_taken_is_sent_again_and_survives_the_process(private: Settings, there: Receiver) -> None:
    there.statuses = [500, 302, 404]
    with serving(private, Plain()) as api:
        made(api, there.url)
        say(api, create(api, None)["session_id"], "role: guide\ntone: warm")
        there.bodies(1)
    with serving(private, Plain()) as api:
        bodies = there.bodies(4)
        assert len({b["id"] for b in bodies}) == 1
        while api.get(HOOKS).json()["webhooks"][0]["waiting"]:
            pass


def test_what_is_never_taken_is_set_aside_and_tried_again_on_their_word(private: Settings, there: Receiver) -> None:
    there.statuses = [503] * 8
    with serving(private, Plain()) as api:
        hook = made(api, there.url)
        say(api, create(api, None)["session_id"], "role: guide")
        while not (waits := queue(api, hook)) or waits[0]["state"] != "dead":
            pass
        assert (waits[0]["attempts"], waits[0]["error"]) == (8, "It answered 503.")
        assert api.get(HOOKS).json()["webhooks"][0]["dead"] == 1
        assert api.post(f"{HOOKS}/{hook['id']}/retry").json() == {"retried": 1}
        there.bodies(9)


def test_a_receiver_that_hangs_is_cut_and_keeps_nobody_waiting(
    private: Settings, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_sending, "ANSWER_SECONDS", 0.5)
    with serving(private, Plain()) as api, receiving() as hangs:
        hangs.seconds = 30
        slow = made(api, hangs.url)
        made(api, there.url)
        for n in range(3):
            say(api, create(api, None)["session_id"], f"role: guide {n}")
        there.bodies(3)
        while not any(each["error"] == "It did not answer within 0.5 seconds." for each in queue(api, slow)):
            pass


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "https://localhost/", "https://169.254.169.254/latest", "https://[::ffff:10.0.0.1]/"),
        *("https://2130706433/", "https://ana@1.1.1.1/", "https://nowhere.invalid/", "https://" + "é" * 1900, "x"),
    ],
)
def test_nothing_is_sent_into_our_own_network(sqlite_settings: Settings, url: str) -> None:
    with serving(sqlite_settings, Plain()) as api:
        problem(api.post(HOOKS, json={"url": url}), 422, "refused")
        assert api.get(HOOKS).json() == {"webhooks": []}


def test_a_name_that_leads_inside_later_gets_nothing_either(sqlite_settings: Settings, there: Receiver) -> None:
    with serving(sqlite_settings.model_copy(update={"webhooks_allow_private": True}), Plain()) as api:
        hook = made(api, there.url.replace("127.0.0.1", "localhost"))
    with serving(sqlite_settings, Plain()) as api:
        say(api, create(api, None)["session_id"], "role: guide")
        while not (waits := queue(api, hook)) or not waits[0]["error"]:
            pass
    assert waits[0]["error"] == "A webhook must have an https:// address."
    assert there.came == []


def test_a_teams_webhook_hears_of_its_own_sessions_and_no_other_team_sees_it(
    private: Settings, there: Receiver
) -> None:
    ours = key(private, "read", "write", workspace="slack:T1")
    theirs = key(private, "read", workspace="slack:T11")
    with serving(private) as api:
        hook = made(api, there.url, ours)
        in_slack(private, "T11")
        session_id = in_slack(private, "T1")
        assert {b["data"]["session_id"] for b in there.bodies(1)} == {session_id}
        assert api.get(HOOKS, headers=theirs).json() == {"webhooks": []}
        problem(api.delete(f"{HOOKS}/{hook['id']}", headers=theirs), 404, "not-found")
        problem(api.get(HOOKS, headers=key(private, "read", "write")), 403, "forbidden")
        assert api.delete(f"{HOOKS}/{hook['id']}", headers=key(private, "admin")).status_code == 204
        assert {b["data"]["session_id"] for b in there.bodies(1)} == {session_id}


def test_there_is_an_end_to_webhooks_and_what_waits_goes_with_them(private: Settings) -> None:
    with serving(private, Plain()) as api:
        hooks = [made(api, "http://127.0.0.1:9/") for _ in range(webhooks.MOST_WEBHOOKS)]
        problem(api.post(HOOKS, json={"url": "http://127.0.0.1:9/"}), 422, "refused")
        say(api, create(api, None)["session_id"], "role: guide")
        assert queue(api, hooks[0])
        assert {api.delete(f"{HOOKS}/{hook['id']}").status_code for hook in hooks} == {204}
        assert api.get(HOOKS).json() == {"webhooks": []}
