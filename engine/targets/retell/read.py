"""A Retell agent with its engine as the API returns them, or as the dashboard exports both in one."""

import re
from typing import Any

from engine.targets.flow_reading import NOTHING_FITS, Drawn, Graph, Way, read_flow
from engine.targets.native_names import in_our_names, our_names
from engine.targets.prompt_reading import read_prompt
from engine.targets.reading import Draft, Given, collected, described, judged, name, tool_name, transfer
from engine.targets.retell.capabilities import CAPABILITIES
from engine.targets.retell.check import ways
from engine.targets.retell.flow import END, FAILED, GREETING
from engine.targets.retell.values import VOICE

SERVER_KEYS = (
    "agent_id", "llm_id", "conversation_flow_id", "version", "is_published", "last_modification_timestamp",
    "created_timestamp", "agent_type", "channel", "response_engine", "start_speaker", "interruption_sensitivity",
    "knowledge_base_ids", "begin_tag_display_position", "published_version", "base_version",
)  # fmt: skip
"""What the server sets by itself, and what follows from the rest."""
_VARIABLE = re.compile(r"\{\{\s*([\w.]+)\s*\}\}")
_MADE = (GREETING, FAILED, END)
"""Nodes that our exports add."""


def read_objects(objects: list[dict[str, Any]]) -> Draft:
    """The agent first, then its engine: one prompt, prompts by state, or a conversation flow."""
    draft = Draft()
    objects = [in_our_names(CAPABILITIES.templates, part) for part in objects]
    for part in objects:
        if "response_engine" in part and "voice_id" in part:
            _agent(draft, Given(part, "agent"))
    for part in objects:
        engine = Given(part, "engine")
        if "general_prompt" in part or "general_tools" in part:
            _llm(draft, engine)
        elif isinstance(part.get("nodes"), list) or "global_prompt" in part:
            _flow(draft, engine)
    return draft


def _agent(draft: Draft, given: Given) -> None:
    draft.set("name", draft.line("name", given.text("agent_name")))
    voice = given.text("voice_id")
    draft.set("voice.id", voice if voice != VOICE else None)
    draft.set("voice.speed", given.number("voice_speed"))
    spoken = given.take("language")
    languages = [
        tag for tag in (spoken if isinstance(spoken, list) else [spoken]) if isinstance(tag, str) and tag != "multi"
    ]
    draft.set("languages", languages)
    draft.set("runtime.timezone", given.text("timezone") or None)
    for key, path in (
        ("max_call_duration_ms", "runtime.max_duration_seconds"),
        ("end_call_after_silence_ms", "runtime.silence_timeout_seconds"),
    ):
        milliseconds = given.number(key)
        draft.set(path, int(milliseconds / 1000) if milliseconds else None)
    if given.left.get("interruption_sensitivity") == 0:
        draft.set("speech.interruptions", False)
    if (given.left.get("voicemail_option") or {}).get("action") == {"type": "hangup"}:
        given.take("voicemail_option")
        _system(draft, "voicemail_detection", "Notice an answering machine")
    for item in given.list("post_call_analysis_data"):
        with draft.part("post_call_analysis_data", item):
            _analysis(draft, item)
    given.keep_rest(draft, SERVER_KEYS)


def _analysis(draft: Draft, item: Any) -> None:
    if not isinstance(item, dict) or item.get("type") not in ("string", "boolean", "number"):
        draft.keep("post_call_analysis_data", item)
        return
    key, text = str(item.get("name", "")), str(item.get("description", ""))
    if key.startswith(("goal_", "criterion_")) and ": true if this holds of the call: " in text:
        title, _, prompt = text.partition(": true if this holds of the call: ")
        judged(draft, key, title, prompt)
    else:
        collected(draft, key, item["type"], text, bool(item.get("required", False)))


def _engine(draft: Draft, given: Given) -> None:
    """What both kinds have."""
    model = Given(given.dict("model_config"), "model_config")
    model.take("type")
    chosen = model.text("primary", "model") or given.text("model") or given.text("model_choice", "model")
    given.take("model_choice", "type")
    draft.set("runtime.model", chosen or None)
    warmth = model.number("temperature")
    draft.set("runtime.temperature", given.number("model_temperature") if warmth is None else warmth)
    model.keep_rest(draft)
    for key, value in given.dict("default_dynamic_variables").items():
        if not re.fullmatch(r"transfer_.+_number", key):
            known = None if value == "not set" else str(value)[:300]
            draft.add("variables", {"name": name(key), "description": key.replace("_", " "), "default": known})
    for server in given.list("mcps"):
        with draft.part("mcps", server):
            item = {"name": tool_name(str(server["name"])), "kind": "mcp", "purpose": "Tools of a server"}
            login = _login(server.get("headers"))
            draft.add("tools", {**item, "state": "accepted", "url": _url(server.get("url")), **login})
    if given.left.get("knowledge_base_ids"):
        draft.keep("knowledge_base_ids", given.left["knowledge_base_ids"])


