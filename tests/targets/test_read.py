"""What is brought in: a vendor's agent, a prompt, our own JSON. It is read, and nothing of it is lost."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from engine.document.spec import AgentSpec, Flow, Guardrail
from engine.errors import PersonError
from engine.targets import Bundle, export
from engine.targets.read import MOST_CHARACTERS, Imported, read, seems_agent
from engine.targets.walk import strings, with_strings
from tests.each import for_each
from tests.targets.corpus import corpus
from tests.targets.judge import JUDGES
from tests.targets.samples import dental
from tests.targets.strategies import SPECS

VENDORS = ("elevenlabs", "vapi", "retell")


class Edit(NamedTuple):
    """Something that a team changes after an import."""

    made: Callable[[AgentSpec], AgentSpec]
    word: str
    """Stands in the bundle then."""
    most_lines: int
    """Of the bundle as it was brought that it may take away."""


def _renamed(spec: AgentSpec) -> AgentSpec:
    told = {"book_appointment": {"when": "the moon is full"}}
    return spec.model_copy(update={"tools": tuple(t.model_copy(update=told.get(t.name, {})) for t in spec.tools)})


def _ruled(spec: AgentSpec) -> AgentSpec:
    rule = Guardrail(id="hats", statement="Never speak of hats.")
    return spec.model_copy(update={"guardrails": (*spec.guardrails, rule)})


def _longer(spec: AgentSpec) -> AgentSpec:
    return spec.model_copy(update={"runtime": spec.runtime.model_copy(update={"max_duration_seconds": 777})})


EDITS = (
    Edit(_ruled, "Never speak of hats", 2),
    Edit(lambda spec: spec.model_copy(update={"greeting": "Ahoy, dear patient!"}), "Ahoy, dear patient!", 3),
    Edit(_renamed, "the moon is full", 3),
    Edit(_longer, "777", 2),
)
_PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
_INDEXES = ("agents.json", "tools.json", "secrets.json")
_TESTS = ("evals/", "scenarios/", "test_cases/", "test_configs/", "tests.json", "knowledge")


def brought(bundle: Bundle) -> Imported:
    """The export, as somebody brings it back."""
    return read(json.dumps({"files": dict(bundle.files)}))


def configs(bundle: Bundle) -> dict[str, Any]:
    """What the platform runs: all but the tests and what only the people at the platform's dashboard see."""
    found = {
        path: json.loads(text)
        for path, text in bundle.files.items()
        if path.endswith(".json") and not path.startswith(_TESTS)
    }
    for config in found.values():
        if isinstance(config, dict) and "platform_settings" in config:
            config["platform_settings"].pop("testing", None)
    return found


def without_papers(bundle: Bundle) -> dict[str, str]:
    """All but what is written for people."""
    return {path: text for path, text in bundle.files.items() if path not in ("README.md", "LOSSES.md")}


_SET_THERE: Mapping[str, Mapping[str, Any]] = {
    "elevenlabs": {"agent_id": "agent_1", "metadata": {"created_at_unix_secs": 7}, "access_info": {"role": "admin"}},
    "vapi": {"id": "a_1", "orgId": "o_1", "createdAt": "2026-12-01", "isServerUrlSecretSet": False},
    "retell": {"agent_id": "agent_1", "version": 3, "is_published": False, "last_modification_timestamp": 7},
}


def as_api(bundle: Bundle) -> list[Any]:
    """The objects of the bundle with what a server adds, as its API gives them; tests it keeps elsewhere."""
    set_there = _SET_THERE[bundle.platform]
    found: list[Any] = []
    ids: dict[str, str] = {}
    for path, config in configs(bundle).items():
        if path.startswith("tool_configs/"):
            ids[config["name"]] = f"tool_{len(ids)}"
            found.append({"id": ids[config["name"]], "tool_config": config})
        elif path not in _INDEXES:
            found.append(config if "variableValues" in config else config | set_there)
    return [part if "tool_config" in part else with_strings(part, lambda text: ids.get(text, text)) for part in found]


def lines(bundle: Bundle) -> list[str]:
    """Each text of what the platform runs, line by line."""
    return [line for text in strings(list(configs(bundle).values())) for line in text.splitlines()]


@pytest.mark.parametrize("vendor", VENDORS)
@for_each("name, spec", corpus().items())
def test_an_export_that_is_brought_back_is_exported_the_same_at_once(vendor: str, name: str, spec: AgentSpec) -> None:
    bundle = export(spec, vendor, 1)
    assert without_papers(export(brought(bundle).spec, vendor, 1)) == without_papers(bundle)


