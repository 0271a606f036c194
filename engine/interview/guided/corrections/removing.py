"""“drop the second goal”, “the specials can go”, “keep only the classes”, “not brief”: items taken out, by any name."""

from collections.abc import Sequence

from engine.document.changes import Change, Decline
from engine.document.spec import AgentSpec
from engine.interview.guided.corrections.asking import which
from engine.interview.guided.corrections.named import Named, last_items, named
from engine.interview.guided.corrections.orders import without_softeners
from engine.interview.guided.corrections.vocabulary import first, phrases, trimmed, without_around, words
from engine.interview.guided.edit_flow import step_removed
from engine.interview.guided.targets import Item, items_of
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import word_set
from engine.language.text import Token, joined
from engine.sentences import listed, quoted

_FEW = 6
_LONGEST = 30


def removal(part: Part) -> Meaning | None:
    """An order to take something out, or None."""
    tokens = without_around(without_softeners(part.tokens))
    if not tokens or len(tokens) > _LONGEST:
        return None
    forms = (_not_so, _kept_only, _ordered, _after, _negated)
    return next((found for found in (form(tokens, part) for form in forms) if found), None)


def removed(found: Named, part: Part) -> Meaning:
    """The items out, or the question which one of them."""
    if found.choices:
        text = f"Which one shall I take out: {listed([quoted(i.label) for i in found.choices[:_FEW]], 'or')}?"
        question = which(found.choices, text, lambda item: [item.removal])
        sure = meaning(*(i.removal for i in found.items))
        return Meaning(sure.found, question=question.question)
    changes: list[Change] = [item.removal for item in found.items]
    if any(item.part == "transfers" for item in found.items) and _leaves_no_transfer(found, part.spec):
        changes.append(Decline(tool="transfer_to_human"))
    says = f"Taken out: {listed([_shown(i) for i in found.items])}.{_with_it(found.items, part.spec)}"
    return meaning(*changes, says=says)


