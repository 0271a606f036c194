"""`python -m tests.imports_all`: every module of the bots, the API and the engine, but for the scripts that go out with
an export and run where somebody else has installed what they need."""

import pkgutil
from importlib import import_module

import admin_api
import bots
import engine

_GO_OUT = (".connect",)

for top in (engine, bots, admin_api):
    for module in pkgutil.walk_packages(top.__path__, f"{top.__name__}."):
        if not module.name.endswith(("__main__", *_GO_OUT)):
            import_module(module.name)
for program in ("run_slack", "run_discord"):
    import_module(program)
