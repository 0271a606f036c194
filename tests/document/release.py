"""A newer release of this program, for tests of two releases side by side: our source with a few lines changed.

It has a field more on every goal and on the spec, one more kind of step, platform and change, and the next schema
version with the step that leads there. The new platform has no export. `become_newer` must run
before the engine is imported.
"""

import re
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import ModuleType

_Edits = Sequence[tuple[str, str]]
EDITS: dict[str, _Edits] = {
    "engine.document.spec.scalars": (
        (r"SCHEMA_VERSION: Literal\[(\d+)\] = \1", "SCHEMA_VERSION: Literal[1000] = 1000"),
        (r"Platform = Literal\[", 'Platform = Literal["carrier_pigeon", '),
    ),
    "engine.document.spec.goals": (
        (r"(class Goal\(Part\):\n    \"\"\".*?\"\"\"\n\n    id: Slug\n)", r"\1    mood: Line | None = None\n"),
    ),
    "engine.document.spec.flow": ((r'Literal\["start", "collect"', 'Literal["start", "wait", "collect"'),),
    "engine.document.spec.agent": (
        (r"schema_version: Literal\[\d+\]", "schema_version: Literal[1000]"),
        (r"(    name: Line \| None = None\n    role:)", r"    horoscope: tuple[Line, ...] = ()\n\1"),
    ),
    "engine.document.changes.kinds": (
        (
            r"(class Undo\()",
            'class Foretell(_Change):\n    op: Literal["foretell"] = "foretell"\n    line: str\n\n\n' r"\1",
        ),
        (r"(    \| Undo,)", r"    | Foretell\n\1"),
        (r"(        case GoBack\(\) \| Import\(\) \| Undo\(\))", r"\1 | Foretell()"),
    ),
    "engine.document.changes.apply": (
        (r"(    Edit,\n)", r"\1    Foretell,\n"),
        (
            r"(        case Import\(\) \| Undo\(\):)",
            "        case Foretell(line=line):\n            return replace(spec, horoscope=(*spec.horoscope, line))\n"
            r"\1",
        ),
    ),
    "engine.targets": ((r"for name in get_args\(Platform\)", "for name in get_args(Platform)[1:]"),),
    "engine.document.upcast": (
        (
            r"STEPS: Sequence\[Step\] = \(.*?\)\n",
            'STEPS = (lambda old: {**old, "goals": [{"mood": "calm", **g} for g in old.get("goals", [])]},)\n',
        ),
    ),
}


def become_newer() -> None:
    """From here on this process imports the newer release."""
    assert not any(name in sys.modules for name in EDITS)
    sys.meta_path.insert(0, _Newer())


class _Newer(PathFinder):
    @classmethod
    def find_spec(
        cls, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        found = super().find_spec(name, path, target) if name in EDITS else None
        if found and found.origin:
            found.loader = _Edited(name, found.origin)
        return found


class _Edited(SourceFileLoader):
    def get_code(self, fullname: str) -> object:  # type: ignore[override]  # no cached bytecode of our own release
        source = self.get_data(self.path).decode()
        for pattern, put in EDITS[fullname]:
            source, times = re.subn(pattern, put, source, count=1, flags=re.DOTALL)
            assert times == 1, f"{fullname} has no {pattern!r} any more: bring this test up to date"
        return compile(source, self.path, "exec")
