"""A replica of a newer release beside one of ours, on one database: nothing is lost, both ways."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest

from engine.settings import Settings
from tests.document.replica import Json

Ask = Callable[..., Json]
"""Tell a replica to do something; its answer."""


def _replica(release: str, settings: Settings) -> Iterator[Ask]:
    arguments = [release, settings.database_url, settings.redis_url or ""]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.document.replica", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    wire, answers = process.stdin, process.stdout

    def ask(*command: Any) -> Json:
        wire.write(json.dumps(command).encode() + b"\n")
        wire.flush()
        answer: Json = json.loads(answers.readline())
        return answer

    with process:
        yield ask
        process.kill()


@pytest.fixture
def ours(settings: Settings) -> Iterator[Ask]:
    yield from _replica("ours", settings)


@pytest.fixture
def newer(settings: Settings) -> Iterator[Ask]:
    yield from _replica("newer", settings)


GOALS = [
    {"op": "add", "part": "goals", "item": {"id": "book", "statement": "Book"}},
    {"op": "add", "part": "goals", "item": {"id": "move", "statement": "Move"}},
]


def test_a_conversation_that_two_releases_take_turns_in_loses_nothing(ours: Ask, newer: Ask) -> None:
    key, said = (f"event-{n}" for n in count()), list[str]()

    def say(replica: Ask, *changes: Json) -> Json:
        said.append(json.dumps(changes))
        return replica("say", next(key), changes)

    say(ours, {"op": "set", "path": "role", "value": "Host"}, *GOALS)
    say(
        newer,
        {"op": "edit", "part": "goals", "id": "book", "values": {"mood": "sunny"}},
        {"op": "foretell", "line": "You will meet a caller."},
        {"op": "add", "part": "platforms", "item": "carrier_pigeon"},
        {"op": "add_node", "node": {"id": "hold", "kind": "wait", "title": "Wait"}},
    )
    here = say(ours, {"op": "edit", "part": "goals", "id": "book", "values": {"success": "There is a date"}})
    assert here["text"].startswith("Done.")
    there = say(newer, {"op": "approve", "what": "flow"})
    assert "approval:flow" not in there["missing"]
    here = say(ours, {"op": "add", "part": "platforms", "item": "json"})
    assert "approval:flow" not in here["missing"]
    say(ours, {"op": "remove", "part": "goals", "id": "book"})
    say(ours, {"op": "undo"})
    say(ours, {"op": "add", "part": "goals", "item": {"id": "cancel", "statement": "Cancel"}})
    there = say(newer, {"op": "add", "part": "tone", "item": "warm"})

    spec = there["spec"]
    assert {g["id"]: g["mood"] for g in spec["goals"]} == {"book": "sunny", "move": "calm", "cancel": "calm"}
    assert {g["id"]: g["success"] for g in spec["goals"]}["book"] == "There is a date"
    assert spec["horoscope"] == ["You will meet a caller."]
    assert spec["platforms"] == ["carrier_pigeon", "json"]
    assert next(n["kind"] for n in spec["flow"]["nodes"] if n["id"] == "hold") == "wait"
    assert (spec["role"], spec["tone"], spec["schema_version"]) == ("Host", ["warm"], 1000)
    for replica in (ours, newer):
        assert replica("look", there["session_id"])["said"] == said
    assert ours("look", there["session_id"])["history"][1] == ["edit", "newer", "add", "newer"]
    assert newer("look", there["session_id"])["history"][1] == ["edit", "foretell", "add", "add_node"]


def test_a_click_that_only_the_newer_release_understands_is_left_to_it(ours: Ask, newer: Ask) -> None:
    session_id = ours("say", "first", GOALS)["session_id"]
    newer("click", "click", {"op": "foretell", "line": "Rain."})
    assert ours("turns", session_id) == {"waiting": [1]}
    assert ours("look", session_id)["said"] == [json.dumps(GOALS)]
    while newer("turns", session_id)["waiting"]:
        time.sleep(0.1)
    there = newer("look", session_id)
    assert there["spec"]["horoscope"] == ["Rain."]
    assert there["said"] == [json.dumps(GOALS), "Click"]
