"""The exports of a session: remembered with who asked for them, and two versions of one compared."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from engine.document.spec import AgentSpec
from engine.errors import PersonError
from engine.intake import author_of
from engine.messages.inbound import Author
from engine.sentences import listed
from engine.sessions.queries import spec_at
from engine.store import exports as stored
from engine.store.exports import ExportRequest
from engine.targets import Bundle, export
from engine.targets.compare import FileChange, changed_files, changed_parts
from engine.turns.engine import Engine

__all__ = ["Comparison", "ExportRequest", "FileChange", "compare_exports", "export_requests", "remember_export"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is different in the later of two exports."""

    before: Bundle
    after: Bundle
    files: tuple[FileChange, ...]
    parts: tuple[str, ...]
    """What changed in the agent, in people's words."""

    @property
    def diff(self) -> str:
        """All files in one, as `git diff` would show them."""
        return "".join(file.diff for file in self.files)


async def remember_export(engine: Engine, session_id: str, bundle: Bundle, author: Author) -> None:
    """Note that this person asked for this bundle."""
    await stored.remember(engine.store, session_id, bundle, author_of(author), engine.clock())


async def export_requests(engine: Engine, session_id: str) -> Sequence[ExportRequest]:
    """What was asked for, newest first; the 200 newest."""
    return await stored.requests(engine.store, session_id)


async def compare_exports(engine: Engine, session_id: str, platform: str, before: int, after: int) -> Comparison:
    """Two versions of the export for a platform. Raises PersonError where there is no such version."""
    old, old_spec = await _bundle(engine, session_id, platform, before)
    new, new_spec = await _bundle(engine, session_id, platform, after)
    files = await asyncio.to_thread(changed_files, old, new)  # line by line, files of megabytes take a while
    return Comparison(old, new, files, changed_parts(old_spec, new_spec))


async def _bundle(engine: Engine, session_id: str, platform: str, version: int) -> tuple[Bundle, AgentSpec]:
    """As it was given when the session was completed with this version; else as this release makes it."""
    spec = await spec_at(engine, session_id, version)
    if spec is None:
        raise PersonError(f"There is no version {version}.")
    made = await stored.bundle(engine.store, session_id, platform, version)
    return made if made else await asyncio.to_thread(export, spec, platform, version), spec


def in_words(comparison: Comparison, title: str) -> str:
    """The comparison as Markdown for a chat."""
    versions = f"version {comparison.before.version} and version {comparison.after.version}"
    if not comparison.files:
        return f"The {title} export is the same in {versions}."
    lines = [f"What changed in the {title} export between {versions}:", ""]
    lines += [f"- {part}" for part in comparison.parts[:_MOST_PARTS]] or ["- Nothing in the agent itself"]
    if len(comparison.parts) > _MOST_PARTS:
        lines.append(f"- … and {len(comparison.parts) - _MOST_PARTS} more")
    lines += ["", f"{len(comparison.files)} of its files differ:" if len(comparison.files) > 1 else "One file differs:"]
    lines += ["", *(f"- {_file_in_words(file)}" for file in comparison.files[:_MOST_PARTS])]
    if len(comparison.files) > _MOST_PARTS:
        lines.append(f"- … and {len(comparison.files) - _MOST_PARTS} more")
    return "\n".join(lines)


_MOST_PARTS = 15


def _file_in_words(file: FileChange) -> str:
    came, went = file.lines
    counts = [f"{came} lines more" if came else "", f"{went} lines less" if went else ""]
    what = {"added": "new", "removed": "gone", "changed": listed(list(filter(None, counts))) or "other line ends"}
    return f"`{file.path}`: {what[file.fate]}"
