"""“drop the second goal”, “the specials can go”, “keep only the classes”, “not brief”: items taken out, by any name."""

from collections.abc import Sequence

from engine.document.changes import Change, Decline
from engine.document.spec import AgentSpec
from engine.interview.contract import Question
from engine.interview.guided.corrections.asking import which
from engine.interview.guided.corrections.days_out import days_out
from engine.interview.guided.corrections.orders import without_softeners
from engine.interview.guided.corrections.partings import order_in, what_ended, without_end
from engine.interview.guided.corrections.target import last_items, named
from engine.interview.guided.corrections.telling_words import Named, share_told, spoken_of
from engine.interview.guided.corrections.vocabulary import first, phrases, trimmed, without_around, words
from engine.interview.guided.edit_flow import step_removed
from engine.interview.guided.targets import Item, items_of, part_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.clauses import sentences_of
from engine.language.lexicon import word_set
from engine.language.text import Token, joined
from engine.messages.replies import Suggestion
from engine.sentences import listed, quoted

_FEW = 6
_LONGEST = 30


def removal(part: Part) -> Meaning | None:
    """An order to take something out, or None."""
    tokens = without_around(without_softeners(part.tokens))
    if not tokens or len(tokens) > _LONGEST:
        return None
    forms = (_not_so, _kept_only, _ordered, _ended, _one_of_two, _negated)
    return next((found for found in (form(tokens, part) for form in forms) if found), None)


def pointed_out(part: Part) -> Meaning | None:
    """“no stag parties!! take that out”: a sentence which only points at what those before it name."""
    sentences = list(sentences_of(part.text)) if len(part.tokens) <= _LONGEST else []
    for at, sentence in enumerate(sentences[1:], start=1):
        parting = order_in(sentence) or what_ended(sentence)
        before = [token for one in sentences[:at] for token in one]
        if parting and parting.points and not parting.before:
            meant = spoken_of(before, part, part_named(parting.thing))
            return removed(meant, part) if meant else None
    return None


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
    """“drop …”, “we don't want … anymore”, “… is optional so leave it out”, “the specials can go”."""
    order = order_in(part.tokens)
    if order is None:
        return None
    if order.points:
        where = order.part or part_named(order.thing)
        meant = _named_before(order.before, where, part)
        return removed(meant, part) if meant else _recent(part) if not order.before else None
    found = step_removed(part, order.thing)
    if found:
        return found
    if closed := days_out(order.thing, part):
        return closed
    meant = named(order.thing, part) or spoken_of(order.thing, part, order.part)
    meant = meant or (None if order.part else spoken_of(order.thing, part, "guardrails"))  # “scrap the licence thing”
    meant = _the_one_of(order.thing, meant, part) if meant and meant.choices else meant
    return removed(meant, part) if meant else _nothing_there(part, tokens, order.thing)


def _named_before(tokens: Sequence[Token], where: str | None, part: Part) -> Named | None:
    """What the words before an order that only points name: “the pesticide rule | can go”."""
    if not tokens:
        return None
    return named(tokens, part) or (named(tokens, part, where) if where else None) or spoken_of(tokens, part, where)


def _the_one_of(tokens: Sequence[Token], meant: Named, part: Part) -> Named:
    """“the second one, swarm reports”: a number says which of those that the name fits."""
    said = named(without_end(tokens), part)
    return said if said and len(said.items) == 1 and said.items[0] in meant.choices else meant


def _recent(part: Part) -> Meaning | None:
    items = last_items(part)
    return removed(Named(items), part) if len(items) == 1 else None


def _ended(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“we don't do swarms any more”, “lost property is handled by the port now”, “that's not for the phone”."""
    ended = what_ended(part.tokens)
    if ended is None:
        return None
    if ended.points:
        return _recent(part)
    meant = spoken_of(ended.thing, part)
    if meant is None or (not ended.sure and (meant.choices or share_told(ended.thing, meant.items[0]) < _MOST_OF_IT)):
        return None
    return removed(meant, part) if ended.sure else _shall_it_go(meant.items[0], part)


_MOST_OF_IT = 0.6


def _shall_it_go(item: Item, part: Part) -> Meaning:
    """“invoices are dealt with by accounts”: who does it is told, and whether the agent does it too is asked."""
    yes, no = f"Take out {quoted(item.label)}", "Keep it"
    text = f"Shall I take out {quoted(item.label)}, then?"
    suggestions = (Suggestion(label=yes[:75], says="yes", changes=(item.removal,)), Suggestion(label=no, says="no"))
    return Meaning(question=Question(item.part, text, offer=(item.removal,), suggestions=suggestions))


def _one_of_two(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“account number yes, postcode no”."""
    tokens = part.tokens
    at = next((i for i, t in enumerate(tokens) if t.text in (",", ";", "-") or t.folded == "and"), None)
    pieces = [tokens[:at], tokens[at + 1 :]] if at else []
    out = [piece[:-1] for piece in pieces if len(piece) > 1 and piece[-1].folded == "no"]
    stays = [piece for piece in pieces if len(piece) > 1 and piece[-1].folded in ("yes", "fine", "ok")]
    if len(out) != 1 or len(stays) != 1:
        return None
    meant = named(out[0], part) or spoken_of(out[0], part)
    return removed(meant, part) if meant else None


def _negated(tokens: Sequence[Token], part: Part) -> Meaning | None:
    """“no French”, “not formal”, “without the survey”: of what is there; a rule for the future is no removal."""
    negators = ("no", "not", "less", "without", "sin", "sans", "kein", "keine", "sem", "senza", "geen")
    opening = without_end(part.tokens)
    whole = [t for t in opening if t.is_word]
    start = next((i for i, t in enumerate(whole) if t.folded in negators), None)
    if start is None or start > 1 or len(whole) > _FEW:
        return None
    rest = trimmed(without_around(whole[start + 1 :]))
    meant = _named_alike(rest, part) if rest and rest[0].folded not in words("undoing") else None
    parts = ("tools", "languages", "tone", "transfers", "goals", "data_fields")
    if meant is None or any(i.part not in parts for i in (*meant.items, *meant.choices)):
        return None
    return removed(meant, part)


def _named_alike(tokens: Sequence[Token], part: Part) -> Named | None:
    """What the words name, or what has most of them; a rule that shares a word with a goal is not its end."""
    loosely = spoken_of(tokens, part)
    close = loosely and all(share_told(tokens, i) >= _MOST_OF_IT for i in (*loosely.items, *loosely.choices))
    return named(tokens, part) or (loosely if close else None)


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