def _ordered(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“drop …”, “we don't want … anymore”, “take … out”."""
    verb = phrases("dropping").at(tokens, 0) or _split_verb(tokens)
    if verb is None:
        return None
    rest = tokens[verb.end : len(tokens) - (tokens[-1].folded in ("out", "off", "away", "weg", "raus") or 0)]
    rest = _without_place(rest)
    if not rest:
        return _recent(part)
    found = step_removed(part, rest)
    if found:
        return found
    meant = named(rest, part)
    return removed(meant, part) if meant else _nothing_there(part, tokens, rest)


def _split_verb(tokens: Sequence[Token]):  # type: ignore[no-untyped-def]
    """“take the secretary off”: the verb's other half stands at the end."""
    from engine.language.phrases import Hit

    split = tokens[0].folded in ("take", "throw", "cross", "kick", "leave", "nimm")
    ends = {t.folded for t in tokens[-4:]} & {"out", "off", "away", "raus", "weg"}
    return Hit("dropping", 0, 1) if split and ends else None


def _without_place(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """“off the list”, “from the list” says nothing more."""
    at = next((i for i, t in enumerate(tokens) if i and t.folded in ("off", "from")), len(tokens))
    return tuple(tokens[:at]) if at < len(tokens) and tokens[-1].folded in ("list", "agent", "them") else tuple(tokens)


def _recent(part: Part) -> Meaning | None:
    items = last_items(part)
    return removed(Named(items), part) if len(items) == 1 else None


def _after(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“the specials can go”, “Dutch out”, “we stopped selling packaging, remove that”."""
    end = first("removed_after", tokens)
    if end and 0 < end.start <= _FEW + 6 and end.end == len(tokens):
        meant = named(tokens[: end.start], part)
        return removed(meant, part) if meant else None
    verb = first("dropping", tokens)
    if verb and verb.start > 1 and verb.end < len(tokens) and tokens[verb.start - 1].text in (",", "-", "–", ":"):
        pointing = all(t.folded in ("that", "it", "this", "one", "please") for t in tokens[verb.end :] if t.is_word)
        meant = named(_thing(tokens[: verb.start - 1]), part) if pointing else None
        return removed(meant, part) if meant and not meant.choices else None
    return None


def _thing(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """“we stopped selling packaging” speaks of “selling packaging”; “less casual” of “casual”."""
    lead = phrases("dropping").at(tokens, 0)
    kept = tokens[lead.end :] if lead else tokens
    return tuple(t for t in kept if t.folded not in ("less", "so", "too", "very"))


def _negated(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“no French”, “not formal”, “without the survey”: of what is there; a rule for the future is no removal."""
    negators = ("no", "not", "less", "without", "sin", "sans", "kein", "keine", "sem", "senza", "geen")
    whole = [t for t in part.tokens if t.is_word]
    start = next((i for i, t in enumerate(whole) if t.folded in negators), None)
    if start is None or start > 1 or len(whole) > _FEW or any(t.text in (",", ":") for t in part.tokens[1:-1]):
        return None
    rest = trimmed(without_around(whole[start + 1 :]))
    meant = named(rest, part) if rest and rest[0].folded not in words("undoing") else None
    parts = ("tools", "languages", "tone", "transfers", "goals")
    if meant is None or any(i.part not in parts for i in (*meant.items, *meant.choices)):
        return None
    return removed(meant, part)


def _not_so(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“it should not be friendly”, “she must not sound so formal”: a tone that is agreed goes."""
    hit = first("forbidding", tokens)
    rest = tokens[hit.end :] if hit and hit.start <= _FURTHEST else ()
    if not rest or rest[0].folded not in ("be", "sound"):
        return None
    words_left = [t for t in rest[1:] if t.folded not in ("so", "too", "very", "that")]
    meant = named(words_left, part)
    return removed(meant, part) if meant and all(i.part == "tone" for i in (*meant.items, *meant.choices)) else None


_FURTHEST = 2


def _kept_only(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“keep only the classes”, “only warm please, not the other two”: the rest of the same list goes."""
    if tokens[-1].folded == "only" and len(tokens) <= _FEW:
        tokens = (tokens[-1], *tokens[:-1])
    hit = phrases("keeping").at(tokens, 0)
    if hit is None or hit.end >= len(tokens):
        return None
    stop = next((i for i, t in enumerate(tokens) if i > hit.end and t.text == ","), len(tokens))
    plain = tokens[0].folded == "only"
    kept = named(without_around(tokens[hit.end : stop]), part)
    if kept is None or kept.choices or (plain and any(i.part not in ("tone", "languages") for i in kept.items)):
        return None
    where = {i.part for i in kept.items}
    rest = tuple(i for i in items_of(part.spec) if i.part in where and i not in kept.items)
    return removed(Named(rest), part) if rest and len(where) == 1 else None


def _nothing_there(part: Part, tokens: Sequence[Token], rest: Sequence[Token]) -> Meaning | None:
    """“drop the reminder” where there is none: an order that names nothing is no wish for it either."""
    if len(rest) > _FEW or tokens[0].folded not in word_set("removing"):
        return None
    return Meaning(
        says=f"I find no {quoted(joined(part.text, [t for t in rest if t.is_word]))} to take out, so all stays."
    )


def _shown(item: Item) -> str:
    return quoted(item.label) if not item.label.startswith("`") else item.label


def _with_it(items: Sequence[Item], spec: AgentSpec) -> str:
    """What goes with a goal: the tools that only it used."""
    gone = {i.key for i in items if i.part == "goals"}
    used = dict.fromkeys(name for g in spec.goals if g.id in gone for name in g.tools)
    others = {name for g in spec.goals if g.id not in gone for name in g.tools}
    alone = [f"`{name}`" for name in used if name not in others and spec.tool(name)]
    verb = "goes" if len(alone) == 1 else "go"
    return (
        f" With {'it' if len(gone) == 1 else 'them'} {verb} {listed(alone)}, which nothing else used." if alone else ""
    )


def _leaves_no_transfer(found: Named, spec: AgentSpec) -> bool:
    gone = {i.key for i in found.items if i.part == "transfers"}
    return {t.id for t in spec.transfers} <= gone and spec.tool("transfer_to_human") is not None
