"""A tool that is taken as a whole, from a document that says how it is called."""

from engine.document.changes.edits import forgotten, known, replace
from engine.document.changes.goals import add_to_goal
from engine.document.spec import AgentSpec, Origin, Tool
from engine.errors import Problem


def take_tool(spec: AgentSpec, tool: Tool, goal: str | None, origin: Origin) -> AgentSpec | Problem:
    """The tool of this name keeps its place in the list, in the goals and in the flow; nothing else of it stays."""
    there = spec.tool(tool.name)
    if there is None:
        spec = known(replace(spec, tools=(*spec.tools, tool)), {f"tools.{tool.name}": origin})
    elif there != there.carried_to(tool):
        tools = tuple(tool if one is there else one for one in spec.tools)
        spec = forgotten(replace(spec, tools=tools), f"tools.{tool.name}")
        spec = known(spec, {f"tools.{tool.name}": origin})
    linked = goal is None or any(g.id == goal and tool.name in g.tools for g in spec.goals)
    return spec if linked else add_to_goal(spec, str(goal), "tools", tool.name, origin)
