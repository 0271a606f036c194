"""Files that several platforms write alike, for what the platform itself has no place for."""

from dataclasses import replace
from typing import Any

from engine.targets.once import once
from engine.targets.open_points import url_of
from engine.targets.plan import Plan, as_json
from engine.targets.planned_tools import PlannedTool
from engine.targets.target import File
from engine.targets.templates import REFERENCE, Variables


def calls(plan: Plan) -> dict[str, File]:
    """`calls.json`: how your code sends the request of each function that the model asks for."""
    found: dict[str, Any] = {tool.name: request(plan, tool) for tool in plan.tools if tool.tool.kind == "http"}
    return {"calls.json": found} if found else {}


def review(plan: Plan) -> dict[str, File]:
    """`review.json`: how a finished call is judged, and what is taken down from it."""
    criteria = [{"id": c.id, "name": c.name, "holds": c.prompt} for c in plan.criteria]
    collect = [
        {"name": c.name, "type": c.type, "description": c.description, "required": c.required} for c in plan.collected
    ]
    found: dict[str, Any] = {"criteria": criteria, "collect": collect}
    return {"review.json": found} if criteria or collect else {}


def tests(plan: Plan) -> dict[str, File]:
    """`tests.json`: the tests of the agent, for any runner."""

    def text() -> str:
        return plan.variables.in_json(as_json([test.model_dump(mode="json") for test in plan.tests]))

    key = ("tests.json", repr(plan.capabilities.templates))
    return {"tests.json": once(plan.spec, key, text)} if plan.tests else {}


def knowledge(plan: Plan) -> dict[str, File]:
    """The documents that the prompt does not hold, a file each; of an address the address."""
    return {f"knowledge/{item.id}.md": f"# {item.title}\n\n{item.content}\n" for item in plan.documents}


def request(plan: Plan, tool: PlannedTool) -> dict[str, Any]:
    """How code calls it (`PlannedTool.call`); a variable in the address is a part of the path."""
    names = REFERENCE.findall(url_of(tool.tool))
    if not names:
        return tool.call
    in_path = Variables(plan.spec, replace(plan.variables.templates, form="{{{}}}", upper=False))
    call = replace(tool, variables=in_path).call
    return {**call, "path": call["path"] | {in_path.name(name): {"variable": in_path.name(name)} for name in names}}
