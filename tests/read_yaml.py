"""YAML files beside the tests, by the C parser: the one of `yaml.safe_load` takes ten times as long."""

from pathlib import Path
from typing import Any

import yaml


def read_yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
