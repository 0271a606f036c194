"""Edits of the call flow: a step more at its place, a step less, a step renamed; drawing anew closes the way around."""

from collections.abc import Sequence
from functools import cache

from rapidfuzz import fuzz

from engine.document.changes import AddNode, EditNode, RemoveNode
from engine.document.spec import Node
from engine.interview.guided.flow_insertion import Place, bridged, goodbye, woven
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.grammar import grammar_of
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import PhraseBook
from engine.language.text import Token, fold, joined, sentence_case, slug

_CLOSE = 70


def step_added(part: Part, rest: Sequence[Token]) -> Meaning | None:
    """“a step at the end that asks for the policy number”; without a place it comes right after the start."""
    at = next((i for i, t in enumerate(rest[:4]) if t.folded in word_set("steps")), None)
    if at is None:
        return None
    place, left = _place(part, list(rest[at + 1 :]))
    words, condition = _condition(part, left)
    if not words:
        return Meaning(
            says="What should happen in that step? For example “add a step that asks for the policy number”."
        )
    title = sentence_case(_imperative(part, words))[:120]
    asks = words[0].folded in word_set("asking") or title.startswith("Ask ")
    node = Node.model_validate(
        {
            "id": _free_id(part, title),
            "kind": "collect" if asks else "say",
            "title": title,
            "instruction": f"Only if {condition}: {title[:1].lower()}{title[1:]}." if condition else f"{title}.",
        }
    )
    ways = woven(part.spec.flow, node.id, place) if place else []
    return meaning(AddNode(node=node), *ways, says=f"Added the step “{title}” to the call flow{_where(part, place)}.")


def step_removed(part: Part, rest: Sequence[Token]) -> Meaning | None:
    """“the survey step”, “step 3”."""
    if not any(t.folded in word_set("steps") for t in rest):
        return None
    node = step_named(part, rest)
    if node is None:
        return _no_such_step(part)
    around = (bridged(part.spec.flow, node.id) or []) if node.by == "team" else []
    return meaning(*around, RemoveNode(id=node.id), says=f"Took the step “{node.title}” out.")


def step_renamed(part: Part, rest: Sequence[Token]) -> Meaning | None:
    """“step 3 to Collect the details”."""
    if not rest or not any(t.folded in word_set("steps") for t in rest[:4]):
        return None
    link = next((i for i, t in enumerate(rest) if t.folded in ("to", "into", "as", ":")), None)
    title = joined(part.text, rest[link + 1 :]).strip(' "“”.') if link is not None else ""
    if not title:
        return None
    node = step_named(part, rest[:link])
    if node is None:
        return _no_such_step(part)
    return meaning(EditNode(id=node.id, values={"title": sentence_case(title)[:120]}), says="Renamed the step.")


def step_moved(part: Part) -> Meaning | None:
    """“move step 4 before step 2”, “move the insurance step to the end”."""
    tokens = part.tokens
    if not tokens or tokens[0].folded not in ("move", "shift") or not {t.folded for t in tokens} & word_set("steps"):
        return None
    hit = next(iter(_places().find(tokens)), None)
    place, _ = _place(part, list(tokens[hit.start :])) if hit else (None, [])
    node = step_named(part, tokens[1 : hit.start]) if hit else None
    if hit is None or place is None or node is None or node.id == place[1]:
        return Meaning(says="Say which step and where to, such as “move step 4 before step 6”.")
    around = bridged(part.spec.flow, node.id)
    if around is None or node.id == part.spec.flow.start or node.kind == "end":
        return Meaning(
            says=f"“{node.title}” holds the flow together, so it cannot be moved; move the others around it."
        )
    moved = node.model_copy(update={"id": _free_id(part, node.title), "by": "team"})
    if place[1] not in {n.id for n in part.spec.flow.nodes}:
        return None
    return meaning(
        AddNode(node=moved),
        *woven(part.spec.flow, moved.id, place),
        *([] if node.by == "builder" else [c for c in around if not _touches(part, c, place)]),
        RemoveNode(id=node.id),
        says=f"Moved “{node.title}”{_where(part, place)}.",
    )


def _touches(part: Part, change: object, place: Place) -> bool:
    """A way that the move itself has led elsewhere already."""
    edge = next((e for e in part.spec.flow.edges if e.id == getattr(change, "id", "")), None)
    return edge is not None and edge.target == place[1]


