"""What a thread gets as files: the export of a platform, and the picture of the call flow."""

import asyncio
from collections.abc import Iterator
from typing import NamedTuple

from engine.errors import PersonError
from engine.prompt.generate import generate
from engine.replies import Files, Picture
from engine.spec import AgentSpec
from engine.store import transcript
from engine.targets import PLATFORM_NAMES, Bundle, export
from engine.targets.bundle import zip_of
from engine.turns.turn import Engine
from engine.workflow.picture import PictureFailed, png

_HANDLING = {"native": "as it is", "emulated": "in another way", "not_supported": "not at all"}


class File(NamedTuple):
    """`name` with its suffix; `title` is what a person reads above it."""

    name: str
    title: str
    data: bytes


async def files_of(engine: Engine, session_id: str, part: Files) -> tuple[File, ...]:
    """The files that a reply announced: of that very version, whatever was changed since."""
    version = await transcript.version(engine.store, session_id, part.version)
    if version is None:
        raise PersonError("That version is no longer there.")
    return await asyncio.to_thread(export_files, version.spec, part.platform, part.version)


def export_files(spec: AgentSpec, platform: str, version: int) -> tuple[File, ...]:
    """The bundle as a zip, the prompt, and the report of what the platform takes differently or not at all."""
    bundle = export(spec, platform, version)
    stem = f"{_slug(spec.name or spec.role or 'agent')}-{platform}-v{version}"
    name = PLATFORM_NAMES[bundle.platform]
    return (
        File(f"{stem}.zip", f"{name} bundle, version {version}", zip_of(bundle)),
        File(f"{stem}-prompt.md", "System prompt", generate(spec).encode()),
        File(f"{stem}-losses.md", f"What {name} takes differently", loss_report(bundle).encode()),
    )


def loss_report(bundle: Bundle) -> str:
    """Markdown: how the platform takes each part of the spec, what is open, and which secrets it needs."""
    return "\n".join(_report(bundle)) + "\n"


async def flow_picture(picture: Picture) -> File | None:
    """The call flow as PNG; None where it cannot be drawn, for its words stand in the reply."""
    try:
        return File("call-flow.png", picture.title, await png(picture.mermaid))
    except PictureFailed:
        return None


def _report(bundle: Bundle) -> Iterator[str]:
    yield f"# {PLATFORM_NAMES[bundle.platform]}, version {bundle.version}"
    yield ""
    if bundle.losses:
        yield "| part | taken | note |\n| --- | --- | --- |"
        for loss in bundle.losses:
            yield f"| `{loss.part}` | {_HANDLING[loss.handling]} | {loss.note.replace('|', '/')} |"
    else:
        yield "Everything is taken as it is."
    for title, names in (("Still open", bundle.open), ("Secrets to set on the platform", bundle.secrets)):
        if names:
            yield f"\n## {title}\n"
            yield from (f"- `{name}`" for name in names)


def _slug(text: str) -> str:
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(filter(None, kept.split("-")))[:40] or "agent"
