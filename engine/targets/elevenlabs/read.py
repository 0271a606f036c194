"""An ElevenLabs agent as its API returns it, with its tools if they come along, as a draft of a spec."""

import re
from typing import Any

from engine.targets.elevenlabs.capabilities import CAPABILITIES
from engine.targets.elevenlabs.workflow import START
from engine.targets.flow_reading import NOTHING_FITS, Drawn, Graph, Way, read_flow
from engine.targets.native_names import in_our_names, our_names
from engine.targets.prompt_reading import read_prompt
from engine.targets.reading import Draft, Given, collected, described, judged, name, slug, tool_name, transfer

SERVER_KEYS = (
    "agent_id", "metadata", "access_info", "version_id", "branch_id", "main_branch_id", "phone_numbers",
    "whatsapp_accounts", "agents", "tests", "is_archived", "archived",
)  # fmt: skip
"""What the server sets by itself, and the index files of the vendor's CLI."""
_DERIVED = ("client_events", "text_only", "model_id", "disable_first_message_interruptions")
_SYSTEM = {
    "end_call": "End the call",
    "language_detection": "Notice the language of the caller",
    "voicemail_detection": "Notice an answering machine",
    "skip_turn": "Wait in silence",
    "play_keypad_touch_tone": "Press keys of the phone",
}
_DEFAULT_WORDS = (
    "Switch to the language that the caller speaks once they have said a whole sentence in it.",
    "Use it when a mailbox answers instead of a person.",
    "Hand the call over to a person when one of the conditions holds.",
)
"""Of built-in tools that follow from the rest of a spec."""
_PLACES = (("path_params_schema", "path"), ("query_params_schema", "query"), ("request_body_schema", "body"))


def read_objects(objects: list[dict[str, Any]]) -> Draft:
    """The tools first, since the agent names them."""
    draft = Draft()
    objects = [in_our_names(CAPABILITIES.templates, part) for part in objects]
    ids: dict[str, str] = {}
    agent = next((part for part in objects if "conversation_config" in part), {})
    inline = ((agent.get("conversation_config") or {}).get("agent") or {}).get("prompt") or {}
    for part in [*objects, *(inline.get("tools") or [])]:
        config = part.get("tool_config") if isinstance(part.get("tool_config"), dict) else part
        if (
            isinstance(config, dict)
            and config.get("type") in ("webhook", "client")
            and "name" in config
            and "messages" not in config
        ):
            with draft.part("tool", config):
                added = draft.add("tools", _tool(draft, config))
                ids |= {str(part.get("id") or config["name"]): added, str(config["name"]): added}
    if agent:
        _agent(draft, Given(agent), ids)
    return draft


def _agent(draft: Draft, given: Given, ids: dict[str, str]) -> None:
    draft.set("name", draft.line("name", given.text("name")))
    given.take("conversation_config", "agent", "prompt", "tools")
    talk = Given(given.dict("conversation_config"), "conversation_config")
    draft.set("greeting", talk.text("agent", "first_message") or None)
    spoken = [talk.text("agent", "language"), *talk.dict("language_presets")]
    draft.set("languages", list(dict.fromkeys(tag for tag in spoken if tag)))
    if talk.left.get("agent", {}).get("disable_first_message_interruptions") is True:
        draft.set("speech.interruptions", False)
    for key, value in (talk.take("agent", "dynamic_variables", "dynamic_variable_placeholders") or {}).items():
        if not re.fullmatch(r"transfer_.+_number", key):
            known = None if value == "not set" else str(value)[:300]
            draft.add("variables", {"name": name(key), "description": key.replace("_", " "), "default": known})
    _voice(draft, talk)
    silence, longest = (
        talk.number("turn", "silence_end_call_timeout"),
        talk.number("conversation", "max_duration_seconds"),
    )
    draft.set("runtime.silence_timeout_seconds", int(silence) if silence and silence > 0 else None)
    draft.set("runtime.max_duration_seconds", int(longest) if longest else None)
    prompt = Given(talk.dict("agent", "prompt"), "prompt")
    for key in _DERIVED:
        talk.take("agent", key), talk.take("conversation", key)
    _settings(draft, given)
    text = _prompt(draft, prompt, ids)
    flow = given.dict("workflow")
    if len(flow.get("nodes") or {}) > 1:
        _workflow(draft, flow, ids)
    read_prompt(draft, text)
    prompt.keep_rest(draft)
    talk.keep_rest(draft)
    given.keep_rest(draft, SERVER_KEYS)


