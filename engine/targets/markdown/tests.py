"""The tests of the agent as a list for people."""

from functools import cache
from typing import TYPE_CHECKING

from engine.document.spec import AgentSpec
from engine.language.names import language_name
from engine.markdown import template
from engine.trials.scenarios import tests_of

if TYPE_CHECKING:
    from jinja2 import Template

FILE = "tests.md"


def tests_document(spec: AgentSpec, version: int) -> str:
    """What is tried, whom it takes, and when it passes."""
    title = spec.name or spec.role or "the agent"
    return _template().render(title=title, version=version, tests=tests_of(spec)).rstrip() + "\n"


@cache
def _template() -> "Template":
    return template(__package__, "tests.md.jinja", {"language": language_name})
