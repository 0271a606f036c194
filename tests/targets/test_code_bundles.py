"""Bundles that are code run as they are: requests to a real server, an MCP host on a pipe, Python that type-checks."""

import asyncio
import importlib.util
import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mypy import api as mypy

from engine.document.spec import AgentSpec, Platform, Tool
from engine.targets import export
from tests.targets.samples import dental


class _Clinic(BaseHTTPRequestHandler):
    """Answers every request with what it was sent; `/broken` fails."""

    def _answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        sent = {
            "method": self.command,
            "path": self.path,
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": json.loads(self.rfile.read(size)) if size else None,
        }
        body = json.dumps(sent).encode()
        self.send_response(500 if self.path.startswith("/broken") else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the names that http.server calls

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def clinic() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Clinic)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def _tool(**more: Any) -> Tool:
    params = [
        {"name": "patient", "in": "path"},
        {"name": "slot", "in": "body", "type": "integer"},
        {"name": "note", "in": "body", "required": False},
        {"name": "channel", "in": "body", "source": "constant", "value": "phone"},
        {"name": "clinic", "in": "query", "source": "variable", "value": "clinic_id"},
        {"name": "x_trace", "in": "header", "source": "constant", "value": "7"},
    ]
    return Tool.model_validate(
        {"name": "book", "state": "accepted", "purpose": "Book.", "method": "POST", "url": "https://there.example/p",
         "params": params, "auth": "bearer", "auth_ref": "CLINIC_TOKEN", "timeout": 5, **more}
    )  # fmt: skip


def _written(spec: AgentSpec, platform: Platform, folder: Path) -> Path:
    for name, text in export(spec, platform, 1).files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _runtime(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundled_runtime", folder / "runtime.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _at(folder: Path, clinic: str) -> Path:
    """The bundle with the address of the test's server in it."""
    calls = folder / "calls.json"
    calls.write_text(calls.read_text("utf-8").replace("https://there.example", clinic), "utf-8")
    return folder


async def test_a_tool_is_called_as_the_spec_says(tmp_path: Path, clinic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLINIC_TOKEN", "t-1")
    runtime = _runtime(_at(_written(AgentSpec(tools=(_tool(),)), "pipecat", tmp_path), clinic))
    known = runtime.variables({"clinic_id": "c/17"})
    answer = await runtime.call("book", {"patient": "Ana Silva", "slot": 3}, known)
    sent = answer["result"]
    assert answer["ok"]
    assert (sent["method"], sent["path"]) == ("POST", "/p/Ana%20Silva?clinic=c%2F17")
    assert sent["body"] == {"slot": 3, "channel": "phone"}
    assert (sent["headers"]["authorization"], sent["headers"]["x-trace"]) == ("Bearer t-1", "7")


@pytest.mark.parametrize(
    ("url", "says"),
    [("/broken", "HTTP 500"), (":1/nobody", "Error"), ("/p", "KeyError")],
    ids=["500", "away", "secret"],
)
async def test_a_call_that_fails_says_so_and_raises_nothing(
    tmp_path: Path, clinic: str, monkeypatch: pytest.MonkeyPatch, url: str, says: str
) -> None:
    if says != "KeyError":
        monkeypatch.setenv("CLINIC_TOKEN", "t-1")
    there = "http://127.0.0.1" if url.startswith(":") else clinic
    spec = AgentSpec(tools=(_tool(url="https://there.example/x"),))
    runtime = _runtime(_at(_written(spec, "mcp", tmp_path), there))
    calls = json.loads((tmp_path / "calls.json").read_text("utf-8"))
    calls["book"]["url"] = there + url
    (tmp_path / "calls.json").write_text(json.dumps(calls), "utf-8")
    answer = await runtime.call("book", {"patient": "a", "slot": 1}, {})
    assert not answer["ok"]
    assert says in answer["error"]


def test_a_call_knows_its_date_in_the_time_zone_of_the_business(tmp_path: Path) -> None:
    runtime = _runtime(_written(dental(), "livekit", tmp_path))
    known = runtime.variables({"patient_name": "Bo"})
    assert known["time_zone"] == "Europe/London"
    assert known["patient_name"] == "Bo"
    assert runtime.fill("{{patient_name}}, {{current_date}} {{nobody_knows}}", known).startswith("Bo, ")
    assert "{{nobody_knows}}" in runtime.fill("{{nobody_knows}}", known)


async def test_an_mcp_host_lists_reads_and_calls_all_that_is_offered(tmp_path: Path, clinic: str) -> None:
    spec = dental().model_copy(update={"tools": (*dental().tools, _tool())})
    folder = _at(_written(spec, "mcp", tmp_path), clinic)
    server = StdioServerParameters(
        command=sys.executable, args=[str(folder / "server.py")], env={"CLINIC_TOKEN": "t-1", "PYTHONPATH": str(folder)}
    )
    async with asyncio.timeout(60), stdio_client(server) as (read, write), ClientSession(read, write) as session:
        await session.initialize()
        tools = {tool.name: tool for tool in (await session.list_tools()).tools}
        assert set(tools) == {"book_appointment", "lookup_patient", "show_map", "book"}
        answer = await session.call_tool("book", {"patient": "Ana", "slot": 3})
        sent = json.loads(answer.content[0].text)  # type: ignore[union-attr]
        assert sent["result"]["body"] == {"slot": 3, "channel": "phone"}
        prompt = await session.get_prompt("voice_agent", {"patient_name": "Bo"})
        assert "Bo" in prompt.messages[0].content.text  # type: ignore[union-attr]
        for resource in (await session.list_resources()).resources:
            assert (await session.read_resource(resource.uri)).contents


@pytest.fixture(scope="module")
def type_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the standard library says is read once."""
    return tmp_path_factory.mktemp("types")


@pytest.mark.parametrize(
    ("platform", "files"), [("livekit", ["agent.py"]), ("pipecat", ["handlers.py"]), ("mcp", ["server.py"])]
)
def test_the_python_of_a_bundle_type_checks(
    tmp_path: Path, type_cache: Path, monkeypatch: pytest.MonkeyPatch, platform: Platform, files: list[str]
) -> None:
    """What the frameworks themselves would say of it needs them: `tests/targets/judge/` reads their rules instead."""
    folder = _written(dental(), platform, tmp_path)
    monkeypatch.chdir(folder)
    flags = ["--config-file=", "--ignore-missing-imports", "--check-untyped-defs", f"--cache-dir={type_cache}"]
    said, wrong, code = mypy.run([*files, "runtime.py", *flags])
    assert (code, wrong) == (0, ""), said


def test_a_tool_may_have_a_name_or_an_argument_that_python_keeps_for_itself() -> None:
    params = [{"name": name, "in": "body"} for name in ("class", "flow_manager", "self", "from")]
    names = ("class", "call", "end_call", "book-it", "book_it", "Step")
    tools = tuple(_tool(name=name, params=params) for name in names)
    for platform, path in (("pipecat", "handlers.py"), ("livekit", "agent.py")):
        bundle = export(AgentSpec(tools=tools), platform, 1)
        compile(bundle.files[path], path, "exec")
        assert [loss for loss in bundle.losses if "Will not work" in loss.note] == []
