"""Scenarios over HTTP: played, judged and told."""

from tests.admin_api.serving import Api


def test_the_tests_are_played_and_each_says_what_came_of_it(api: Api) -> None:
    opening = "A friendly receptionist for our dental clinic that books and moves appointments, in English"
    session_id = api.post("/api/v1/sessions/create", json={"initial_message": opening}).json()["session_id"]
    run = api.post(f"/api/v1/sessions/{session_id}/scenarios").json()
    assert sum(run["counts"].values()) == len(run["scenarios"])
    passed = next(one for one in run["scenarios"] if one["verdict"] == "passed")
    assert passed["fingerprint"]
    assert passed["transcript"][1]["said"]
    assert passed["transcript"][1]["beats"]


def test_one_scenario_is_played_alone_and_one_that_is_not_there_gets_a_clear_word(api: Api) -> None:
    opening = "A receptionist for our dental clinic that books appointments, in English"
    session_id = api.post("/api/v1/sessions/create", json={"initial_message": opening}).json()["session_id"]
    path = f"/api/v1/sessions/{session_id}/scenarios"
    run = api.post(path, json={"tests": ["goal_book_appointments_happy"]}).json()
    assert [one["test"] for one in run["scenarios"]] == ["goal_book_appointments_happy"]
    refused = api.post(path, json={"tests": ["nobody"]})
    assert refused.status_code == 422
    assert "no scenario “nobody”" in refused.text