@pytest.mark.parametrize("vendor", VENDORS)
@for_each("name, spec", corpus().items())
def test_what_an_api_gives_back_is_exported_the_same_at_once(vendor: str, name: str, spec: AgentSpec) -> None:
    bundle = export(spec, vendor, 1)
    assert configs(export(read(json.dumps(as_api(bundle))).spec, vendor, 1)) == configs(bundle)


@pytest.mark.parametrize("vendor", VENDORS)
@for_each("edit", EDITS)
def test_an_edit_shows_and_all_else_stays_as_it_was_brought(vendor: str, edit: Edit) -> None:
    for spec in (dental(), corpus()["dental_reception"]):
        bundle = export(spec, vendor, 1)
        edited = export(edit.made(brought(bundle).spec), vendor, 1)
        assert edit.word in json.dumps(configs(edited), ensure_ascii=False)
        lost = set(lines(bundle)) - set(lines(edited))
        assert len(lost) <= edit.most_lines, lost


@pytest.mark.parametrize("vendor", VENDORS)
def test_an_agent_that_was_brought_and_edited_is_accepted(vendor: str) -> None:
    spec = brought(export(corpus()["dental_reception"], vendor, 1)).spec
    for edit in EDITS:
        spec = edit.made(spec)
    assert JUDGES[vendor].faults(export(spec, vendor, 1)) == []


def test_a_setting_that_we_do_not_know_goes_back_where_it_came_from() -> None:
    spec = read(json.dumps(FOREIGN["Vapi"])).spec
    made = json.loads(export(spec, "vapi", 1).files["assistant.json"])
    assert made["backgroundSound"] == "office"
    assert made["model"]["messages"] == FOREIGN["Vapi"]["model"]["messages"]
    assert "orgId" not in made
    greeted = spec.model_copy(update={"greeting": "Hi, Bo here."})
    again = json.loads(export(greeted, "vapi", 1).files["assistant.json"])
    assert (again["firstMessage"], again["backgroundSound"]) == ("Hi, Bo here.", "office")


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_the_platform_holds_comes_back(vendor: str) -> None:
    spec = brought(export(dental(), vendor, 1)).spec
    before = dental()
    assert (spec.name, spec.company, spec.greeting) == (before.name, before.company, before.greeting)
    assert (spec.role, spec.tone, spec.direction) == (before.role, before.tone, before.direction)
    assert [g.statement for g in spec.goals] == [g.statement for g in before.goals]
    assert [c.prompt for c in spec.criteria] == [c.prompt for c in before.criteria]
    assert [g.statement for g in spec.guardrails] == [g.statement for g in before.guardrails]
    assert [(f.name, f.type, f.required) for f in spec.data_fields] == [
        (f.name, f.type, f.required) for f in before.data_fields
    ]
    assert {v.name for v in spec.variables} == {v.name for v in before.variables}
    assert [(t.label, t.destination, t.mode) for t in spec.transfers] == [
        (t.label, t.destination, t.mode) for t in before.transfers
    ]
    assert spec.runtime.max_duration_seconds == before.runtime.max_duration_seconds
    assert (spec.runtime.temperature, spec.runtime.timezone) == (0.3, "Europe/London")
    assert (spec.voice.speed, spec.speech.interruptions) == (1.1, True)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_tool_comes_back_with_its_address_its_login_and_its_values(vendor: str) -> None:
    found = {t.name: t for t in brought(export(dental(), vendor, 1)).spec.tools}
    book, was = found["book_appointment"], next(t for t in dental().tools if t.name == "book_appointment")
    assert (book.method, book.auth_ref) == (was.method, was.auth_ref)
    assert str(book.url).startswith("https://api.example.com/clinics/{clinic")
    assert (book.purpose, book.when, book.when_not, book.on_error) == (
        was.purpose,
        was.when,
        was.when_not,
        was.on_error,
    )
    assert (book.confirm, book.effect) == (True, "write")
    params = {p.name: p for p in book.params}
    assert (params["channel"].source, params["channel"].value) == ("constant", "phone")
    assert any((p.in_, p.source, p.value) == ("path", "variable", "clinic_id") for p in params.values())
    assert (params["slot"].required, params["teeth"].type) == (True, "array")
    assert params["kind"].enum == ("check-up", "cleaning")
    assert found["end_call"].kind == "system"
    assert {p.source for p in params.values()} == {"llm", "constant", "variable", "system"}


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_flow_comes_back_as_it_was_drawn(vendor: str) -> None:
    flow, was = brought(export(dental(), vendor, 1)).spec.flow, dental().flow
    ends = {"transfer", "end"}
    assert [n.id for n in flow.nodes if n.kind not in ends] == [n.id for n in was.nodes if n.kind not in ends]
    assert {n.kind for n in flow.nodes} >= ends
    assert flow.start == was.start
    talking = {n.id for n in was.nodes if n.kind not in ends}
    assert {(e.source, e.target) for e in was.edges if e.target in talking} <= {
        (e.source, e.target) for e in flow.edges
    }


