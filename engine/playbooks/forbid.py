"""What a rule forbids outright is no goal and no tool: “never take payments” takes both away.

A rule with a condition (“never cancel without the order number”) limits how something is done, and forbids nothing.
"""

from collections.abc import Iterator

from engine.document.changes import Change, Decline, Remove
from engine.document.diff import origin_of
from engine.document.spec import AgentSpec, Guardrail
from engine.language.lexicon import book
from engine.language.telling import telling_words
from engine.language.text import tokens_of
from engine.tools.names import spoken

_ITS_OWN = ("said", "suggested", "imported")
"""How a rule came that somebody means; what a playbook brings limits its own jobs, and takes none away."""


def forbidden(spec: AgentSpec) -> Iterator[Change]:
    """Goals and tools that a rule of the team forbids as they stand. A goal takes with it what only it used."""
    bans = [words for rule in spec.guardrails if _is_said(spec, rule) and (words := _banned(rule.statement))]
    for goal in spec.goals:
        if any(ban <= telling_words(goal.statement) for ban in bans):
            yield Remove(part="goals", id=goal.id)
    served = {name for goal in spec.goals for name in goal.tools}
    free = (t for t in spec.tools if t.name not in served and t.state != "declined" and t.effect != "read")
    for tool in free:
        if any(ban <= telling_words(spoken(tool.name)) for ban in bans):
            yield Decline(tool=tool.name)


def _is_said(spec: AgentSpec, rule: Guardrail) -> bool:
    origin = origin_of(spec, f"guardrails.{rule.id}")
    return origin is None or origin.how in _ITS_OWN


def _banned(rule: str) -> frozenset[str]:
    """`Never take payments.` -> the words of “take payments”; nothing for a rule that is no plain ban."""
    tokens = [token for token in tokens_of(rule) if token.is_word]
    ban = book("bans").at(tokens, 0)
    words = tokens[ban.end :] if ban else []
    return telling_words(" ".join(token.text for token in words)) if len(words) > 1 else frozenset()
