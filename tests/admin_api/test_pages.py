"""What a browser is shown, and to whom."""

import asyncio
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from engine.api_access import keys, links, open_database
from engine.ids import new_id
from engine.messages.inbound import Author
from engine.settings import Settings
from tests.admin_api.serving import Api, create, say, serving

NASTY = "<img src=x onerror=alert(1)> **bold** ![p](https://evil.example/p.png) </script><script>alert(2)</script>"
TABS = ("", "/agent", "/flow", "/prompt", "/versions", "/tests", "/exports")


def test_every_page_of_an_agent_is_there_and_says_whose_each_value_is(api: Api, session_id: str) -> None:
    say(api, session_id, "It is for patients and their parents.")
    for tab in TABS:
        answer = api.get(f"/ui/sessions/{session_id}{tab}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8"), tab
        assert "Book appointments" in answer.text or tab not in ("/agent", "/flow")
        assert "script-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["cache-control"] == "private, no-store"
    assert "patients and their parents" in api.get(f"/ui/sessions/{session_id}/agent").text
    assert session_id in api.get("/ui").text


def test_what_people_wrote_is_shown_and_never_run(api: Api) -> None:
    created = create(
        api, initial_message=f"A receptionist for a dental clinic. {NASTY}", author={"id": "x", "name": "<b>Eve"}
    )
    session_id = created["session_id"]
    say(api, session_id, f"it is called Mia. {NASTY}")
    for tab in TABS:
        page = api.get(f"/ui/sessions/{session_id}{tab}").text
        assert not re.search(r"<(img|script(?! src=\"/ui/static/page.js\")|b>)", page), tab
    assert "&lt;img src=x onerror=alert(1)&gt;" in api.get(f"/ui/sessions/{session_id}").text


def test_a_step_of_the_flow_leads_to_the_words_that_it_goes_back_to(api: Api, session_id: str) -> None:
    page = api.get(f"/ui/sessions/{session_id}/flow").text
    assert set(re.findall(r'href="#(step-\d+)"', page)) <= set(re.findall(r'id="(step-\d+)"', page))
    where = re.search(r'href="(/ui/sessions/[^"]+/message/[^"]+)"', page)
    assert where
    at = api.get(where[1], follow_redirects=True)
    assert f'id="{where[1].rpartition("/")[2]}"' in at.text


