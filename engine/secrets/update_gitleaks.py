"""Rewrite `gitleaks.yaml` from a gitleaks.toml: `python -m engine.secrets.update_gitleaks gitleaks.toml v8.30.0`.

Left out are rules for files by their path, the generic rule (`labels.yaml` and `labelled.py` read what people call a
key, in more languages and with less noise) and that for passwords in Terraform, which takes the next key of any JSON
for one; those for curl, which `shapes.yaml` has; and that for Sourcegraph, which takes every commit hash for a token.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml

_LEFT_OUT = (
    "generic-api-key",
    "hashicorp-tf-password",
    "curl-auth-header",
    "curl-auth-user",
    "sourcegraph-access-token",
)
_ANY_BEFORE = r"[\w.-]{0,50}?"
"""What may stand before a vendor's name in a rule. It changes nothing about what is found, and costs time."""
_ENDS = (r"""(?:[\x60'"\s;]|\\[nr]|$)""", r"(?:\W|$)")
"""In code a token ends at a quote; in chat also at a comma, a full stop or a bracket."""
_ASSIGNS = "(?:=|>|:{1,3}="
"""Stands in the rules that read `vendor_key = value`, and know the value by what is before it."""
_WIDTH = 110
_HEAD = "# The rules of gitleaks {version}, rewritten by update_gitleaks.py.\n# MIT, see gitleaks_licence.md.\n"


def main(source: str, version: str) -> None:
    rules = tomllib.loads(Path(source).read_text())["rules"]
    kept = [_entry(rule) for rule in rules if "regex" in rule and rule["id"] not in _LEFT_OUT]
    blocks = [yaml.safe_dump([entry], sort_keys=False, width=_WIDTH, allow_unicode=True) for entry in kept]
    Path(__file__).with_name("gitleaks.yaml").write_text("\n".join((_HEAD.format(version=version), *blocks)))


def _entry(rule: dict[str, Any]) -> dict[str, Any]:
    entry = {
        "kind": rule["id"],
        "keywords": rule["keywords"],
        "pattern": _pieces(rule["regex"].replace(_ANY_BEFORE, "").replace(*_ENDS)),
    }
    if _ASSIGNS in rule["regex"]:
        entry["labelled"] = True
    for ours, theirs in (("entropy", "entropy"), ("group", "secretGroup")):
        if theirs in rule:
            entry[ours] = rule[theirs]
    return entry


def _pieces(pattern: str) -> list[str]:
    """A pattern in lines that can be read; joined they are the pattern."""
    return [pattern[at : at + _WIDTH - 10] for at in range(0, len(pattern), _WIDTH - 10)]


if __name__ == "__main__":
    main(*sys.argv[1:])
