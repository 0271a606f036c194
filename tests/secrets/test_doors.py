"""A secret that comes in by any door stands in no file of the database and in no line of the logs."""

import json
import logging
import string
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from random import Random

import pytest

from bots.discord.threads import name_for
from engine import sessions
from engine.document.spec import AgentSpec
from engine.errors import PersonError
from engine.interview.contract import Conversation, Interview, OnText, Question, saying
from engine.logs import set_up_logs
from engine.messages.inbound import Attachment, Author, Inbound
from engine.turns.lifecycle import create
from engine.turns.turn import accept
from tests.conftest import OpenEngine
from tests.talk import THREAD, clicks, says, tell

DICE = Random(8)
DOORS = ("text", "author", "author_id", "file_name", "file_text", "label", "key", "context", "reply")


def _made(length: int, letters: str = string.ascii_letters + string.digits) -> str:
    return "".join(DICE.choices(letters, k=length))


KINDS: dict[str, Callable[[], str]] = {
    "github": lambda: "gh" + "p_" + _made(36),
    "anthropic": lambda: "sk-" + "ant-" + _made(40),
    "stripe": lambda: "sk_" + "live_" + _made(24),
    "slack": lambda: "xox" + "b-" + _made(12, string.digits) + "-" + _made(24),
    "gitlab": lambda: "gl" + "pat-" + _made(20),
    "aws": lambda: "AK" + "IA" + _made(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"),
    "google": lambda: "AI" + "za" + _made(35),
    "sendgrid": lambda: "S" + "G." + _made(22) + "." + _made(43),
    "hubspot": lambda: "pat" + "-eu1-" + _made(8, "0123456789abcdef") + "-" + _made(24, "0123456789abcdef"),
    "telegram": lambda: _made(10, "123456789") + ":A" + "A" + _made(33),
    "agent builder": lambda: "ab" + "k_" + _made(43),
}


def _planted(kind: str = "github") -> dict[str, str]:
    """A key of that kind for each door."""
    return {door: KINDS[kind]() for door in DOORS}


def _files_of(directory: Path) -> bytes:
    """All that stands in the database and its write-ahead log."""
    return b"".join(path.read_bytes() for path in directory.iterdir() if path.is_file())


class Leaking:
    """A model that repeats a key of its provider."""

    def __init__(self, key: str) -> None:
        self._words = f"Sure, I use {key} from now on."

    async def interview(self, conversation: Conversation, on_text: OnText | None = None) -> Interview:
        return Interview(speak=saying(self._words, Question("role", "Which role?")), notices=(self._words,))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_what_is_planted_at_every_door_reaches_no_file_and_no_log(
    replica: OpenEngine, tmp_path: Path, kind: str
) -> None:
    planted = _planted(kind)
    log = StringIO()
    set_up_logs(logging.DEBUG, log)
    engine = await replica(Leaking(planted["reply"]))
    mia = Author(f"id {planted['author_id']}", f"Mia {planted['author']}")
    file = Attachment(f"{planted['file_name']}.md", "text/markdown", f"# Notes\n{planted['file_text']}\n")
    await tell(engine, Inbound(THREAD, f"e {planted['key']}", mia, f"use {planted['text']}", attachments=(file,)))
    await accept(engine, says(f"psst {planted['context']}", addressed=False))
    answered = await tell(
        engine, clicks(f"Take {planted['label']}", {"op": "set", "path": "role", "value": "receptionist"})
    )
    assert answered.reply is not None
    assert planted["reply"] not in answered.reply.text
    stored = _files_of(tmp_path)
    assert b"receptionist" in stored  # the files are those that were written
    assert [door for door, key in planted.items() if key.encode() in stored or key in log.getvalue()] == []


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_a_form_that_holds_a_secret_is_refused_and_nothing_of_it_is_stored(
    replica: OpenEngine, tmp_path: Path
) -> None:
    key = _planted()["text"]
    engine = await replica()
    with pytest.raises(PersonError, match="Treat it as leaked"):
        await accept(engine, clicks("Save", {"op": "set", "path": "role", "value": f"uses {key}"}))
    assert key.encode() not in _files_of(tmp_path)


def test_a_file_that_is_cut_inside_a_secret_leaves_no_part_of_it() -> None:
    from engine.intake import MOST_OF_ATTACHMENTS, checked

    key = _planted()["text"]
    text = "a " * (MOST_OF_ATTACHMENTS // 2 - 5) + key
    stored = checked(
        Inbound(THREAD, "e", Author("a", "A"), attachments=(Attachment("a.txt", "text/plain", text),))
    ).text
    assert key[:6] not in stored
    assert json.dumps(key)[1:6] not in stored


@pytest.mark.parametrize("bring", ["own", "prompt", "vendor"])
@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_an_agent_that_somebody_brings_with_a_secret_in_it_is_refused_and_nothing_of_it_is_stored(
    replica: OpenEngine, tmp_path: Path, bring: str
) -> None:
    key = _planted()["text"]
    files = {
        "own": AgentSpec(role=f"uses {key}").model_dump_json(),
        "prompt": f"# Role\nYou are a receptionist.\n\n# Notes\nUse {key} for the CRM.\n",
        "vendor": json.dumps({"firstMessage": "Hello", "model": {"messages": [{"role": "system", "content": key}]}}),
    }
    engine = await replica()
    with pytest.raises(PersonError, match="Take it out"):
        await sessions.read_agent(files[bring])
    if bring != "prompt":  # a prompt is words, and words are freed of secrets
        shared = replace(says(""), attachments=(Attachment("agent.json", "application/json", files[bring]),))
        with pytest.raises(PersonError, match="Take it out"):
            await accept(engine, shared)
    assert key.encode() not in _files_of(tmp_path)


def test_a_thread_on_discord_is_named_after_no_secret() -> None:
    """Everybody on the server reads the name, whoever may read the thread."""
    key = _planted()["text"]
    assert name_for(f"a bot that uses {key} for bookings") == "a bot that uses [secret removed] for bookings"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_a_key_to_create_a_session_by_is_stored_as_its_hash(replica: OpenEngine, tmp_path: Path) -> None:
    key = _planted()["text"]
    engine = await replica()
    await create(engine, author=Author(f"u {key}", f"Mia {key}"), create_key=key)
    stored = _files_of(tmp_path)
    assert b"sha256:" in stored
    assert key.encode() not in stored
