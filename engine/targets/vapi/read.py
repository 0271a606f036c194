"""A Vapi assistant or squad as its API returns it, as a draft of a spec."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from engine.targets.flow_reading import Drawn, Graph, Way, read_flow
from engine.targets.native_names import in_our_names, our_names
from engine.targets.prompt_reading import read_prompt
from engine.targets.reading import Draft, Given, collected, described, judged, name, tool_name, transfer
from engine.targets.vapi.capabilities import CAPABILITIES

SERVER_KEYS = (
    "id", "orgId", "createdAt", "updatedAt", "isServerUrlSecretSet", "latestVersion", "versionId", "firstMessageMode",
)  # fmt: skip
"""What the server sets by itself, and what follows from the rest."""
_LOCAL = re.compile(r'\{\{\s*"now" \| date: "([^"]*)"(?:, "([^"]*)")?\s*\}\}')
_BUILT_IN = {"endCall": "end_call", "voicemail": "voicemail_detection", "dtmf": "play_keypad_touch_tone"}
_BUILT_IN_PURPOSE = {
    "endCall": "End the call",
    "voicemail": "Notice an answering machine",
    "dtmf": "Press keys of the phone",
}
_HEADINGS = ("\n\n# Your step\n\n", "\n\n# Where the call goes next\n\n")
_PHONE = re.compile(r"^- `(\w+)`: (.+)$", re.MULTILINE)
_QUERY = re.compile(r"([^=&]+)=(?:\{\{\s*(\w[\w.]*)(?: \| url_encode)?\s*\}\}|([^&]*))(?:&|$)")
_PATH = re.compile(r"\{\{\s*([\w.]+)(?: \| url_encode)?\s*\}\}")
_HANDS_OVER = "transfer_to_human"


def read_objects(objects: list[dict[str, Any]]) -> Draft:
    """Squads and assistants; what stands beside them are values of their variables."""
    draft = Draft()
    objects = [_with_our_time(draft, in_our_names(CAPABILITIES.templates, part)) for part in objects]
    for part in objects:
        for key, value in (part.get("variableValues") or {}).items():
            if not re.fullmatch(r"transfer_.+_number|transfer_number_\d+", key):
                known = None if value == "not set" else str(value)[:300]
                draft.add("variables", {"name": name(key), "description": key.replace("_", " "), "default": known})
    squad = next((part for part in objects if isinstance(part.get("members"), list)), None)
    if squad is not None:
        _squad(draft, squad)
    elif agent := next((p for p in objects if isinstance(p.get("model"), dict) or "firstMessage" in p), None):
        given = Given(agent)
        draft.set("name", draft.line("name", given.text("name")))
        prompt = _assistant(draft, given)[0]
        read_prompt(draft, prompt)
        given.keep_rest(draft, SERVER_KEYS)
    return draft


def _squad(draft: Draft, squad: dict[str, Any]) -> None:
    given = Given(squad)
    draft.set("name", draft.line("name", given.text("name")))
    shared = Given(given.dict("membersOverrides"), "membersOverrides")
    _settings(draft, shared)
    graph = Graph()
    for at, member in enumerate(given.list("members")):
        agent = Given(member.get("assistant") if isinstance(member, dict) else {}, f"members.{at}")
        key = (
            agent.text("name")
            or (str(member.get("assistantId", "")) if isinstance(member, dict) else "")
            or f"step-{at}"
        )
        prompt, tools = _assistant(draft, agent)
        base, script, ways = _parts(prompt)
        if at == 0:
            graph.start = key
            read_prompt(draft, base)
        _step(graph, key, script or ("" if at == 0 else base), tools, ways)
        agent.keep_rest(draft, SERVER_KEYS)
    read_flow(draft, _without_common_tools(graph))
    given.keep_rest(draft, SERVER_KEYS)


def _without_common_tools(graph: Graph) -> Graph:
    """What every assistant has belongs to the whole call and to no step."""
    talking = [set(s.tools) for s in graph.steps if s.kind not in ("end", "transfer")]
    common = set.intersection(*talking) if len(talking) > 1 else set()
    steps = [replace(s, tools=tuple(t for t in s.tools if t not in common)) for s in graph.steps]
    steps = [replace(s, kind="say") if s.kind == "tool" and not s.tools else s for s in steps]
    return Graph(graph.start, steps, graph.ways)


def _parts(prompt: str) -> tuple[str, str, dict[str, str]]:
    """What always holds, the script of the step, and where a call goes from it: words -> what they lead to."""
    base, _, rest = prompt.partition(_HEADINGS[0])
    script, _, after = rest.partition(_HEADINGS[1])
    ways = {
        m[1]: m[2]
        for m in re.finditer(r"^- (.+): (go on to “.*”|end the call|hand the call over to .*)\.$", after, re.MULTILINE)
    }
    return base, script.partition("\n\n")[2], ways


def _step(graph: Graph, key: str, script: str, tools: "_Tools", ways: Mapping[str, str]) -> None:
    title = match[1] if (match := re.match(r"\*\*(.+?)\.?\*\*", script)) else key
    graph.steps.append(Drawn(key, "tool" if tools.own else "say", title, script, tuple(tools.own)))
    for target, words in tools.handoffs:
        graph.ways.append(Way(key, target, words))
    for words, leads in ways.items():
        said = "" if words.startswith("Once that is said") else words
        if leads == "end the call":
            _terminal(graph, "end", "end", "End the call")
            graph.ways.append(Way(key, "end", said))
        elif label := leads.partition("hand the call over to ")[2]:
            _terminal(graph, f"to {label}", "transfer", label)
            graph.ways.append(Way(key, f"to {label}", said))


def _terminal(graph: Graph, key: str, kind: str, title: str) -> None:
    if key not in {s.key for s in graph.steps}:
        graph.steps.append(Drawn(key, kind, title))


class _Tools:
    """What a step brings with it."""

    def __init__(self) -> None:
        self.own: list[str] = []
        self.handoffs: list[tuple[str, str]] = []


def _assistant(draft: Draft, given: Given) -> tuple[str, _Tools]:
    """Its prompt and tools; its settings go into the draft."""
    draft.set("greeting", given.text("firstMessage") or None) if "greeting" not in draft.fields else given.take(
        "firstMessage"
    )
    _settings(draft, given)
    model = Given(given.dict("model"), "model")
    messages = model.list("messages")
    prompt = "\n\n".join(
        str(m.get("content", "")) for m in messages if isinstance(m, dict) and m.get("role") == "system"
    )
    model.take("provider")
    draft.set("runtime.model", model.text("model") or None)
    draft.set("runtime.temperature", model.number("temperature"))
    tools = _Tools()
    told = {m[1]: m[2] for m in _PHONE.finditer(prompt.partition("# The phone\n\n")[2].split("\n\n")[0])}
    for tool in model.list("tools"):
        with draft.part("tool", tool):
            _tool(draft, tool, tools, told)
    model.keep_rest(draft)
    return prompt.replace("\n\n# The phone\n\n" + "\n".join(f"- `{k}`: {v}" for k, v in told.items()), ""), tools


def _settings(draft: Draft, given: Given) -> None:
    voice = Given(given.dict("voice"), "voice")
    provider, voice_id = voice.text("provider"), voice.text("voiceId")
    if voice_id and voice_id != "sarah":
        draft.set("voice.provider", {"11labs": "elevenlabs"}.get(provider, provider))
        draft.set("voice.id", voice_id)
    draft.set("voice.speed", voice.number("speed"))
    voice.take("model")
    voice.keep_rest(draft)
    heard = Given(given.dict("transcriber"), "transcriber")
    language = heard.text("language")
    if language and language != "multi" and "languages" not in draft.fields:
        draft.set("languages", [language])
    if heard.left or language:
        heard.take("provider"), heard.take("model")
        heard.keep_rest(draft)
    seconds = given.number("maxDurationSeconds")
    draft.set("runtime.max_duration_seconds", int(seconds) if seconds else None)
    _hooks(draft, given.list("hooks"))
    if given.take("firstMessageInterruptionsEnabled") is False and given.take("stopSpeakingPlan", "numWords"):
        draft.set("speech.interruptions", False)
    for output in given.list("artifactPlan", "structuredOutputs"):
        with draft.part("structuredOutputs", output):
            _output(draft, output)
    given.take("artifactPlan", "fullMessageHistoryEnabled")


def _hooks(draft: Draft, hooks: list[Any]) -> None:
    """Of hooks we know the one that ends a silent call."""
    for at, hook in enumerate(hooks):
        with draft.part(f"hooks.{at}", hook):
            ends = [do.get("tool", {}).get("type") for do in hook["do"]] == ["endCall"]
            if ends and hook["on"] == "customer.speech.timeout":
                draft.set("runtime.silence_timeout_seconds", int(hook["options"]["timeoutSeconds"]))
            else:
                draft.keep(f"hooks.{at}", hook)


def _output(draft: Draft, output: Any) -> None:
    schema = output.get("schema") if isinstance(output, dict) else None
    if not isinstance(schema, dict) or not isinstance(schema.get("properties"), dict):
        draft.keep("structuredOutputs", output)
        return
    needed = schema.get("required") or []
    for key, each in schema["properties"].items():
        each = each if isinstance(each, dict) else {}
        text = str(each.get("description", ""))
        if key.startswith(("goal_", "criterion_")):
            judged(draft, key, str(each.get("title") or key), text)
        else:
            collected(draft, key, str(each.get("type", "string")), text, key in needed)


def _tool(draft: Draft, tool: dict[str, Any], into: _Tools, told: Mapping[str, str]) -> None:
    kind = tool.get("type")
    function: Any = tool.get("function") or {}
    if kind == "handoff":
        for to in tool.get("destinations") or []:
            words = re.sub(r"^Go on to “.*?”\. ", "", str(to.get("description") or function.get("description") or ""))
            words = "" if words.startswith("Once that is said") else words
            into.handoffs.append((str(to.get("assistantName") or to.get("assistantId") or ""), words))
    elif kind == "transferCall":
        for to in tool.get("destinations") or []:
            if isinstance(to, dict) and to.get("type") == "number":
                words = str(to.get("description") or "").split(" Or: ")[0]
                mode = str((to.get("transferPlan") or {}).get("mode", "blind-transfer"))
                transfer(draft, words, str(to.get("number", "")), mode.startswith("warm"))
            else:
                draft.keep("transferCall", to)
        _once(
            draft, _HANDS_OVER, "Hand the call over to a person", told.get("transferCall", "")
        ) if "transferCall" in told else None
    elif kind in _BUILT_IN:
        if kind in told or not told:
            _once(draft, _BUILT_IN[kind], _BUILT_IN_PURPOSE[kind], told.get(kind, ""))
    elif kind == "mcp":
        server = tool.get("server") or {}
        url = str(server.get("url") or "")
        item = {
            "name": tool_name(url.split("/")[2] if url.count("/") > 2 else "server"),
            "kind": "mcp",
            "purpose": "Tools of a server",
        }
        secret = server.get("credentialId")
        login = {"auth": "bearer", "auth_ref": name(secret)} if secret else {"auth": "none"}
        _add(draft, {**item, **login, "url": _url(url), "timeout": server.get("timeoutSeconds", 20)})
    elif kind == "apiRequest":
        into.own += _known(_add(draft, _request(draft, tool)))
    elif kind == "function":
        own = str(function.get("name") or "tool")
        args = _params(draft, function.get("parameters"), {}, tool)
        about = described(draft, own, str(function.get("description") or ""), False)
        server = (tool.get("server") or {}).get("url")
        into.own += _known(
            _add(
                draft,
                {
                    "name": tool_name(own),
                    "kind": "http" if server else "client",
                    "url": _url(server),
                    "params": args,
                    **about,
                },
            )
        )
    elif kind == "query":
        draft.keep("knowledge", tool)
    else:
        draft.keep(f"tools.{kind}", tool)


def _request(draft: Draft, tool: dict[str, Any]) -> dict[str, Any]:
    own, method = str(tool.get("name") or "tool"), str(tool.get("method") or "POST")
    spoken = [each.get("language") for said in tool.get("messages") or [] for each in said.get("contents") or []]
    if len(spoken) > len(draft.fields.get("languages", [])):
        draft.set("languages", spoken)
    address, _, query = str(tool.get("url") or "").partition("?")
    body = tool.get("body") or {}
    asked = set((body.get("properties") or {}) if isinstance(body, dict) else {})
    places: dict[str, dict[str, Any]] = {}
    for key in _PATH.findall(address):
        places[key] = {"in": "path"} | ({} if key in asked else _fixed(key))
    address = _PATH.sub(r"{\1}", address)
    fixed: list[str] = []
    for key, variable, constant in _QUERY.findall(query):
        if variable in asked:
            places[variable] = {"in": "query"}
        elif variable:
            places[key] = {"in": "query"} | _fixed(variable)
        elif len(constant) < 300 and re.fullmatch(r"\w+", key):
            places[key] = {"in": "query", "source": "constant", "value": unquote(constant)}
        else:
            fixed.append(f"{key}={constant}")
    for key, schema in ((tool.get("headers") or {}).get("properties") or {}).items():
        value = (schema.get("enum") or [schema.get("value")])[0] if isinstance(schema, dict) else None
        variable = re.fullmatch(r"\{\{\s*([\w.]+)\s*\}\}", str(value or ""))
        said = _fixed(variable[1]) if variable else {"source": "constant", "value": value}
        places[name(key)] = {"in": "header"} | said
    secret = tool.get("credentialId")
    return {
        "name": tool_name(own),
        "kind": "http",
        "method": method,
        "url": _url(address + (f"?{'&'.join(fixed)}" if fixed else "")),
        "timeout": int(tool.get("timeoutSeconds") or 20),
        "params": _params(draft, body, places, tool),
        "auth": "bearer" if secret else "none",
        "auth_ref": name(str(secret)) if secret else None,
        **described(draft, own, str(tool.get("description") or ""), method != "GET"),
    }


def _params(
    draft: Draft, schema: Any, places: Mapping[str, dict[str, Any]], tool: dict[str, Any]
) -> list[dict[str, Any]]:
    schema = schema if isinstance(schema, dict) else {}
    needed, found = schema.get("required") or [], []
    for key, each in (schema.get("properties") or {}).items():
        each = each if isinstance(each, dict) else {}
        said = {"description": draft.line(f"argument {key}", each.get("description", "")) or None}
        values = {"enum": [str(v)[:300] for v in each.get("enum") or []], "type": each.get("type", "string")}
        found.append(
            {"name": name(key), "required": key in needed, **said, **values, **places.get(key, {"in": "body"})}
        )
    taken = {param["name"] for param in found}
    found += [
        {"name": name(key), **place} for key, place in places.items() if name(key) not in taken and "source" in place
    ]
    for fixed in tool.get("parameters") or []:
        value = fixed.get("value") if isinstance(fixed, dict) else None
        variable = re.fullmatch(r"\{\{\s*([\w.]+)\s*\}\}", str(value))
        said = _fixed(variable[1]) if variable else {"source": "constant", "value": value, "type": _type(value)}
        if isinstance(value, str | int | float | bool) and value != "":
            found.append({"name": name(str(fixed.get("key"))), **said})
        else:
            draft.keep(f"parameter {fixed}", str(value))
    return found


def _fixed(variable: str) -> dict[str, Any]:
    """A value that is known before the call."""
    system = variable in our_names(CAPABILITIES.templates).values() or "." in variable
    return {"source": "system" if system else "variable", "value": variable}


def _type(value: Any) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number"}
    return kinds.get(type(value), "string")


def _url(address: Any) -> str | None:
    """None for the placeholder of an address that nobody knows yet."""
    address = str(address or "")
    return address if address.startswith("https://") and ".placeholder.invalid" not in address else None


def _once(draft: Draft, tool: str, purpose: str, words: str) -> None:
    """A built-in tool, which every assistant of a squad has."""
    if tool not in {t["name"] for t in draft.fields.get("tools", [])}:
        said = described(draft, tool, words or purpose, False)
        _add(draft, {"name": tool, "kind": "system", **said})


def _add(draft: Draft, item: dict[str, Any]) -> str:
    """The tool, unless the squad has it already; its name."""
    same = next(
        (t for t in draft.fields.get("tools", []) if t["name"] == item["name"] and t.get("url") == item.get("url")),
        None,
    )
    return str(same["name"]) if same else draft.add("tools", {**item, "state": "accepted"})


def _known(tool: str) -> list[str]:
    return [tool] if tool else []


def _with_our_time(draft: Draft, value: Any) -> Any:
    """LiquidJS dates in our words; their time zone is the agent's."""
    from engine.targets.walk import with_strings

    def plain(text: str) -> str:
        for match in _LOCAL.finditer(text):
            draft.set("runtime.timezone", match[2])
        return _LOCAL.sub(lambda m: "{{current_time}}" if "%H" in m[1] or "%I" in m[1] else "{{current_date}}", text)

    return with_strings(value, plain)
