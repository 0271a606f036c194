"""What of this agent a question names: the rule about prices, the goal with the viewings, what it knows of parking."""

from collections.abc import Iterator
from functools import lru_cache

from engine.document.spec import AgentSpec, Goal
from engine.interview.answering.vocabulary import vocabulary
from engine.language.names import language_name
from engine.language.stems import stem
from engine.language.text import tokens_of
from engine.sentences import quoted

Thing = tuple[str, str, str]
"""Its path in the spec, the words that it is known by, and what there is to say of it."""
_SHORTEST = 3
"""Letters of a word that may name something."""
_COVERS = 0.5
"""Share of a thing's words, or of the question's, that both have to have."""
_FIELDS = {
    "name": "name called nombre nom",
    "role": "role rolle rol",
    "company": "company business firma empresa entreprise",
    "audience": "audience callers zielgruppe",
    "tone": "tone ton tono",
    "languages": "language languages sprache sprachen idioma langue",
    "greeting": "greeting begrüßung saludo accueil",
    "direction": "direction",
    "industry": "industry trade branche",
    "platforms": "platform plattform plataforma",
}
"""Fields of one value, and what people call them."""


def thing_named(words: str, spec: AgentSpec) -> Thing | None:
    """The thing that shares most of its words with these; None where none is close."""
    asked = content_of(words)
    scored = (
        (_closeness(asked, content_of(known)), -place, (path, known, told))
        for place, (path, known, told) in enumerate(things_of(spec))
    )
    score, _, best = max(scored, default=(0.0, 0, ("", "", "")))
    return best if score >= _COVERS else None


def things_of(spec: AgentSpec) -> Iterator[Thing]:
    """All that has words of its own, what was said most exactly first."""
    for rule in spec.guardrails:
        yield f"guardrails.{rule.id}", rule.statement, f"There is a rule: {quoted(rule.statement, 200)}."
    for goal in spec.goals:
        yield from _of_goal(goal)
    for transfer in spec.transfers:
        number = f" ({transfer.destination})" if transfer.destination else ", whose number is still open"
        told = f"It puts callers through to {transfer.label}{number}: {transfer.condition}"
        yield f"transfers.{transfer.id}", f"{transfer.label} {transfer.condition} transfer number", told
    for tool in spec.tools:
        if tool.state != "declined":
            yield f"tools.{tool.name}", tool.name.replace("_", " "), f"`{tool.name}`: {tool.purpose}"
    for item in spec.knowledge:
        yield f"knowledge.{item.id}", item.title, f"It knows this: {quoted(item.content, 300)}"
    for emergency in spec.emergencies:
        told = f"When {_small(emergency.signs)} it says: {quoted(emergency.say, 200)}"
        yield f"emergencies.{emergency.id}", emergency.signs, told
    for field in spec.data_fields:
        yield f"data_fields.{field.name}", field.description, f"It asks callers for the {_small(field.description)}."
    for note in spec.notes:
        yield f"notes.{note.id}", note.text, f"You told me: {quoted(note.text, 300)}"
    yield from _fields(spec)


def _of_goal(goal: Goal) -> Iterator[Thing]:
    path = f"goals.{goal.id}"
    done = f" It counts as done when {_small(goal.success)}." if goal.success else ""
    yield path, goal.statement, f"One of its goals is {quoted(goal.statement, 200)}.{done}"
    for rule in goal.rules:
        yield path, rule, f"For {quoted(goal.statement)} there is a rule: {quoted(rule, 200)}."
    for case in goal.cases:
        yield path, case.when, f"When {_small(case.when)}: {case.then}"


def _fields(spec: AgentSpec) -> Iterator[Thing]:
    """Fields of one value, by their names and by the value itself."""
    for path, called in _FIELDS.items():
        value = getattr(spec, path)
        values = value if isinstance(value, tuple) else (value,)
        text = ", ".join(language_name(v) if path == "languages" else str(v) for v in values if v)
        if text:
            told = f"The {called.split()[0]} is {quoted(text, 300)}."
            yield from ((path, word, told) for word in called.split())
            yield path, text, told
    if spec.runtime.hours and spec.runtime.hours.said:
        yield "runtime.hours", "hours open opening", f"Your hours: {spec.runtime.hours.said}"


@lru_cache(2_000)
def content_of(text: str) -> frozenset[str]:
    """The stems of the words that carry something."""
    fillers = vocabulary("en").fillers
    words = [t.folded for t in tokens_of(text) if t.is_word]
    return frozenset(stem(w) for n, w in enumerate(words) if len(w) >= _SHORTEST and not fillers.at(words, n)) - _EMPTY


_EMPTY = frozenset(
    (
        *("not", "never", "dont", "don't", "always", "tell", "said", "decid", "thing"),
        *("caller", "agent", "peopl", "call", "want", "person"),
    )
)
"""Stems that stand in every second thing."""


def _closeness(asked: frozenset[str], known: frozenset[str]) -> float:
    """0 to 1: how much of the shorter one both have; a second word in common counts more than a short thing."""
    shared = len(asked & known)
    return shared / min(len(asked), len(known)) + shared / 100 if shared else 0.0


def _small(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
