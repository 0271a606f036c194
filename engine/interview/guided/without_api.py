"""“We have no API”, “leave the rest open”: answers. It takes messages instead, or a named placeholder stays."""

from functools import cache

from engine.document.changes import Accept, Change, Decline, RemoveFromGoal, Skip, add
from engine.document.spec import AgentSpec, Tool
from engine.document.stages import progress_of
from engine.interview.asking.consulting import DEFAULTS
from engine.interview.contract import Question
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.clauses import sentences_of
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.messages.replies import Suggestion
from engine.sentences import listed
from engine.tools.catalog import tool_from

_MESSAGE = "take_message"
_LONGEST = 24
_SOME_DAY = frozenset(("yet", "noch", "aun", "todavia", "encore", "ainda", "ancora", "nog"))
"""“no API yet” will be one some day: then its address stays open."""


def without_api(part: Part) -> Meaning | None:
    """The two ways on, as buttons, for the tool that is asked about or the next that lacks an address; “it's a paper
    diary” speaks of all that need a system."""
    if "?" in part.text or len(part.tokens) > _LONGEST or len(list(sentences_of(part.text))) > 1:
        return None
    hit = next(iter(_without().find(part.tokens)), None)
    if hit is None or any(t.folded in _SOME_DAY for t in part.tokens):
        return None
    open_tool = _open_tool(part)
    tools = [open_tool] if open_tool else _needing_a_system(part.spec) if hit.value == "system" else []
    if not tools:
        return None
    instead = [change for tool in tools for change in _messages_instead(part.spec, tool)]
    open_ = [change for tool in tools for change in _left_open(part.spec, tool)]
    names = listed([f"`{tool.name}`" for tool in tools])
    text = (
        f"Without {'an API' if hit.value == 'api' else 'a system behind it'} the agent cannot use {names} by itself. "
        "Shall it take a message instead, so that your team does it, or do I leave the address open until you have one?"
    )
    suggestions = (
        Suggestion(
            label="Take a message instead", says="take a message instead", changes=tuple(dict.fromkeys(instead))
        ),
        Suggestion(label="Leave it open", says="leave it open", changes=tuple(open_)),
    )
    return Meaning(question=Question(f"tools.{tools[0].name}.url", text, tuple(dict.fromkeys(instead)), suggestions))


def _open_tool(part: Part) -> Tool | None:
    asked = part.asked.path if part.asked else ""
    paths = [path for path in (asked, *progress_of(part.spec).missing) if path.startswith("tools.")]
    named = (part.spec.tool(path.split(".")[1]) for path in paths if path.count(".") > 1)
    return next((tool for tool in named if tool and tool.name != _MESSAGE), None)


def _needing_a_system(spec: AgentSpec) -> list[Tool]:
    """The tools that look into something of the team's or write there; a message or a callback reaches people."""
    return [t for t in spec.tools if t.kind == "http" and t.state != "declined" and t.catalog not in _FOR_PEOPLE]


_FOR_PEOPLE = (_MESSAGE, "schedule_callback", "send_sms", "send_email")


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
def _without() -> PhraseBook:
    data = lexicon("answers")
    return PhraseBook({"api": data["without_api"], "system": data["without_system"]})


_MOST_WORDS = 14


def leave_open(part: Part) -> Meaning | None:
    """Only where settings of tools are open, and in a short sentence; anything else is somebody else's affair."""
    if len(part.tokens) > _MOST_WORDS or not _open_phrases().find(part.tokens):
        return None
    if part.asked and part.asked.path.startswith(("questions.", "fallback")):
        rest = next((s for s in part.asked.suggestions if s.says == DEFAULTS), None)
        return meaning(*(rest.changes if rest else part.asked.offer), says="Then I use my suggestions for now.")
    paths = [p for p in progress_of(part.spec).missing if p.startswith(("tools.", "transfers"))]
    if not paths:
        late = part.asked is None or part.asked.path.startswith("approval:") or part.asked.path == "platforms"
        return Meaning(says="There is nothing left to leave open.") if late else None
    return meaning(
        *(Skip(path=path) for path in paths),
        says=f"Left open as named placeholder{'s' if len(paths) > 1 else ''}; you can fill them in at any time.",
    )


@cache
def _open_phrases() -> PhraseBook:
    return PhraseBook({"open": lexicon("answers")["leave_open"]})
