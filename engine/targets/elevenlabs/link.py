"""Puts the ids that ElevenLabs gave to secrets, tools, tests and documents where this folder names them.

Run it in this folder: `python3 link.py`. It needs Python 3.9 and nothing else, sends nothing anywhere, and may be run
again at any time. It ends with 0 when every name that it met has an id, else it lists those that are still missing.
"""

import json
import sys
from pathlib import Path
from typing import Any


def main() -> int:
    ids = known_ids()
    missing: set[str] = set()
    for path in sorted(path for folder in FOLDERS for path in Path(folder).glob("*.json")):
        config = json.loads(path.read_text(encoding="utf-8"))
        linked = link(config, ids, missing)
        path.write_text(json.dumps(linked, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for name in sorted(missing):
        sys.stdout.write(f"no id yet: {name}\n")
    return 1 if missing else 0


def known_ids() -> dict[str, dict[str, str]]:
    """kind -> name -> id, as the CLI wrote them into the index files; an empty id is not known yet."""
    ids: dict[str, dict[str, str]] = {}
    for kind, index in (("tool", "tools.json"), ("test", "tests.json")):
        entries = json.loads(Path(index).read_text(encoding="utf-8"))[f"{kind}s"]
        ids[kind] = {Path(entry["config"]).stem: entry.get("id", "") for entry in entries}
    for kind, index in (("secret", "secrets.json"), ("knowledge", "knowledge.json")):
        ids[kind] = {entry["name"]: entry["id"] for entry in json.loads(Path(index).read_text(encoding="utf-8"))}
    return ids


def link(value: Any, ids: dict[str, dict[str, str]], missing: set[str], key: str = "") -> Any:
    """The value with every name replaced by its id. `key` is the key that it stands under."""
    if isinstance(value, dict):
        return {
            link(name, ids, missing, "id") if key in KEYED_BY_ID else name: link(inner, ids, missing, name)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [link(inner, ids, missing, key) for inner in value]
    kind, name = KINDS.get(key), value
    if key == "id" and str(value).startswith("knowledge:"):
        kind = "knowledge"
    if key == "id" and str(value).startswith("tool:"):
        kind, name = "tool", value[len("tool:") :]
    if kind is None or name not in ids[kind]:
        return value
    if not ids[kind][name]:
        missing.add(f"{kind} {name}")
    return ids[kind][name] or value


KINDS = {"secret_id": "secret", "tool_ids": "tool", "additional_tool_ids": "tool", "tool_id": "tool", "test_id": "test"}
"""The keys that hold an id -> what it is the id of."""
KEYED_BY_ID = ("tool_mock_overrides",)
FOLDERS = ("agent_configs", "test_configs", "tool_configs")

if __name__ == "__main__":
    sys.exit(main())
