"""From one message to changes: every recogniser reads it, then the tools that it asks for are proposed or declined."""

from collections.abc import Iterator, Sequence

from engine.document.changes import Add, Set, add
from engine.document.spec import AgentSpec, Goal, Tool
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers import RECOGNISERS
from engine.interview.guided.recognisers.industry import without_trade
from engine.language.grammar import LANGUAGES
from engine.language.tones import is_all_tone
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
    return [*found, *_tools(reading, found)]


def _tools(reading: Reading, found: Sequence[Found]) -> Iterator[Found]:
    """Declined what a negated clause names; proposed what the others ask for."""
    asked = {need.id for clause in reading.said for need in needs_in(clause.text)}
    declined = {name: quote for name, quote in _forbidden(reading) if name not in asked}
    known = {tool.name for tool in reading.spec.tools}
    statements = [goal.statement for goal in reading.spec.goals]
    added = (f.change.item for f in found if isinstance(f.change, Add))
    statements += (item.statement for item in added if isinstance(item, Goal))
    for name, quote in declined.items():
        if name not in known:
            yield Found(add("tools", _declined(name, quote)))
    told = (without_trade(clause) for clause in reading.said if not is_all_tone(clause.tokens))
    for tool in propose([*told, *statements], _described(reading.spec, found)):
        if tool.name not in declined:
            yield Found(add("tools", tool), "inferred")


def _described(spec: AgentSpec, found: Sequence[Found]) -> AgentSpec:
    """The spec as the message describes its trade, which a choice of tools depends on."""
    told = {str(c.path): c.value for c in (f.change for f in found) if isinstance(c, Set) and c.path in _TRADE}
    return spec.model_copy(update=told) if told else spec


_TRADE = ("industry", "use_case", "role", "company")


def _forbidden(reading: Reading) -> Iterator[tuple[str, str]]:
    """Tools that a negated clause names. Looking something up is never meant by “no medical advice”."""
    for clause in reading.negated:
        for need in needs_in(clause.text)[:1]:
            if CATALOG[need.id].effect != "read":
                yield need.id, need.quote


def _declined(name: str, quote: str) -> Tool:
    return tool_from(name, quote).model_copy(update={"state": "declined"})


def tells_something(found: Sequence[Found], text: str, language: str) -> bool:
    """Whether an opening says what the agent is for. In a language that no lexicon knows, a sentence is enough."""
    changes = [f.change for f in found]
    if any(isinstance(c, Set) and c.path in ("role", "industry") for c in changes):
        return True
    if any(isinstance(c, Set) and c.path == "company" for c in changes) and len(text.split()) >= _MORE_THAN_A_NAME:
        return True
    if any(c.op == "add" and c.part in ("goals", "tools") for c in changes):
        return True
    return language not in LANGUAGES and len(text.strip()) >= _A_SENTENCE


_MORE_THAN_A_NAME = 12
"""Words: “Bluewater Pools, we clean and fix swimming pools in Phoenix …” says whose agent it is."""
_A_SENTENCE = 12
"""Characters; Chinese says a lot in them."""
