"""Personas: whole conversations in the format of `evals/guided/conversation.py`, each hard to serve in its way."""

from functools import cache
from pathlib import Path

from evals.guided.conversation import Conversation, read_texts

FOLDER = Path(__file__).with_name("personas")


class Persona(Conversation):
    about: str
    """What is hard about them, in a line."""
    document: str = ""
    """A file beside this one, which the first message brings along."""

    @property
    def told(self) -> "Persona":
        """The same, with the document pasted into the first message."""
        first, *others = self.talk
        pasted = first.model_copy(update={"say": f"{first.say}\n\n{self.shared}"}) if self.document else first
        return self.model_copy(update={"talk": (pasted, *others)})

    @property
    def shared(self) -> str:
        return (FOLDER / self.document).read_text("utf-8") if self.document else ""


@cache
def personas() -> dict[str, Persona]:
    """By name, in the order of their files."""
    return {path.stem: _load(path) for path in sorted(FOLDER.glob("*.yaml"))}


def _load(path: Path) -> Persona:
    try:
        return Persona.model_validate(read_texts(path))
    except ValueError as error:
        raise ValueError(f"{path.name}: {error}") from error