def test_a_message_from_the_page_is_answered_like_any_other(api: Api, session_id: str) -> None:
    answer = api.post(f"/ui/sessions/{session_id}/say", data={"text": "We close at 6 pm."}, headers=_from(api))
    assert answer.status_code == 303
    assert "We close at 6 pm." in api.get(f"/ui/sessions/{session_id}").text


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", "http://127.0.0.1:1"])
def test_another_site_can_make_a_browser_say_nothing(api: Api, session_id: str, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = api.post(f"/ui/sessions/{session_id}/say", data={"text": "yes"}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["/ui/sessions/ses_none", "/ui/static/../render.py", "/ui/sessions/ses_none/live?known=0", "/ui/links/x"]
)
def test_what_is_not_there_is_a_page_with_a_sentence(api: Api, path: str) -> None:
    answer = api.get(path)
    assert answer.status_code in (401, 404)
    assert "<h1>" in answer.text or answer.headers["content-type"] == "application/problem+json"


def test_older_messages_are_a_page_away(api: Api, session_id: str) -> None:
    for number in range(30):
        say(api, session_id, f"A remark of ours, number {number}, about the weather.")
    newest = api.get(f"/ui/sessions/{session_id}").text
    assert "number 29," in newest
    assert "number 0," not in newest
    earlier = re.search(r'href="(\?before=\d+)"', newest)
    assert earlier
    assert "number 0," in api.get(f"/ui/sessions/{session_id}{earlier[1]}").text


def test_a_page_hears_when_the_thread_goes_on(api: Api, session_id: str) -> None:
    with api.stream("GET", f"/ui/sessions/{session_id}/live?known=0") as stream:
        lines = stream.iter_lines()
        assert next(lines) == "retry: 2000"
        assert next(line for line in lines if line.startswith("event:")) == "event: changed"  # since 0
        say(api, session_id, "We are closed on Sundays.")
        assert next(line for line in lines if line.startswith("event:")) == "event: changed"


# --- who may look ---


@pytest.fixture
def keyed(sqlite_settings: Settings) -> Iterator[tuple[Api, Callable[..., Any]]]:
    """A server that has keys, and what is done to its database beside it."""

    def beside(work: Callable[..., Any], *values: Any) -> Any:
        async def run() -> Any:
            async with open_database(sqlite_settings) as db:
                return await work(db, *values)

        return asyncio.run(run())

    with serving(sqlite_settings) as api:
        yield api, beside


def test_with_keys_nobody_looks_without_signing_in(keyed: tuple[Api, Callable[..., Any]]) -> None:
    api, beside = keyed
    session_id = create(api)["session_id"]
    key, record = beside(keys.create, "Ops", ("read",), _now())
    assert api.get("/ui").status_code == 401
    assert api.get(f"/ui/sessions/{session_id}/live?known=0").status_code == 401
    assert api.post("/ui/sign-in", data={"key": "abk_wrong"}, headers=_from(api)).status_code == 401
    signed = api.post("/ui/sign-in", data={"key": key}, headers=_from(api))
    cookie = signed.headers["set-cookie"]
    assert key not in cookie
    assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/ui"))
    assert session_id in api.get("/ui").text
    assert api.post(f"/ui/sessions/{session_id}/say", data={"text": "yes"}, headers=_from(api)).status_code == 403
    beside(keys.revoke, record.id, _now())
    assert api.get("/ui").status_code == 401


def test_a_link_shows_one_agent_until_it_ends(keyed: tuple[Api, Callable[..., Any]]) -> None:
    api, beside = keyed
    mine, other = create(api)["session_id"], create(api)["session_id"]
    beside(keys.create, "Ops", ("read",), _now())
    token = beside(links.to_session, mine, Author("slack:U1", "Ana"), _now())
    followed = api.get(f"/ui/links/{token}", follow_redirects=True)
    assert followed.url.path == f"/ui/sessions/{mine}"
    assert token not in followed.text
    assert api.get("/ui").headers["location"] == f"/ui/sessions/{mine}"
    assert api.get(f"/ui/sessions/{other}").status_code == 403
    assert api.get(f"/ui/sessions/{other}/live?known=0").status_code == 403
    assert api.post(f"/ui/sessions/{mine}/say", data={"text": "yes"}, headers=_from(api)).status_code == 403
    assert api.get(f"/api/v1/sessions/{mine}/status").status_code == 401
    beside(links.take_back, mine)
    assert api.get(f"/ui/sessions/{mine}").status_code == 401


@pytest.mark.parametrize(
    "spoil", [lambda token: token[:-1], lambda token: token.swapcase(), lambda token: f"{token}%00"]
)
def test_an_altered_link_shows_nothing(keyed: tuple[Api, Callable[..., Any]], spoil: Callable[[str], str]) -> None:
    api, beside = keyed
    token = beside(links.to_session, create(api)["session_id"], Author("a", "A"), _now())
    answer = api.get(f"/ui/links/{spoil(token)}")
    assert answer.status_code == 401
    assert "Ask for a new one" in answer.text


def test_a_link_ends_by_itself(keyed: tuple[Api, Callable[..., Any]]) -> None:
    api, beside = keyed
    token = beside(links.to_session, create(api)["session_id"], Author("a", "A"), _now() - links.LINK_LASTS)
    assert api.get(f"/ui/links/{token}").status_code == 401


def test_the_token_of_a_link_reaches_no_log(
    keyed: tuple[Api, Callable[..., Any]], capfd: pytest.CaptureFixture[str]
) -> None:
    api, _ = keyed
    token = new_id("t")
    api.get(f"/ui/links/{token}")
    assert token not in "".join(capfd.readouterr())


def _from(api: Api) -> dict[str, str]:
    return {"Origin": str(httpx.URL(api.base_url)).rstrip("/")}


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)
