"""A request that never arrives whole is cut, however it is dripped; one that is only answered slowly is not."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import loads

import pytest

from admin_api.server import REQUEST_SECONDS, PromptProtocol
from engine.settings import Settings
from tests.admin_api.serving import Api, create, serving
from tests.interviewers import Plain

SECONDS = 0.6
HEAD = b"POST /api/v1/sessions/create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
WHOLE = HEAD + b"Content-Length: 2\r\n\r\n{}"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, sqlite_settings: Settings) -> Iterator[Api]:
    monkeypatch.setattr(PromptProtocol, "seconds", SECONDS)
    with serving(sqlite_settings, Plain(seconds=2 * SECONDS)) as api:
        yield api


@contextmanager
def connected(api: Api) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", api.base_url.port or 0)) as connection:
        connection.settimeout(0.05)
        yield connection


def until_cut(connection: socket.socket, piece: Callable[[], bytes]) -> tuple[float, bytes]:
    """Send a piece every 50 ms until the server closes; after how many seconds, and what it said."""
    started, heard = time.monotonic(), b""
    while time.monotonic() - started < 20 * SECONDS:
        try:
            connection.sendall(piece())
            while got := connection.recv(65_536):
                heard += got
            return time.monotonic() - started, heard
        except TimeoutError:
            continue
        except ConnectionError:
            return time.monotonic() - started, heard
    pytest.fail("the connection stayed open")


DRIPPED: dict[str, tuple[bytes, bytes]] = {
    "nothing": (b"", b""),
    "half a head": (HEAD, b""),
    "header lines, one by one": (HEAD, b"X-More: 1\r\n"),
    "a body that stops": (HEAD + b"Content-Length: 1000\r\n\r\n{", b""),
    "a body, letter by letter": (HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
    "chunks without end": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a body that nobody reads": (b"GET /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n", b" "),
    "a second request behind a first": (WHOLE + HEAD, b"X-More: 1\r\n"),
    "a second body behind a first": (WHOLE + HEAD + b"Content-Length: 1000\r\n\r\n", b" "),
}


@pytest.mark.parametrize(("start", "piece"), DRIPPED.values(), ids=DRIPPED)
def test_a_request_that_is_dripped_is_cut(impatient: Api, start: bytes, piece: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(start)
        seconds, _ = until_cut(connection, lambda: piece)
    assert seconds < 6 * SECONDS
    assert create(impatient, None)["version"] == 0


@pytest.mark.parametrize("start", [HEAD, HEAD + b"Content-Length: 1000\r\n\r\n{"], ids=["head", "body"])
def test_who_is_cut_is_told_why(impatient: Api, start: bytes) -> None:
    with connected(impatient) as connection:
        connection.sendall(start)
        seconds, heard = until_cut(connection, lambda: b"")
    assert seconds >= SECONDS - 0.1
    head, _, body = heard.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408")
    assert b"application/problem+json" in head
    assert loads(body)["type"] == "/problems/too-slow"
    assert impatient.get("/problems/too-slow").json()["status"] == 408


def test_a_slow_answer_and_a_quiet_connection_are_not_cut(impatient: Api) -> None:
    session_id = create(impatient, None)["session_id"]
    started = time.monotonic()
    answer = impatient.post(f"/api/v1/sessions/{session_id}/message", json={"message": "role: guide"})
    assert (answer.status_code, time.monotonic() - started > SECONDS) == (200, True)


def test_what_is_not_http_gets_a_problem(impatient: Api) -> None:
    with connected(impatient) as connection:
        connection.sendall(b"EHLO example.com\r\n\r\n")
        _, heard = until_cut(connection, lambda: b"")
    assert heard.startswith(b"HTTP/1.1 400")
    assert loads(heard.partition(b"\r\n\r\n")[2])["type"] == "/problems/malformed"


def test_many_who_drip_do_not_keep_others_waiting(impatient: Api) -> None:
    async def drip() -> None:
        port = impatient.base_url.port
        dripping = [await asyncio.open_connection("127.0.0.1", port) for _ in range(200)]
        for _, writer in dripping:
            writer.write(HEAD)
        started = time.monotonic()
        answer = await asyncio.to_thread(impatient.get, "/health")
        assert (answer.status_code, time.monotonic() - started < SECONDS) == (200, True)
        assert all(await asyncio.gather(*(reader.read() for reader, _ in dripping)))
        for _, writer in dripping:
            writer.close()

    asyncio.run(drip())


def test_the_deadline_is_fifteen_seconds() -> None:
    assert PromptProtocol.seconds == REQUEST_SECONDS == 15
