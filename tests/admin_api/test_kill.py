"""`kill -9` of the server while people write: nothing acknowledged is lost, nothing is answered twice."""

import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from engine.settings import Settings
from tests.admin_api.child import child
from tests.admin_api.serving import Json, transcript
from tests.servers import free_port

KILLS = int(os.environ.get("KILLS", "10")) // 3
"""`make soak` sets 200."""
pytestmark = [pytest.mark.soak, pytest.mark.timeout(300 + 3 * KILLS)]


@dataclass
class Person:
    """Writes one message after the other, and sends each again under its key until it is answered."""

    address: str
    enough: threading.Event
    session_id: str = ""
    until: float = field(default_factory=lambda: time.monotonic() + 240 + 2 * KILLS)
    answers: list[Json] = field(default_factory=list)

    def write(self) -> None:
        with httpx.Client(base_url=self.address, timeout=30) as client:
            self.session_id = self._answer(client, "create", "opening", {"initial_message": "opening"})["session_id"]
            while not self.enough.is_set():
                self.send(client, len(self.answers))

    def send(self, client: httpx.Client, number: int) -> Json:
        return self._answer(client, f"{self.session_id}/message", str(number), {"message": f"message {number}."})

    def _answer(self, client: httpx.Client, where: str, key: str, body: Json) -> Json:
        headers = {"Idempotency-Key": f"{id(self)}-{key}"}
        while True:
            try:
                response = client.post(f"/api/v1/sessions/{where}", json=body, headers=headers)
            except httpx.TransportError:
                assert time.monotonic() < self.until, "the server did not come back"
                time.sleep(0.02)
                continue
            assert response.status_code in (200, 201), response.text
            answer: Json = response.json()
            if key != "opening" and int(key) == len(self.answers):
                self.answers.append(answer)
            return answer


def test_killed_in_the_middle_of_messages_nothing_is_lost_or_answered_twice(settings: Settings) -> None:
    values = {name: getattr(settings, name) for name in ("database_url", "redis_url") if getattr(settings, name)}
    port, enough, dice = free_port(), threading.Event(), random.Random(KILLS)
    people = [Person(f"http://127.0.0.1:{port}", enough) for _ in range(3)]
    with ThreadPoolExecutor(len(people)) as pool:
        writing = [pool.submit(person.write) for person in people]
        for kills in range(KILLS):
            with child(values, port) as process:
                written = 2 * (kills + 1)
                while not all(len(person.answers) >= written for person in people):
                    assert process.is_alive()
                    assert not any(done.done() for done in writing), [
                        done.exception() for done in writing if done.done()
                    ]
                    time.sleep(0.005)
                time.sleep(dice.uniform(0, 0.05))
        enough.set()
        with child(values, port):
            for done in writing:
                done.result(240)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
                for person in people:
                    check(client, person)


def check(client: httpx.Client, person: Person) -> None:
    sent = ["opening", *(f"message {number}." for number in range(len(person.answers)))]
    said = transcript(client, person.session_id)
    assert [text for role, text in said if role == "person"] == sent
    replies = [text for role, text in said if role == "builder"]
    read = [text for reply in replies for text in reply.split("\n")[0].removeprefix("I read: ").split(" | ")]
    assert read == sent
    for number, answer in enumerate(person.answers):
        assert f"message {number}." in answer["reply"]["text"]
        assert person.send(client, number) == answer
