"""The code that a bundle brings along really holds a call: run as it is, against servers that speak the protocol."""

import asyncio
import base64
import json
import os
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.asyncio.server import ServerConnection, serve

from engine.document.spec import AgentSpec
from engine.targets import export
from tests.targets.samples import dental

Session = Callable[[ServerConnection], Awaitable[None]]
_NUMBER = "+14155550199"


def unpacked(spec: AgentSpec, platform: str, folder: Path) -> Path:
    for path, text in export(spec, platform, 1).files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


@asynccontextmanager
async def server(session: Session, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
    """`localhost:port` of a WebSocket server that plays this session."""
    async with serve(session, "localhost", 0, ssl=tls, family=socket.AF_INET) as listening:
        yield f"localhost:{next(iter(listening.sockets)).getsockname()[1]}"


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """TLS of a server at `localhost`, and the file that a client has to trust: Google's SDK speaks nothing else."""
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
    )
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*plain))
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context, folder / "cert.pem"


async def run(folder: Path, *arguments: str, says: str = "", **environment: str) -> tuple[int, str]:
    """Exit code and everything that the script wrote."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=folder, env={**os.environ, "PYTHONPATH": "", **environment},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
    )  # fmt: skip
    out, _ = await asyncio.wait_for(process.communicate(says.encode()), 60)
    return process.returncode or 0, out.decode()


async def heard(peer: ServerConnection) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(await peer.recv())
    return message


@pytest.mark.parametrize("platform", ["openai_realtime", "gemini_live", "deepgram", "ultravox"])
def test_every_script_of_a_bundle_compiles(platform: str) -> None:
    scripts = {path: text for path, text in export(dental(), platform, 1).files.items() if path.endswith(".py")}
    assert scripts
    for path, text in scripts.items():
        compile(text, path, "exec")
        assert "engine." not in text


async def test_a_call_over_openai_realtime_is_greeted_uses_a_tool_and_ends(tmp_path: Path) -> None:
    events: list[dict[str, Any]] = []

    async def session(peer: ServerConnection) -> None:
        def called(name: str, arguments: dict[str, Any]) -> str:
            item = {"type": "function_call", "name": name, "call_id": "c1", "arguments": json.dumps(arguments)}
            return json.dumps({"type": "response.done", "response": {"output": [item]}})

        assert peer.request
        assert peer.request.headers["Authorization"] == "Bearer test-key"
        events.extend([await heard(peer), await heard(peer)])
        voice = {"type": "response.output_audio.delta", "delta": base64.b64encode(b"\0\1" * 240).decode()}
        await peer.send(json.dumps(voice))
        await peer.send(json.dumps({"type": "response.output_audio_transcript.done", "transcript": "Hello Ben!"}))
        await peer.send(json.dumps({"type": "response.done", "response": {"output": []}}))
        events.extend([await heard(peer), await heard(peer)])
        await peer.send(called("lookup_patient", {"phone": "+1 415"}))
        events.extend([await heard(peer), await heard(peer)])
        await peer.send(called("transfer_call", {"to": "dentist", "summary": "In pain"}))
        events.append(await heard(peer))

    folder = unpacked(dental(), "openai_realtime", tmp_path)
    async with server(session) as address:
        code, out = await run(
            folder, "connect.py", "--set", "patient_name=Ben", "--set", f"transfer_dentist_number={_NUMBER}",
            says="My tooth hurts\n", OPENAI_API_KEY="test-key", OPENAI_REALTIME_URL=f"ws://{address}",
        )  # fmt: skip
    assert code == 0, out
    update, greeting, said, create, result, _, last = events
    assert "Hello Ben, this is Mia" in update["session"]["instructions"]
    assert "Ana Silva" not in update["session"]["instructions"]
    assert "given at the start" not in update["session"]["instructions"]
    assert greeting["response"]["instructions"].endswith(
        "Hello Ben, this is Mia from Bright Smile Dental. How can I help?"
    )
    assert said["item"]["content"][0]["text"] == "My tooth hurts"
    assert create == {"type": "response.create"}
    assert json.loads(result["item"]["output"]) == {"result": "done", "simulated": True}
    assert last["item"]["call_id"] == "c1"
    assert "Agent: Hello Ben!" in out
    assert "GET https://api.example.com/patients?phone=%2B1+415" in out
    assert f"Dentist on call, {_NUMBER}, cold" in out
    assert (folder / "agent.wav").stat().st_size > 400


async def test_a_call_over_deepgram_is_greeted_uses_a_tool_and_ends(tmp_path: Path) -> None:
    events: list[dict[str, Any]] = []

    async def session(peer: ServerConnection) -> None:
        assert peer.request
        assert peer.request.headers["Authorization"] == "Token test-key"
        await peer.send(json.dumps({"type": "Welcome", "request_id": "r"}))
        events.append(await heard(peer))
        await peer.send(json.dumps({"type": "SettingsApplied"}))
        await peer.send(json.dumps({"type": "ConversationText", "role": "assistant", "content": "Hello Ben!"}))
        await peer.send(b"\0\1" * 240)
        await peer.send(json.dumps({"type": "AgentAudioDone"}))
        events.append(await heard(peer))
        use = {"id": "f1", "name": "end_call", "arguments": "{}", "client_side": True}
        await peer.send(json.dumps({"type": "FunctionCallRequest", "functions": [use]}))
        events.append(await heard(peer))

    folder = unpacked(dental(), "deepgram", tmp_path)
    async with server(session) as address:
        code, out = await run(
            folder, "connect.py", "--set", "patient_name=Ben",
            says="Goodbye\n", DEEPGRAM_API_KEY="test-key", DEEPGRAM_AGENT_URL=f"ws://{address}",
        )  # fmt: skip
    assert code == 0, out
    settings, said, answer = events
    assert settings["agent"]["greeting"].startswith("Hello Ben,")
    assert "DG_" not in json.dumps(settings)
    assert said == {"type": "InjectUserMessage", "content": "Goodbye"}
    assert answer == {"type": "FunctionCallResponse", "id": "f1", "name": "end_call", "content": '{"result": "done"}'}
    assert "Agent: Hello Ben!" in out


async def test_a_call_over_gemini_live_is_greeted_uses_a_tool_and_ends(tmp_path: Path) -> None:
    events: list[dict[str, Any]] = []

    async def session(peer: ServerConnection) -> None:
        async def says(words: str) -> None:
            await peer.send(json.dumps({"serverContent": {"outputTranscription": {"text": words}}}))
            await peer.send(json.dumps({"serverContent": {"turnComplete": True}}))

        events.append(await heard(peer))
        await peer.send(json.dumps({"setupComplete": {}}))
        events.append(await heard(peer))
        await says("Hello Ben!")
        events.append(await heard(peer))
        use = {"id": "f1", "name": "end_call", "args": {}}
        await peer.send(json.dumps({"toolCall": {"functionCalls": [use]}}))
        events.append(await heard(peer))

    folder = unpacked(dental(), "gemini_live", tmp_path)
    tls, trusted = certified(tmp_path)
    async with server(session, tls) as address:
        code, out = await run(
            folder, "connect.py", "--set", "patient_name=Ben",
            says="Goodbye\n", GEMINI_API_KEY="test-key", GOOGLE_GEMINI_BASE_URL=f"https://{address}",
            SSL_CERT_FILE=str(trusted),
        )  # fmt: skip
    assert code == 0, out
    setup, opening, said, answer = events
    assert setup["setup"]["model"] == "models/gemini-3.8-live"
    assert "Hello Ben, this is Mia" in setup["setup"]["systemInstruction"]["parts"][0]["text"]
    assert {d["name"] for d in setup["setup"]["tools"][0]["functionDeclarations"]} >= {"book_appointment", "end_call"}
    assert "Hello Ben, this is Mia" in json.dumps(opening)
    assert said["realtime_input"]["text"] == "Goodbye"
    assert answer["tool_response"]["functionResponses"][0]["name"] == "end_call"
    assert "Agent: Hello Ben!" in out


# --- what the functions send ---


class _Recorder(BaseHTTPRequestHandler):
    seen: list[tuple[str, str, dict[str, str], Any]]
    answer: dict[str, Any]

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.seen.append((self.command, self.path, dict(self.headers), json.loads(body) if body else None))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.answer).encode())

    do_GET = do_POST = do_PATCH = _take  # noqa: N815 - as the library calls them

    def log_message(self, format: str, *args: Any) -> None: ...


@asynccontextmanager
async def recording(answer: dict[str, Any]) -> AsyncIterator[tuple[str, list[Any]]]:
    """The address of an HTTP server that answers everything so, and what it was asked."""
    handler = type("Handler", (_Recorder,), {"seen": [], "answer": answer})
    http = HTTPServer(("127.0.0.1", 0), handler)
    Thread(target=http.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{http.server_port}", handler.seen  # type: ignore[attr-defined]
    http.shutdown()


async def test_live_functions_send_what_calls_json_says_and_nothing_else(tmp_path: Path) -> None:
    folder = unpacked(dental(), "openai_realtime", tmp_path)
    async with recording({"booked": True}) as (address, seen):
        calls = (folder / "calls.json").read_text().replace("https://api.example.com", address)
        (folder / "calls.json").write_text(calls)
        arguments = {"slot": "2026-03-12T09:30", "kind": "cleaning", "teeth": ["11"], "stranger": 1}
        script = f"from carry_out import start\nprint(start().carry_out('book_appointment', {arguments!r}))"
        sets = ["--set", "conversation_id=c-9", "--set", "caller_id=+1415"]
        code, out = await run(folder, "-c", script, "--live", *sets, CLINIC_TOKEN="t0k", CLINIC_KEY="k")
    assert code == 0, out
    [(method, path, headers, body)] = seen
    assert (method, path) == ("POST", "/clinics/c-17/appointments")
    assert body == {
        "slot": "2026-03-12T09:30", "kind": "cleaning", "channel": "phone", "caller": "+1415", "teeth": ["11"],
    }  # fmt: skip
    assert (headers["Authorization"], headers["X-Trace"]) == ("Bearer t0k", "c-9")
    assert "{'status': 200, 'body': '{\"booked\": true}'}" in out
    assert "t0k" not in out


async def test_a_missing_secret_is_one_sentence(tmp_path: Path) -> None:
    folder = unpacked(dental(), "deepgram", tmp_path)
    code, out = await run(folder, "connect.py", DEEPGRAM_AGENT_URL="ws://127.0.0.1:1")
    assert (code, out.strip()) == (1, "Set the environment variable DEEPGRAM_API_KEY.")


async def test_an_ultravox_agent_is_created_once_then_updated_and_called(tmp_path: Path) -> None:
    folder = unpacked(dental(), "ultravox", tmp_path)
    keys = {
        "ULTRAVOX_API_KEY": "u-key", "CLINIC_TOKEN": "t0k", "CLINIC_KEY": "k1", "ULTRAVOX_CORPUS_ID": "corpus-1",
        "SIP_TRUNK_HOST": "trunk.example.com",
    }  # fmt: skip
    async with recording({"agentId": "a-1", "joinUrl": "wss://join.example.com"}) as (address, seen):
        push = ("agent.py", "push", "--set", f"transfer_dentist_number={_NUMBER}")
        results = [
            await run(folder, *push, ULTRAVOX_URL=address, **keys),
            await run(folder, *push, ULTRAVOX_URL=address, **keys),
            await run(
                folder, "agent.py", "call", "--set", "patient_name=Ben", "--set", "caller_id=+1",
                ULTRAVOX_URL=address, **keys,
            ),
        ]  # fmt: skip
    assert [code for code, _ in results] == [0, 0, 0], results
    (created, updated, called) = seen
    assert [(m, p) for m, p, _, _ in seen] == [
        ("POST", "/agents"), ("PATCH", "/agents/a-1"), ("POST", "/agents/a-1/calls")
    ]  # fmt: skip
    assert created[3] == updated[3]
    tools = created[3]["callTemplate"]["selectedTools"]
    assert tools[0]["authTokens"] == {"CLINIC_TOKEN": "t0k"}
    targets = [tool["parameterOverrides"]["target"] for tool in tools if "target" in tool.get("parameterOverrides", {})]
    assert targets == ["sip:+14155550123@trunk.example.com", _NUMBER]
    assert called[3]["firstSpeakerSettings"]["agent"]["text"].startswith("Hello Ben,")
    assert called[3]["templateContext"]["patient_name"] == "Ben"
    assert called[3]["templateContext"]["time_zone"] == "Europe/London"
    assert "wss://join.example.com" in results[2][1]


async def test_an_open_number_of_an_ultravox_transfer_is_asked_for(tmp_path: Path) -> None:
    folder = unpacked(dental(), "ultravox", tmp_path)
    keys = {"CLINIC_TOKEN": "t", "CLINIC_KEY": "k", "ULTRAVOX_CORPUS_ID": "c", "SIP_TRUNK_HOST": "h.example"}
    code, out = await run(folder, "agent.py", "push", ULTRAVOX_API_KEY="u", **keys)
    assert code == 1
    assert out.strip() == "Give the number with --set transfer_dentist_number=+14155550123."
