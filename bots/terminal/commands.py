"""Lines that begin with `/`: the commands of every platform, and the files that they write beside the chat."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bots.commands import help_text
from bots.shown import Shown
from engine import sessions
from engine.messages.replies import Picture
from engine.sentences import listed
from engine.sessions import PLATFORM_NAMES, Bundle

EXPORTS = Path("exports")
OWN: Mapping[str, str] = {
    "export PLATFORM [DIR]": f"writes the files for {listed(list(PLATFORM_NAMES), 'or')}",
    "new": "starts another agent",
    "quit": "ends the chat; it goes on where it was when you come back",
}
"""What only a terminal has, or has in another form."""


def usage() -> str:
    return help_text("Tell me what your voice agent should do, and answer what I ask.", "/", OWN)


async def written(shown: Shown, name: str, words: Sequence[str]) -> str:
    """What a command gives, as text: prompts are shown, everything else is in files below `EXPORTS` or `words[1]`."""
    if shown.bundles:
        folders = [Path(words[1]) if len(words) > 1 else EXPORTS / name / bundle.platform for bundle in shown.bundles]
        told = [await _bundle(bundle, folder) for bundle, folder in zip(shown.bundles, folders, strict=True)]
        return "\n\n".join(told)
    parts = [shown.markdown]
    for file in shown.files:
        if file.name.endswith(".md"):
            parts.insert(0, file.data.decode())
        else:
            parts.append(f"{file.title} is in {await _write(EXPORTS / name / file.name, file.data)}")
    return "\n\n".join(parts)


async def picture_file(picture: Picture, version: int, name: str) -> Path | None:
    """Write the picture of the flow as PNG beside the exports; None where that fails, for the words stay."""
    drawn = await sessions.png_or_none(picture.mermaid)
    try:
        return await _write(EXPORTS / name / f"flow-v{version}.png", drawn) if drawn else None
    except OSError:
        return None


def _listed_files(paths: Sequence[str]) -> Iterator[str]:
    """What a person opens first, then the other files, and a folder of several as one line."""
    folders = Counter(path.partition("/")[0] for path in paths if "/" in path)
    alone = [path for path in paths if folders[path.partition("/")[0]] < _SEVERAL]
    yield from (f"- {path}" for path in sorted(alone, key=lambda path: (path not in _FIRST, "/" not in path)))
    yield from (f"- {folder}/: {count} files" for folder, count in folders.items() if count >= _SEVERAL)


_FIRST = ("README.md", "LOSSES.md")
"""How to put it on the platform, and what that takes differently."""
_SEVERAL = 2


async def _bundle(bundle: Bundle, folder: Path) -> str:
    for path, text in bundle.files.items():
        await _write(folder / path, text.encode())
    lines = [f"Wrote {len(bundle.files)} files to {folder}:", "", *_listed_files(list(bundle.files))]
    if bundle.open:
        lines += ["", f"Still open in it: {listed([f'`{n}`' for n in bundle.open])}."]
    if bundle.secrets:
        names = listed([f"`{n}`" for n in bundle.secrets])
        lines += ["", f"Secrets to set on {PLATFORM_NAMES[bundle.platform]}: {names}."]
    return "\n".join(lines)


async def _write(path: Path, content: bytes) -> Path:
    def write() -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    await asyncio.to_thread(write)
    return path
