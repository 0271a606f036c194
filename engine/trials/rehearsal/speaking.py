"""What a call knows, and the agent's words in it: to say, to ask, to wait for an answer, to end."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.document.spec import AgentSpec, DataField, Goal, Node
from engine.prompt.greetings import greeting_for
from engine.prompt.phrases import Phrases, phrases_for
from engine.trials.agent_test import Mock
from engine.trials.agent_view import AgentView
from engine.trials.lines import question_and_answer, spoken
from engine.trials.rehearsal.speech import Speech, speech_for
from engine.trials.rehearsal.steps import Act, Ask, Use, Wait
from engine.workflow.graph import Graph

_STAND_INS = {
    "name": "Anna Miller",
    "day": "Thursday",
    "date": "Thursday",
    "time": "ten o’clock",
    "hour": "ten o’clock",
}
"""For a variable without an example, by the last word of its name."""
_ASKS = re.compile(r"(?:how|what|when|where|who|which|would|do|did|are|is|will|have)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Beat:
    """One thing that the agent does: words, or the use of a tool."""

    kind: Literal["says", "uses", "ends"]
    step: str
    """Id of the step."""
    text: str = ""
    """The words; of a tool what its mock answered; of an end how the call ended: `end`, `transfer` or `stuck`."""
    tool: str = ""
    arguments: Mapping[str, str] | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Confirm:
    """What was read back waits for a yes; then the tool is used."""

    use: Use


@dataclass(frozen=True, slots=True)
class Offer:
    """One of these is to be chosen; empty where nobody knows what there is."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What was read back was not right, and the caller says what is."""

    use: Use


Open = Ask | Wait | Confirm | Offer | Change
"""What the caller has been asked."""


class Speaking:
    """The state of a call. What it says and does is added to its beats."""

    def __init__(self, spec: AgentSpec, mocks: Sequence[Mock] = ()) -> None:
        self.spec = spec = _with_proposed_tools(spec)
        self.view = AgentView(spec)
        self.graph = Graph(spec.flow)
        self.known: dict[str, str] = {}
        self.goal: Goal | None = None
        self.reached: list[str] = []
        """Goals whose last step was left by its success."""
        self.steps: list[str] = []
        self.ended = ""
        self.open: Open | None = None
        self._mocks = {mock.tool: mock for mock in mocks}
        self._tag = self.view.lines_in
        self._beats: list[Beat] = []
        self._left: list[Act] = []
        self._tries = self._silent = self._abused = 0
        self._question = ""

    def _say(self, words: str) -> None:
        if words.strip():
            self._beats.append(Beat("says", self._node.id if self.steps else self.spec.flow.start or "", words.strip()))

    def _wait(self, open_: Open, words: str) -> None:
        self.open = open_
        self._question = words or self._question
        self._say(words)

    def _say_and_ask_again(self, words: str) -> None:
        again = self._question if "?" not in words else ""
        if isinstance(self.open, Wait) and self.open.what == "goal" and words:
            again = self._speech.need
        self._say(f"{words} {again}".strip() or self._speech.need)

    def _end(self, how: str) -> None:
        self.ended = how
        self._beats.append(Beat("ends", self._node.id, how))

    def _ask(self, field: DataField) -> str:
        if field.ask and self._tag.partition("-")[0] == self.view.language.partition("-")[0] == "en":
            return spoken(field.ask, self._values)
        if self._tag.startswith("en") and _ASKS.match(field.description):
            return f"{field.description.rstrip('?.')}?".replace(" they ", " you ")
        return question_and_answer(field, self._tag).ask

    def _asked_again(self) -> str:
        return self._ask(self.open.field) if isinstance(self.open, Ask) else self._question

    @property
    def _patience(self) -> int:
        return max(2, self._node.tries)

    @cached_property
    def _node(self) -> Node:
        return self.graph.nodes[self.spec.flow.start or ""]

    @cached_property
    def _values(self) -> Mapping[str, str]:
        """What stands for the variables in this call."""
        known = {v.name: v.example or v.default or _STAND_INS.get(v.name.split("_")[-1]) for v in self.spec.variables}
        return {**self.view.values, **{name: value for name, value in known.items() if value}}

    @property
    def _greeting(self) -> str:
        return spoken(self.spec.greeting or greeting_for(self.spec), self._values)

    @property
    def _phrases(self) -> Phrases:
        return phrases_for(self._tag)

    @property
    def _speech(self) -> Speech:
        return speech_for(self._tag)


def _with_proposed_tools(spec: AgentSpec) -> AgentSpec:
    """Tools that nobody has decided on are rehearsed as if they were agreed."""
    tools = tuple(t if t.state != "proposed" else t.model_copy(update={"state": "accepted"}) for t in spec.tools)
    return spec.model_copy(update={"tools": tools})
