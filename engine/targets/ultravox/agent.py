"""Creates or updates the agent of this folder at Ultravox (`push`), and starts a call with it (`call`).

Python 3.11, nothing to install. The key is read from `ULTRAVOX_API_KEY`, each secret of a tool from the environment
variable of its name. `agent_id.txt` holds the id of the agent once it is there.
"""

import argparse
import json
import os
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zoneinfo import ZoneInfo

FOLDER = Path(__file__).parent
ID_FILE = FOLDER / "agent_id.txt"
ADDRESS = os.environ.get("ULTRAVOX_URL", "https://api.ultravox.ai/api")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["push", "call"])
    parser.add_argument("--set", action="append", default=[], metavar="name=value", help="a variable")
    given = parser.parse_args()
    values = dict(pair.partition("=")[::2] for pair in given.set)
    push(values) if given.what == "push" else call(values)


def push(values: dict[str, str]) -> None:
    agent = json.loads((FOLDER / "agent.json").read_text(encoding="utf-8"))
    for selected in agent["callTemplate"]["selectedTools"]:
        finish(selected, values)
    if ID_FILE.exists():
        send("PATCH", f"/agents/{ID_FILE.read_text().strip()}", agent)
    else:
        ID_FILE.write_text(send("POST", "/agents", agent)["agentId"] + "\n")
    show(f"Agent {ID_FILE.read_text().strip()}")


def call(values: dict[str, str]) -> None:
    if not ID_FILE.exists():
        raise SystemExit("Create the agent first: python3 agent.py push")
    body = json.loads((FOLDER / "call.json").read_text(encoding="utf-8"))
    agent = json.loads((FOLDER / "agent.json").read_text(encoding="utf-8"))
    body["templateContext"] |= clock(body["templateContext"] | values) | values
    body["firstSpeakerSettings"] = filled(body["firstSpeakerSettings"], body["templateContext"])
    missing = set(agent["callTemplate"].get("contextSchema", {}).get("required", ())) - set(body["templateContext"])
    if missing:
        raise SystemExit(f"Give these with --set: {', '.join(sorted(missing))}.")
    show(send("POST", f"/agents/{ID_FILE.read_text().strip()}/calls", body)["joinUrl"])


def finish(selected: dict[str, Any], values: dict[str, str]) -> None:
    """Puts in what stands in no file: secrets, the corpus, the SIP trunk, numbers that were open."""
    requirements = selected.get("temporaryTool", {}).get("requirements", {})
    for option in requirements.get("httpSecurityOptions", {}).get("options", ()):
        selected["authTokens"] = {name: environment(name) for name in option["requirements"]}
    overrides = selected.get("parameterOverrides", {})
    if overrides.get("corpus_id") == "CORPUS_ID":
        overrides["corpus_id"] = environment("ULTRAVOX_CORPUS_ID")
    if "target" in overrides:
        target = filled(overrides["target"], values)
        if open_numbers := _VARIABLE.findall(target):
            raise SystemExit(f"Give the number with --set {open_numbers[0]}=+14155550123.")
        host = "sip-trunk.placeholder.invalid"
        overrides["target"] = target.replace(host, environment("SIP_TRUNK_HOST")) if host in target else target


def clock(context: dict[str, str]) -> dict[str, str]:
    """The time at which the call starts."""
    zone = context.get("time_zone", "UTC")
    now = datetime.now(ZoneInfo(zone))
    return {"current_date": f"{now:%A, %d %B %Y}", "current_time": f"{now:%H:%M}", "time_zone": zone}


def filled(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: filled(inner, values) for key, inner in value.items()}
    return _VARIABLE.sub(lambda m: values.get(m[1], m[0]), value) if isinstance(value, str) else value


def send(method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    headers = {"X-API-Key": environment("ULTRAVOX_API_KEY"), "Content-Type": "application/json"}
    request = Request(ADDRESS + path, json.dumps(body).encode(), headers, method=method)  # noqa: S310
    try:
        with urlopen(request, timeout=30) as response:  # noqa: S310
            answer: dict[str, Any] = json.loads(response.read())
            return answer
    except HTTPError as refused:
        raise SystemExit(f"Ultravox refused it with {refused.code}: {refused.read().decode()[:2000]}") from None


def environment(name: str) -> str:
    if name not in os.environ:
        raise SystemExit(f"Set the environment variable {name}.")
    return os.environ[name]


def show(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
