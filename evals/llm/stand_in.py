"""A model that does next to nothing, to be recorded where nobody has a key: it asks for what is missing, and notes
every sentence of a document. What comes of a conversation with it is what the engine does beside a lazy model.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.llm.script import Say
from tests.llm.server import provider_server

MODEL = "openai-chat:stand-in"
_MISSING = re.compile(r"^missing: (\[.*\])$", re.MULTILINE)
_BLOCK = re.compile(r"^\[(\d+)\] (?!# )(.*)$", re.MULTILINE)
_FEWEST = 4
"""Words of a sentence that is noted."""


@contextmanager
def running() -> Iterator[str]:
    """Its address."""
    with provider_server() as provider:
        provider.otherwise = answer
        yield provider.url


def answer(body: dict[str, Any]) -> Say:
    told = str(body["messages"][-1]["content"])
    return Say(_facts(told) if "\nThe part:\n" in told else _question(told))


def _question(told: str) -> dict[str, Any]:
    found = _MISSING.search(told)
    missing = json.loads(found[1]) if found else []
    asks = str(missing[0]) if missing else ""
    return {"reply": f"What shall I put down for {asks}?" if asks else "Is there more?", "changes": [], "asks": asks}


def _facts(told: str) -> dict[str, Any]:
    blocks = _BLOCK.findall(told.partition("\nThe part:\n")[2])
    return {"facts": [{"at": int(at), "text": text} for at, text in blocks if len(text.split()) >= _FEWEST]}
