"""Values set or added by an order: “make the tone formal”, “rename it to Nova”, “add German”, “tone: formal”."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import JsonValue

from engine.document.changes import Change, Set, add
from engine.document.spec import Goal, Guardrail
from engine.interview.guided.corrections.forms import forms_in
from engine.interview.guided.corrections.orders import fields, links, verb_of, without_softeners
from engine.interview.guided.corrections.swaps import to_the_end, value_words
from engine.interview.guided.corrections.texts import replaced
from engine.interview.guided.corrections.vocabulary import without_around
from engine.interview.guided.edit_flow import step_added, step_renamed
from engine.interview.guided.edit_tools import tool_added, tool_edited
from engine.interview.guided.facts.zones import zone_in
from engine.interview.guided.targets import part_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.language_names import language_names
from engine.language.lexicon import book, word_set
from engine.language.text import Token, joined, sentence_case, slug, tokens_of
from engine.language.tones import tone_words
from engine.targets.spellings import platform_names


def setting(part: Part) -> Meaning | None:
    """An order to set or to add a value, or None where the words are no such order."""
    tokens = without_softeners(part.tokens)
    renewed = _renewed(part) or _both(part)
    if renewed:
        return renewed
    verb = verb_of(tokens)
    rest = tokens[verb.end :] if verb else tokens
    match verb.value if verb else "":
        case "add" if rest:
            return step_added(part, rest) or tool_added(part, rest) or _added(part, rest)
        case "set" if rest:
            return step_renamed(part, rest) or tool_edited(part, rest) or _set(part, rest)
        case _ if tokens:
            return tool_edited(part, rest) or _stated(part, tokens) or _manner(part, tokens)
        case _:
            return None


def _renewed(part: Part) -> Meaning | None:
    """“we changed the company name, it's Hanley Ltd now”, “our name is wrong, it's Hanley”."""
    for form in forms_in(without_around(part.tokens), "renewed"):
        field = fields().find(form.slot("field"))
        new = value_words(to_the_end(form.slot("new")))
        if len(field) == 1 and new and (found := _field_set(part, field[0].value, new)):
            return found
    return None


def _both(part: Part) -> Meaning | None:
    """“both English and French”, “warm and brief, both”: the one beside the other."""
    for form in forms_in(without_around(part.tokens), "both"):
        said = (*form.slot("one"), *form.slot("other"))
        for path, known in (("languages", language_names()), ("tone", book("tones"))):
            wanted = [hit.value for hit in known.find(said)]
            if len(wanted) > 1:
                there = getattr(part.spec, path)
                return meaning(*(add(path, word) for word in wanted if word not in there), says=_BOTH)
    return None


_BOTH = "Both, then."


# --- adding ---


def _added(part: Part, rest: Sequence[Token]) -> Meaning | None:
    tags = [hit.value for hit in language_names().find(rest)]
    if tags:
        return meaning(*(add("languages", tag) for tag in tags))
    where = part_named(rest[:3])
    text = _value_after_link(part.text, rest)
    if where == "goals" and text:
        return meaning(add("goals", Goal(id=slug(text), statement=sentence_case(text)[:300])))
    if where == "guardrails" and text:
        return meaning(add("guardrails", Guardrail(id=slug(text), statement=sentence_case(text)[:300])))
    tones = [hit.value for hit in book("tones").find(rest)]
    if tones and len(rest) <= 4:
        return meaning(*(add("tone", tone) for tone in tones))
    return None


# --- setting ---


def _set(part: Part, rest: Sequence[Token]) -> Meaning | None:
    """“the greeting to …”, “it to Nova”, “the tone formal”, “it more formal”."""
    field = next((hit for hit in fields().find(rest[:5])), None)
    if field:
        return _field_set(part, field.value, rest[field.end :])
    if rest[0].folded in ("it", "her", "him", "the", "agent", "bot", "them", "its", "this") or len(rest) <= 4:
        return _it_set(part, rest, renaming=_is_renaming(part.tokens))
    return None


def _is_renaming(tokens: Sequence[Token]) -> bool:
    return any(t.folded in ("rename", "call", "name") for t in tokens[:4])


def _it_set(part: Part, rest: Sequence[Token], *, renaming: bool) -> Meaning | None:
    value = _after_links([t for t in rest if t.folded not in word_set("the_agent")])
    if not value:
        return None
    if renaming:
        return _named(part, "name", _name(joined(part.text, value)))
    for path in ("direction", "languages", "tone"):
        known = _value(path, part.text, value)
        if known:
            return meaning(Set.model_validate({"path": path, "value": known}))
    return None


def _manner(part: Part, tokens: Sequence[Token]) -> Meaning | None:
    """“(yes but) in a formal tone”: nothing but a tone and the words around one."""
    tones = [hit.value for hit in book("tones").find(tokens)]
    other = sum(t.is_word and t.folded not in word_set("tone_fillers") for t in tokens)
    named = any(t.folded in ("tone", "voice", "style", "ton", "tono") for t in tokens)
    if not tones or not named or other > len(tones):
        return None
    return meaning(Set(path="tone", value=[*dict.fromkeys(tones)]))


def _stated(part: Part, tokens: Sequence[Token]) -> Meaning | None:
    """“the company is Acme, not Apex”, “tone: formal”, “actually outbound”."""
    field = next(iter(fields().find(tokens[:4])), None)
    whose = tokens[: field.start] if field else ()
    ours = all(t.folded in word_set("articles") | word_set("the_agent") for t in whose)
    if field and ours and field.end < len(tokens) and links().at(tokens, field.end):
        stated = _field_set(part, field.value, tokens[field.end :])
        return replace(stated, tells_more=field.value in _LEXICAL) if stated else None
    if len(tokens) < len(part.tokens) and len(tokens) <= 4:
        known = _value("direction", part.text, tokens)
        if known:
            return meaning(Set(path="direction", value=known))
    return None


_LEXICAL = ("tone", "languages", "direction", "platforms")
"""Fields whose values a lexicon knows, so other words of the sentence may tell something else."""


def _field_set(part: Part, path: str, rest: Sequence[Token]) -> Meaning | None:
    value = _after_links(rest)
    if not value:
        return None
    known = _value(path, part.text, value)
    if path in ("name", "company") and known:
        return _named(part, path, str(known))
    return meaning(Set.model_validate({"path": path, "value": known})) if known else None


def _named(part: Part, path: str, new: str) -> Meaning:
    """Another name, in the greeting too: it says who is speaking."""
    old, greeting = getattr(part.spec, path), part.spec.greeting
    changes: list[Change] = [Set.model_validate({"path": path, "value": new})]
    if old and greeting and (told := replaced(greeting, tokens_of(old), new)) != greeting:
        changes.append(Set(path="greeting", value=told))
    return meaning(*changes, says="The greeting says it too." if len(changes) > 1 else "")


def _value(path: str, text: str, tokens: Sequence[Token]) -> JsonValue:
    """What the words mean for this field; None where they mean nothing."""
    if path in _LEXICAL:
        tokens = _before_not(tokens)
    words = text[tokens[0].start : tokens[-1].end].strip(" \"“”'‘’.")
    match path:
        case "tone":
            tones: list[JsonValue] = [hit.value for hit in tone_words(tokens, forgiving=7)]
            return list(dict.fromkeys(map(str, tones))) or None
        case "languages":
            return list(dict.fromkeys(hit.value for hit in language_names().find(tokens))) or None
        case "direction":
            return next((hit.value for hit in book("direction").find(tokens)), None)
        case "platforms":
            return list(dict.fromkeys(hit.value for hit in platform_names().find(tokens))) or None
        case "runtime.timezone":
            zone = zone_in(words)
            return zone.zone if zone else None
        case "greeting":
            return text[tokens[0].start :].strip(" \"“”'‘’")[:2000] or None
        case "name" | "company":
            return _name(words)
        case _:
            return words[:280] or None


def _before_not(tokens: Sequence[Token]) -> Sequence[Token]:
    """“German and English, not Spanish”: what is not wanted is no value."""
    at = next(
        (i for i, t in enumerate(tokens) if i and t.folded in ("not", "instead", "rather", "without")), len(tokens)
    )
    return tokens[:at]


def _name(words: str) -> str:
    """`Acme not Apex` -> `Acme`; `nova` -> `Nova`."""
    for cut in (", not ", " not ", ", instead", " instead", " rather than", " please", ", please"):
        words = words.split(cut)[0]
    words = words.strip(" ,\"“”'‘’.!")[:120]
    return words if words != words.lower() else words.title()


def _after_links(tokens: Sequence[Token]) -> tuple[Token, ...]:
    at = 0
    while at < len(tokens):
        hit = links().at(tokens, at)
        if hit and hit.end < len(tokens):
            at = hit.end
        elif not tokens[at].is_word and at + 1 < len(tokens):
            at += 1
        else:
            break
    return tuple(tokens[at:])


def _value_after_link(text: str, tokens: Sequence[Token]) -> str:
    """“a goal: book tables”, “a goal to book tables” -> “book tables”."""
    at = next((i for i, t in enumerate(tokens[:6]) if t.text == ":" or t.folded in ("to", "that", "of")), None)
    return joined(text, tokens[at + 1 :]) if at is not None and at + 1 < len(tokens) else ""
