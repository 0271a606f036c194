"""Whatever somebody sends, the server answers others while it reads."""

import threading
import time
from collections.abc import Iterator

import pytest

from engine.intake import MOST_CHARACTERS
from engine.settings import Settings
from tests.admin_api.serving import Api, create, serving

LONGEST = {
    "a scan for secrets": "hunter22 is the key ",
    "private keys": "-----BEGIN PRIVATE KEY-----AA-----END PRIVATE KEY-----",
    "a guided reading": "It books appointments and moves them for the clinic. ",
}


@pytest.mark.parametrize("shape", LONGEST.values(), ids=LONGEST)
def test_health_answers_while_the_longest_message_is_read(sqlite_settings: Settings, shape: str) -> None:
    message = (shape * MOST_CHARACTERS)[:MOST_CHARACTERS]
    with serving(sqlite_settings) as api:
        create(api)
        reading = threading.Thread(target=lambda: create(api, message))
        begun = time.monotonic()
        reading.start()
        waits = list(_waits_for_health(api, reading))
        reading.join()
        taken = time.monotonic() - begun
    assert len(waits) >= 3, "it answered only before and after"
    assert max(waits) < 0.8 * taken


def _waits_for_health(api: Api, reading: threading.Thread) -> Iterator[float]:
    """Seconds of each answer that came before the message's."""
    while reading.is_alive():
        begun = time.monotonic()
        assert api.get("/health").status_code == 200
        if reading.is_alive():
            time.sleep(0.01)
            yield time.monotonic() - begun
