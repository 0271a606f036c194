"""Edits of what is known: “make the tone formal”, “drop the second goal”, “rename it to Nova”, “add German”."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from pydantic import JsonValue

from engine.document.changes import Change, Decline, Set, add
from engine.document.spec import Goal, Guardrail
from engine.interview.guided.edit_flow import step_added, step_moved, step_removed, step_renamed
from engine.interview.guided.edit_tools import tool_added, tool_edited
from engine.interview.guided.recognisers.hours import time_zone_in
from engine.interview.guided.targets import named_items, part_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.language_names import language_names
from engine.language.lexicon import book, lexicon, word_set
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token, joined, sentence_case, slug


def edit(part: Part) -> Meaning | None:
    """An order to change something that is there, or None where the words are no such order."""
    tokens = _without_softeners(part.tokens)
    if not tokens:
        return None
    moved = step_moved(replace(part, tokens=tokens))
    if moved:
        return moved
    verb = _verb(tokens)
    rest = tokens[verb.end :] if verb else tokens
    match verb.value if verb else "":
        case "remove" if rest:
            return step_removed(part, rest) or _removed(part, rest) or _nothing_to_remove(part, tokens, rest)
        case "add" if rest:
            return step_added(part, rest) or tool_added(part, rest) or _added(part, rest)
        case "set" if rest:
            return step_renamed(part, rest) or tool_edited(part, rest) or _set(part, rest, verb.end if verb else 0)
        case _:
            return (
                tool_edited(part, rest)
                or _stated(part, tokens)
                or _bare_negation(part, tokens)
                or _manner(part, tokens)
            )


def greeting_edit(part: Part) -> Meaning | None:
    """A new greeting may be several sentences, so it is looked for in the whole message first."""
    asked = part.asked.path if part.asked else ""
    instead = _instead(part) if asked == "greeting" else ""
    if instead:
        return meaning(Set(path="greeting", value=instead))
    found = edit(part)
    change = found.found[0].change if found and len(found.found) == 1 else None
    return found if isinstance(change, Set) and change.path == "greeting" else None


def _instead(part: Part) -> str:
    """“no, make it: Hi, this is Ann”: what stands behind the colon, or in quotation marks."""
    words = " ".join(t.folded for t in part.tokens if t.is_word)
    asks = any(f"{verb} " in f"{words} " for verb in ("make it", "say", "use", "better", "rather", "instead"))
    head, colon, tail = part.text.partition(":")
    if not asks:
        return ""
    quoted_words = re.search(r"[“\"«„](.{8,}?)[”\"»“]", part.text)
    if quoted_words:
        return quoted_words[1].strip()[:2000]
    text = tail.strip(" \"“”'") if colon and len(head.split()) <= _FEW else ""
    return text[:2000] if len(text.split()) > 1 else ""


def orders_in(sentence: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """“make it formal and add Dutch” is two orders; other sentences stay whole."""
    start = 0
    for at, token in enumerate(sentence[:-1]):
        joint = token.text == "," or token.folded in ("and", "y", "et", "und", "e", "en", "then")
        if joint and at > start and _verb(sentence[at + 1 :]) and _is_order(sentence[start:at]):
            yield sentence[start:at]
            start = at + 1
    yield sentence[start:]


def _is_order(tokens: tuple[Token, ...]) -> bool:
    rest = _without_softeners(tokens)
    choice = rest and rest[0].folded in word_set("choosing")
    return bool(rest) and (bool(choice) or _verb(rest) is not None or bool(_fields().find(rest[:4])))


def _without_softeners(tokens: Sequence[Token]) -> tuple[Token, ...]:
    at = 0
    while at < len(tokens):
        hit = _book("softeners").at(tokens, at)
        if hit:
            at = hit.end
        elif not tokens[at].is_word:
            at += 1
        else:
            break
    return tuple(tokens[at:])


def _verb(tokens: Sequence[Token]) -> Hit | None:
    return _verbs().at(tokens, 0)


# --- removing ---


def _removed(part: Part, rest: Sequence[Token]) -> Meaning | None:
    items = named_items(rest, part.spec)
    if not items:
        return None
    return meaning(*(item.removal for item in items), says=f"Taken out: {_listed_words(items)}.")


def _nothing_to_remove(part: Part, tokens: Sequence[Token], rest: Sequence[Token]) -> Meaning | None:
    """“drop the reminder” where there is none: an order that names nothing is no wish for it either."""
    if len(rest) > _FEW or tokens[0].folded not in word_set("removing"):
        return None
    return Meaning(says=f"I find no “{joined(part.text, [t for t in rest if t.is_word])}” to take out, so all stays.")


_FEW = 5


def _bare_negation(part: Part, tokens: Sequence[Token]) -> Meaning | None:
    """“no transfers”, “not formal”: removes what is there; a rule for the future is the recognisers' affair."""
    if (
        tokens[0].folded not in ("no", "not", "without", "sin", "sans", "kein", "keine", "sem", "senza", "geen")
        or len(tokens) > 5
    ):
        return None
    items = [
        i for i in named_items(tokens[1:], part.spec) if i.part in ("tools", "languages", "tone", "transfers", "goals")
    ]
    if not items:
        return None
    changes: list[Change] = [item.removal for item in items]
    if any(item.part == "transfers" for item in items) and part.spec.tool("transfer_to_human"):
        changes.append(Decline(tool="transfer_to_human"))
    return meaning(*changes, says=f"Taken out: {_listed_words(items)}.")


