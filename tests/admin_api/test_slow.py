"""A request that never arrives whole is cut, however it is dripped; one that is only answered slowly is not."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
def api(sqlite_settings: Settings) -> Iterator[Api]:
    with serving(sqlite_settings, Plain(seconds=2 * SECONDS)) as server:
        yield server


@contextmanager
def impatience() -> Iterator[None]:
    """Whatever connects now is cut after `SECONDS`. No request of httpx does: it comes in pieces, and may be late."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PromptProtocol, "seconds", SECONDS)
        yield


@contextmanager
def connected(api: Api) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", api.base_url.port or 0)) as connection:
        connection.settimeout(0.05)
        yield connection


def until_cut(connection: socket.socket, piece: bytes = b"") -> bytes:
    """Send a piece every 50 ms until the server closes; what it said."""
    heard = b""
    while True:  # pytest's own timeout ends what never ends
        try:
            connection.sendall(piece)
            while got := connection.recv(65_536):
                heard += got
            return heard
        except TimeoutError:
            continue
        except ConnectionError:
            return heard


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
def test_a_request_that_is_dripped_is_cut_and_others_are_served(api: Api, start: bytes, piece: bytes) -> None:
    with impatience(), connected(api) as connection:
        connection.sendall(start)
        until_cut(connection, piece)
    assert create(api, None)["version"] == 0


@pytest.mark.parametrize("start", [HEAD, HEAD + b"Content-Length: 1000\r\n\r\n{"], ids=["head", "body"])
def test_who_is_cut_is_told_why_and_not_before_the_time_is_over(api: Api, start: bytes) -> None:
    begun = time.monotonic()
    with impatience(), connected(api) as connection:
        connection.sendall(start)
        heard = until_cut(connection)
    assert time.monotonic() - begun >= SECONDS
    head, _, body = heard.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408")
    assert b"application/problem+json" in head
    assert loads(body)["type"] == "/problems/too-slow"
    assert api.get("/problems/too-slow").json()["status"] == 408


def test_a_slow_answer_is_not_cut(api: Api) -> None:
    body = b'{"initial_message": "role: guide"}'
    begun = time.monotonic()
    with impatience(), connected(api) as connection:
        connection.sendall(HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        answer = until_cut(connection)
    assert answer.startswith(b"HTTP/1.1 201")
    assert time.monotonic() - begun >= 2 * SECONDS


def test_what_is_not_http_gets_a_problem(api: Api) -> None:
    with connected(api) as connection:
        connection.sendall(b"EHLO example.com\r\n\r\n")
        heard = until_cut(connection)
    assert heard.startswith(b"HTTP/1.1 400")
    assert loads(heard.partition(b"\r\n\r\n")[2])["type"] == "/problems/malformed"


def test_many_who_drip_do_not_keep_others_waiting(api: Api) -> None:
    with ExitStack() as stack:
        dripping = [stack.enter_context(connected(api)) for _ in range(200)]
        for connection in dripping:
            connection.sendall(HEAD)
        assert api.get("/health").status_code == 200
        for connection in dripping:  # they still hold their connections, so nobody waited for their end
            connection.setblocking(False)
            with pytest.raises(BlockingIOError):
                connection.recv(1)


def test_the_deadline_is_fifteen_seconds() -> None:
    assert PromptProtocol.seconds == REQUEST_SECONDS == 15
