"""Plays every conversation to its end, and writes what a team would be handed: recap, prompt, flow, spec."""

import asyncio
import json
from pathlib import Path

import yaml
from rich.console import Console

from engine import sessions
from engine.document.spec import AgentSpec
from engine.document.stages import TITLES, stage_of
from engine.messages.recap import in_words
from engine.prompt.generate import words_in
from evals.guided.drive import Talk, running_engine

CONVERSATIONS = Path(__file__).with_name("conversations")
GALLERY = Path(__file__).parents[2] / "docs" / "gallery"
MOST_TURNS = 25
MOST_RECAP = 8_000
"""Characters; a page has room for more than a chat."""


async def main() -> None:
    made = []
    async with running_engine() as engine:
        for path in sorted(CONVERSATIONS.glob("*.yaml")):
            talk = Talk(engine, path.stem)
            await _played(talk, yaml.safe_load(path.read_text(encoding="utf-8"))["say"])
            folder = GALLERY / path.stem
            folder.mkdir(parents=True, exist_ok=True)
            await _written(folder, talk)
            made.append((path.stem, talk))
            Console().print(f"{path.stem}: {len(talk.turns)} turns, {TITLES[stage_of(talk.spec)]}")
    (GALLERY / "README.md").write_text(_index(made), encoding="utf-8")


async def _played(talk: Talk, lines: list[str]) -> None:
    """The team's own lines first: tone and greeting when they are asked, the rest in order; then only yes."""
    waiting = list(lines)
    await talk.say("Ana", waiting.pop(0).strip())
    while not talk.is_completed and len(talk.turns) < MOST_TURNS:
        path = talk.asked.path if talk.asked else ""
        fits = bool(waiting) and (path in ("tone", "greeting") or path.startswith(("fallback", "transfers")))
        await talk.say("Ana", waiting.pop(0).strip() if fits else "yes")


async def _written(folder: Path, talk: Talk) -> None:
    spec = talk.spec
    prompt, flow = sessions.prompt(spec), sessions.workflow(spec)
    (folder / "conversation.md").write_text(_conversation(talk), encoding="utf-8")
    (folder / "recap.md").write_text(f"{in_words(sessions.recap(spec), MOST_RECAP)}\n", encoding="utf-8")
    (folder / "prompt.md").write_text(f"{prompt.text}\n", encoding="utf-8")
    (folder / "flow.md").write_text(f"{flow.text if flow else ''}\n", encoding="utf-8")
    (folder / "flow.png").write_bytes(await sessions.flow_png(sessions.flow_mermaid(spec)))
    document = spec.model_dump(mode="json", exclude={"origins", "approvals"}, exclude_defaults=True)
    (folder / "spec.json").write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _conversation(talk: Talk) -> str:
    return "\n\n".join(f"**{turn.author}:** {turn.said}\n\n{_quoted(turn.reply)}" for turn in talk.turns) + "\n"


def _quoted(reply: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in reply.splitlines())


def _index(made: list[tuple[str, Talk]]) -> str:
    lines = [
        "# Gallery",
        "",
        "Made by `python -m evals.gallery` from `evals/gallery/conversations`, without a model.",
        "",
    ]
    for name, talk in made:
        lines.append(f"- **{name.replace('_', ' ').capitalize()}**: {_links(name)}. {_figures(talk)}")
    return "\n".join(lines) + "\n"


def _links(name: str) -> str:
    files = ("conversation.md", "recap.md", "prompt.md", "flow.png", "spec.json")
    return ", ".join(f"[{file.partition('.')[0]}]({name}/{file})" for file in files)


def _figures(talk: Talk) -> str:
    spec: AgentSpec = talk.spec
    words = words_in(sessions.prompt(spec).text)
    return (
        f"{len(talk.turns)} messages, {len(spec.goals)} goals, {len(spec.flow.nodes)} steps, a prompt of {words} words."
    )


if __name__ == "__main__":
    asyncio.run(main())
