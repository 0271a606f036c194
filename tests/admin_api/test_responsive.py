"""Whatever somebody sends, the server answers others while it reads."""

import threading
import time

import pytest

from engine.intake import MOST_CHARACTERS
from engine.settings import Settings
from tests.admin_api.serving import create, serving

LONGEST = {
    "a scan for secrets": "hunter22 is the key ",
    "private keys": "-----BEGIN PRIVATE KEY-----AA-----END PRIVATE KEY-----",
    "a guided reading": "It books appointments and moves them for the clinic. ",
}
SECONDS = 0.5
"""Within which `/health` answers on a busy machine; the old patterns kept it waiting for eighteen."""


@pytest.mark.parametrize("shape", LONGEST.values(), ids=LONGEST)
def test_health_answers_while_the_longest_message_is_read(sqlite_settings: Settings, shape: str) -> None:
    message = (shape * MOST_CHARACTERS)[:MOST_CHARACTERS]
    with serving(sqlite_settings) as api:
        create(api)
        reading = threading.Thread(target=lambda: create(api, message))
        reading.start()
        waits: list[float] = []
        while reading.is_alive():
            begun = time.monotonic()
            assert api.get("/health").status_code == 200
            if reading.is_alive():
                waits.append(time.monotonic() - begun)
        reading.join()
    assert waits, "nobody asked while it was read"
    assert min(waits) < SECONDS
