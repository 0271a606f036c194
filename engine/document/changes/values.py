"""Single values and word lists: set, clear, add a word."""

from pydantic import JsonValue

from engine.document.changes.edits import known, merged, replace
from engine.document.spec import ASSUMED, GUESSED, AgentSpec, Origin, Part
from engine.errors import Problem


def set_value(spec: AgentSpec, path: str, value: JsonValue, origin: Origin) -> AgentSpec | Problem:
    group, _, field = path.rpartition(".")
    owner: Part = getattr(spec, group) if group else spec
    if value is None:
        value = type(owner).model_fields[field].get_default(call_default_factory=True)
    changed = merged(owner, {field: value})
    if changed == owner:
        return known(spec, {path: origin}) if _confirms(spec, path, origin) else spec
    edited = replace(spec, **{group: changed}) if group else changed
    assert isinstance(edited, AgentSpec)
    return known(edited, {path: origin})


def _confirms(spec: AgentSpec, path: str, origin: Origin) -> bool:
    """Somebody says what was only assumed, or leaves to the builder what it had guessed."""
    before = spec.origins.get(path)
    weaker = {"said": ASSUMED, "defaulted": GUESSED}.get(origin.how, ())
    return before is not None and before.how in weaker


def add_word(spec: AgentSpec, part: str, word: str, origin: Origin) -> AgentSpec | Problem:
    words = getattr(spec, part)
    checked = merged(AgentSpec(), {part: [word]})
    new = getattr(checked, part)[0]
    if new.casefold() in (w.casefold() for w in words):
        return spec
    return known(replace(spec, **{part: (*words, new)}), {part: origin})
