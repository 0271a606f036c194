"""Edits of the call flow: a step more, a step less; drawing anew closes the way around it."""

from collections.abc import Sequence

from rapidfuzz import fuzz

from engine.changes import AddEdge, AddNode, Change, EditEdge, RemoveNode
from engine.interview.guided.lexicon import word_set
from engine.interview.guided.text import Token, fold, joined, sentence_case, slug
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.spec import Edge, Node

_CLOSE = 70


def step_added(part: Part, rest: Sequence[Token]) -> Meaning | None:
    """“a step that asks for the policy number”: it comes right after the start of the call."""
    at = next((i for i, t in enumerate(rest[:4]) if t.folded in word_set("steps")), None)
    if at is None:
        return None
    words = _what(rest[at + 1 :])
    if not words:
        return Meaning(
            says="What should happen in that step? For example “add a step that asks for the policy number”."
        )
    title = sentence_case(_imperative(joined(part.text, words)))[:120]
    kind = "collect" if words[0].folded in word_set("asking") else "say"
    node = Node.model_validate({"id": slug(title, limit=40), "kind": kind, "title": title, "instruction": f"{title}."})
    return meaning(AddNode(node=node), *_woven_in(part, node.id), says=f"Added the step “{title}” to the call flow.")


def step_removed(part: Part, rest: Sequence[Token]) -> Meaning | None:
    """“the survey step”."""
    if not any(t.folded in word_set("steps") for t in rest):
        return None
    words = " ".join(t.folded for t in rest if t.is_word and t.folded not in word_set("steps") | {"the", "a"})
    nodes = [
        (fuzz.token_set_ratio(words, fold(f"{n.title} {n.id.replace('_', ' ')}")), n) for n in part.spec.flow.nodes
    ]
    score, node = max(nodes, key=lambda pair: pair[0], default=(0, None))
    if node is None or score < _CLOSE:
        names = ", ".join(f"“{n.title}”" for n in part.spec.flow.nodes[:12])
        return Meaning(says=f"I find no such step. There is {names}." if names else "There is no call flow yet.")
    return meaning(RemoveNode(id=node.id), says=f"Took the step “{node.title}” out.")


def _what(tokens: Sequence[Token]) -> tuple[Token, ...]:
    kept = list(tokens)
    while kept and (
        kept[0].folded in ("that", "which", "to", "where", "it", "we", "for", "called") or not kept[0].is_word
    ):
        kept.pop(0)
    return tuple(kept)


def _imperative(words: str) -> str:
    """“asks for the policy number” -> “ask for the policy number”."""
    first, _, rest = words.partition(" ")
    third = first.endswith("s") and not first.endswith("ss")
    return f"{first[:-1] if third else first} {rest}".strip()


def _woven_in(part: Part, node: str) -> list[Change]:
    flow = part.spec.flow
    ways = [e for e in flow.edges if e.source == flow.start]
    if not flow.start or not ways:
        return []
    first = ways[0]
    changes: list[Change] = [EditEdge(id=e.id, values={"source": node}) for e in ways[1:]]
    onward = Edge(
        id=slug(f"{node}_to_{first.target}"), source=node, target=first.target, condition=first.condition,
        otherwise=first.otherwise,
    )  # fmt: skip
    straight = EditEdge(id=first.id, values={"target": node, "condition": None, "otherwise": False})
    return [straight, AddEdge(edge=onward), *changes]