# Without shrinking: a whole spec shrinks for a minute, and the failing bundle says enough.
@pytest.mark.parametrize("vendor", VENDORS)
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=_PHASES)
@given(spec=SPECS)
def test_whatever_is_exported_can_be_read_and_exported_again(vendor: str, spec: AgentSpec) -> None:
    bundle = export(spec, vendor, 1)
    read_back = brought(bundle).spec
    assert without_papers(export(read_back, vendor, 1)) == without_papers(bundle)
    anew = export(read_back.model_copy(update={"brought": None}), vendor, 1)
    assert JUDGES[vendor].faults(anew) == []


FOREIGN: Mapping[str, Any] = {
    "Vapi": {
        "id": "a-1", "orgId": "o", "name": "Alex", "firstMessage": "Hi, Alex here.",
        "model": {
            "provider": "openai", "model": "gpt-4o", "emotionRecognitionEnabled": True,
            "messages": [{"role": "system", "content": "[Identity]\nYou are Alex.\n\n# Rules\n- Never shout.\n"}],
            "toolIds": ["t-1"],
            "tools": [{"type": "transferCall", "destinations": [{"type": "sip", "sipUri": "sip:a@b.c"}]}],
        },
        "backgroundSound": "office",
    },
    "Retell": {
        "agent_id": "x", "agent_name": "Alex", "voice_id": "11labs-Anna", "ambient_sound": "coffee-shop",
        "response_engine": {"type": "retell-llm", "llm_id": "l"},
        "retellLlmData": {
            "llm_id": "l", "model": "gpt-4.1", "general_prompt": "# Rules\n- Never shout.",
            "begin_message": "Hi, Alex here.",
            "general_tools": [{"type": "send_sms", "name": "text"}],
            "states": [
                {
                    "name": "ask", "state_prompt": "Ask.",
                    "edges": [{"destination_state_name": "do", "description": "Asked."}],
                },
                {"name": "do", "state_prompt": "Do."},
            ],
            "starting_state": "ask",
        },
    },
    "ElevenLabs": {
        "agent_id": "x", "name": "Alex",
        "conversation_config": {
            "agent": {
                "first_message": "Hi, Alex here.",
                "prompt": {"prompt": "# Rules\n- Never shout.", "rag": {"enabled": True}},
            },
            "asr": {"keywords": ["Alex"]},
        },
        "platform_settings": {"privacy": {"retention_days": 3}},
    },
}  # fmt: skip


@pytest.mark.parametrize("source", FOREIGN)
def test_an_agent_of_somebody_else_is_read_and_what_we_do_not_know_is_kept_and_listed(source: str) -> None:
    found = read(json.dumps(FOREIGN[source]))
    assert (found.source, found.spec.name, found.spec.greeting) == (source, "Alex", "Hi, Alex here.")
    assert [g.statement for g in found.spec.guardrails] == ["Never shout."]
    notes = "\n".join(note.text for note in found.spec.notes)
    expected = {
        "Vapi": ("backgroundSound: office", "t-1", "sip:a@b.c", "emotionRecognitionEnabled"),
        "Retell": ("coffee-shop", "send_sms"),
        "ElevenLabs": ("rag", "keywords", "retention_days"),
    }
    assert all(word in notes for word in expected[source])
    assert all(any(note.text.startswith(where) for note in found.spec.notes) for where in found.kept)


def test_states_of_one_retell_prompt_are_steps() -> None:
    flow = read(json.dumps(FOREIGN["Retell"])).spec.flow
    assert (flow.start, [n.id for n in flow.nodes]) == ("ask", ["ask", "do"])
    assert flow.edges[0].condition == "Asked."


PROMPT = """You are Nora, a receptionist for Harbour Vets. You are kind.

# Goals
- Book a visit. Done when the time was read back.
- Answer questions about opening hours

## Rules
1. Never give medical advice.
2. Do not promise a time.

## FAQ
We open at nine.

## Closing
Say goodbye warmly.
"""


def test_a_bare_prompt_becomes_an_agent() -> None:
    found = read(PROMPT)
    assert (found.source, found.spec.name, found.spec.role, found.spec.company) == (
        "a prompt", "Nora", "receptionist", "Harbour Vets",
    )  # fmt: skip
    assert [(g.statement, g.success) for g in found.spec.goals] == [
        ("Book a visit", "the time was read back"),
        ("Answer questions about opening hours", None),
    ]
    assert [g.statement for g in found.spec.guardrails] == ["Never give medical advice.", "Do not promise a time."]
    assert found.spec.knowledge[0].content == "We open at nine."
    assert found.kept == ("Closing",)
    assert "Say goodbye warmly." in found.spec.notes[0].text


