"""A rehearsal over HTTP: begun, spoken in, stopped, and read."""

from tests.admin_api.serving import Api, get


def test_a_call_is_begun_held_and_read(api: Api) -> None:
    opening = "A friendly receptionist for our dental clinic that books and moves appointments, in English"
    session_id = api.post("/api/v1/sessions/create", json={"initial_message": opening}).json()["session_id"]
    begun = api.post(f"/api/v1/sessions/{session_id}/rehearsals")
    assert begun.status_code == 201
    assert "You are the caller" in begun.json()["reply"]["text"]
    for line in ("Hi, I need to move my appointment", "stop"):
        api.post(f"/api/v1/sessions/{session_id}/message", json={"message": line})
    [kept] = get(api, session_id, "rehearsals")["rehearsals"]
    assert [exchange["said"] for exchange in kept["exchanges"]] == ["", "Hi, I need to move my appointment"]
    assert kept["exchanges"][1]["beats"][0]["step"] == "move_appointments__ask"
    assert kept["ended_at"]
