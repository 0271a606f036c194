"""The text of an OpenAPI document as a mapping, or a sentence that says what is wrong with it, and where."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from engine.errors import PersonError
from engine.secrets import find_secrets, without_secrets
from engine.sentences import quoted

MOST_CHARACTERS = 2_000_000
_MOST_WRITTEN = 30_000_000
"""Characters of the JSON that YAML may unfold to."""
_SECONDS = 15
_READER = Path(__file__).parent.parent / "yaml_as_json.py"
_IN_YAML = re.compile(r"""^["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[0-9]""", re.MULTILINE)
_IN_JSON = re.compile(r"""[{,]\s*"(?:openapi|swagger)"\s*:\s*"[0-9]""")


def is_openapi(text: str) -> bool:
    """Whether it says of itself that it is one."""
    return bool(_IN_JSON.search(text) if text.lstrip()[:1] == "{" else _IN_YAML.search(text))


def begins(words: str) -> int | None:
    """Where in a message a pasted document begins; None where there is none."""
    if not (_IN_JSON.search(words) or _IN_YAML.search(words)):
        return None
    begin = _BEGINS.search(words)
    return begin.start() if begin else None


_BEGINS = re.compile(r"""^(?:\{|["']?(?:openapi|swagger|info|servers)["']?[ \t]*:)""", re.MULTILINE)


def document_in(text: str) -> dict[str, Any]:
    """The document of this text, without secrets. PersonError says what is wrong with it."""
    if len(text) > MOST_CHARACTERS:
        raise PersonError(
            f"That document has more than {MOST_CHARACTERS:,} characters, which is more than I read. Bring the part "
            "whose operations the agent needs."
        )
    if text.lstrip()[:1] == "<":
        raise PersonError("That is a web page. Bring the OpenAPI document itself, which is a YAML or a JSON file.")
    written = text if text.lstrip()[:1] == "{" else _from_yaml(text)
    if find_secrets(written):
        written = without_secrets(written)
    try:
        document = json.loads(written)
    except json.JSONDecodeError as error:
        raise PersonError(f"The document is not whole JSON: it breaks off in line {error.lineno}.") from None
    except RecursionError:
        raise PersonError("The document is nested too deeply to be read.") from None
    return _checked(document)


def _from_yaml(text: str) -> str:
    try:
        read = subprocess.run(  # noqa: S603 - our own file
            [sys.executable, "-I", str(_READER)],
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise PersonError("The document takes too long to read. Bring only the part that matters.") from None
    if read.returncode == 3:
        fault = json.loads(read.stdout)
        where = f" in line {fault['line']}" if fault["line"] else ""
        raise PersonError(f"The document is not whole YAML: {fault['problem']}{where}.")
    if read.returncode or len(read.stdout) > _MOST_WRITTEN:
        raise PersonError("The document unfolds into more than I can read: it is nested, or repeats itself, too often.")
    return read.stdout.decode()


def _checked(document: Any) -> dict[str, Any]:
    if not isinstance(document, dict):
        raise PersonError("The document is a list or a text, and no OpenAPI document.")
    version = str(document.get("openapi") or document.get("swagger") or "")
    if not version:
        raise PersonError("The document does not say which OpenAPI it is: “openapi” is missing at its top.")
    if not re.match(r"(?:3\.[012]|2\.0)", version):
        raise PersonError(f"The document is OpenAPI {quoted(version[:20])}; I read 3.0, 3.1 and Swagger 2.0.")
    paths = document.get("paths")
    if not isinstance(paths, dict) or not paths:
        raise PersonError("The document has no operations: “paths” is missing or empty.")
    return document
