"""All that a design says, piece by piece: the words that a piece is known by, and what there is to say of it."""

from collections.abc import Iterator
from typing import NamedTuple

from engine.document.hours import hours_in_words
from engine.document.spec import AgentSpec, DataField, Goal, Tool
from engine.language.names import language_name
from engine.sentences import listed, quoted


class Thing(NamedTuple):
    path: str
    """In the spec."""
    words: str
    """What it is known by."""
    told: str


_FIELDS = {
    "name": "name called nombre nom",
    "role": "role job rolle rol",
    "company": "company business firma empresa entreprise",
    "audience": "audience zielgruppe",
    "tone": "tone ton tono manner",
    "languages": "language languages sprache sprachen idioma langue",
    "greeting": "greeting begrüßung saludo accueil",
    "direction": "direction",
    "industry": "industry trade branche",
    "platforms": "platform plattform plataforma",
}
"""Fields of one value, and what people call them."""


def things_of(spec: AgentSpec) -> Iterator[Thing]:
    """What was said most exactly first."""
    for rule in spec.guardrails:
        yield Thing(
            f"guardrails.{rule.id}", f"{rule.statement} rule", f"There is a rule: {quoted(rule.statement, 200)}."
        )
    for item in spec.knowledge:
        known = f"{item.title} {item.content}" if len(item.content) <= _SHORT else item.title
        yield Thing(f"knowledge.{item.id}", known, f"It knows this: {quoted(item.content, 300)}")
    for goal in spec.goals:
        yield from _of_goal(goal)
    yield from _who_takes_over(spec)
    for field in spec.data_fields:
        known = f"{field.description} {field.ask or ''} question mandatory required optional"
        yield Thing(f"data_fields.{field.name}", known, _field(field))
    for tool in spec.tools:
        if tool.state != "declined":
            yield from _of_tool(tool)
    for variable in spec.variables:
        what = f"your system fills in the {_small(variable.description)}"
        told = f"`{{{{{variable.name}}}}}` is known before the call: {what}."
        yield Thing(f"variables.{variable.name}", f"{variable.name} {variable.description} variable", told)
    for note in spec.notes:
        yield Thing(f"notes.{note.id}", note.text, f"You told me: {quoted(note.text, 300)}")
    yield from _fields(spec)
    longest = f"hang up cut off end long length limit duration minute min {spec.runtime.max_duration_seconds // 60}"
    yield Thing("runtime.max_duration_seconds", longest, longest_call(spec))


_SHORT = 400
"""Characters of a fact whose every word it is known by; of a longer one the title must do."""


def _of_goal(goal: Goal) -> Iterator[Thing]:
    path = f"goals.{goal.id}"
    done = f" It counts as done when {_small(goal.success)}." if goal.success else ""
    yield Thing(path, goal.statement, f"One of its goals is {quoted(goal.statement, 200)}.{done}")
    if goal.success:
        yield Thing(path, goal.success, f"{quoted(goal.statement)} counts as done when {_small(goal.success)}.")
    for rule in goal.rules:
        yield Thing(path, f"{rule} rule", f"For {quoted(goal.statement)} there is a rule: {quoted(rule, 200)}.")
    for case in goal.cases:
        yield Thing(path, f"{case.when} {case.then}", f"When {_small(case.when)}: {case.then}")


def _who_takes_over(spec: AgentSpec) -> Iterator[Thing]:
    for transfer in spec.transfers:
        number = f" ({transfer.destination})" if transfer.destination else ", whose number is still open"
        told = f"It puts callers through to {transfer.label}{number}: {transfer.condition}"
        known = f"{transfer.label} {transfer.condition} transfer number hand over put through"
        yield Thing(f"transfers.{transfer.id}", known, told)
    for emergency in spec.emergencies:
        told = f"When {_small(emergency.signs)} it says: {quoted(emergency.say, 200)} {emergency.then or ''}".strip()
        known = f"{emergency.signs} {emergency.say} {emergency.then or ''} emergency"
        yield Thing(f"emergencies.{emergency.id}", known, told)
    if check := spec.identity:
        otherwise = f" {check.otherwise}" if check.otherwise else ""
        told = f"It checks who somebody is: it asks for {listed(list(check.ask))}.{otherwise}"
        yield Thing("identity", f"identity check verify who really {' '.join(check.ask)}", told)


def _field(field: DataField) -> str:
    if field.source == "caller_id":
        return f"It sees the {_small(field.description)} from the network, so nobody is asked for it."
    may = "" if field.required else " Nobody has to answer that."
    back = " It reads the answer back." if field.read_back != "none" else ""
    return f"It asks: {quoted(field.ask or field.description)}{may}{back}"


def _of_tool(tool: Tool) -> Iterator[Thing]:
    path = f"tools.{tool.name}"
    yield Thing(path, f"{tool.name} {tool.purpose} tool", f"`{tool.name}`: {tool.purpose}")
    yield from when_it_fails(tool)


def when_it_fails(tool: Tool) -> Iterator[Thing]:
    if tool.on_error:
        known = f"{tool.name} fails error cannot saved found wrong"
        yield Thing(f"tools.{tool.name}", known, f"When `{tool.name}` fails: {tool.on_error}")


def _fields(spec: AgentSpec) -> Iterator[Thing]:
    """Fields of one value, by their names and by the value itself."""
    for path, called in _FIELDS.items():
        value = getattr(spec, path)
        values = value if isinstance(value, tuple) else (value,)
        text = ", ".join(language_name(v) if path == "languages" else str(v) for v in values if v)
        if text:
            told = f"The {called.split()[0]} is {quoted(text, 300)}."
            yield from (Thing(path, word, told) for word in called.split())
            yield Thing(path, text, told)
    agreed = spec.runtime.hours
    if agreed and (said := hours_in_words(agreed)):
        outside = f" Outside them: {agreed.outside}" if agreed.outside else ""
        known = f"hours times {_OF_HOURS} {said} {' '.join(agreed.closed)}"
        yield Thing("runtime.hours", known, f"Your hours are {said.rstrip('.')}.{outside}")


_OF_HOURS = "open opening closed weekday weekend night morning evening noon holiday"
"""What they are asked about by, even where they do not name it: “are we closed on Sundays?”"""


def longest_call(spec: AgentSpec) -> str:
    seconds = spec.runtime.max_duration_seconds
    length = f"{seconds // 60} minutes" if seconds % 60 == 0 and seconds >= 120 else f"{seconds} seconds"
    return f"At most {length} as things stand now; then the platform ends the call."


def _small(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
