"""What came of a persona, held against its truth sheet, and what the conversation cost. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.document.spec import ITEM_KEYS, AgentSpec
from engine.interview.contract import Conversation, Message, Usage
from engine.interview.llm.claims import claims_in
from engine.interview.llm.grounds import Grounds
from engine.interview.llm.truth import without_claims
from evals.guided.conversation import Fact
from evals.guided.drive import Turn
from evals.guided.matching import says
from evals.guided.places import dumped, texts_at
from evals.guided.score import Score, changed_fields, score
from evals.llm.persona import Persona

_TAKEN = ("said", "inferred")


@dataclass(frozen=True, slots=True)
class Scored:
    """`of_sheet` is what `evals/guided` counts; the rest is what only matters with a model, or costs."""

    of_sheet: Score
    taken: int
    """Goals and guardrails that came from people's words."""
    ungrounded: tuple[str, ...]
    """Figures, names and addresses in what is taken, that nobody said."""
    claimed: tuple[str, ...]
    """Replies that tell of a change where nothing changed."""
    asked_again: int
    """Questions that were open three times or more in a row."""
    used: Usage

    @property
    def recall(self) -> float:
        return 1 - len(self.of_sheet.missed) / self.of_sheet.facts

    @property
    def precision(self) -> float:
        """The share of goals and guardrails that the sheet knows; 1 where there are none."""
        wrong = sum(entry.startswith(("goal:", "rule:", "must not stand:")) for entry in self.of_sheet.wrong)
        return 1 - min(wrong / self.taken, 1) if self.taken else 1.0


def scored(persona: Persona, turns: Sequence[Turn], said: Sequence[Message], used: Usage) -> Scored:
    """`said`: all messages of people; a document that came with one stands in the persona."""
    spec = turns[-1].after
    return Scored(
        of_sheet=score(persona, turns),
        taken=sum(1 for path in _paths(spec) if path.startswith(("goals.", "guardrails."))),
        ungrounded=tuple(_ungrounded(persona, spec, said)),
        claimed=tuple(turn.reply for turn in turns if _claims_too_much(turn)),
        asked_again=_asked_again(turns),
        used=used,
    )


def holds(spec: AgentSpec, fact: Fact) -> bool:
    return any(says(text, fact.words) for place in fact.places for text in texts_at(dumped(spec), place))


def _paths(spec: AgentSpec) -> Iterator[str]:
    """Items that came from people's words."""
    for path, origin in spec.origins.items():
        if origin.how in _TAKEN and path.count(".") == 1:
            yield path


def _ungrounded(persona: Persona, spec: AgentSpec, said: Sequence[Message]) -> Iterator[str]:
    grounds = Grounds(Conversation(AgentSpec(), tuple(said)), (persona.shared,))
    for path in _paths(spec):
        part, key = path.split(".", 1)
        item = next((i for i in getattr(spec, part, ()) if getattr(i, ITEM_KEYS.get(part, ""), None) == key), None)
        if item is not None and part in ("goals", "guardrails", "knowledge", "transfers"):
            written = {"item": item.model_dump(mode="json", include=_WORDS)}
            yield from (f"{path}: {claim.text}" for claim in claims_in(written) if not grounds.holds(claim))


_WORDS = {"statement", "content", "label", "destination", "condition"}
"""Fields that hold what people said."""


def _claims_too_much(turn: Turn) -> bool:
    return not changed_fields(turn.before, turn.after) and without_claims(turn.reply) != turn.reply


def _asked_again(turns: Sequence[Turn]) -> int:
    paths = [turn.asked.path if turn.asked else "" for turn in turns]
    return sum(1 for a, b, c in zip(paths, paths[1:], paths[2:], strict=False) if a and a == b == c)
