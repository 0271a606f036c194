"""“Show the flow of booking appointments”: the steps of one goal, as its own picture."""

import re

from engine.document.spec import AgentSpec, Goal
from engine.interview.answering.answer import Answer
from engine.messages.replies import Picture
from engine.sentences import listed, quoted

_ASKED = re.compile(
    r"(?i)\b(?:show|draw|see|zeig\w*|sehen|mu[eé]stra\w*|ver|montre\w*|voir)\b.{0,30}?"
    r"\b(?:flow|steps|diagram|picture|ablauf|flujo|diagrama|déroulement|diagramme)\s+"
    r"(?:of|for|von|für|vom|de|du|des|del|pour|para)\s+(?P<goal>.+?)[\s?.!]*$"
)
_ALL = re.compile(r"(?i)^(?:(?:the|a|my|our|this|each|every|all)\s+)*(?:calls?|agent|bot|flow|it|everything|goals?)$")


def flow_of(text: str, spec: AgentSpec) -> Answer | None:
    """None for what asks for no flow, or for that of the whole call."""
    found = _ASKED.search(text)
    if not found or _ALL.match(found["goal"]) or not spec.flow.nodes:
        return None
    from engine.workflow.overview import goal_named  # what the later stages need is loaded there

    goal = goal_named(spec, found["goal"])
    if goal is None:
        named = listed([quoted(g.statement.rstrip(".")) for g in spec.goals], "or")
        return Answer(f"Of which goal do you want to see the steps: {named}?", kind="show_flow") if named else None
    return Answer(
        f"So a call goes about {quoted(goal.statement.rstrip('.'))}.", (picture_of(spec, goal),), kind="show_flow"
    )


def picture_of(spec: AgentSpec, goal: Goal) -> Picture:
    from engine.workflow.picture import shown

    drawing, words = shown(spec, goal.id)
    return Picture(title=f"The call flow: {goal.statement.rstrip('.')}", mermaid=drawing, alt=words)
