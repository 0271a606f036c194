"""The same spec gives the same bytes: in every process, whatever the order of its sets."""

import json
import os
import subprocess
import sys

_PRINT = """
import hashlib, json
from engine.targets import TARGETS, export, zip_of
from tests.targets.corpus import corpus

specs = {name: spec for name, spec in corpus().items() if name in ("rich", "unfinished", "dental_reception", "survey")}
made = {f"{name} {platform}": export(spec, platform, 7) for name, spec in specs.items() for platform in TARGETS}
print(json.dumps({name: [b.checksum, hashlib.sha256(zip_of(b)).hexdigest()] for name, b in made.items()}))
"""


def test_two_processes_make_the_same_bundles_and_zips_byte_for_byte() -> None:
    told = [_printed(seed) for seed in ("0", "4242")]
    assert told[0] == told[1]
    assert len(told[0]) >= 4 * 12
    assert len({checksum for checksum, _ in told[0].values()}) == len(told[0])


def _printed(seed: str) -> dict[str, list[str]]:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    done = subprocess.run([sys.executable, "-c", _PRINT], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found
