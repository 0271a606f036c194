"""The bundle for MCP: definitions as `tools/list`, `prompts/list` and `resources/list` answer them, and a server."""

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from engine.document.spec import KnowledgeItem
from engine.markdown import template
from engine.targets.choices import choices
from engine.targets.common_files import knowledge, review, tests
from engine.targets.known_files import http_calls, variables
from engine.targets.plan import Plan
from engine.targets.planned_tools import PlannedTool
from engine.targets.python_code import bundled, in_words
from engine.targets.target import Export, File
from engine.targets.templates import used
from engine.targets.walk import with_strings

if TYPE_CHECKING:
    from jinja2 import Template

PROMPT = "voice_agent"


def export(plan: Plan) -> Export:
    """`tools.json`, `prompts.json`, `resources.json`, the prompt, and `server.py`, which offers all of them."""
    made: dict[str, File] = {
        "tools.json": {"tools": [with_strings(_tool(t), in_words) for t in plan.tools]},
        "prompts.json": with_strings({"prompts": [_prompt(plan)]}, in_words),
        "prompt.md": plan.prompt,
        "resources.json": with_strings({"resources": [_resource(k) for k in plan.documents]}, in_words),
        "server.py": files(__package__).joinpath("server.py.jinja").read_text("utf-8"),
        "runtime.py": bundled("runtime.py"),
        "variables.json": variables(plan, used(plan.prompt)),
        **http_calls(plan),
        **review(plan),
        **tests(plan),
        **knowledge(plan),
    }
    client = [t.name for t in plan.tools if t.tool.kind == "client"]
    steps = _steps().render(plan=plan, choices=choices(plan), client=client)
    return Export(made, steps, {name: says for name, says in _ABOUT.items() if name in made})


_ABOUT = {
    "tools.json": "the tool definitions, as `tools/list` answers them",
    "prompts.json": "the agent as a prompt with its variables, as `prompts/list` answers it",
    "prompt.md": "the text of that prompt",
    "resources.json": "the documents that the prompt does not hold",
    "server.py": "an MCP server of all this, over standard input and output",
    "runtime.py": "what the server needs to call the tools",
    "variables.json": "what stands for a variable that the host does not give",
    "calls.json": "how each tool is called",
    "review.json": "how a finished call is judged, and what is taken down from it",
    "tests.json": "calls to try before it takes real ones",
}


def _tool(tool: PlannedTool) -> dict[str, Any]:
    """A `Tool` of the protocol."""
    return {
        "name": tool.name,
        "description": tool.description,
        "inputSchema": tool.parameters,
        "annotations": {
            "title": tool.tool.purpose,
            "readOnlyHint": tool.tool.effect == "read",
            "destructiveHint": tool.tool.effect == "irreversible",
        },
    }


def _prompt(plan: Plan) -> dict[str, Any]:
    """A `Prompt` of the protocol: each variable is an argument."""
    names = variables(plan, used(plan.prompt))
    arguments = [
        {"name": name, "description": plan.variables.meaning(name) or name.replace("_", " "), "required": False}
        for name in names
    ]
    return {
        "name": PROMPT,
        "title": plan.title,
        "description": plan.spec.use_case or plan.greeting or plan.title,
        "arguments": arguments,
    }


def _resource(item: KnowledgeItem) -> dict[str, Any]:
    """A `Resource` of the protocol; `server.py` reads `knowledge/<name>.md`."""
    return {
        "uri": f"knowledge://{item.id}",
        "name": item.id,
        "title": item.title,
        "mimeType": "text/markdown",
    }


@cache
def _steps() -> "Template":
    return template(__package__, "steps.md.jinja", {})
