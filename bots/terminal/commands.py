"""Lines that begin with `/`: what they do, and the files they write."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import PersonError
from engine.prompt.generate import generate
from engine.prompt.lint import lint
from engine.recap import recap
from engine.replies import Picture
from engine.sentences import listed, quoted
from engine.targets import PLATFORM_NAMES, export
from engine.turns.turn import SessionView
from engine.workflow.check import check
from engine.workflow.picture import PictureFailed, in_words, mermaid, png

EXPORTS = Path("exports")


@dataclass(frozen=True, slots=True)
class Command:
    """`run` gets the session and the words behind the command, and gives the text to show."""

    usage: str
    help: str
    run: Callable[[SessionView, str, list[str]], Awaitable[str]]


async def run(line: str, session: SessionView, name: str) -> str:
    """What a `/command …` line says; an unknown command or a disk that refuses is a sentence too."""
    word, *rest = line[1:].split()
    command = COMMANDS.get(word)
    if command is None:
        return f"There is no command {quoted('/' + word)}. {await _help(session, name, [])}"
    try:
        return await command.run(session, name, rest)
    except PersonError as error:
        return str(error)
    except OSError as error:
        return f"Could not write {error.filename}: {error.strerror}. Name a folder that you can write to."


async def picture_file(picture: Picture, session: SessionView, name: str) -> Path | None:
    """Write the picture of the flow as PNG beside the exports; None where that fails, for the words stay."""
    try:
        return await _write(EXPORTS / name / f"flow-v{session.version}.png", await png(picture.mermaid))
    except (OSError, PictureFailed):
        return None


async def _status(session: SessionView, name: str, rest: list[str]) -> str:
    missing = session.progress.missing
    still = f"\n\nStill to settle: {listed([f'`{path}`' for path in missing])}" if missing else ""
    return f"{recap(session.spec)}{still}\n\nSession “{name}”, version {session.version}, {session.status}."


async def _export(session: SessionView, name: str, rest: list[str]) -> str:
    platform = next((p for p in PLATFORM_NAMES if rest and p == rest[0].lower()), None)
    if platform is None:
        return f"Say which one: {listed([f'`/export {p}`' for p in PLATFORM_NAMES], 'or')}."
    bundle = export(session.spec, platform, session.version)
    folder = Path(rest[1]) if len(rest) > 1 else EXPORTS / name / platform
    for path, text in bundle.files.items():
        await _write(folder / path, text.encode())
    lines = [f"Wrote {len(bundle.files)} files to {folder}:", "", *(f"- {path}" for path in bundle.files)]
    if bundle.open:
        lines += ["", f"Still open in it: {listed([f'`{n}`' for n in bundle.open])}."]
    if bundle.secrets:
        lines += ["", f"Secrets to set on {PLATFORM_NAMES[platform]}: {listed([f'`{n}`' for n in bundle.secrets])}."]
    return "\n".join(lines)


async def _prompt(session: SessionView, name: str, rest: list[str]) -> str:
    prompt = generate(session.spec)
    findings = [f"- {f.level}: {f.message}" for f in lint(session.spec, prompt)]
    return "\n".join([prompt, *(["", "Findings:", "", *findings] if findings else [])])


async def _workflow(session: SessionView, name: str, rest: list[str]) -> str:
    flow = session.spec.flow
    if not flow.nodes:
        return "There is no call flow yet. Tell me first what the agent should do."
    path = await _write(EXPORTS / name / f"flow-v{session.version}.png", await png(mermaid(flow)))
    findings = [f"- {f.message}" for f in check(flow, session.spec)]
    return "\n".join([in_words(flow), "", f"The picture is in {path}", *(["", *findings] if findings else [])])


async def _help(session: SessionView, name: str, rest: list[str]) -> str:
    return "\n".join(["You can type:", "", *(f"- `{usage}` {text}" for usage, text in _usages())])


def _usages() -> list[tuple[str, str]]:
    return [(c.usage, c.help) for c in COMMANDS.values()] + [
        ("/undo", "takes the last change back"),
        ("/new", "starts another agent"),
        ("/quit", "ends the chat; it goes on where it was when you come back"),
    ]


COMMANDS: Mapping[str, Command] = {
    "status": Command("/status", "shows what is agreed and what is missing", _status),
    "prompt": Command("/prompt", "shows the system prompt and what the lint found", _prompt),
    "workflow": Command("/workflow", "shows the call flow and writes its picture", _workflow),
    "export": Command("/export PLATFORM [DIR]", f"writes the files for {listed(list(PLATFORM_NAMES), 'or')}", _export),
    "help": Command("/help", "shows this list", _help),
}
"""Commands that only look; `/undo`, `/new` and `/quit` are the chat's own."""


async def _write(path: Path, content: bytes) -> Path:
    def write() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    await asyncio.to_thread(write)
    return path
