"""Somebody who takes webhooks, on a port of this computer."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Message = tuple[dict[str, str], bytes]


@dataclass
class Receiver:
    """Answers with `statuses`, one after the other, and then 204."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    seconds: float = 0.0
    """How long it thinks."""
    came: list[Message] = field(default_factory=list)
    """Headers, in small letters, and body."""

    def bodies(self, count: int) -> list[dict[str, Any]]:
        """Once there are so many."""
        while len(self.came) < count:  # pytest's own timeout ends what never ends
            time.sleep(0.02)
        return [json.loads(body) for _, body in self.came]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            time.sleep(receiver.seconds)
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hooks?of=ours"
        try:
            yield receiver
        finally:
            server.shutdown()


def is_signed(message: Message, secret: str) -> bool:
    """As standardwebhooks.com has a receiver check it."""
    headers, body = message
    content = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), content, hashlib.sha256).digest()
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    return fresh and headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"
