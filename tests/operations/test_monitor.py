"""What watchers see of a process, and that the dashboard, the alerts and the runbook speak of what there is."""

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from engine import metrics
from engine.errors import OperatorError
from engine.messages.inbound import ThreadKey
from engine.sessions import Outbound, TryLater, deliver_due, monitored
from engine.sessions.monitor import BACKLOG, MOST_BYTES, PREFIX, in_prometheus
from engine.turns.turn import Engine, accept
from tests.servers import free_port
from tests.talk import says, tell

DEPLOY = Path(__file__).parents[2] / "deploy"
_NAME = re.compile(rf"{PREFIX}\w+")


async def seen(engine: Engine) -> dict[str, float]:
    """Every sample as `name{label,label}`."""
    families = text_string_to_metric_families((await in_prometheus(engine)).decode())
    return {
        f"{sample.name.removeprefix(PREFIX)}{{{','.join(sorted(sample.labels.values()))}}}": sample.value
        for family in families
        for sample in family.samples
    }


class Slack:
    platform = "slack"

    def __init__(self) -> None:
        self.outcomes: list[Exception | None] = [TryLater(0.001), None]

    async def deliver(self, outbound: Outbound, thread: ThreadKey) -> str | None:
        if error := self.outcomes.pop(0):
            raise error
        return "1"


async def test_turns_deliveries_and_what_waits_are_counted(engine: Engine) -> None:
    before = await seen(engine)
    await tell(engine, says("role: dentist", thread=ThreadKey.slack("T1", "C1", "1.1")))
    slack = Slack()
    while slack.outcomes:
        await deliver_due(engine, slack)
        await asyncio.sleep(0.02)
    await accept(engine, says("a secret wish"))
    after = await seen(engine)

    def grown(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert grown("turns_total{answered}") == 1
    assert grown("turn_seconds_count{think}") == grown("turn_seconds_count{commit}") == 1
    assert grown("turn_seconds_bucket{+Inf,think}") == 1
    assert grown("deliveries_total{put_off,slack}") == grown("deliveries_total{sent,slack}") == 1
    assert (after["waiting_messages{}"], after["waiting_replies{}"], after["database_up{}"]) == (1, 0, 1)
    assert after["oldest_waiting_seconds{}"] >= 0
    assert "wish" not in str(after)


async def asked(port: int, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


async def test_every_process_answers_probes_on_a_port_of_its_own_whatever_it_is_sent(
    engine: Engine,
) -> None:
    port = free_port()
    watched = replace(engine, settings=engine.settings.model_copy(update={"metrics_port": port}))
    async with monitored(watched):
        for path, expected in (("/health", b'"ok"'), ("/ready", b'"ready": true'), ("/metrics", b"database_up 1.0")):
            answer = await asked(port, f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert answer.startswith(b"HTTP/1.1 200 OK")
            assert expected in answer
        assert (await asked(port, b"GET /x HTTP/1.1\r\n\r\n")).startswith(b"HTTP/1.1 404")
        for junk in (b"\r\n\r\n", b"\xff\x00" * 20 + b"\r\n\r\n", b"GET " + b"a" * 20 * MOST_BYTES + b"\r\n\r\n"):
            with suppress(ConnectionError):
                assert b"200 OK" not in await asked(port, junk)
        assert b'"ok"' in await asked(port, b"GET /health HTTP/1.0\r\n\r\n")
        with pytest.raises(OperatorError, match="METRICS_PORT"):
            async with monitored(watched):
                raise AssertionError


def names_that_exist() -> set[str]:
    counts = {f"{PREFIX}{count.name}_total" for count in metrics.COUNTS}
    return counts | {f"{PREFIX}{each.name}_bucket" for each in metrics.DURATIONS} | {f"{PREFIX}{n}" for n in BACKLOG}


def test_the_dashboard_and_the_alerts_ask_for_metrics_that_exist() -> None:
    board = json.loads((DEPLOY / "grafana/agent-builder.json").read_text("utf-8"))
    shown = {name for panel in board["panels"] for each in panel["targets"] for name in _NAME.findall(each["expr"])}
    assert shown == names_that_exist()
    alerted = set(_NAME.findall((DEPLOY / "prometheus/alerts.yaml").read_text("utf-8")))
    assert alerted <= names_that_exist()
    outcomes = {"answered", "failed", "set_aside", "lost", "sent", "put_off", "refused"}
    for labels in re.findall(r'outcome=~?"([^"]+)"', (DEPLOY / "prometheus/alerts.yaml").read_text("utf-8")):
        assert set(labels.split("|")) <= outcomes


def test_the_runbook_says_what_to_do_about_every_alert() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus/alerts.yaml").read_text("utf-8"))["groups"][0]["rules"]
    runbook = (DEPLOY.parent / "docs/operations.md").read_text("utf-8")
    assert [rule["alert"] for rule in rules if f"### {rule['alert']}\n" not in runbook] == []
