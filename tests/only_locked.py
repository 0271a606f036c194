"""`python -m tests.only_locked LOCK MODULE [ARGUMENT …]`: a program as it runs where nothing but what a lock file names
is installed, as on a machine on which somebody has just called `make chat`."""

import re
import runpy
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType


class _NotInstalled(MetaPathFinder):
    def __init__(self, lock: Path) -> None:
        there = {_plain(name) for name in re.findall(r"^([\w.-]+)==", lock.read_text("utf-8"), re.MULTILINE)}
        found = packages_distributions()
        self._absent = {module for module, of in found.items() if there.isdisjoint(map(_plain, of))}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] in self._absent:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        return None


def _plain(name: str) -> str:
    """As package indexes compare names."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.meta_path.insert(0, _NotInstalled(Path(sys.argv[1])))
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