def _llm(draft: Draft, given: Given) -> None:
    _engine(draft, given)
    draft.set("greeting", given.text("begin_message") or None)
    if given.left.get("start_speaker") == "user":
        draft.set("direction", "outbound")
    for tool in given.list("general_tools"):
        with draft.part("tool", tool):
            _tool(draft, tool)
    states = given.list("states")
    read_prompt(draft, given.text("general_prompt"))
    graph = Graph(start=given.text("starting_state"))
    for state in states:
        own = [key for tool in state.get("tools") or [] if (key := _tool(draft, tool))]
        key = str(state.get("name", ""))
        graph.steps.append(Drawn(key, "tool" if own else "say", key, str(state.get("state_prompt") or ""), tuple(own)))
        for edge in state.get("edges") or []:
            graph.ways.append(Way(key, str(edge.get("destination_state_name")), str(edge.get("description") or "")))
    if graph.steps:
        read_flow(draft, graph)
    given.keep_rest(draft, SERVER_KEYS)


def _flow(draft: Draft, given: Given) -> None:
    _engine(draft, given)
    if given.left.get("start_speaker") == "user":
        draft.set("direction", "outbound")
    nodes = [node for node in given.list("nodes") if isinstance(node, dict) and "id" in node]
    by_id: dict[Any, str] = {}
    for tool in given.list("tools"):
        with draft.part("tool", tool):
            by_id[tool.get("tool_id")] = _tool(draft, tool)
    graph = Graph(start=given.text("start_node_id"))
    for node in nodes:
        key = str(node["id"])
        if key == GREETING and (node.get("instruction") or {}).get("type") == "static_text":
            draft.set("greeting", node["instruction"].get("text"))
            graph.start = next((target for target, _ in ways(node)), graph.start)
        elif key.startswith("Transfer_") and key != FAILED:
            _person(draft, node)
        elif key not in _MADE:
            with draft.part(f"node {key}", node):
                _node(draft, graph, node, by_id)
        if node.get("type") == "end" and (said := (node.get("global_node_setting") or {}).get("condition")):
            _system(draft, "end_call", str(said))
    read_prompt(draft, given.text("global_prompt"))
    read_flow(draft, _without_loose(graph))
    given.keep_rest(draft, SERVER_KEYS)


def _node(draft: Draft, graph: Graph, node: dict[str, Any], by_id: dict[Any, str]) -> None:
    key, kind = str(node["id"]), node.get("type")
    title = str(node.get("name") or key)
    script = str((node.get("instruction") or {}).get("text") or "") if kind in ("conversation", "subagent") else ""
    own = [by_id[t] for t in [*(node.get("tool_ids") or []), node.get("tool_id")] if by_id.get(t)]
    own += [named for tool in node.get("tools") or [] if (named := _tool(draft, tool))]
    if kind == "transfer_call":
        _person(draft, node)
    kinds = {"end": "end", "transfer_call": "transfer", "function": "tool"}
    ours = kinds.get(str(kind), "tool" if own else "say")
    if kind not in (*kinds, "conversation", "subagent"):
        draft.keep(f"node {key}", {k: v for k, v in node.items() if k != "display_position"})
    graph.steps.append(Drawn(key, ours, title, script if script != title else "", tuple(own)))
    for target, words in ways(node) if kind not in ("end", "transfer_call") else ():
        said = "" if words in ("Always", "Skip response") else words
        graph.ways.append(Way(key, target, said if words != "Else" else NOTHING_FITS))


def _without_loose(graph: Graph) -> Graph:
    """What every step that talks has belongs to the whole call."""
    talking = [set(s.tools) for s in graph.steps if s.kind in ("say", "tool") and not s.key.endswith("_Act")]
    common = set.intersection(*talking) if len(talking) > 1 else set()
    steps = [
        Drawn(s.key, "say" if s.kind == "tool" and set(s.tools) <= common else s.kind, s.title, s.script,
              tuple(t for t in s.tools if t not in common))
        for s in graph.steps
    ]  # fmt: skip
    return Graph(graph.start, steps, graph.ways)


