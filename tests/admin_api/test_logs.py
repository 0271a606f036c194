"""The log tells what happened, and never what somebody wrote or which key they used."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from engine.settings import Settings
from tests.servers import free_port


def test_a_line_for_each_request_and_never_a_text_or_a_key(sqlite_settings: Settings, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    environment = os.environ | {"DATABASE_URL": sqlite_settings.database_url, "PORT": str(port)}
    with log.open("w") as stderr, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        server = subprocess.Popen(
            [sys.executable, "-m", "admin_api"], env=environment, stderr=stderr, stdout=subprocess.DEVNULL
        )
        try:
            wait_for(client)
            said = {"initial_message": "a florist named Hyacinth", "author": {"id": "7", "name": "Rosalind"}}
            created = client.post("/api/v1/sessions/create", json=said, headers={"X-Request-ID": "mine-1"})
            client.get("/api/v1/sessions", headers={"Authorization": "Bearer abk_hunter2"})
            assert created.headers["x-request-id"] == "mine-1"
        finally:
            server.terminate()
            server.wait(60)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    requests = {line["request_id"]: line for line in lines if line["event"] == "request"}
    assert (requests["mine-1"]["status"], requests["mine-1"]["path"]) == (201, "/api/v1/sessions/create")
    assert 401 in [line["status"] for line in requests.values()]
    for secret in ("Hyacinth", "florist", "Rosalind", "hunter2"):
        assert secret not in log.read_text()


def wait_for(client: httpx.Client) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            client.get("/health")
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the API did not start")