def test_our_own_export_gives_the_same_spec() -> None:
    text = export(dental(), "json", 3).files["agent_spec.json"]
    assert read(text).spec == dental()


def test_our_own_export_brought_back_is_exported_the_same_byte_for_byte() -> None:
    for name, spec in corpus().items():
        bundle = export(spec, "json", 1)
        assert (name, export(brought(bundle).spec, "json", 1)) == (name, bundle)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=_PHASES)
@given(spec=SPECS)
def test_any_export_of_ours_brought_back_is_exported_the_same(spec: AgentSpec) -> None:
    bundle = export(spec, "json", 1)
    assert export(brought(bundle).spec, "json", 1) == bundle


def test_our_own_export_keeps_what_was_brought_from_a_vendor() -> None:
    spec = brought(export(corpus()["it_help_desk"], "vapi", 1)).spec
    again = read(export(spec, "json", 1).files["agent_spec.json"]).spec
    assert again.brought is not None
    assert again == spec


def test_an_export_of_the_release_before_is_brought_up() -> None:
    text = json.dumps({"schema_version": 1, "role": "guide", "runtime": {"hours": "nine to five"}})
    spec = read(text).spec
    assert (spec.schema_version, spec.role, spec.runtime.hours and spec.runtime.hours.said) == (
        2,
        "guide",
        "nine to five",
    )


@pytest.mark.parametrize("shape", ["{}", "[{}]", '{"session_id": "ses_1", "version": 3, "spec": {}}'])
def test_our_own_json_is_known_in_every_shape_that_we_give_it(shape: str) -> None:
    text = export(dental(), "json", 3).files["agent_spec.json"]
    assert read(shape.replace("{}", text)).spec == dental()


@pytest.mark.parametrize("begins", ["[Identity]\nYou are Mia.", "{{greeting}}\nYou are Mia.", "{name} is a guide."])
def test_a_prompt_may_begin_with_a_bracket(begins: str) -> None:
    assert read(begins).source == "a prompt"


@pytest.mark.parametrize(
    "data", [{"menu": [{"name": "Pizza"}]}, {"members": [{"name": "Ana"}]}, [1, 2], {"instructions": "Ring twice."}]
)
def test_data_about_a_business_does_not_seem_an_agent(data: Any) -> None:
    assert not seems_agent(data)
    assert all(seems_agent(agent) for agent in (*FOREIGN.values(), {"instructions": "Be kind.", "voice": "alloy"}))


def test_an_agent_without_a_flow_has_none_when_it_comes_back() -> None:
    plain = dental().model_copy(update={"flow": Flow()})
    assert all(brought(export(plain, vendor, 1)).spec.flow == Flow() for vendor in VENDORS)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("   \n", "is empty"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", "no agent that I know"),
        ("[1, 2]", "no agent that I know"),
        ('{"hello": "world"}', "no agent that I know"),
        ('{"pipecat": {"nodes": {}}}', "no agent that I know"),
        ('{"schema_version": 2, "goals": 3}', "not an agent spec"),
        ("x" * (MOST_CHARACTERS + 1), "too long"),
        ('{"name": "' + "x" * 20_000_000 + '"}', "too long"),
    ],
)
def test_what_is_no_agent_is_refused_with_a_word(text: str, why: str) -> None:
    with pytest.raises(PersonError, match=why):
        read(text)


def test_a_secret_in_a_file_is_refused() -> None:
    agent = {**FOREIGN["Vapi"], "firstMessage": "sk-" + "ant-" + "a1" * 20}
    with pytest.raises(PersonError, match="Take it out"):
        read(json.dumps(agent))


@pytest.mark.parametrize("source", FOREIGN)
def test_any_part_of_an_agent_may_be_of_another_shape(source: str) -> None:
    """An API that changed, or a file that somebody edited: a clear word or a spec, and never anything else."""
    for broken in _broken(FOREIGN[source]):
        try:
            spec = read(json.dumps(broken)).spec
        except PersonError:
            continue
        if spec.brought:
            export(spec, spec.brought.platform, 1)


def _broken(value: Any) -> list[Any]:
    """The value with each of its parts replaced by something of another kind."""
    found: list[Any] = []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in inner:
        for other in (None, 7, "text", ["list"], {"an": "object"}, *_broken(child)):
            copy = dict(value) if isinstance(value, dict) else list(value)
            copy[key] = other
            found.append(copy)
    return found


def test_a_prompt_without_a_heading_is_read_as_well() -> None:
    imported = read("You are Mia, a receptionist for Bright Smile. Book appointments.")
    assert (imported.spec.name, imported.spec.role, imported.spec.company) == ("Mia", "receptionist", "Bright Smile")