def _person(draft: Draft, node: dict[str, Any]) -> None:
    words = (node.get("global_node_setting") or {}).get("condition")
    to = node.get("transfer_destination") or {}
    warm = (node.get("transfer_option") or {}).get("type") != "cold_transfer"
    if words or not any(t.get("destination") == to.get("number") for t in draft.fields.get("transfers", [])):
        said = str(words or f"{node.get('name') or 'A person'}: The flow leads there.")
        transfer(draft, said, str(to.get("number", "")), warm)


def _tool(draft: Draft, tool: Any) -> str:
    """The tool in the draft; its name, or "" where no step has to bring it."""
    if not isinstance(tool, dict):
        return ""
    kind, own = tool.get("type"), str(tool.get("name") or "tool")
    if kind == "end_call":
        _system(draft, "end_call", str(tool.get("description") or "End the call"))
    elif kind == "press_digit":
        _system(draft, "play_keypad_touch_tone", str(tool.get("description") or "Press keys of the phone"))
    elif kind == "transfer_call":
        to, warm = tool.get("transfer_destination") or {}, (tool.get("transfer_option") or {}).get("type")
        transfer(draft, str(tool.get("description") or own), str(to.get("number", "")), warm != "cold_transfer")
    elif kind == "custom":
        same = next((t for t in draft.fields.get("tools", []) if t["name"] == tool_name(own)), None)
        return str(same["name"]) if same else draft.add("tools", _custom(draft, own, tool))
    else:
        draft.keep(f"tool {own}", tool)
    return ""


def _custom(draft: Draft, own: str, tool: dict[str, Any]) -> dict[str, Any]:
    method = str(tool.get("method") or "POST")
    schema = tool.get("parameters") or {}
    needed, params = schema.get("required") or [], []
    for key, each in (schema.get("properties") or {}).items():
        each = each if isinstance(each, dict) else {}
        said = {"name": name(key), "type": each.get("type", "string"), "required": key in needed}
        if "const" in each:
            params.append({**said, **_fixed(each["const"])})
        else:
            words = draft.line(f"argument {key}", each.get("description", "")) or None
            params.append({**said, "description": words, "enum": [str(v)[:300] for v in each.get("enum") or []]})
    params += [{"name": name(k), "in": "query", **_fixed(v)} for k, v in (tool.get("query_params") or {}).items()]
    headers = tool.get("headers") or {}
    login = _login(headers)
    used = login.get("auth_header") or "Authorization"
    params += [
        {"name": name(k), "in": "header", **_fixed(v)}
        for k, v in headers.items()
        if k != used or login["auth"] == "none"
    ]
    address = str(tool.get("url") or "")
    for variable in _VARIABLE.findall(address):
        params.append({"name": name(variable), "in": "path", **_fixed(f"{{{{{variable}}}}}")})
    return {
        "name": tool_name(own),
        "state": "accepted",
        "method": method,
        "url": _url(_VARIABLE.sub(r"{\1}", address)),
        "timeout": max(1, min(300, int((tool.get("timeout_ms") or 120_000) / 1000))),
        "params": params,
        **login,
        **described(draft, own, str(tool.get("description") or ""), method != "GET"),
    }


def _fixed(value: Any) -> dict[str, Any]:
    """A value that nobody asks for."""
    variable = _VARIABLE.fullmatch(str(value))
    if not variable:
        return {"source": "constant", "value": value}
    system = variable[1] in our_names(CAPABILITIES.templates).values()
    return {"source": "system" if system else "variable", "value": variable[1]}


def _login(headers: Any) -> dict[str, Any]:
    """`Bearer $CLINIC_TOKEN`: a login that names its secret."""
    for header, value in (headers or {}).items():
        if match := re.fullmatch(r"(Bearer |Basic )?\$(\w+)", str(value)):
            kinds = {"Bearer ": "bearer", "Basic ": "basic"}
            own = {"auth_header": header} if header != "Authorization" else {}
            return {"auth": "header" if own else kinds.get(match[1] or "", "header"), "auth_ref": match[2], **own}
    return {"auth": "none"}


def _url(address: Any) -> str | None:
    address = str(address or "")
    return address if address.startswith("https://") and ".placeholder.invalid" not in address else None


def _system(draft: Draft, tool: str, words: str) -> None:
    if tool not in {t["name"] for t in draft.fields.get("tools", [])}:
        draft.add(
            "tools", {"name": tool, "kind": "system", "state": "accepted", **described(draft, tool, words, False)}
        )
