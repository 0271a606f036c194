"""What a process tells those who watch it, on a port of its own: `/metrics`, `/health` and `/ready`.

No text, no id and no name of anybody stands there, and it needs no key; bind it where only the watchers reach it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from engine import metrics
from engine.errors import OperatorError
from engine.sessions.health import health
from engine.store.backlog import Backlog, backlog
from engine.turns.engine import Engine

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

PREFIX = "agent_builder_"
BACKLOG = {
    "waiting_messages": "Messages that wait for their turn, of all replicas.",
    "oldest_waiting_seconds": "How long ago the oldest of them was sent.",
    "waiting_replies": "Replies that wait for their delivery.",
    "set_aside": "Messages and replies that failed too often, until somebody has them tried again.",
    "leases": "Sessions in whose turn somebody is, or died.",
    "database_up": "1: it answered this question; without it, nothing of the above is known.",
}
REQUEST_SECONDS = 5.0
MOST_BYTES = 8192


class _Page(NamedTuple):
    status: str
    kind: str
    body: bytes


@asynccontextmanager
async def monitored(engine: Engine) -> AsyncIterator[None]:
    """Served while the block runs, where `METRICS_PORT` is set. Raises OperatorError where that port is taken."""
    host, port = engine.settings.metrics_host, engine.settings.metrics_port
    if port is None:
        yield
        return
    try:
        server = await asyncio.start_server(lambda *streams: _serve(engine, *streams), host, port, limit=MOST_BYTES)
    except OSError as error:
        raise OperatorError(f"Cannot listen on METRICS_PORT {port}, host {host}: {error.strerror or error}.") from None
    try:
        yield
    finally:
        server.close()


async def _serve(engine: Engine, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One request a connection; what is no request, or is slow, gets no answer."""
    try:
        async with asyncio.timeout(REQUEST_SECONDS):
            head = await reader.readuntil(b"\r\n\r\n")
            page = await _page(engine, head.split(b" ", 2)[1].partition(b"?")[0])
            lines = (f"HTTP/1.1 {page.status}", f"Content-Type: {page.kind}", f"Content-Length: {len(page.body)}")
            writer.write("\r\n".join((*lines, "Connection: close", "", "")).encode() + page.body)
            await writer.drain()
    except (TimeoutError, OSError, EOFError, ValueError, IndexError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()


async def _page(engine: Engine, path: bytes) -> _Page:
    match path:
        case b"/metrics":
            return _Page("200 OK", "text/plain; version=0.0.4; charset=utf-8", await in_prometheus(engine))
        case b"/health":
            return _json("200 OK", {"status": "ok"})
        case b"/ready":
            down = (await health(engine)).database_down
            reasons = ["The database does not answer; the log says why."] if down else []
            return _json("503 Service Unavailable" if down else "200 OK", {"ready": not down, "reasons": reasons})
        case _:
            return _json("404 Not Found", {"there_are": ["/metrics", "/health", "/ready"]})


def _json(status: str, body: object) -> _Page:
    return _Page(status, "application/json", json.dumps(body).encode())


async def in_prometheus(engine: Engine) -> bytes:
    """All that this process has counted, and what waits in the database just now."""
    from prometheus_client import CollectorRegistry, generate_latest

    try:
        waits = await backlog(engine.store, engine.clock())
    except OperatorError:
        waits = None
    registry = CollectorRegistry()
    registry.register(_Collected([*_counted(), *_waiting(waits)]))
    return generate_latest(registry)


class _Collected:
    def __init__(self, found: list["Metric"]) -> None:
        self._found = found

    def collect(self) -> list["Metric"]:
        return self._found


def _counted() -> Iterator["Metric"]:
    from prometheus_client.metrics_core import CounterMetricFamily, HistogramMetricFamily

    for count in metrics.COUNTS:
        counter = CounterMetricFamily(PREFIX + count.name, count.meaning, labels=count.labels)
        for labels, value in count.values.items():
            counter.add_metric(labels, value)
        yield counter
    for durations in metrics.DURATIONS:
        histogram = HistogramMetricFamily(PREFIX + durations.name, durations.meaning, labels=durations.labels)
        for labels, buckets in durations.buckets.items():
            histogram.add_metric(labels, _summed(buckets), durations.sums[labels])
        yield histogram


def _summed(buckets: list[int]) -> list[tuple[str, float]]:
    """Prometheus wants each bucket with all below it."""
    bounds = [*map(str, metrics.BOUNDS), "+Inf"]
    return [(bound, sum(buckets[: number + 1])) for number, bound in enumerate(bounds)]


def _waiting(found: Backlog | None) -> Iterator["Metric"]:
    from prometheus_client.metrics_core import GaugeMetricFamily

    values: dict[str, float] = {"database_up": float(found is not None)}
    if found:
        values |= {
            "waiting_messages": found.messages,
            "oldest_waiting_seconds": found.oldest_seconds,
            "waiting_replies": found.replies,
            "set_aside": found.set_aside,
            "leases": found.leases,
        }
    for name, value in values.items():
        yield GaugeMetricFamily(PREFIX + name, BACKLOG[name], value=value)
