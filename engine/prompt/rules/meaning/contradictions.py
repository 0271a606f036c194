"""Two orders that cannot both be kept, and tasks that a guardrail forbids."""

import re
from collections.abc import Container, Iterator, Sequence
from itertools import combinations

from engine.findings import Fix
from engine.language.stems import stem
from engine.prompt.document import Block, Kind, Sentence
from engine.prompt.rules.orders import Order, acts, orders_of
from engine.prompt.rules.rule import Found, Subject, short

_TASKS: frozenset[Kind] = frozenset({"goals", "steps", "tools"})
_SAME = 0.6
"""Share of the telling words that two orders must have in common to be about the same thing."""
_HALF = 0.5
_TALKING = frozenset({"say", "ask", "speak"})
"""Acts that half of all sentences are about, so one word in common says little."""
_GIVES = re.compile(r"(?i)\bgiv(?:e|es|ing)\b")
"""To give a discount is to offer it; to give a reason is to say it."""
_LOOSE_ACTS = frozenset({"use", "keep"})
_ACTING = frozenset({"transfer", "dispatch", "pay", "call_back"})
"""Acts that say by themselves what is done."""
_SAYS = frozenset({"advise", "promise", "threaten", "read_back"})
"""Acts that cannot be done without saying it."""
_CHANGING = frozenset({"book", "cancel", "move", "pay", "refund", "send", "dispatch", "block", "reset"})
"""Acts that a tool is there for."""
_ANY = re.compile(r"(?i)\b(?:any|anybody|ever|at all|whatsoever|nothing|nobody|neither)\b|^no\b")
_NOT_HERE = re.compile(
    r"(?i)\b(?:(?:is|are) (?:not|no longer|never|only) (?:possible|offered|available|done|allowed|taken|made|"
    r"accepted)|"
    r"cannot be (?:made|done|taken|given|arranged|changed|booked|cancelled|paid|moved|refunded)|"
    r"only (?:possible )?(?:online|in person|in writing|by e-?mail|by post|by letter|on the website|through the "
    r"website|"
    r"at the (?:counter|desk|branch)))\b"
)
_SOME = re.compile(
    r"(?i)\b(?:than|which|who|that (?:is|are|was|were|has|have|\w+s\b)|without|until|unless|except|before|after|"
    r"for (?:an?|the|some\w+))\b"
)
_NOWHERE = Block("", 0, "tools", "")
_EARLIER, _LATER = frozenset({"before", "until"}), frozenset({"after", "once"})


def contradictions(subject: Subject) -> Iterator[Found]:
    """Rules that forbid and order the same, or that name different numbers for it."""
    orders, tasks = subject.orders, subject.tasks
    for one, other in _opposed(orders, tasks):
        if not _forbids_a_task(one, other):
            yield _found(one, other, "contradict each other")
    for one, other in _in_opposite_order(orders):
        if _together(one, other, tasks):
            yield _found(one, other, "contradict each other")
    for one, other in _different_numbers(orders):
        if _together(one, other, tasks):
            yield _found(one, other, "name different numbers for the same thing")


def forbidden_tasks(subject: Subject) -> Iterator[Found]:
    """A goal, a step or a tool that a rule forbids."""
    for one, other in _opposed(subject.orders, subject.tasks):
        if _forbids_a_task(one, other):
            task = "goal" if other.source.block.kind == "goals" else "step"
            message = f"“{short(one.text)}” forbids the {task} “{short(other.text)}”."
            yield Found(message, "Guardrails", one.source.block.line, _without(one))


def forbidden_tools(subject: Subject) -> Iterator[Found]:
    """A tool that changes something, and a rule that forbids what it does, or says that it is not done here."""
    does = {name: act for name in sorted(subject.named_tools) if (act := act_of(name)) in _CHANGING}
    for order in subject.orders if does else ():
        told = _denied_acts(order)
        here = subject.tasks.get(order.source.block.title)
        name = next((name for name, act in does.items() if act in told and (here is None or name in here)), None)
        if name:
            message = f"“{short(order.text)}” forbids what `{name}` is for."
            yield Found(message, order.source.block.title, order.source.block.line, _without(order))


def act_of(name: str) -> str:
    """Of a tool by its name: `take_payment` is to pay."""
    made = Sentence(name.replace("_", " "), _NOWHERE)
    return next((order.act for order in orders_of(made)), "")


