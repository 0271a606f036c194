"""YAML on standard input as JSON on standard output, in a process of its own.

The fast loader of YAML crashes on deep nesting, holds the interpreter while it reads, and unfolds aliases without end.
Here that costs a process, for so long and so much memory as is allowed. Run by its path, so that it loads nothing else.
"""

import json
import math
import resource
import sys

import yaml

MOST_MEMORY = 700_000_000
"""Bytes of address space; 2 MB of YAML take a third of it."""
MOST_SECONDS = 9
MOST_VALUES = 2_000_000
"""Of what aliases unfold to."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        value = yaml.load(sys.stdin.buffer.read().decode(), yaml.CSafeLoader)
        if _size(value, {}) > MOST_VALUES:
            sys.exit(4)
        written = json.dumps(value, default=str, skipkeys=True)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        written = json.dumps({"line": line, "problem": str(getattr(error, "problem", None) or "it cannot be read")})
        sys.exit(_give(written, 3))
    except (MemoryError, RecursionError, ValueError):
        sys.exit(4)
    _give(written, 0)


def _size(value: object, known: dict[int, float]) -> float:
    """How many values it unfolds to; what stands in itself is without end."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in known:
        known[id(value)] = math.inf
        inside = value.values() if isinstance(value, dict) else value
        known[id(value)] = 1 + sum(_size(one, known) for one in inside)
    return known[id(value)]


def _give(text: str, code: int) -> int:
    sys.stdout.write(text)
    return code


if __name__ == "__main__":
    main()