def _listed_words(items: Sequence[object]) -> str:
    return ", ".join(f"`{getattr(item, 'key', item)}`" for item in items)


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


def _set(part: Part, rest: Sequence[Token], verb_end: int) -> Meaning | None:
    """“the greeting to …”, “it to Nova”, “the tone formal”, “it more formal”."""
    field = next((hit for hit in _fields().find(rest[:5])), None)
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
        return meaning(Set(path="name", value=_name(joined(part.text, value))))
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
    field = next(iter(_fields().find(tokens[:4])), None)
    if field and field.end < len(tokens) and _links().at(tokens, field.end):
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
    return meaning(Set.model_validate({"path": path, "value": known})) if known else None


def _value(path: str, text: str, tokens: Sequence[Token]) -> JsonValue:
    """What the words mean for this field; None where they mean nothing."""
    words = text[tokens[0].start : tokens[-1].end].strip(" \"“”'‘’.")
    match path:
        case "tone":
            tones: list[JsonValue] = [hit.value for hit in book("tones").find(tokens, forgiving=7)]
            return list(dict.fromkeys(map(str, tones))) or None
        case "languages":
            return list(dict.fromkeys(hit.value for hit in language_names().find(tokens))) or None
        case "direction":
            return next((hit.value for hit in book("direction").find(tokens)), None)
        case "platforms":
            return list(dict.fromkeys(hit.value for hit in book("platforms").find(tokens))) or None
        case "runtime.timezone":
            return time_zone_in(words) or None
        case "greeting":
            return text[tokens[0].start :].strip(" \"“”'‘’")[:2000] or None
        case "name" | "company":
            return _name(words)
        case _:
            return words[:280] or None


def _name(words: str) -> str:
    """`Acme not Apex` -> `Acme`; `nova` -> `Nova`."""
    for cut in (", not ", " not ", ", instead", " instead", " rather than", " please", ", please"):
        words = words.split(cut)[0]
    words = words.strip(" ,\"“”'‘’.!")[:120]
    return words if words != words.lower() else words.title()


def _after_links(tokens: Sequence[Token]) -> tuple[Token, ...]:
    at = 0
    while at < len(tokens):
        hit = _links().at(tokens, at)
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


@cache
def _verbs() -> PhraseBook:
    return PhraseBook({kind: lexicon("edits")[kind] for kind in ("set", "add", "remove")})


@cache
def _fields() -> PhraseBook:
    return PhraseBook(lexicon("edits")["fields"])


@cache
def _links() -> PhraseBook:
    return _book("links")


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook({key: lexicon("edits")[key]})
