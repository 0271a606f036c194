"""What is not changed is not sent again, and what was decided on an old state is not done."""

from tests.admin_api.serving import Api, problem, say

SESSIONS = "/api/v1/sessions"
READS = ("status", "messages", "spec", "versions", "prompt", "workflow", "recap", "tests", "exports", "usage")


def test_whoever_has_it_gets_it_once(api: Api, session_id: str) -> None:
    for what in READS:
        address = f"{SESSIONS}/{session_id}/{what}"
        first = api.get(address)
        again = api.get(address, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b""), what
        assert again.headers["etag"] == first.headers["etag"]
        assert api.get(address, headers={"If-None-Match": '"other"'}).content == first.content
    assert "etag" not in api.get(f"{SESSIONS}/ses_unknown/status").headers


def test_what_was_decided_on_an_old_state_is_not_done(api: Api, session_id: str) -> None:
    address = f"{SESSIONS}/{session_id}"
    old = {"If-Match": api.get(f"{address}/status").headers["etag"]}
    say(api, session_id, "yes")
    problem(api.post(f"{address}/message", json={"message": "no"}, headers=old), 412, "changed-meanwhile")
    problem(api.delete(address, headers=old), 412, "changed-meanwhile")
    problem(api.post(f"{address}/exports/vapi/push", json={}, headers=old), 412, "changed-meanwhile")
    new = {"If-Match": api.get(f"{address}/status").headers["etag"]}
    assert api.delete(address, headers=new).status_code == 200
