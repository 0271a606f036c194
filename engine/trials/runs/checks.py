"""What a played test is judged by without a model. Each check gives reasons, in a sentence, why it did not hold.

`EVERY` holds in each call. Of `OWN` those count that a test asks for; a test that asks for none of them is not judged.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from engine.document.spec import AgentSpec
from engine.trials.agent_test import ToolUse
from engine.trials.rehearsal import Beat
from engine.trials.rehearsal.heard import Heard
from engine.trials.rehearsal.speech import done
from engine.trials.runs.played import MOST_EXCHANGES, Exchange, Played

Check = Callable[[Played, AgentSpec], Iterator[str]]
MOST_TRIES = 2
_NOT_SPOKEN = re.compile(r"[\d*_#{}\[\]<>|`@/\\]")
"""What nobody can say aloud as it stands."""


def _ends(played: Played, _: AgentSpec) -> Iterator[str]:
    if played.ended == "stuck":
        yield f"The call is stuck at the step `{played.steps[-1]}`."
    elif played.test.kind == "call" and len(played.exchanges) >= MOST_EXCHANGES:
        yield f"The call has not ended after {MOST_EXCHANGES} exchanges."


def _speaks_well(played: Played, _: AgentSpec) -> Iterator[str]:
    for exchange in played.exchanges:
        if exchange.words.count("?") > 1:
            yield f"It asks two questions at once: “{exchange.words}”"
        if mark := _NOT_SPOKEN.search(exchange.words):
            yield f"It says “{mark[0]}”, which is not how it is spoken: “{exchange.words}”"


def _claims_nothing_early(played: Played, spec: AgentSpec) -> Iterator[str]:
    """Whatever is said to be done has been done by a tool before."""
    lines = {name: done(tool, tag) for tag in spec.languages or ("en",) for tool in spec.tools if (name := tool.name)}
    worked = set[str]()
    for beat in (beat for exchange in played.exchanges for beat in exchange.beats):
        if beat.kind == "uses" and not beat.failed:
            worked.add(beat.tool)
        claimed = [name for name, line in lines.items() if beat.kind == "says" and line in beat.text]
        if claimed and not worked & set(claimed):
            yield f"It says “{beat.text}” before a tool has done it."


def _uses_its_tools(played: Played, _: AgentSpec) -> Iterator[str]:
    """In this order; others may come between."""
    found = list(played.uses())
    for wanted in played.test.must.calls:
        at = next((n for n, (_, beat) in enumerate(found) if beat.tool == wanted.tool), None)
        if at is None:
            early = any(beat.tool == wanted.tool for _, beat in played.uses())
            yield f"`{wanted.tool}` is used too early." if early else f"`{wanted.tool}` is not used."
            continue
        yield from _used_rightly(wanted, *found[at])
        found = found[at + 1 :]


def _used_rightly(wanted: ToolUse, exchange: Exchange, beat: Beat) -> Iterator[str]:
    given: Mapping[str, str] = beat.arguments or {}
    missing = [argument.name for argument in wanted.arguments if not given.get(argument.name)]
    if missing:
        yield f"`{wanted.tool}` is used without {', '.join(f'`{name}`' for name in missing)}."
    for argument in wanted.arguments:
        value = given.get(argument.name)
        if value and argument.value and argument.value.casefold() not in value.casefold():
            yield f"`{wanted.tool}` gets “{value}” as `{argument.name}`; the caller said “{argument.value}”."
    if wanted.after_yes and Heard(exchange.said).short != "yes":
        yield f"`{wanted.tool}` is used without a yes; the caller said “{exchange.said}”."


def _avoids_tools(played: Played, _: AgentSpec) -> Iterator[str]:
    used = dict.fromkeys(beat.tool for _, beat in played.uses() if beat.tool in played.test.must_not.calls)
    yield from (f"`{name}` is used, and must not be." for name in used)


def _hands_over(played: Played, spec: AgentSpec) -> Iterator[str]:
    wanted = played.test.must.transfer or ""
    lines = [node.id for node in spec.flow.nodes if node.kind == "transfer"]
    step = played.steps[-1]
    if played.ended != "transfer":
        yield f"The call is not handed over; it stops at the step `{step}`."
    elif len(lines) > 1 and wanted not in step:
        yield f"The call is handed over at `{step}`, and not to `{wanted}`."


def _reaches_the_goal(played: Played, _: AgentSpec) -> Iterator[str]:
    goal = _goal_of(played)
    if goal not in played.reached:
        yield f"The goal is not reached; the call went {' → '.join(f'`{step}`' for step in played.steps)}."


def _says_it_at_once(played: Played, _: AgentSpec) -> Iterator[str]:
    if _words_of(played) not in played.answer:
        yield f"It says “{played.answer}”, and not “{_words_of(played)}”"


def _answers_in_the_language(played: Played, _: AgentSpec) -> Iterator[str]:
    spoken, wanted = Heard(played.answer).language(), played.test.language.partition("-")[0]
    if spoken and spoken != wanted:
        yield f"It does not answer in `{wanted}`: “{played.answer}”"


def _bears_a_failure(played: Played, _: AgentSpec) -> Iterator[str]:
    """A tool fails whatever is done, and the caller still gets a person, a message or at least a goodbye."""
    failed = [beat.tool for exchange in played.exchanges for beat in exchange.beats if beat.failed]
    if not failed:
        yield "No tool is used, so nothing can fail; the case does not come up."
    tried = [name for name in dict.fromkeys(failed) if failed.count(name) > MOST_TRIES]
    yield from (f"`{name}` is tried {failed.count(name)} times." for name in tried)


def _is_understood(played: Played) -> bool:
    """Nobody translates for a caller without a model, who brings up nothing but the goal then."""
    return played.test.is_in_own_words


def _goal_of(played: Played) -> str:
    """The goal of a test in which all goes well."""
    test = played.test
    return test.covers[0].removeprefix("goals.") if test.id.endswith("_happy") else ""


def _words_of(played: Played) -> str:
    """What must be said as it stands: in an emergency, and to who asks for a person."""
    is_fixed = played.test.covers[0].startswith(("emergencies.", "compliance."))
    return played.test.must.answer or "" if is_fixed else ""


def _is_of_a_failure(played: Played) -> bool:
    """A case of a goal in which a tool fails."""
    test = played.test
    return ".cases." in test.covers[0] and test.kind == "call" and any(mock.fails for mock in test.mocks)


EVERY: tuple[Check, ...] = (_ends, _speaks_well, _claims_nothing_early)
OWN: tuple[tuple[Callable[[Played], bool], Check], ...] = (
    (lambda played: bool(played.test.must.calls), _uses_its_tools),
    (lambda played: bool(played.test.must_not.calls) and played.came_up and _is_understood(played), _avoids_tools),
    (_is_of_a_failure, _bears_a_failure),
    (lambda played: bool(played.test.must.transfer), _hands_over),
    (lambda played: bool(_goal_of(played) and played.test.must.calls), _reaches_the_goal),
    (lambda played: bool(_words_of(played)) and _is_understood(played), _says_it_at_once),
    (lambda played: played.test.covers[0].startswith("languages."), _answers_in_the_language),
)
