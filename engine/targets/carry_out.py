"""Your side of a call: fills in what is known when it starts, and carries out the functions that the agent uses.

Python 3.11, nothing to install. A secret is read from the environment variable of its name and never printed. Without
`--live` no function sends anything: the request is printed, and the agent is told that all went well.
"""

import argparse
import json
import os
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
_MOST = 4000
"""Characters of an answer that the agent hears about."""


def in_braces(name: str) -> str:
    return f"{{{{{name}}}}}"


@dataclass
class Call:
    about: dict[str, Any]
    """`call.json`"""
    calls: dict[str, Any]
    """`calls.json`"""
    variables: dict[str, str]
    live: bool = False
    over: bool = False
    voice: bytearray = field(default_factory=bytearray)
    """What the agent said: 16 bit, one channel."""

    @property
    def caller_first(self) -> bool:
        return bool(self.about["speaks_first"] == "caller")

    @property
    def seconds(self) -> float:
        return float(self.about["max_duration_seconds"])

    def filled(self, value: Any, written: Callable[[str], str] = in_braces) -> Any:
        """The text, or each text in a JSON value, with the values of this call; `written`: how a name stands there."""
        if isinstance(value, dict):
            return {key: self.filled(inner, written) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.filled(inner, written) for inner in value]
        if isinstance(value, str):
            for name in sorted(self.variables, key=len, reverse=True):
                value = value.replace(written(name), self.variables[name])
        return value

    def carry_out(self, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
        """What the agent is told about this use of a function."""
        show(f"  [{name} {json.dumps(arguments, ensure_ascii=False)}]")
        if name in self.calls:
            return self._request(self.calls[name], arguments)
        if name not in self.about["functions"]:
            return {"error": f"There is no function {name}."}
        does = self.about["functions"][name]
        self.over = self.over or does["ends"]
        if to := does.get("to", {}).get(arguments.get("to")):
            number = to.get("number") or self.variables[to["variable"]]
            show(f"  [your telephony hands over: {to['label']}, {number}, {to['mode']}]")
        return {"result": "done"}

    def headers(self, login: dict[str, Any]) -> dict[str, str]:
        """The header that carries the secret of an MCP server."""
        return {login["header"]: _sent(login, {}, {})} if "secret" in login else {}

    def save_voice(self, name: str, rate: int) -> None:
        with wave.open(str(FOLDER / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(rate)
            file.writeframes(bytes(self.voice))

    def _request(self, call: dict[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
        given = {place: self._values(call[place], arguments) for place in ("path", "query", "body")}
        address = call["url"]
        for name, value in given["path"].items():
            address = address.replace(f"{{{name}}}", quote(str(value), safe=""))
        if given["query"]:
            address += ("&" if "?" in address else "?") + urlencode(given["query"], doseq=True)
        body = json.dumps(given["body"]).encode() if given["body"] else None
        show(f"  [{call['method']} {address}{' ' + body.decode() if body else ''}]")
        if not self.live:
            return {"result": "done", "simulated": True}
        own = {name: str(value) for name, value in self._values(call["headers"], arguments).items()}
        headers = {"Content-Type": "application/json", **own}
        request = Request(address, body, headers, method=call["method"])  # noqa: S310 - addresses are https
        return _answer(request, call["timeout_seconds"])

    def _values(self, sources: dict[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
        """What the agent gave or the file says, without what nobody gave."""
        values = {name: _sent(source, arguments, self.variables) for name, source in sources.items()}
        return {name: value for name, value in values.items() if value is not None}


def start() -> Call:
    """The call of this command line: `--set name=value` for what is known of it, `--live` to send requests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", action="append", default=[], metavar="name=value", help="a variable of the call")
    parser.add_argument("--live", action="store_true", help="functions really send their requests")
    given = parser.parse_args()
    about = read("call.json")
    calls = read("calls.json") if (FOLDER / "calls.json").exists() else {}
    own = dict(pair.partition("=")[::2] for pair in given.set)
    return Call(about, calls, {**about["variables"], **_clock(about["time_zone"]), **own}, given.live)


def show(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def caller() -> str:
    """What the caller says next, as typed; empty at the end of the input."""
    sys.stdout.write("Caller: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip()


def read(name: str) -> Any:
    """What a JSON file of this folder holds."""
    return json.loads(text(name))


def text(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


def secret(name: str) -> str:
    if name not in os.environ:
        raise SystemExit(f"Set the environment variable {name}.")
    return os.environ[name]


def _clock(time_zone: str) -> dict[str, str]:
    now = datetime.now(ZoneInfo(time_zone))
    return {
        "current_date": now.strftime("%A, %d %B %Y"),
        "current_time": now.strftime("%H:%M"),
        "time_zone": time_zone,
    }


def _sent(source: dict[str, Any], arguments: dict[str, Any], variables: dict[str, str]) -> Any:
    """The value that a request carries; None where the agent gave none."""
    if "constant" in source:
        return source["constant"]
    if "secret" in source:
        return source.get("prefix", "") + secret(source["secret"])
    if "variable" in source:
        return variables.get(source["variable"])
    return arguments.get(source["argument"])


def _answer(request: Request, seconds: float) -> dict[str, Any]:
    try:
        with urlopen(request, timeout=seconds) as response:  # noqa: S310
            return {"status": response.status, "body": response.read().decode(errors="replace")[:_MOST]}
    except HTTPError as refused:
        return {"error": f"HTTP {refused.code}", "body": refused.read().decode(errors="replace")[:_MOST]}
    except (URLError, TimeoutError, OSError) as failed:
        return {"error": str(failed)}
