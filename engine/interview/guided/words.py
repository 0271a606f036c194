"""The builder's own words: what it understood, in one line, and what there is to say at the end."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from engine.document.diff import origin_of
from engine.document.spec import ITEM_KEYS, AgentSpec, Goal, Identity, Stage
from engine.document.stages import is_assumed, stage_of
from engine.interview.asking.reasons import example_of
from engine.interview.contract import Conversation, Message
from engine.interview.guided.doubt import UNSURE
from engine.language.names import language_name
from engine.sentences import listed
from engine.tools.names import spoken

_MOST_GOALS = 5
_MOST_LISTED = 12
TOO_LONG = "That message is long: I read its first 8,000 characters and left the rest."


def acknowledgement(before: AgentSpec, after: AgentSpec) -> str:
    """“Got it: a receptionist for Bright Smile Dental that books …” in one line; empty where nothing was said."""
    parts = list(_news(before, after))
    said = f"Got it: {'; '.join(parts)}." if parts else ""
    return "\n\n".join(filter(None, (said, checklist(before, after))))


def _news(before: AgentSpec, after: AgentSpec) -> Iterator[str]:
    if after.role and after.role != before.role:
        called = f" called {after.name}" if after.name and after.name != before.name else ""
        company = f" for {after.company}" if after.company and after.company != before.company else ""
        yield f"{_article(after.role)} {after.role}{called}{company}"
    else:
        for path in ("name", "company"):
            if getattr(after, path) and getattr(after, path) != getattr(before, path):
                yield f"{path}: {getattr(after, path)}"
    goals = [g.statement for g in new_goals(before, after)]
    if goals and before.goals:
        more = f" and {len(goals) - _MOST_GOALS} more" if len(goals) > _MOST_GOALS else ""
        yield f"it will {listed([_small(g) for g in goals[:_MOST_GOALS]])}{more}"
    if after.languages and after.languages != before.languages and not is_assumed(after, "languages"):
        yield f"in {listed([language_name(tag) for tag in after.languages])}"
    if after.tone and after.tone != before.tone:
        yield f"sounding {listed(after.tone)}"
    yield from _smaller_news(before, after)


def new_goals(before: AgentSpec, after: AgentSpec) -> list[Goal]:
    known = {goal.id: goal.statement for goal in before.goals}
    return [goal for goal in after.goals if known.get(goal.id) != goal.statement]


def checklist(before: AgentSpec, after: AgentSpec) -> str:
    """What the first goals are, each with its usual tools, so that a team sees what is missing."""
    if before.goals or not after.goals:
        return ""
    lines = [f"- {goal.statement}{_with_tools(goal, after)}" for goal in after.goals[:_MOST_LISTED]]
    if len(after.goals) > _MOST_LISTED:
        lines.append(f"- … and {len(after.goals) - _MOST_LISTED} more")
    return "\n".join(["So in a call it shall:", "", *lines, "", "If a job is missing, just name it."])


def _with_tools(goal: Goal, spec: AgentSpec) -> str:
    tools = [spoken(name) for name in goal.tools if (tool := spec.tool(name)) and tool.state != "declined"]
    return f" (with a tool to {listed(tools)})" if tools else ""


def _told(before: AgentSpec, after: AgentSpec, part: str) -> list[Any]:
    """Items that are new and that somebody said; what only follows from a playbook is shown in the recap."""
    key = ITEM_KEYS[part]
    known = {getattr(item, key): item for item in getattr(before, part)}
    items = [(f"{part}.{getattr(item, key)}", item) for item in getattr(after, part)]
    new = [(path, item) for path, item in items if known.get(path.partition(".")[2]) != item]
    return [item for path, item in new if (origin := origin_of(after, path)) is None or origin.how != "defaulted"]


def _defaulted(spec: AgentSpec, path: str) -> bool:
    origin = origin_of(spec, path)
    return origin is not None and origin.how == "defaulted"


def _goal_rules(before: AgentSpec, after: AgentSpec) -> list[str]:
    known = {rule for goal in before.goals for rule in goal.rules}
    adopted = {goal.id for goal in after.goals} - {goal.id for goal in before.goals if goal.playbook}
    new = [rule for g in after.goals if g.id not in adopted for rule in g.rules if rule not in known]
    return [_small(rule.partition(". ")[0].rstrip(".")) for rule in dict.fromkeys(new)]


def _smaller_news(before: AgentSpec, after: AgentSpec) -> Iterator[str]:
    if after.audience and after.audience != before.audience:
        yield f"talking to {after.audience}"
    if before.direction and after.direction and after.direction != before.direction:
        yield f"{after.direction} calls"
    fields = [f.description.lower() for f in _told(before, after, "data_fields")]
    if fields:
        yield f"asking for {listed(fields)}"
    check = after.identity
    if check and check != before.identity and not _defaulted(after, "identity"):
        yield _check_in_words(before, check)
    transfers = [t.label for t in _told(before, after, "transfers")]
    if transfers:
        yield f"handing over to {listed(transfers)}"
    rules = [
        *(_small(r.statement.rstrip(".")) for r in _told(before, after, "guardrails")),
        *_goal_rules(before, after),
    ]
    if rules:
        yield f"with the rule “{'”, “'.join(rules)}”" if len(rules) == 1 else f"with the rules “{'”, “'.join(rules)}”"


def _check_in_words(before: AgentSpec, check: Identity) -> str:
    if before.identity is None or before.identity.ask != check.ask:
        return f"asking callers for {listed(check.ask)} first"
    tries = {1: "one try", 2: "two tries"}.get(check.tries, f"{check.tries} tries")
    then = f", then: {_small(check.otherwise)}" if check.otherwise else ""
    return f"giving callers {tries} to show who they are{then}"


def not_understood(conversation: Conversation) -> str:
    """One kind sentence; the question follows in other words."""
    if not any(character.isalnum() for message in conversation.messages for character in message.text):
        return "I can only read words."
    if stage_of(conversation.spec) == Stage.INITIAL:
        return "" if conversation.asked is None else "I would like to know a little more."
    missed = misses_before(conversation.history)
    if missed:
        return f"{_WITHOUT if missed % 2 == 0 else _BEYOND}; nothing has changed."
    if conversation.asked is None:
        return f"{UNSURE} that. Tell me what to change, such as “make the tone formal”."
    return f"{UNSURE} that. You could say “{example_of(conversation.asked.path)}”."


_BEYOND = "That one is beyond me too"
_WITHOUT = "We can go on without it"


def misses_before(history: Sequence[Message]) -> int:
    """How often in a row the builder's last words were that it had not understood."""
    own = (m.text for m in reversed(history) if m.role == "builder")
    return sum(1 for _ in takewhile(lambda text: text.startswith((UNSURE, _BEYOND, _WITHOUT)), own))


def closing(before: AgentSpec, after: AgentSpec) -> str:
    """What somebody wants to know when it is done."""
    if stage_of(before) == Stage.COMPLETED and before.model_dump(exclude={"flow"}) == after.model_dump(
        exclude={"flow"}
    ):
        return "The agent is complete. Tell me what to change, and I open a new version."
    return "Done, the export is ready. Any change from here on opens a new version."


def _small(statement: str) -> str:
    return statement[:1].lower() + statement[1:]


def _article(noun: str) -> str:
    return "an" if noun[:1].lower() in "aeiou" else "a"
