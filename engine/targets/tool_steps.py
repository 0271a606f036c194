"""Steps of their own for tools that decide: one reads back and hears the yes, one is the tool, one says the result."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from engine.document.spec import Tool
from engine.targets.legal_graph import LegalGraph, Link, Step, When

_NO_MORE = "`{}` has not succeeded after {} tries, or nobody wants to go on with it."
_NOTHING_FITS = "None of the other ways fits."


def with_tool_steps(graph: LegalGraph) -> LegalGraph:
    """The graph in which each step that is there to use one writing tool is three: `x` talks and waits for the yes,
    `x_Act` uses the tool, `x_Done` says the result and goes on as `x` did. A failure leads back to `x`, which keeps
    its else."""
    for step in graph.steps:
        if tool := _decider(step):
            graph = _split(graph, step, tool)
    return graph


def _decider(step: Step) -> Tool | None:
    own = [t for t in step.tools if t.kind in ("http", "client")]
    writing = len(own) == 1 and own[0].effect != "read"
    return own[0] if step.kind == "talk" and step.node.kind == "tool" and writing else None


def _split(graph: LegalGraph, step: Step, tool: Tool) -> LegalGraph:
    leaving = [n for n in graph.links if n.source == step.key]
    onward = [n for n in leaving if not n.otherwise] or leaving
    if not onward:
        return graph
    talk, act, done = _three(step, tool, len(onward) > 1)
    kept = [n for n in graph.links if n not in onward]
    rest = next((n for n in leaving if n.otherwise), replace(onward[0], back=None))
    no_more = When("said", rest.when.words or _NO_MORE.format(tool.name, step.node.tries))
    links = [
        *(n for n in kept if n is not rest),
        Link(talk.key, act.key, When("said", _ready(tool)), back=When("failed")),
        Link(act.key, done.key, When("worked")),
        *_onward(talk.key, done.key, onward, rest.target),
        Link(talk.key, rest.target, no_more, rest.back if rest in leaving and rest not in onward else None, True),
    ]
    steps = [new for old in graph.steps for new in ((talk, act, done) if old is step else (old,))]
    return replace(graph, steps=tuple(steps), links=tuple(links))


def _onward(talk: str, done: str, onward: Sequence[Link], otherwise: str) -> Iterator[Link]:
    """The ordinary ways, from where the result has been said; the way back of one still leads to where is talked."""
    if len(onward) == 1:
        yield Link(done, onward[0].target, When("at_once"), otherwise=True)
    else:
        yield from (replace(n, source=done, back=None) for n in onward)
        if otherwise not in {n.target for n in onward}:
            yield Link(done, otherwise, When("said", _NOTHING_FITS), otherwise=True)
    for link in onward:
        if link.back and link.target != otherwise:
            yield Link(link.target, talk, link.back)


def _three(step: Step, tool: Tool, branches: bool) -> tuple[Step, Step, Step]:
    here = f"`{tool.name}` runs by itself as soon as {_agreed(tool)}; you do not use it here."
    told = f"`{tool.name}` has just succeeded: do not use it again. Say what it brought."
    others = tuple(t for t in step.tools if t is not tool)
    return (
        replace(step, script=f"{step.script}\n\n{here}", tools=others, listens=True),
        Step(f"{step.key}_Act", "act", tool.purpose, step.node, tools=(tool,)),
        Step(f"{step.key}_Done", "talk", step.title, step.node, told, listens=branches),
    )


def _agreed(tool: Tool) -> str:
    return "what was read back is agreed to" if tool.confirm else "all that it needs is known"


def _ready(tool: Tool) -> str:
    return f"`{tool.name}` has not succeeded yet, and {_agreed(tool)}."
