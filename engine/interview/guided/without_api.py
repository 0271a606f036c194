"""“we have no API”: an answer. The agent takes messages instead, or the tool stays open with a named placeholder."""

from functools import cache

from engine.document.changes import Accept, Change, Decline, RemoveFromGoal, Skip, add
from engine.document.spec import AgentSpec, Tool
from engine.document.stages import progress_of
from engine.interview.contract import Question
from engine.interview.guided.understanding import Meaning, Part
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.messages.replies import Suggestion
from engine.tools.catalog import tool_from

_MESSAGE = "take_message"
_LONGEST = 24
_SOME_DAY = frozenset(("yet", "noch", "aun", "todavia", "encore", "ainda", "ancora", "nog"))
"""“no API yet” will be one some day: then its address stays open."""


def without_api(part: Part) -> Meaning | None:
    """The two ways on, as buttons, for the tool that is asked about or the next that lacks an address."""
    if "?" in part.text or len(part.tokens) > _LONGEST or not _phrases().find(part.tokens):
        return None
    if any(t.folded in _SOME_DAY for t in part.tokens):
        return None
    tool = _open_tool(part)
    if tool is None:
        return None
    instead, open_ = _messages_instead(part.spec, tool), _left_open(part.spec, tool)
    text = (
        f"Without an API the agent cannot use `{tool.name}` by itself. Shall it take a message instead, so that your "
        "team does it, or do I leave the address open until you have one?"
    )
    suggestions = (
        Suggestion(label="Take a message instead", says="take a message instead", changes=tuple(instead)),
        Suggestion(label="Leave it open", says="leave it open", changes=tuple(open_)),
    )
    return Meaning(question=Question(f"tools.{tool.name}.url", text, tuple(instead), suggestions))


def _open_tool(part: Part) -> Tool | None:
    asked = part.asked.path if part.asked else ""
    paths = [path for path in (asked, *progress_of(part.spec).missing) if path.startswith("tools.")]
    named = (part.spec.tool(path.split(".")[1]) for path in paths if path.count(".") > 1)
    return next((tool for tool in named if tool and tool.name != _MESSAGE), None)


def _messages_instead(spec: AgentSpec, tool: Tool) -> list[Change]:
    """The tool goes, from its goals too; what the caller wants is written down for the team."""
    changes: list[Change] = [
        RemoveFromGoal(goal=goal.id, part="tools", item=tool.name) for goal in spec.goals if tool.name in goal.tools
    ]
    changes.append(Decline(tool=tool.name))
    known = spec.tool(_MESSAGE)
    if known is None:
        message = tool_from(_MESSAGE, "we have no API").model_copy(update={"state": "accepted"})
        changes.append(add("tools", message))
    elif known.state != "accepted":
        changes.append(Accept(tool=_MESSAGE))
    return changes


def _left_open(spec: AgentSpec, tool: Tool) -> list[Change]:
    missing = [path for path in progress_of(spec).missing if path.startswith(f"tools.{tool.name}.")]
    return [Skip(path=path) for path in missing or [f"tools.{tool.name}.url"]]


@cache
def _phrases() -> PhraseBook:
    return PhraseBook({"without": lexicon("answers")["without_api"]})
