"""What a team has set for its session: who decides, and which messages the builder answers."""

from typing import Annotated, Literal, Self

from pydantic import ConfigDict, Field

from engine.document.unknown import Keeping
from engine.errors import PersonError


class Rules(Keeping):
    """Stored as JSON with the session; read and written by `engine.document.unknown`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    deciders: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    """Ids of the people who alone may approve, export, abandon and delete; empty: anyone in the thread may."""
    answers: Literal["every message", "mentions"] = "every message"
    """What the builder answers in its thread; the rest it keeps as context."""

    @property
    def names_deciders(self) -> bool:
        """Whether it is for some only: those listed, or somebody whom only a newer release knows."""
        return bool(self.deciders) or any(steps[0] == "deciders" for steps in self._unknown)

    def may_decide(self, author_id: str) -> bool:
        return not self.names_deciders or author_id in self.deciders

    def decided_by(self, *people: str) -> Self:
        """These rules with other deciders; nobody named before decides any more. No people: anyone may."""
        named = self.model_copy(update={"deciders": people})
        named._unknown = {steps: value for steps, value in named._unknown.items() if steps[0] != "deciders"}
        return named

    def check_decides(self, author_id: str) -> None:
        """Raises PersonError for somebody who may not."""
        if not self.may_decide(author_id):
            raise PersonError(NOT_YOURS)


NOT_YOURS = "In this thread only the people it was given to may approve, export or abandon. Ask one of them."
ANYONE = Rules()
"""How every session begins."""