def _voice(draft: Draft, talk: Given) -> None:
    draft.set("voice.speed", talk.number("tts", "speed"))
    if voice := talk.text("tts", "voice_id"):
        draft.set("voice.provider", "elevenlabs")
        draft.set("voice.id", voice)
    talk.take("tts", "model_id")


def _prompt(draft: Draft, prompt: Given, ids: dict[str, str]) -> str:
    draft.set("runtime.model", prompt.text("llm") or None)
    draft.set("runtime.temperature", prompt.number("temperature"))
    draft.set("runtime.timezone", prompt.text("timezone") or None)
    unknown = [key for key in prompt.list("tool_ids") if str(key) not in ids]
    if unknown:
        draft.keep("tool_ids", unknown)
    for key, tool in prompt.dict("built_in_tools").items():
        with draft.part(f"built_in_tools.{key}", tool):
            _built_in(draft, key, tool)
    for document in prompt.list("knowledge_base"):
        draft.keep("knowledge_base", document)
    return prompt.text("prompt")


def _built_in(draft: Draft, key: str, tool: dict[str, Any]) -> None:
    words = str(tool.get("description") or "")
    if key == "transfer_to_number":
        for to in (tool.get("params") or {}).get("transfers") or []:
            number = (to.get("transfer_destination") or {}).get("phone_number") or to.get("phone_number") or ""
            transfer(draft, str(to.get("condition") or ""), str(number), to.get("transfer_type") != "blind")
        if words not in _DEFAULT_WORDS:
            said = described(draft, "transfer_to_human", words, False)
            draft.add("tools", {"name": "transfer_to_human", "kind": "system", "state": "accepted", **said})
    elif key in _SYSTEM and words not in _DEFAULT_WORDS:
        said = described(draft, key, words or _SYSTEM[key], False)
        draft.add("tools", {"name": key, "kind": "system", "state": "accepted", **said})
    elif key not in _SYSTEM:
        draft.keep(f"built_in_tools.{key}", tool)
    elif key == "voicemail_detection":
        draft.set("direction", "outbound")


def _settings(draft: Draft, given: Given) -> None:
    settings = Given(given.dict("platform_settings"), "platform_settings")
    for item in settings.list("evaluation", "criteria"):
        if isinstance(item, dict):
            key, title = str(item.get("id") or item.get("name")), str(item.get("name") or item.get("id"))
            judged(draft, key, title, str(item.get("conversation_goal_prompt") or title))
    for key, item in settings.dict("data_collection").items():
        item = item if isinstance(item, dict) else {}
        collected(draft, key, str(item.get("type", "string")), str(item.get("description") or ""), True)
    guardrails = Given(settings.dict("guardrails"), "guardrails")
    for rule in guardrails.list("custom", "config", "configs"):
        statement = str(rule.get("name") or rule.get("prompt") or "") if isinstance(rule, dict) else ""
        draft.add(
            "guardrails",
            {"id": slug(statement)[:40], "statement": draft.line("rule", statement)},
        )
    for key in ("version", "focus", "prompt_injection"):
        guardrails.take(key)
    guardrails.keep_rest(draft)
    settings.take("testing")
    settings.keep_rest(draft)


def _tool(draft: Draft, config: dict[str, Any]) -> dict[str, Any]:
    own, api = str(config["name"]), config.get("api_schema") or {}
    method = str(api.get("method") or "POST")
    params = []
    for key, place in _PLACES:
        schema = api.get(key) or {}
        properties = schema if key == "path_params_schema" else schema.get("properties") or {}
        needed = list(properties) if place == "path" else schema.get("required") or []
        params += [
            _param(draft, n, place, each, n in needed) for n, each in properties.items() if isinstance(each, dict)
        ]
    client = config.get("parameters") or {}
    params += [
        _param(draft, n, "body", each, n in (client.get("required") or []))
        for n, each in (client.get("properties") or {}).items()
    ]
    login: dict[str, Any] = {"auth": "none"}
    for header, value in (api.get("request_headers") or {}).items():
        if isinstance(value, dict) and "secret_id" in value:
            login = {"auth": "bearer", "auth_ref": name(str(value["secret_id"]))}
            if header != "Authorization":
                login |= {"auth": "header", "auth_header": header}
        else:
            params.append({"name": name(header), "in": "header", **_fixed(value)})
    url = str(api.get("url") or "")
    return {
        "name": tool_name(own),
        "state": "accepted",
        "kind": "client" if config["type"] == "client" else "http",
        "method": method,
        "url": url if url.startswith("https://") and ".placeholder.invalid" not in url else None,
        "timeout": max(1, min(300, int(config.get("response_timeout_secs") or 20))),
        "params": params,
        **login,
        **described(draft, own, str(config.get("description") or ""), method != "GET" and config["type"] != "client"),
    }


