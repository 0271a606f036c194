"""A request that is sent twice with one key is done once."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.admin_api.serving import DENTIST, Api, create, get, problem, transcript


def send(api: Api, session_id: str, message: str, key: str) -> httpx.Response:
    address = f"/api/v1/sessions/{session_id}/message"
    return api.post(address, json={"message": message}, headers={"Idempotency-Key": key})


def open_with(api: Api, message: str | None, key: str) -> httpx.Response:
    address = "/api/v1/sessions/create"
    return api.post(address, json={"initial_message": message}, headers={"Idempotency-Key": key})


def test_a_retry_gets_the_same_answer_word_for_word(api: Api, session_id: str) -> None:
    first = send(api, session_id, "make the tone formal", "key-1")
    send(api, session_id, "make the tone warm", "key-2")
    again = send(api, session_id, "make the tone formal", "key-1")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert [text for _, text in transcript(api, session_id)].count("make the tone formal") == 1


def test_retries_at_the_same_instant_make_one_turn(api: Api, session_id: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(api, session_id, "make the tone formal", "key"), range(8)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert [text for _, text in transcript(api, session_id)].count("make the tone formal") == 1
    assert get(api, session_id, "status")["version"] == 2


def test_a_key_belongs_to_one_body(api: Api, session_id: str) -> None:
    send(api, session_id, "make the tone formal", "key")
    problem(send(api, session_id, "make the tone warm", "key"), 422, "idempotency-key-reused")
    assert "make the tone warm" not in [text for _, text in transcript(api, session_id)]


def test_a_key_belongs_to_one_session(api: Api, session_id: str) -> None:
    other = create(api)["session_id"]
    send(api, session_id, "make the tone formal", "key")
    assert send(api, other, "make the tone warm", "key").json()["session_id"] == other


def test_a_session_is_opened_once(api: Api) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: open_with(api, DENTIST, "clinic"), range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    session_id = answers[0].json()["session_id"]
    assert [role for role, _ in transcript(api, session_id)] == ["person", "builder"]
    problem(open_with(api, "Something else", "clinic"), 422, "idempotency-key-reused")
    problem(open_with(api, None, "clinic"), 422, "idempotency-key-reused")
    assert open_with(api, DENTIST, "another clinic").json()["session_id"] != session_id


def test_erasing_a_session_erases_its_keys(api: Api) -> None:
    erased = open_with(api, DENTIST, "erased").json()["session_id"]
    api.delete(f"/api/v1/sessions/{erased}", params={"purge": "true"})
    assert open_with(api, "Something else, an order hotline", "erased").json()["session_id"] != erased


@pytest.mark.parametrize("key", ["", "é", "k" * 256])
def test_an_unusable_key_is_refused(api: Api, session_id: str, key: str) -> None:
    answer = api.post(
        f"/api/v1/sessions/{session_id}/message",
        json={"message": "hello"},
        headers=[(b"Idempotency-Key", key.encode())],
    )
    problem(answer, 400, "malformed")
