"""What business this is, and what follows from it: whom it talks to, its emergencies, what it never says."""

from collections.abc import Iterator

from engine.document.changes import Change, Remove, Set, add
from engine.document.spec import AgentSpec, Emergency, Guardrail, Slug
from engine.language.text import slug
from engine.playbooks.load import trade
from engine.playbooks.trade_outlines import trade_in
from engine.playbooks.trades import Trade

_MOST_NEVER = 3


def trade_adopted(spec: AgentSpec) -> Iterator[Change]:
    """The trade is the one that the industry names; what came with another one goes with it.

    Where nobody has named an industry, what else is told of the business says both.
    """
    found = _told(spec)
    if found == spec.trade:
        return
    if spec.trade:
        yield from _left(trade(spec.trade), spec)
    yield Set(path="trade", value=found)
    if found:
        yield from _entered(trade(found), spec)


def _told(spec: AgentSpec) -> Slug | None:
    if spec.industry:
        return trade_in(spec.industry)
    return trade_in(" ".join(text for text in (spec.company, spec.role, spec.use_case) if text)) or spec.trade


def _left(known: Trade, spec: AgentSpec) -> Iterator[Change]:
    """Without what came with a trade; what the team has changed since stays."""
    for emergency in spec.emergencies:
        if emergency in _emergencies(known):
            yield Remove(part="emergencies", id=emergency.id)
    for guardrail in spec.guardrails:
        if guardrail in _guardrails(known):
            yield Remove(part="guardrails", id=guardrail.id)
    if spec.audience in known.callers.values():
        yield Set(path="audience", value=None)


def _entered(known: Trade, spec: AgentSpec) -> Iterator[Change]:
    if not spec.industry:
        yield Set(path="industry", value=known.industry)
    before = trade(spec.trade).callers.values() if spec.trade else ()
    if not spec.audience or spec.audience in before:
        yield Set(path="audience", value=_callers(known, spec))
    if spec.direction != "outbound":
        yield from (add("emergencies", emergency) for emergency in _emergencies(known))
    yield from (add("guardrails", guardrail) for guardrail in _guardrails(known))


def _emergencies(known: Trade) -> tuple[Emergency, ...]:
    return tuple(
        Emergency(id=f"{known.id}_{at}", signs=emergency.signs, say=emergency.say, then=emergency.then)
        for at, emergency in enumerate(known.emergencies, 1)
    )


def _guardrails(known: Trade) -> tuple[Guardrail, ...]:
    return tuple(Guardrail(id=slug(line), statement=line) for line in known.never[:_MOST_NEVER])


def _callers(known: Trade, spec: AgentSpec) -> str:
    language = spec.languages[0].partition("-")[0] if spec.languages else "en"
    return dict(known.callers).get(language, known.callers["en"])  # type: ignore[call-overload, no-any-return]
