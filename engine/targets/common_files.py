"""Files that several platforms write alike, for what the platform itself has no place for."""

from typing import Any

from engine.targets.plan import Plan
from engine.targets.target import File


def calls(plan: Plan) -> dict[str, File]:
    """`calls.json`: how your code carries out each function that the model asks for."""
    return {"calls.json": {tool.name: tool.call for tool in plan.tools}} if plan.tools else {}


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
    return {"tests.json": [test.model_dump(mode="json") for test in plan.tests]} if plan.tests else {}


def knowledge(plan: Plan) -> dict[str, File]:
    """The documents that the prompt does not hold, a file each; of an address the address."""
    return {f"knowledge/{item.id}.md": f"# {item.title}\n\n{item.content}\n" for item in plan.documents}
