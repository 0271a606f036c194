"""Asks the Vapi SDK, which needs an older pydantic, in an environment of its own (`make .venv/.vapi`).

Run there, this file answers lines of JSON `{"type": "CreateAssistantDto", "value": …}` with the list of faults.
"""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__)
_PYTHON = _HERE.parents[3] / ".venv" / "vapi" / "bin" / "python"


def faults_there(value: Any, type_name: str) -> list[str]:
    """What `closed.faults` says of this value and this type of `vapi.types`."""
    process = _process()
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps({"type": type_name, "value": value}) + "\n")
    process.stdin.flush()
    found: list[str] = json.loads(process.stdout.readline())
    return found


@cache
def _process() -> "subprocess.Popen[str]":
    assert _PYTHON.exists(), "The Vapi SDK has an environment of its own: run `make .venv/.vapi`, or `make test`."
    return subprocess.Popen([_PYTHON, _HERE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _answer() -> None:
    sys.path.append(sys.path.pop(0))  # the judges beside this file are called like their SDKs
    from closed import faults  # type: ignore[import-not-found]  # beside this file, where it runs as a script
    from vapi import types  # type: ignore[import-not-found]

    for line in sys.stdin:
        asked = json.loads(line)
        sys.stdout.write(json.dumps(faults(asked["value"], getattr(types, asked["type"]))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _answer()
