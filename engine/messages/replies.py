"""The platform-neutral answer of a turn: a list of typed parts from a closed set.

Every adapter renders every part in one `match` that ends in `assert_never`, so a new part that is not rendered
everywhere fails the type check. Texts are CommonMark: paragraphs, bold, lists, links and code; no tables or headings.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from engine.document import unknown
from engine.document.changes import Change
from engine.document.diff import DiffLine
from engine.document.spec import Platform, Stage, Tool
from engine.messages.recap import Recap, in_words
from engine.sentences import listed


class _ReplyPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True, validate_by_name=True)


class Text(_ReplyPart):
    """Words of the builder."""

    kind: Literal["text"] = "text"
    markdown: str


class ProgressLine(_ReplyPart):
    """How far the session is."""

    kind: Literal["progress"] = "progress"
    stage: Stage
    percent: Annotated[int, Field(ge=0, le=100)]
    missing: tuple[str, ...] = ()


class Suggestion(_ReplyPart):
    """A quick answer. A click brings `changes`; somebody who types `says` (or the label) means the same."""

    label: Annotated[str, Field(max_length=75)]
    """Slack's button text holds 75 characters."""
    says: str = ""
    changes: tuple[Change, ...] = ()


class Suggestions(_ReplyPart):
    kind: Literal["suggestions"] = "suggestions"
    items: tuple[Suggestion, ...]


class ToolCard(_ReplyPart):
    """One proposed tool, with accept, decline and configure."""

    kind: Literal["tool_card"] = "tool_card"
    tool: Tool


class FormField(_ReplyPart):
    path: str
    """Field of the tool: `url`, `auth_ref`, `params.date.description`."""
    label: str
    hint: str = ""
    value: str = ""
    options: tuple[str, ...] = ()
    required: bool = True
    multiline: bool = False


class Form(_ReplyPart):
    """What a tool still needs, to be filled in at once; where there are no forms, it is asked one by one."""

    kind: Literal["form"] = "form"
    tool: str
    title: str
    fields: tuple[FormField, ...]


class Picture(_ReplyPart):
    """The call flow. Adapters render `mermaid` with `engine.workflow.picture`; `alt` says the same in words."""

    kind: Literal["picture"] = "picture"
    title: str
    mermaid: str
    alt: str


class Diff(_ReplyPart):
    """What changed, shown when one person overrides another or somebody asks; undo is offered beside it."""

    kind: Literal["diff"] = "diff"
    lines: tuple[DiffLine, ...]


class Notice(_ReplyPart):
    """Something about the builder itself: a secret was removed, a file was too large, guided mode took over."""

    kind: Literal["notice"] = "notice"
    text: str


class Files(_ReplyPart):
    """An export that is there to take; adapters attach it, the API gives it by its address."""

    kind: Literal["files"] = "files"
    platform: Platform
    version: int
    paths: tuple[str, ...]
    open: tuple[str, ...] = ()
    """Named placeholders that somebody must fill in before the agent takes calls."""


class Asks(_ReplyPart):
    """Those who are asked to approve what the reply shows; a platform mentions them, so that they hear of it."""

    kind: Literal["asks"] = "asks"
    who: tuple[str, ...]
    """As `Holder.who`: `person:ID`, `group:ID`."""
    names: tuple[str, ...]


ReplyPart = Annotated[
    Text | ProgressLine | Suggestions | ToolCard | Form | Picture | Diff | Notice | Files | Recap | Asks,
    Field(discriminator="kind"),
]


class Reply(_ReplyPart):
    """The one answer of a turn."""

    parts: tuple[ReplyPart, ...]
    language: str = "en"

    @property
    def text(self) -> str:
        """The words alone, for a screen that shows nothing else."""
        return "\n\n".join(words for part in self.parts if (words := _words(part)))

    @property
    def suggestions(self) -> tuple[Suggestion, ...]:
        return tuple(s for p in self.parts if isinstance(p, Suggestions) for s in p.items)


def for_approval(names: Sequence[str]) -> str:
    """What `Asks` says, with the people as a platform mentions them."""
    return f"For {listed([name for name in names if name])} to approve:"


def _words(part: ReplyPart) -> str:
    match part:
        case Text(markdown=markdown):
            return markdown
        case Notice(text=text):
            return text
        case Asks(names=names):
            return for_approval(names)
        case Recap():
            return in_words(part)
        case _:
            return ""


NOT_SHOWN = "A part of this answer comes from a newer version of me, and I cannot show it here."
_PART: TypeAdapter[ReplyPart] = TypeAdapter(ReplyPart)


def read_reply(stored: Mapping[str, Any]) -> Reply:
    """A stored reply of any release: what we cannot show is left out, with a word about it; the thread goes on.

    Buttons and cards are known by their number, so those that follow one that we cannot read are left out too.
    """
    try:
        return Reply.model_validate(stored)
    except ValidationError:
        found, language = stored.get("parts"), stored.get("language")
    parts, left_out = list[ReplyPart](), set[str]()
    for raw in found if isinstance(found, list) else [None]:
        kind, part = _kind(raw), _part(raw)
        if part is None or kind in left_out:
            left_out.add(kind)
        else:
            parts.append(part)
    notice = [Notice(text=NOT_SHOWN)] if left_out else []
    return Reply(parts=(*parts, *notice), language=language if isinstance(language, str) else "en")


def read_suggestion(stored: Any) -> Suggestion:
    """A button; where it takes a newer release to do all of it, a click says its words and does nothing else."""
    try:
        return Suggestion.model_validate(stored)
    except ValidationError:
        return Suggestion.model_validate({**stored, "changes": ()}, extra="ignore")


def _kind(stored: Any) -> str:
    return str(stored.get("kind")) if isinstance(stored, dict) else ""


def _part(stored: Any) -> ReplyPart | None:
    """None for what only a newer release can show."""
    try:
        match stored:
            case {"kind": "suggestions", "items": list(items)}:
                return Suggestions(items=tuple(map(read_suggestion, items)))
            case {"kind": "tool_card", "tool": dict(tool)}:
                return ToolCard(tool=unknown.read(Tool, tool))
        return _PART.validate_python(stored, extra="ignore")
    except ValidationError:
        return None
