"""Names that only this session knows: its tools and the people it hands calls to, as somebody may write them."""

from collections import Counter
from collections.abc import Iterator, Sequence

from engine.document.spec import AgentSpec, Tool
from engine.interview.answering.vocabulary import vocabulary, written
from engine.interview.contract import Message, Question

Names = dict[tuple[str, ...], tuple[str, str]]
"""Folded words -> (kind of name, value)."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_HEADS = ("one", "tool")
_SHORTEST = 4
"""Letters of a word that names a tool by itself."""


def own_names(spec: AgentSpec, asked: Question | None = None, history: Sequence[Message] = ()) -> Names:
    tools = [tool for tool in spec.tools if tool.state != "declined"]
    used = Counter(word for tool in tools for word in set(written(_spaced(tool.name))))
    names: Names = {form: ("tool", tool.name) for tool in tools for form in _forms(tool, used) if form}
    for number, tool in zip(_ORDINALS, tools, strict=False):
        names |= {(number, head): ("tool", tool.name) for head in _HEADS}
    open_tool = asked.path.split(".")[1] if asked and asked.path.startswith("tools.") else ""
    if open_tool:
        names |= {(word, "tool"): ("tool", open_tool) for word in ("this", "that", "the")}
    people = {form: ("person", transfer.label) for transfer in spec.transfers for form in _called(transfer.label)}
    members = {written(first): ("member", first) for first in _members(spec, history)}
    return {form: name for form, name in (members | names | people).items() if form}


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _called(label: str) -> Iterator[tuple[str, ...]]:
    """“On-call engineer Dave”, and “Dave”."""
    yield written(label)
    yield from (written(word) for word in label.split()[1:] if word[:1].isupper())


def _members(spec: AgentSpec, history: Sequence[Message]) -> Iterator[str]:
    """The first names of those who write here, less those that are words of a question, such as Will."""
    full = {m.author.name for m in history} | {origin.author_name for origin in spec.origins.values()}
    known = vocabulary("en")
    for first in (name.split()[0] for name in sorted(full) if name.strip()):
        form = written(first)
        if not any(book.at(form, 0) for book in (known.aux, known.before, known.fillers)):
            yield first


def _forms(tool: Tool, used: Counter[str]) -> Iterator[tuple[str, ...]]:
    """`check_availability`, “check availability”, and “the availability one” where only this tool has that word."""
    words = written(_spaced(tool.name).replace("-", " "))
    yield written(tool.name)
    yield words
    yield from ((word, head) for word in words if used[word] == 1 and len(word) >= _SHORTEST for head in _HEADS)
