"""Specs that no team would write, but that could be: any text, any graph, anything missing."""

from hypothesis import strategies as st

from engine.document.spec import (
    AgentSpec,
    Criterion,
    DataField,
    Edge,
    Flow,
    Goal,
    Guardrail,
    KnowledgeItem,
    Node,
    Param,
    Runtime,
    Speech,
    Tool,
    Transfer,
    Variable,
    Voice,
)

_LINES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=30),
    st.sampled_from(["@home", "a | b", "Hello {{guest}}", "```", "{brace}", "at {{ current_time }}", "#x", "“quoted”"]),
)
_SLUGS = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,6}", fullmatch=True) | st.just("start_node")
_NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
_KNOWN_TOOLS = ["end_call", "transfer_to_human", "lookup", "book"]
_TOOL_NAMES = st.from_regex(r"[A-Za-z0-9_-]{1,12}", fullmatch=True) | st.sampled_from(_KNOWN_TOOLS)
_URLS = st.none() | st.sampled_from(
    ["https://api.example.com/a", "https://api.example.com/{id}/b?x=1", "https://api.example.com/{{region}}/c"]
)
_MAYBE = st.none() | _LINES


@st.composite
def _params(draw: st.DrawFn) -> Param:
    source = draw(st.sampled_from(["llm", "constant", "variable", "system"]))
    value = {
        "llm": st.none(),
        "constant": st.one_of(_LINES, st.integers(1, 9), st.floats(1, 2), st.booleans()),
        "variable": _NAMES,
        "system": st.sampled_from(["caller_id", "order_ts"]),
    }[source]
    return Param.model_validate(
        {
            "name": draw(_NAMES),
            "in": draw(st.sampled_from(["path", "query", "body", "header"])),
            "type": draw(st.sampled_from(["string", "number", "integer", "boolean", "array", "object"])),
            "description": draw(_MAYBE),
            "required": draw(st.booleans()),
            "source": source,
            "value": draw(value),
            "enum": draw(st.sampled_from([(), ("a", "b")])),
            "format": draw(st.sampled_from([None, "date-time"])),
        }
    )


_TOOLS = st.builds(
    Tool,
    name=_TOOL_NAMES,
    state=st.sampled_from(["accepted", "declined"]),
    kind=st.sampled_from(["http", "mcp", "client", "system"]),
    purpose=_LINES,
    when=_MAYBE,
    method=st.sampled_from(["GET", "POST", "DELETE"]),
    url=_URLS,
    params=st.lists(_params(), max_size=4, unique_by=lambda p: p.name).map(tuple),
    effect=st.sampled_from(["read", "write", "irreversible"]),
    confirm=st.booleans(),
    timeout=st.integers(1, 300),
    auth=st.sampled_from([None, "none", "bearer", "basic", "header"]),
    auth_ref=st.none() | _NAMES,
)


@st.composite
def _flows(draw: st.DrawFn) -> Flow:
    ids = draw(st.lists(_SLUGS, max_size=5, unique=True))
    kinds = st.sampled_from(["start", "collect", "verify", "route", "tool", "say", "transfer", "end"])
    tools = st.lists(st.sampled_from(_KNOWN_TOOLS), max_size=2, unique=True).map(tuple)
    nodes = [
        Node(
            id=i, kind=draw(kinds), title=draw(_LINES), instruction=draw(_MAYBE), until=draw(_MAYBE), tools=draw(tools)
        )
        for i in ids
    ]
    ends = st.sampled_from([*ids, "nowhere"])
    edges = [
        Edge(
            id=f"e{i}",
            source=draw(ends),
            target=draw(ends),
            condition=draw(_MAYBE),
            otherwise=draw(st.booleans()),
            back=draw(st.none() | _MAYBE),
        )
        for i in range(draw(st.integers(0, 7)))
    ]
    return Flow(start=draw(st.none() | ends), nodes=tuple(nodes), edges=tuple(edges))


def _some(items: st.SearchStrategy[object], key: str) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(items, max_size=3, unique_by=lambda item: getattr(item, key)).map(tuple)


SPECS: st.SearchStrategy[AgentSpec] = st.builds(
    AgentSpec,
    name=_MAYBE,
    role=_MAYBE,
    use_case=_MAYBE,
    direction=st.sampled_from([None, "inbound", "outbound", "web"]),
    goals=_some(st.builds(Goal, id=_SLUGS, statement=_LINES, success=_MAYBE), "id"),
    languages=st.lists(st.sampled_from(["en-GB", "en-US", "pt-BR", "tlh", "de"]), max_size=3, unique=True).map(tuple),
    greeting=_MAYBE,
    data_fields=_some(st.builds(DataField, name=_NAMES, description=_LINES), "name"),
    variables=_some(st.builds(Variable, name=_NAMES, description=_LINES, example=_MAYBE), "name"),
    tools=_some(_TOOLS, "name"),
    knowledge=_some(
        st.builds(KnowledgeItem, id=_SLUGS, title=_LINES, kind=st.sampled_from(["text", "url", "faq"]), content=_LINES),
        "id",
    ),
    flow=_flows(),
    transfers=_some(
        st.builds(
            Transfer,
            id=_SLUGS,
            label=_LINES,
            condition=_LINES,
            destination=st.none() | st.just("+14155550123"),
            mode=st.sampled_from(["warm", "cold"]),
        ),
        "id",
    ),
    guardrails=_some(st.builds(Guardrail, id=_SLUGS, statement=_LINES), "id"),
    criteria=_some(st.builds(Criterion, id=_SLUGS, name=_LINES, prompt=_LINES), "id"),
    speech=st.builds(Speech, interruptions=st.booleans()),
    voice=st.builds(Voice, provider=st.sampled_from([None, "ElevenLabs", "other"]), id=_MAYBE),
    runtime=st.builds(
        Runtime,
        model=st.sampled_from([None, "gpt-4o", "mine"]),
        temperature=st.none() | st.floats(0, 2),
        timezone=st.sampled_from([None, "Europe/London", "Asia/Tokyo"]),
    ),
)