def _denied_acts(order: Order) -> frozenset[str]:
    """Which acts it rules out on every call: “do not cancel any table”, “say that refunds are not possible”."""
    if order.condition or order.source.block.kind in ("emergency", "unclear", "examples", "escalation"):
        return frozenset()
    if _SOME.search(order.text):
        return frozenset()
    if order.negative and not order.excepted and _ANY.search(order.text):
        return frozenset({order.act})
    if not _NOT_HERE.search(order.text):
        return frozenset()
    return frozenset(acts().get(stem(word.casefold()), "") for word in re.findall(r"[A-Za-z]+", order.text))


def _forbids_a_task(one: Order, other: Order) -> bool:
    return other.source.block.kind in _TASKS and one.source.block.kind not in _TASKS


def _together(one: Order, other: Order, tasks: Container[str]) -> bool:
    """Whether both hold at the same time: what is said of one task says nothing of another."""
    here, there = one.source.block.title, other.source.block.title
    return here == there or here not in tasks or there not in tasks


def _opposed(orders: Sequence[Order], tasks: Container[str]) -> Iterator[tuple[Order, Order]]:
    """Pairs of a ban and an order that it rules out, each ban once."""
    bans = [o for o in orders if o.negative and (o.words or o.act in _ACTING)]
    given = [o for o in orders if not o.negative and not o.denies]
    for ban in bans:
        broken = next((o for o in given if _together(ban, o, tasks) and _rules_out(ban, o)), None)
        if broken:
            yield ban, broken


def _rules_out(ban: Order, order: Order) -> bool:
    if ban.source is order.source or not _same_thing(ban, order):
        return False
    if ban.condition or ban.excepted:
        return bool(ban.condition) and not ban.excepted and _overlap(ban.condition, order.condition) >= _SAME
    return True


def _same_thing(ban: Order, order: Order) -> bool:
    if ban.codes and ban.act in ("use", "call"):
        return bool(ban.codes & order.codes)
    if ban.act == "say" and order.tells and not ban.tells:
        return False
    if ban.act == order.act == "comment":
        return True
    if ban.act == order.act and ban.act not in _LOOSE_ACTS:
        telling = len(ban.words) > 1 or ban.act not in _TALKING or _overlap(ban.words, order.words) >= _HALF
        return (ban.words <= order.words and telling) or (bool(ban.words) and _overlap(ban.words, order.words) >= _SAME)
    if ban.act == order.act == "promise" and ban.words & order.words:
        return True
    if ban.act == "say" and order.act in _SAYS and _named(ban, order):
        return True
    if {ban.act, order.act} == {"offer", "say"} and _GIVES.search((order if order.act == "say" else ban).text):
        return bool(ban.words) and ban.words <= order.words
    # A ban without a verb of its own (“no refunds”) is broken by whatever does it.
    whole = order.words | {order.act}
    banned = ban.words | {ban.act}
    return len(banned) > 1 and bool(ban.words) and ban.act not in _TALKING and banned <= whole


def _named(ban: Order, order: Order) -> bool:
    """What may not be said, may not be advised or promised either."""
    return bool(ban.words) and ban.words <= order.words and _overlap(ban.words, order.words) >= _HALF


def _in_opposite_order(orders: Sequence[Order]) -> Iterator[tuple[Order, Order]]:
    """The same done before something here, and after it there."""
    early = [o for o in orders if o.when in _EARLIER and not o.negative]
    late = [o for o in orders if o.when in _LATER and not o.negative]
    for one in early:
        for other in late:
            same = one.act == other.act and _overlap(one.words, other.words) >= _SAME
            if one.words and same and _overlap(one.condition, other.condition) >= _SAME:
                yield one, other


def _different_numbers(orders: Sequence[Order]) -> Iterator[tuple[Order, Order]]:
    counted = [o for o in orders if o.numbers and not o.negative]
    for one, other in combinations(counted, 2):
        if one.source is not other.source and one.numbers.isdisjoint(other.numbers) and _alike(one, other):
            yield one, other


def _alike(one: Order, other: Order) -> bool:
    """Of the same act on the same things, under the same condition."""
    if one.act != other.act or _overlap(one.condition, other.condition) < _SAME:
        return False
    smaller, larger = sorted((one.words, other.words), key=len)
    return (len(smaller) > 1 and smaller <= larger) or (bool(smaller) and _overlap(smaller, larger) >= _SAME)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 1.0


def _found(one: Order, other: Order, what: str) -> Found:
    later = max(one, other, key=lambda order: order.source.block.line)
    message = f"“{short(one.text)}” and “{short(other.text)}” {what}."
    return Found(message, later.source.block.title, later.source.block.line, _without(later))


def _without(order: Order) -> Fix:
    """Takes the sentence out."""
    return Fix(f"Take out “{short(order.source.text, 40)}”", re.sub(r"\s+$", "", order.source.text), "")
