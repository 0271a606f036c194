"""What one export is: the files, the names of the secrets they need, what was lost, and what is still open."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.document.spec import Platform

Handling = Literal["native", "emulated", "not_supported"]

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time a zip can hold; one fixed time makes equal bundles equal bytes."""


class Loss(BaseModel):
    """How a platform takes one part of the spec. `note` says how it is emulated, or what is lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    part: str
    """A spec path without item keys: `greeting`, `tools.confirm`."""
    handling: Handling
    note: str = ""


class Bundle(BaseModel):
    """One export. `files` maps a relative path with forward slashes to its text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    platform: Platform
    version: int
    """The version of the spec that was exported."""
    files: Mapping[str, str]
    secrets: tuple[str, ...] = ()
    """Names of the secrets that have to exist on the platform. Never a value."""
    losses: tuple[Loss, ...] = ()
    open: tuple[str, ...] = ()
    """Names of the placeholders that somebody has to fill in: `LOOKUP_ORDER_URL`."""

    @property
    def checksum(self) -> str:
        """SHA-256, in hex, of the files as one JSON object: sorted by path, UTF-8, no spaces.

        The same files always have the same one, whatever the version, the process and the machine.
        """
        files = json.dumps(self.files, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(files.encode("utf-8", "surrogatepass")).hexdigest()


def read_bundle(stored: Mapping[str, Any]) -> Bundle | None:
    """A stored export; None for one that only a newer release knows, such as that of a platform we have not."""
    try:
        return Bundle.model_validate(stored, extra="ignore")
    except ValidationError:
        return None


def zip_of(bundle: Bundle) -> bytes:
    """The bundle's files as a zip; the same bundle always gives the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(bundle.files):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), bundle.files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
