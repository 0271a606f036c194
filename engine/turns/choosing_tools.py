"""What a turn does with a document of a system, or with a product that we know: offers what serves each goal.

It stands before every interviewer, as agents that are brought do: what a button or “the second” means is no matter of
understanding.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import NamedTuple

from engine.document.changes import OfferTools, TakeTool
from engine.document.spec import AgentSpec
from engine.interview.contract import Interview, Message, Question
from engine.interview.guided.short_answers import short_answer
from engine.language.text import fold, tokens_of
from engine.markdown import plain
from engine.messages.replies import Suggestion
from engine.sentences import counted, some
from engine.store.rows import Waiting
from engine.tools.names import spoken
from engine.tools.sources.offers import Offers, address_of, difference, offers_for
from engine.tools.sources.products import Product, named_in
from engine.turns.draft import Draft
from engine.turns.importing import spoken_first

CHOICE = "tools:choice"
"""What the question is about that asks which operation to take."""
_NONE = "None of these"
_LONGEST = 75
"""Characters of a button (Slack)."""
_LISTED = 40
"""Operations that are read as words where nobody has said yet what the agent is for."""
_PLACES = {"1": 0, "first": 0, "2": 1, "second": 1, "3": 2, "third": 2, "last": -1}


class Picked(NamedTuple):
    """What the messages say to the open question which operation to take."""

    waiting: Sequence[Waiting]
    """The messages, a choice as the click that it is."""
    rest: tuple[TakeTool, ...] = ()
    """What is still to be chosen from."""
    turns: int = 0
    says: str = ""


def with_pick(waiting: Sequence[Waiting], asked: Question | None, spec: AgentSpec) -> Picked:
    """A choice that nobody makes is offered once more, and then left."""
    if asked is None or asked.path != CHOICE:
        return Picked(waiting)
    groups = _groups(asked.offer, spec)
    now, later = groups[0], tuple(offer for group in groups[1:] for offer in group)
    for at, message in enumerate(waiting):
        if message.changes is None and (pick := _pick(message.message.text, now, spec)) is not None:
            click = replace(message, changes=pick)
            rest = tuple(offer for offer in later if not pick or address_of(offer.tool) != address_of(pick[0].tool))
            return Picked((*waiting[:at], click, *waiting[at + 1 :]), rest)
    if asked.turns == 0:
        return Picked(waiting, tuple(offer for group in groups for offer in group), 1)
    return Picked(waiting, says="I leave that choice for now; bring the document again to go on choosing.")


def listing(document: OfferTools) -> str:
    """What it offers, in words."""
    lines = (f"- {tool.purpose}" for tool in document.tools[:_LISTED])
    return "\n".join((f"{document.source}:", *lines))


def words_of_documents(draft: Draft) -> Iterator[Message]:
    """What people wrote beside their documents; and the document itself where nobody has said yet what is wanted."""
    for document, message in draft.documents:
        words = [document.words, "" if draft.spec.goals or document.words else listing(document)]
        if text := "\n\n".join(filter(None, words)):
            yield replace(message, text=text)


async def offered(interview: Interview, draft: Draft, picked: Picked) -> Interview:
    """The interview that says what was read and taken, and asks for the next choice."""
    found = [(doc, await asyncio.to_thread(offers_for, doc, draft.spec)) for doc, _ in draft.documents]
    named = named_in(_new_facts(draft))
    known = await asyncio.to_thread(_of_products, named, draft.spec)
    choices = (*(tuple(offer for _, offers in found for offer in offers.choices) or picked.rest), *known)
    first = [picked.says, *(line for doc, offers in found for line in _read(doc, offers, draft.spec)), *_taken(draft)]
    first += [_introduced(product) for product in named if known]
    if not choices and not any(first):
        return interview
    asked = _question(choices, draft.spec, 0 if found else picked.turns) if choices else None
    speak = spoken_first(interview.speak, " ".join(filter(None, first)), asked)
    return replace(interview, speak=speak, silent=False)


def _new_facts(draft: Draft) -> list[str]:
    """What people have told since; or ever, where there was nothing to do for the agent before."""
    before = {*_facts(draft.at.spec)} if draft.at.spec.goals else set[str]()
    return [fact for fact in _facts(draft.spec) if fact not in before]


def _facts(spec: AgentSpec) -> Iterator[str]:
    yield from (note.text for note in spec.notes)
    yield from (item.content for item in spec.knowledge)


def _of_products(named: Sequence[Product], spec: AgentSpec) -> tuple[TakeTool, ...]:
    """What serves each goal, of all of them together."""
    tools = tuple(tool for product in named for tool in product.tools)
    return offers_for(OfferTools(source="products", tools=tools), spec).choices if tools and spec.goals else ()


def _introduced(product: Product) -> str:
    many = counted(len(product.tools), "operation")
    return f"I know {many} of the API of {product.title} (as of {product.date}, {product.source})."


def _read(document: OfferTools, offers: Offers, spec: AgentSpec) -> Iterator[str]:
    many = counted(len(document.tools), "operation")
    yield f"I have read {plain(document.source)}: {many} that the agent could call."
    if document.left:
        yield f"I left out {len(document.left)}, such as {plain(document.left[0])}."
    if not spec.goals:
        yield "Tell me what the agent should do for callers, then bring it again: I offer what serves that."
    elif offers.unserved and (len(document.tools) >= len(spec.goals) or not offers.choices):
        yield f"Nothing in it fits {some([plain(title) for title in offers.unserved])}."
    elif not offers.choices:
        yield "All that the agent needs of it is there already."


def _taken(draft: Draft) -> Iterator[str]:
    for tool in (step.change.tool for step in draft.applied if isinstance(step.change, TakeTool)):
        secret = f", with the secret {tool.auth_ref}" if tool.auth_ref else ""
        yield f"`{tool.name}` is now `{tool.method} {tool.url}`{secret}."


def _question(choices: Sequence[TakeTool], spec: AgentSpec, turns: int) -> Question:
    now, *later = _groups(choices, spec)
    more = f" ({counted(len(later), 'choice')} after this)" if later else ""
    ask = "Which one?" if len(now) > 1 else "Shall I?"
    there = spec.tool(now[0].tool.name)
    if there and there.url:
        what = f"`{there.name}` is called in another way now: {difference(there, now[0].tool)}. Shall I update it?"
    else:
        ways = (f"`{address_of(offer.tool)}` ({plain((offer.tool.because or '').rstrip('.'))})" for offer in now)
        what = f"For *{plain(_title(now[0], spec))}* I would take {'; or '.join(ways)}. {ask}"
    labels = [*(_label(offer, spec) for offer in now), _NONE]
    buttons = tuple(Suggestion(label=label, says=label) for label in labels)
    return Question(CHOICE, f"{what}{more}", tuple(choices), buttons, turns)


def _title(offer: TakeTool, spec: AgentSpec) -> str:
    """What it would serve: the goal, and which of its tools where there are several."""
    goal = next((goal for goal in spec.goals if goal.id == offer.goal), None)
    name = spoken(offer.tool.name)
    if goal is None:
        return name
    return f"{goal.statement} ({name})" if offer.tool.name in goal.tools and len(goal.tools) > 1 else goal.statement


def _label(offer: TakeTool, spec: AgentSpec) -> str:
    there = spec.tool(offer.tool.name)
    label = f"Update {offer.tool.name}" if there and there.url else address_of(offer.tool)
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _groups(offers: Sequence[object], spec: AgentSpec) -> list[list[TakeTool]]:
    """The choices, need by need: those of one goal, for the place of one tool."""
    takes = [offer for offer in offers if isinstance(offer, TakeTool)]
    there = {tool.name for tool in spec.tools}
    return [list(group) for _, group in groupby(takes, lambda o: (o.goal, o.tool.name if o.tool.name in there else ""))]


def _pick(text: str, now: Sequence[TakeTool], spec: AgentSpec) -> tuple[TakeTool, ...] | None:
    """The choice in these words; empty for none of them, None for words about something else."""
    said = fold(text.strip(" .!`"))
    named = [offer for offer in now if said in (fold(_label(offer, spec)), fold(address_of(offer.tool)))]
    if named:
        return (named[0],)
    words = [word for word in said.split() if word not in ("the", "one", "take", "please", "number")]
    place = _PLACES.get(words[0]) if len(words) == 1 else None
    if place is not None:
        return (now[place],) if place < len(now) else None
    short = short_answer(tokens_of(text))
    if short in ("no", "none", "skip") or said == fold(_NONE):
        return ()
    return (now[0],) if short in ("yes", "all") else None
