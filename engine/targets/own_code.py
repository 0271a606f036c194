"""The code that a bundle brings along for a platform where your own code holds the connection, and how to run it."""

from functools import cache
from importlib.resources import files as resources
from typing import TYPE_CHECKING, NamedTuple

from engine.markdown import Markdown, template
from engine.targets.common_files import calls, knowledge, review, tests
from engine.targets.functions import call
from engine.targets.plan import Plan
from engine.targets.target import File
from engine.targets.templates import REFERENCE

if TYPE_CHECKING:
    from jinja2 import Template

_HERE = "from engine.targets.carry_out import"


def around(plan: Plan, package: str, model: str = "") -> dict[str, File]:
    """Everything beside the configuration: what the code reads, and the code itself. `model`: where one connects with
    it."""
    return {
        **call(plan, model),
        **calls(plan),
        **review(plan),
        **tests(plan),
        **knowledge(plan),
        "connect.py": _code(package, "connect.py").replace(_HERE, "from carry_out import"),
        "carry_out.py": _code("engine.targets", "carry_out.py"),
    }


def with_variables(plan: Plan) -> dict[str, File]:
    """`prompt.md` and `greeting.txt` with `{{variable}}`: where a platform has no templates, `connect.py` fills them in
    for each call."""
    said = {"prompt.md": plan.raw_prompt, "greeting.txt": plan.spec.greeting or ""}
    return {path: REFERENCE.sub(r"{{\1}}", text).rstrip() + "\n" for path, text in said.items()}


def about(files: dict[str, File], own: dict[str, str]) -> dict[str, str]:
    """File -> what it is, for those that are there."""
    known = own | _ABOUT
    return {path: says for path, says in known.items() if any(name.startswith(path) for name in files)}


class Way(NamedTuple):
    """How one comes onto the platform."""

    config: str
    """The file that is sent."""
    package: str
    """What pip installs."""
    key: str
    """The environment variable with the platform's key."""
    where: str
    """The page where one gets it."""
    phone: str
    """How a phone number is connected, as Markdown."""
    servers: bool = False
    """The platform calls MCP servers by itself."""


def steps(plan: Plan, way: Way) -> str:
    """The steps from the folder to a first call."""
    sets = list(plan.variables.declared(()))
    return _steps().render(
        way=way,
        phone=Markdown(way.phone),
        sets=sets,
        secrets=plan.secrets,
        documents=[(k.title, k.content if k.kind == "url" else f"knowledge/{k.id}.md") for k in plan.documents],
        servers=() if way.servers else plan.servers,
        ends=[name for name in plan.built_in if plan.tool(name) is None],
    )


_ABOUT = {
    "call.json": "what your code has to know of a call: variables, limits, whom to hand over to",
    "calls.json": "how your code carries out each function",
    "review.json": "how a finished call is judged, and what is taken down from it",
    "tests.json": "calls to try before real ones",
    "knowledge/": "documents that are not in the prompt",
    "connect.py": "connects, and lets you talk to the agent in a terminal",
    "carry_out.py": "carries out the functions; the part to build into your own service",
}


def _code(package: str, name: str) -> str:
    return resources(package).joinpath(name).read_text("utf-8")


@cache
def _steps() -> "Template":
    return template(__package__, "own_code_steps.md.jinja", {})
