"""What would fail on a call is found in the bundle: one broken bundle for each rule of the four platforms."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from engine.document.spec import AgentSpec, Goal, KnowledgeItem, Param, Tool, Transfer, Variable
from engine.targets import TARGETS, Bundle, export
from engine.targets.checks import phone_numbers_are_e164
from engine.targets.configs import Configs
from tests.targets.samples import dental

Break = Callable[[dict[str, Any]], None]


def broken(platform: str, path: str, change: Break) -> set[str]:
    """The rules that notice it."""
    bundle = export(dental(), platform, 1)
    config = json.loads(bundle.files[path])
    change(config)
    files = {**bundle.files, path: json.dumps(config)}
    return {finding.rule for finding in TARGETS[bundle.platform].check(bundle.model_copy(update={"files": files}))}


def session(change: Break) -> Break:
    return lambda config: change(config["session"])


def settings(change: Break) -> Break:
    return lambda config: change(config["agent"])


def template(change: Break) -> Break:
    return lambda config: change(config["callTemplate"])


BROKEN: list[tuple[str, str, str, Break]] = [
    ("openai_realtime", "session.json", "session.model", session(lambda s: s.update(model="gpt-4o"))),
    ("openai_realtime", "session.json", "session.voice", session(lambda s: s["audio"]["output"].update(voice="Bob"))),
    ("openai_realtime", "session.json", "session.speed", session(lambda s: s["audio"]["output"].update(speed=2))),
    ("openai_realtime", "session.json", "session.idle",
     session(lambda s: s["audio"]["input"]["turn_detection"].update(idle_timeout_ms=1))),
    ("openai_realtime", "session.json", "variable.template", session(lambda s: s.update(instructions="Hi {{name}}"))),
    ("openai_realtime", "session.json", "function.missing", session(lambda s: s["tools"].pop(0))),
    ("openai_realtime", "session.json", "function.unknown", session(lambda s: s["tools"][0].update(name="other"))),
    ("openai_realtime", "session.json", "function.twice", session(lambda s: s["tools"].append(s["tools"][0]))),
    ("openai_realtime", "session.json", "function.name", session(lambda s: s["tools"][0].update(name="a b"))),
    ("openai_realtime", "session.json", "mcp.label", session(lambda s: s["tools"].append(s["tools"][-1]))),
    ("openai_realtime", "session.json", "mcp.address", session(lambda s: s["tools"][-1].update(server_url="http://x"))),
    ("openai_realtime", "call.json", "call.duration", lambda c: c.update(max_duration_seconds=4000)),
    ("openai_realtime", "call.json", "variable.undeclared", lambda c: c["variables"].pop("transfer_dentist_number")),
    ("openai_realtime", "calls.json", "call.source", lambda c: c["book_appointment"]["body"].update(slot={})),
    ("openai_realtime", "calls.json", "call.path", lambda c: c["book_appointment"]["path"].clear()),
    ("openai_realtime", "calls.json", "call.body", lambda c: c["lookup_patient"].update(body={"a": {"constant": 1}})),
    ("gemini_live", "config.json", "config.voice",
     lambda c: c["speechConfig"]["voiceConfig"]["prebuiltVoiceConfig"].update(voiceName="Bob")),
    ("gemini_live", "config.json", "config.modality", lambda c: c.update(responseModalities=["AUDIO", "TEXT"])),
    ("gemini_live", "config.json", "config.temperature", lambda c: c.update(temperature=3)),
    ("gemini_live", "config.json", "config.language",
     lambda c: c["inputAudioTranscription"].update(languageCodes=["the english"])),
    ("gemini_live", "config.json", "function.parameter",
     lambda c: c["tools"][0]["functionDeclarations"][0]["parametersJsonSchema"]["properties"].update({"a b": {}})),
    ("gemini_live", "call.json", "config.model", lambda c: c.update(model="gpt-4o")),
    ("deepgram", "settings.json", "prompt.length", settings(lambda a: a["think"].update(prompt="x" * 25_001))),
    ("deepgram", "settings.json", "think.model", settings(lambda a: a["think"]["provider"].update(model="gemini-9"))),
    ("deepgram", "settings.json", "think.temperature",
     settings(lambda a: a["think"]["provider"].update(temperature=3))),
    ("deepgram", "settings.json", "speak.voice", settings(lambda a: a["speak"]["provider"].update(model="aura-bob"))),
    ("deepgram", "settings.json", "speak.version", settings(lambda a: a["speak"]["provider"].update(version="v2"))),
    ("deepgram", "settings.json", "speak.speed",
     settings(lambda a: a["speak"].update(provider={"version": "v2", "model": "flux-kit-en", "speed": 1.02}))),
    ("deepgram", "settings.json", "listen.version", settings(lambda a: a["listen"]["provider"].update(version="v1"))),
    ("deepgram", "settings.json", "listen.language",
     settings(lambda a: a["listen"]["provider"].update(language_hints=["tlh"]))),
    ("deepgram", "settings.json", "listen.hints", settings(lambda a: a["listen"]["provider"].update(model="flux-x"))),
    ("deepgram", "settings.json", "function.filler",
     settings(lambda a: a["think"]["functions"][0].update(agent_filler_max_count=1))),
    ("deepgram", "settings.json", "variable.undeclared", settings(lambda a: a.update(greeting="Hi DG_STRANGER"))),
    ("ultravox", "agent.json", "tool.which", template(lambda t: t["selectedTools"][0].update(toolName="hangUp"))),
    ("ultravox", "agent.json", "tool.name",
     template(lambda t: t["selectedTools"][0]["temporaryTool"].update(modelToolName="a b"))),
    ("ultravox", "agent.json", "tool.twice", template(lambda t: t["selectedTools"].append(t["selectedTools"][0]))),
    ("ultravox", "agent.json", "tool.built_in", template(lambda t: t["selectedTools"].append({"toolName": "sing"}))),
    ("ultravox", "agent.json", "tool.override", template(lambda t: t["selectedTools"][-1].pop("parameterOverrides"))),
    ("ultravox", "agent.json", "tool.implementation",
     template(lambda t: t["selectedTools"][0]["temporaryTool"].update(client={}))),
    ("ultravox", "agent.json", "tool.client",
     template(lambda t: t["selectedTools"][2]["temporaryTool"]["dynamicParameters"][0].update(location="x"))),
    ("ultravox", "agent.json", "tool.timeout",
     template(lambda t: t["selectedTools"][0]["temporaryTool"].update(timeout="90s"))),
    ("ultravox", "agent.json", "tool.value_source",
     template(lambda t: t["selectedTools"][0]["temporaryTool"]["staticParameters"].append(
         {"name": "slot", "location": "PARAMETER_LOCATION_BODY", "value": "now"}))),
    ("ultravox", "agent.json", "tool.path",
     template(lambda t: t["selectedTools"][0]["temporaryTool"]["http"].update(baseUrlPattern="https://a.example/{b}"))),
    ("ultravox", "agent.json", "tool.address",
     template(lambda t: t["selectedTools"][1]["temporaryTool"]["http"].update(baseUrlPattern="http://a.example"))),
    ("ultravox", "agent.json", "transfer.target",
     template(lambda t: t["selectedTools"][4]["parameterOverrides"].update(target="+14155550123"))),
    ("ultravox", "agent.json", "variable.undeclared", template(lambda t: t.update(systemPrompt="{{stranger}}"))),
    ("ultravox", "agent.json", "first.speaker", template(lambda t: t["firstSpeakerSettings"].update(user={}))),
    ("ultravox", "agent.json", "first.template",
     template(lambda t: t["firstSpeakerSettings"]["agent"].update(text="Hi {{patient_name}}"))),
    ("ultravox", "agent.json", "voice.two", template(lambda t: t.update(voice="Mark"))),
    ("ultravox", "agent.json", "voice.provider", template(lambda t: t["externalVoice"].update(lmnt={}))),
    ("ultravox", "agent.json", "agent.temperature", template(lambda t: t.update(temperature=1.5))),
    ("ultravox", "call.json", "variable.undeclared", lambda c: c["templateContext"].pop("patient_name")),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "path", "rule", "change"), BROKEN, ids=lambda v: v if isinstance(v, str) else "")
def test_the_rule_notices_it(platform: str, path: str, rule: str, change: Break) -> None:
    assert rule in broken(platform, path, change)


# --- what a spec loses in particular, and how it is still taken ---


def exported(platform: str, **fields: Any) -> Bundle:
    return export(AgentSpec.model_validate(fields), platform, 1)


def notes(bundle: Bundle, part: str) -> list[tuple[str, str]]:
    return [(loss.handling, loss.note) for loss in bundle.losses if loss.part == part]


def config(bundle: Bundle, path: str) -> Any:
    return json.loads(bundle.files[path])


@pytest.mark.parametrize("platform", ["openai_realtime", "gemini_live", "deepgram", "ultravox"])
def test_a_model_or_voice_that_the_platform_has_not_is_said(platform: str) -> None:
    bundle = exported(platform, runtime={"model": "mine"}, voice={"id": "Bob", "provider": "Acme"})
    assert [handling for handling, _ in notes(bundle, "runtime.model")] == ["emulated"]
    assert [handling for handling, _ in notes(bundle, "voice.id")] == ["emulated"]
    assert "mine" in bundle.files["README.md"]
    assert "Bob" in bundle.files["README.md"]


def test_a_prompt_that_is_too_long_for_deepgram_is_cut_and_said() -> None:
    rules = [f"Rule number {n}: {'word ' * 45}".strip() for n in range(19)]
    goals = [Goal(id=f"g{n}", statement=f"Do thing {n}", rules=tuple(rules)).model_dump() for n in range(12)]
    bundle = exported("deepgram", goals=goals)
    assert len(config(bundle, "settings.json")["agent"]["think"]["prompt"]) <= 25_000
    [(handling, note)] = notes(bundle, "goals")
    assert handling == "emulated"
    assert note.startswith("The prompt has ")
    assert TARGETS["deepgram"].check(bundle) == ()


def test_a_tool_name_that_gemini_refuses_is_changed_wherever_it_stands() -> None:
    tool = {"name": "1st_lookup", "purpose": "Look it up", "state": "accepted", "auth": "none"}
    goals = [{"id": "find", "statement": "Look things up", "tools": ["1st_lookup"]}]
    bundle = exported("gemini_live", tools=[tool], goals=goals)
    assert config(bundle, "config.json")["tools"][0]["functionDeclarations"][0]["name"] == "_1st_lookup"
    assert "`_1st_lookup`" in bundle.files["prompt.md"]
    assert "`1st_lookup`" not in bundle.files["prompt.md"]
    assert notes(bundle, "tools.name") == [("emulated", "Begins with a letter or `_`: 1st_lookup becomes _1st_lookup.")]


@pytest.mark.parametrize("platform", ["openai_realtime", "gemini_live", "deepgram"])
def test_a_function_of_the_teams_is_there_once_even_if_it_is_called_like_ours(platform: str) -> None:
    tool = Tool(name="transfer_call", purpose="Their own transfer", state="accepted", auth="none")
    transfer = Transfer(id="desk", label="Desk", condition="Always", destination="+14155550123")
    bundle = export(AgentSpec(tools=(tool,), transfers=(transfer,)), platform, 1)
    assert TARGETS[bundle.platform].check(bundle) == ()
    assert "transfer_call" in config(bundle, "calls.json")
    assert "transfer_call" not in config(bundle, "call.json")["functions"]


def test_a_variable_in_an_address_is_filled_in_for_each_call() -> None:
    tool = Tool(
        name="find", purpose="Find it", state="accepted", auth="none", method="GET",
        url="https://api.example.com/{{region}}/{id}", params=(Param.model_validate({"name": "id", "in": "path"}),),
    )  # fmt: skip
    spec = AgentSpec(tools=(tool,), variables=(Variable(name="region", description="Where", default="eu west"),))
    for platform in ("openai_realtime", "deepgram"):
        call = config(export(spec, platform, 1), "calls.json")["find"]
        assert call["url"] == "https://api.example.com/{region}/{id}"
        assert call["path"] == {"id": {"argument": "id"}, "region": {"variable": "region"}}
    [selected] = config(export(spec, "ultravox", 1), "agent.json")["callTemplate"]["selectedTools"]
    assert {"name": "region", "location": "PARAMETER_LOCATION_PATH", "value": "{{region}}"} in selected[
        "temporaryTool"
    ]["staticParameters"]


def test_an_outbound_agent_lets_the_other_side_speak_first() -> None:
    for platform in ("openai_realtime", "gemini_live", "deepgram"):
        bundle = exported(platform, direction="outbound", greeting="Hello.")
        assert config(bundle, "call.json")["speaks_first"] == "caller"
        assert "voicemail_reached" in config(bundle, "call.json")["functions"]
    first = config(exported("ultravox", direction="outbound", greeting="Hello."), "agent.json")["callTemplate"]
    assert first["firstSpeakerSettings"] == {"user": {"fallback": {"delay": "5s", "text": "Hello."}}}
    assert {"toolName": "leaveVoicemail"}.items() <= first["selectedTools"][0].items()


def test_documents_become_files_that_the_readme_names() -> None:
    manual = KnowledgeItem(id="manual", title="Manual", content="A long sentence about it. " * 400)
    for platform in ("openai_realtime", "gemini_live", "deepgram", "ultravox"):
        bundle = export(AgentSpec(knowledge=(manual,)), platform, 1)
        assert bundle.files["knowledge/manual.md"].startswith("# Manual\n\nA long sentence")
        assert "`knowledge/manual.md`" in bundle.files["README.md"]


def test_an_example_of_a_prompt_that_names_a_password_tool_is_no_secret() -> None:
    bundle = export(dental(), "openai_realtime", 1)
    session = config(bundle, "session.json")
    session["session"]["instructions"] += "\n- (You use `reset_password`: sent.)"
    files = {**bundle.files, "session.json": json.dumps(session)}
    assert TARGETS["openai_realtime"].check(bundle.model_copy(update={"files": files})) == ()
    assert list(phone_numbers_are_e164(Configs({"x": {"number": "0049 30 1234"}}))) != []