def step_named(part: Part, tokens: Sequence[Token]) -> Node | None:
    """The step that a number or words mean; numbers are those of the flow as it is shown."""
    nodes = part.spec.flow.nodes
    number = next((int(t.text) for t in tokens if t.text.isdecimal() and len(t.text) < 4), 0)
    if number:
        return nodes[number - 1] if number <= len(nodes) else None
    words = " ".join(t.folded for t in tokens if t.is_word and t.folded not in word_set("steps") | {"the", "a"})
    close = [(fuzz.token_set_ratio(words, fold(f"{n.title} {n.id.replace('_', ' ')}")), n) for n in nodes]
    score, node = max(close, key=lambda pair: pair[0], default=(0, None))
    return node if words and score >= _CLOSE else None


def _no_such_step(part: Part) -> Meaning:
    names = ", ".join(f"“{n.title}”" for n in part.spec.flow.nodes[:12])
    return Meaning(says=f"I find no such step. There is {names}." if names else "There is no call flow yet.")


# --- the place ---


def _place(part: Part, tokens: list[Token]) -> tuple[Place | None, list[Token]]:
    """Where the words want the step, and the words without that."""
    flow = part.spec.flow
    if not flow.start:
        return None, tokens
    for hit in _places().find(tokens):
        if hit.value == "start":
            return ("after", flow.start), [*tokens[: hit.start], *tokens[hit.end :]]
        end = goodbye(flow)
        if hit.value == "end" and end:
            return ("before", end.id), [*tokens[: hit.start], *tokens[hit.end :]]
        stop = next((i for i in range(hit.end, len(tokens)) if _opens(tokens[i])), len(tokens))
        beside = step_named(part, tokens[hit.end : stop])
        if hit.value in ("before", "after") and beside:
            where = "after" if hit.value == "before" and beside.id == flow.start else hit.value
            if where == "after" and beside.kind == "end":
                where = "before"
            return (where, beside.id), [*tokens[: hit.start], *tokens[stop:]]
    return ("after", flow.start), tokens


def _opens(token: Token) -> bool:
    return token.folded in ("that", "which", "to", "where", ",", ":")


def _where(part: Part, place: Place | None) -> str:
    beside = next((n for n in part.spec.flow.nodes if place and n.id == place[1]), None)
    return f", {place[0]} “{beside.title}”" if place and beside else ""


def _condition(part: Part, tokens: list[Token]) -> tuple[tuple[Token, ...], str]:
    """“offer a callback when the caller is in a hurry”, and the other way round -> the step, and when."""
    if tokens and tokens[0].folded in _WHEN:
        stop = next((i for i, t in enumerate(tokens) if i > 1 and _opens(t)), len(tokens))
        return _what(tokens[stop:]), joined(part.text, tokens[1:stop])
    words = _what(tokens)
    at = next((i for i, t in enumerate(words) if i and t.folded in _WHEN), None)
    if at is None or (words[0].folded in word_set("asking") and at < _FAR):
        return words, ""
    return words[:at], joined(part.text, words[at + 1 :])


_WHEN = ("when", "if", "whenever")
_FAR = 2
"""Words: “ask if they are new” has no condition, “ask for the number if they are new” has one."""


# --- the words ---


def _what(tokens: Sequence[Token]) -> tuple[Token, ...]:
    kept = list(tokens)
    while kept and (kept[0].folded in word_set("step_openers") or not kept[0].is_word):
        kept.pop(0)
    while kept and not kept[-1].is_word:
        kept.pop()
    return tuple(kept)


def _imperative(part: Part, words: Sequence[Token]) -> str:
    """“asks for the policy number” -> “ask for the policy number”; “the policy number” is asked for."""
    text = joined(part.text, words)
    found = grammar_of("en").verb_at(words, 0)
    if found and found[0].lemma and found[1] < len(words):
        return f"{found[0].lemma} {joined(part.text, words[found[1] :])}"
    first, _, rest = text.partition(" ")
    if first.casefold() in ("the", "their", "a", "an", "your"):
        return f"ask for {text}"
    third = first.endswith("s") and not first.endswith("ss") and rest
    return f"{first[:-1] if third else first} {rest}".strip()


def _free_id(part: Part, title: str) -> str:
    taken = {n.id for n in part.spec.flow.nodes}
    base = slug(title, limit=40)
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, 200))) if key not in taken)


@cache
def _places() -> PhraseBook:
    return PhraseBook(lexicon("edits")["places"])
