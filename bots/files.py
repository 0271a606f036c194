"""What a thread gets as files: the export of a platform, and the picture of the call flow."""

import asyncio
from collections.abc import Iterator
from typing import NamedTuple

from engine import sessions
from engine.document.spec import AgentSpec
from engine.errors import PersonError
from engine.messages.replies import Files, Picture
from engine.sessions import PLATFORM_NAMES, Bundle, Engine

_HANDLING = {"native": "as it is", "emulated": "in another way", "not_supported": "not at all"}


class File(NamedTuple):
    """`name` with its suffix; `title` is what a person reads above it."""

    name: str
    title: str
    data: bytes


async def files_of(engine: Engine, session_id: str, part: Files) -> tuple[File, ...]:
    """The files that a reply announced: of that very version, whatever was changed since."""
    spec = await sessions.spec_at(engine, session_id, part.version)
    if spec is None:
        raise PersonError("That version is no longer there.")
    bundle = await asyncio.to_thread(sessions.export, spec, part.platform, part.version)
    return export_files(spec, bundle)


def export_files(spec: AgentSpec, bundle: Bundle) -> tuple[File, ...]:
    """The bundle as a zip, the prompt, and the report of what the platform takes differently or not at all."""
    stem = f"{_slug(spec.name or spec.role or 'agent')}-{bundle.platform}-v{bundle.version}"
    name = PLATFORM_NAMES[bundle.platform]
    return (
        File(f"{stem}.zip", f"{name} bundle, version {bundle.version}", sessions.zip_of(bundle)),
        File(f"{stem}-prompt.md", "System prompt", sessions.prompt(spec).text.encode()),
        File(f"{stem}-losses.md", f"What {name} takes differently", loss_report(bundle).encode()),
    )


def loss_report(bundle: Bundle) -> str:
    """Markdown: how the platform takes each part of the spec, what is open, and which secrets it needs."""
    return "\n".join(_report(bundle)) + "\n"


async def flow_picture(drawn: Picture | AgentSpec, name: str = "call-flow.png") -> File | None:
    """The call flow as PNG; None where it cannot be drawn, for its words stand beside it."""
    if isinstance(drawn, Picture):
        title, mermaid = drawn.title, drawn.mermaid
    else:
        title, mermaid = "Call flow", sessions.flow_mermaid(drawn)
    data = await sessions.png_or_none(mermaid)
    return File(name, title, data) if data else None


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
