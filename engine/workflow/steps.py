"""One goal on the flow: its steps, from the first one to where the call goes on after it."""

from engine.document.spec import Goal
from engine.tools.catalog import CATALOG
from engine.workflow.branches import Branch, Stage
from engine.workflow.conditions import asks_for, capital
from engine.workflow.flow_builder import FlowBuilder
from engine.workflow.handover import draw_transfer
from engine.workflow.ids import node_id

_NAMES = ("ask", "act")
"""The last part of a step's id."""


def draw_goal(
    builder: FlowBuilder, goal: Goal, *, verified: bool, elsewhere: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Draws the steps of a goal and the edges out of them. Their ids, in order."""
    branch = Branch(builder.spec, goal, builder.person)
    stages = branch.stages(verified=verified, elsewhere=elsewhere)
    names = _NAMES if len(stages) > 1 else ("act",) if stages[0].tools and not stages[0].asks else ("ask",)
    keys = tuple(
        _draw(builder, branch, stage, node_id(goal.id, name), last=stage is stages[-1], alone=len(stages) == 1)
        for stage, name in zip(stages, names, strict=True)
    )
    if len(keys) > 1:
        builder.exits(keys[0], keys[1], builder.fallback)
        builder.edge(keys[1], keys[0], f"{capital(builder.person)} wants to change something.")
    if not _hand_over(builder, branch, keys[-1]):
        builder.exits(keys[-1], builder.after, builder.fallback)
    return keys


def _draw(builder: FlowBuilder, branch: Branch, stage: Stage, key: str, *, last: bool, alone: bool) -> str:
    goal = branch.goal
    waits_for = branch.until(stage, last=last and not _people_do_it(branch))
    acts = any(t.effect != "read" for t in stage.tools)
    kind = "collect" if stage.asks and (alone or not acts) else "tool" if stage.tools else "say"
    return builder.step(
        key,
        kind,
        branch.title(stage, alone=alone),
        *stage.said,
        until=waits_for,
        tools=stage.tools,
        asks=stage.asks,
        goal=goal.id,
    )


def _hand_over(builder: FlowBuilder, branch: Branch, key: str) -> bool:
    """Where people do the task: from its last step to them. Whether it is so."""
    spec, goal = builder.spec, branch.goal
    if not _people_do_it(branch):
        return False
    chosen = next((t for t in spec.transfers if t.id == goal.by_whom), None)
    if chosen:
        builder.exits(key, draw_transfer(builder, chosen, node_id(goal.id, "hand_over"), goal.id), builder.fallback)
        return True
    for transfer in spec.transfers:
        builder.edge(key, draw_transfer(builder, transfer), asks_for(transfer, builder.person))
    builder.edge(key, builder.fallback, otherwise=True)
    return True


def _people_do_it(branch: Branch) -> bool:
    """Whether the task ends with people: the team said whose it is, or the playbook puts the call through."""
    transfers = branch.spec.transfers
    if any(t.id == branch.goal.by_whom for t in transfers):
        return True
    last = branch.job.script[-1] if branch.job else None
    entry = CATALOG.get(last.tool) if last and last.tool else None
    return bool(transfers) and entry is not None and entry.place == "human"
