"""From one message to changes: every recogniser reads it, then the tools that it asks for are proposed or declined."""

from collections.abc import Iterator, Sequence

from engine.changes import Set, add
from engine.interview.guided.grammar import LANGUAGES
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers import RECOGNISERS
from engine.interview.guided.steps import applied
from engine.interview.guided.tones import is_all_tone
from engine.spec import AgentSpec, Stage, Tool
from engine.stages import stage_of
from engine.tools.catalog import CATALOG, tool_from
from engine.tools.selector import needs_in, propose

_MOST_USE_CASE = 2_000


def recognised(reading: Reading) -> list[Found]:
    """All that the message says about the agent, in the order in which it can be applied."""
    found: list[Found] = []
    if reading.opening and not reading.spec.use_case:
        found.append(Found(Set(path="use_case", value=reading.text.strip()[:_MOST_USE_CASE])))
    for recognise in RECOGNISERS:
        found.extend(recognise(reading))
    return [*found, *_tools(reading, applied(reading.spec, found))]


def _tools(reading: Reading, spec: AgentSpec) -> Iterator[Found]:
    """Declined what a negated clause names; proposed what the others ask for."""
    asked = {need.id for clause in reading.said for need in needs_in(clause.text)}
    declined = {name: quote for name, quote in _forbidden(reading) if name not in asked}
    known = {tool.name for tool in spec.tools}
    for name, quote in declined.items():
        if name not in known:
            yield Found(add("tools", _declined(name, quote)))
    told = (clause.text for clause in reading.said if not is_all_tone(clause.tokens))
    clauses = [*told, *(goal.statement for goal in spec.goals)]
    for tool in propose(clauses, spec):
        if tool.name not in declined:
            yield Found(add("tools", tool), "inferred")


def _forbidden(reading: Reading) -> Iterator[tuple[str, str]]:
    """Tools that a negated clause names. Looking something up is never meant by “no medical advice”."""
    for clause in reading.negated:
        for need in needs_in(clause.text)[:1]:
            if CATALOG[need.id].effect != "read":
                yield need.id, need.quote


def _declined(name: str, quote: str) -> Tool:
    return tool_from(name, quote).model_copy(update={"state": "declined"})


def end_call(spec: AgentSpec) -> Iterator[Found]:
    """Every agent must be able to hang up, so this tool is there from the first word of tools on."""
    if any(tool.name == "end_call" for tool in spec.tools) or stage_of(spec) in (
        Stage.INITIAL,
        Stage.COLLECTING_BASICS,
    ):
        return
    yield Found(add("tools", tool_from("end_call").model_copy(update={"state": "accepted"})), "defaulted")


def tells_something(found: Sequence[Found], text: str, language: str) -> bool:
    """Whether an opening says what the agent is for. In a language that no lexicon knows, a sentence is enough."""
    changes = [f.change for f in found]
    if any(isinstance(c, Set) and c.path in ("role", "industry") for c in changes):
        return True
    if any(c.op == "add" and c.part in ("goals", "tools") for c in changes):
        return True
    return language not in LANGUAGES and len(text.strip()) >= _A_SENTENCE


_A_SENTENCE = 12
"""Characters; Chinese says a lot in them."""