def _param(draft: Draft, key: str, place: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"name": name(key), "in": place, "type": schema.get("type", "string"), "required": required}
    if schema.get("constant_value") not in (None, ""):
        return {**said, "source": "constant", "value": schema["constant_value"]}
    if schema.get("dynamic_variable"):
        return {**said, **_fixed({"variable_name": schema["dynamic_variable"]})}
    words = draft.line(f"argument {key}", schema.get("description", "")) or None
    return {**said, "description": words, "enum": [str(v)[:300] for v in schema.get("enum") or []]}


def _fixed(value: Any) -> dict[str, Any]:
    """A value that nobody asks for: text, or the name of a variable."""
    if not isinstance(value, dict):
        return {"source": "constant", "value": value}
    native = str(value.get("variable_name") or value.get("env_var_label") or "")
    ours = our_names(CAPABILITIES.templates).get(native)
    return {"source": "system", "value": ours} if ours else {"source": "variable", "value": native}


def _everywhere(nodes: dict[str, Any]) -> set[str]:
    """The tools that every step which talks has: they belong to the whole call, and to no step."""
    talking = [n for n in nodes.values() if isinstance(n, dict) and n.get("type") == "override_agent"]
    granted = [set(map(str, node.get("additional_tool_ids") or [])) for node in talking]
    return set.intersection(*granted) if len(granted) > 1 else set()


def _workflow(draft: Draft, flow: dict[str, Any], ids: dict[str, str]) -> None:
    graph, everywhere = Graph(), _everywhere(flow["nodes"])
    for key, node in flow["nodes"].items():
        node = node if isinstance(node, dict) else {}
        if key == START or node.get("type") == "start":
            continue
        named = [*(node.get("additional_tool_ids") or []), *(t.get("tool_id") for t in node.get("tools") or [])]
        own = tuple(ids[str(t)] for t in named if str(t) in ids and str(t) not in everywhere)
        kinds = {"end": "end", "phone_number": "transfer", "tool": "tool", "dispatch_tool": "tool"}
        kind = kinds.get(str(node.get("type")), "tool" if own else "say")
        script = str(node.get("additional_prompt") or (node.get("message") or {}).get("prompt") or "")
        title = str(node.get("label") or key)
        if kind == "transfer":
            number = (node.get("transfer_destination") or {}).get("phone_number", "")
            if not _known(draft, str(number)):
                transfer(draft, f"{title}: The flow leads there.", str(number), node.get("transfer_type") != "blind")
        graph.steps.append(Drawn(key, kind, title, script if script != title else "", own))
    order = [edge for key in flow["nodes"] for edge in (flow["nodes"][key] or {}).get("edge_order") or []]
    edges = sorted((flow.get("edges") or {}).items(), key=lambda item: order.index(item[0]) if item[0] in order else 0)
    for _, edge in edges:
        if edge.get("source") == START:
            graph.start = str(edge.get("target"))
            continue
        for ends, when in ((("source", "target"), "forward_condition"), (("target", "source"), "backward_condition")):
            if isinstance(edge.get(when), dict):
                graph.ways.append(Way(str(edge[ends[0]]), str(edge[ends[1]]), _words(edge[when])))
    read_flow(draft, graph)


def _words(condition: dict[str, Any]) -> str:
    if condition.get("type") == "result":
        return "It worked." if condition.get("successful") else NOTHING_FITS
    return str(condition.get("condition") or ("" if condition.get("type") == "unconditional" else condition))


def _known(draft: Draft, number: str) -> bool:
    there = draft.fields.get("transfers", [])
    return any(
        t.get("destination") == number or f"transfer_{t['id'].replace('-', '_')}_number" == number for t in there
    )
