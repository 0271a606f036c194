"""Promises about the generated prompt, in both of its forms."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.document.spec import AgentSpec, Case, Compliance, DataField, Fallback, Goal, Node, Tool, Transfer
from engine.playbooks import job
from engine.prompt.generate import SECTIONS, base_prompt, generate, node_script, words_in
from engine.prompt.lint import lint
from engine.prompt.profiles import GENERIC, Profile
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.targets import TARGETS
from tests.each import for_each
from tests.guided.talk import talk_about
from tests.more import MORE
from tests.prompt.agents import AGENTS, BANK, CLINIC, DEBT, DENTIST, GERMAN, HELPDESK, PLUMBER, RESTAURANT, SURVEY
from tests.strategies import specs

GOLDEN = Path(__file__).parent / "golden"
CAPABILITY_WORDS = Profile(tool_names="capability")
ELEVENLABS = TARGETS["elevenlabs"].capabilities.prompt
PROFILES: dict[str, Profile] = {
    "capability": CAPABILITY_WORDS,
    "no fillers": Profile(fillers="none"),
    **{name: target.capabilities.prompt for name, target in TARGETS.items()},
}
REVIEWED = ("plumber", "clinic", "restaurant")


def _findings(spec: AgentSpec, prompt: str, profile: Profile = GENERIC) -> list[Any]:
    return [f for f in lint(prompt, spec, profile) if f.level != "advice"]


def _changed(spec: AgentSpec, **values: Any) -> AgentSpec:
    return spec.model_copy(update=values)


@for_each("name", AGENTS)
@for_each("profile", PROFILES)
def test_a_generated_prompt_has_no_errors_and_no_warnings(name: str, profile: str) -> None:
    guide = PROFILES[profile]
    assert _findings(AGENTS[name], generate(AGENTS[name], guide), guide) == []


@pytest.mark.parametrize("name", AGENTS)
def test_a_prompt_reads_well_without_its_spec_too(name: str) -> None:
    assert [f for f in lint(generate(AGENTS[name])) if f.level != "advice"] == []


@pytest.mark.parametrize("name", AGENTS)
def test_a_prompt_is_as_long_as_one_is_read(name: str) -> None:
    """Three goals, an identity check or regimes that the team named take more words than an ordinary agent has."""
    spec = AGENTS[name]
    ordinary = len(spec.goals) < 3 and not spec.identity and not spec.compliance.regimes
    assert 600 <= words_in(generate(spec)) <= (1_100 if ordinary else 1_200)


def test_less_than_half_of_a_prompt_is_the_same_for_every_agent() -> None:
    told = {name: _sentences(generate(spec)) for name, spec in AGENTS.items()}
    in_how_many = Counter(sentence for sentences in told.values() for sentence in set(sentences))
    for name, sentences in told.items():
        shared = [s for s in sentences if in_how_many[s] > len(told) / 2]
        assert sum(len(s.split()) for s in shared) <= 450, name


def _sentences(prompt: str) -> list[str]:
    """Without what differs by nature: the tool, and the noun for the other person."""
    text = re.sub(r"the (?:caller|person|user)\b", "P", re.sub(r"`[^`]+`", "T", prompt))
    return [s.strip("-# ") for line in text.splitlines() for s in re.split(r"(?<=[.!?:])\s+", line) if s.strip("-# ")]


@pytest.mark.parametrize("name", AGENTS)
def test_the_same_spec_gives_the_same_prompt(name: str) -> None:
    again = AgentSpec.model_validate_json(AGENTS[name].model_dump_json(by_alias=True))
    assert generate(again) == generate(AGENTS[name])


@pytest.mark.parametrize("name", REVIEWED)
def test_the_whole_prompt_reads_as_reviewed(name: str) -> None:
    """After an intended change: `python -m tests.prompt.refresh_golden`, then read the difference."""
    assert generate(AGENTS[name]) == (GOLDEN / f"{name}.md").read_text(encoding="utf-8")


def test_the_headings_stand_in_their_order() -> None:
    headings = re.findall(r"(?m)^# (.+)$", generate(BANK))
    assert headings == [title for title, _ in SECTIONS if title in headings]
    assert {"Identity check", "Emergencies", "Steps"} <= set(headings)


def test_an_empty_spec_still_gives_a_prompt_without_errors() -> None:
    assert not [f for f in lint(generate(AgentSpec()), AgentSpec()) if f.level == "error"]


def test_only_declared_variables_are_used() -> None:
    for spec in AGENTS.values():
        used = set(re.findall(r"\{\{(\w+)\}\}", generate(spec)))
        assert used <= SYSTEM_VARIABLE_NAMES | {v.name for v in spec.variables}


def test_declined_and_proposed_tools_stay_out() -> None:
    tools = tuple(t.model_copy(update={"state": "proposed"}) if t.kind != "system" else t for t in BANK.tools)
    prompt = generate(_changed(BANK, tools=tools))
    assert "block_card" not in prompt
    assert "verify_identity" not in prompt


def test_without_tools_the_agent_knows_that_it_can_only_talk() -> None:
    assert "You have no tools." in generate(_changed(SURVEY, tools=()))


def test_a_vendor_that_wants_capability_words_gets_no_tool_names() -> None:
    prompt = generate(DENTIST, CAPABILITY_WORDS)
    assert not [tool.name for tool in DENTIST.tools if tool.name in prompt]


def test_a_tool_is_called_what_the_platform_calls_it() -> None:
    assert "`transfer_to_number`" in generate(PLUMBER, ELEVENLABS)
    assert "transfer_to_human" not in generate(PLUMBER, ELEVENLABS)


def test_what_cannot_be_undone_is_never_tried_twice() -> None:
    prompt = generate(DEBT)
    assert "`take_payment` cannot be undone; say so before. After a failure do not try again" in prompt
    assert "`take_payment`: error, twice" not in prompt


def test_nothing_is_said_of_a_recording_that_nobody_spoke_of() -> None:
    assert "recorded" not in generate(SURVEY)
    assert "**Recording.**" not in generate(SURVEY)
    assert "**Recording.**" in generate(BANK)


def test_outbound_and_sensitive_calls_disclose_the_ai_unless_the_team_says_no() -> None:
    nameless = _changed(SURVEY, greeting="Hello, am I speaking with {{person_name}}?")
    assert "begin with it: “I’m a virtual assistant.”" in generate(nameless)
    silent = _changed(nameless, compliance=Compliance(ai_disclosure=False))
    assert "begin with it" not in generate(silent)


def test_a_greeting_that_says_it_is_an_ai_needs_no_second_sentence() -> None:
    assert "virtual assistant" in (SURVEY.greeting or "")
    assert "**You are an AI.** Say so when asked." in generate(SURVEY)
    assert "begin with it" not in generate(SURVEY)


@pytest.mark.parametrize("kind", ["person", "message", "callback", "none"])
def test_a_fallback_names_only_what_exists(kind: Any) -> None:
    transfers = (Transfer(id="desk", label="the desk", condition="The caller asks for a person."),)
    spec = _changed(PLUMBER, fallback=Fallback(kind=kind), transfers=transfers if kind == "person" else ())
    if kind != "person":
        spec = _changed(spec, tools=tuple(t for t in spec.tools if t.name != "transfer_to_human"))
    prompt = generate(spec).partition("# Escalation")[2].partition("# Examples")[0]
    assert ("put the caller through" in prompt) == (kind == "person")
    assert ("somebody calls back" in prompt) == (kind == "callback")
    assert ("take a message" in prompt) == (kind == "message")


def test_a_specialists_line_is_nobodys_fallback() -> None:
    escalation = generate(PLUMBER).partition("# Escalation")[2].partition("# Examples")[0]
    assert "hand over with `transfer_to_human` when nobody has confirmed the dispatch" in escalation
    assert "asks for a human, or the same thing has failed twice, put" not in escalation


def test_an_outgoing_call_reaches_the_right_person_first_and_asks_nobody_what_it_is_about() -> None:
    for spec in (CLINIC, DEBT):
        first = re.search(r"(?m)^1\. (.+)$", generate(spec).partition("# Steps")[2])
        assert first
        assert re.search(r"ask for the person|right person", first[1], re.IGNORECASE)
        assert "To somebody else:" in first[1]
        assert "On a voicemail:" in first[1]
        assert "comes with" not in generate(spec)


def test_the_identity_check_comes_before_what_needs_it_and_is_made_once() -> None:
    prompt = generate(BANK)
    for script in prompt.partition("# Steps")[2].partition("\n# ")[0].split("\n## ")[1:]:
        assert "verify_identity" not in script
        assert "identity check" not in script
    assert "1. Find out which task the caller comes with, make the identity check, and follow its steps." in prompt
    assert "Ask for the account number and then the date of birth, one at a time" in prompt


def test_the_teams_rules_and_cases_always_stand_in_the_prompt() -> None:
    for spec in AGENTS.values():
        prompt = generate(spec)
        for goal in spec.goals:
            known = job(goal.playbook) if goal.playbook else None
            for rule in goal.rules:
                if known is None or rule not in known.rules:
                    assert rule.rstrip(".") in prompt


def test_a_rule_of_the_playbook_that_the_team_took_out_stays_out() -> None:
    rule = job("book_appointment").rules[0]
    goals = tuple(g.model_copy(update={"rules": tuple(r for r in g.rules if r != rule)}) for g in PLUMBER.goals)
    assert rule not in generate(_changed(PLUMBER, goals=goals))


def test_a_goal_that_no_playbook_knows_has_a_script_of_its_own_words() -> None:
    script = generate(HELPDESK).partition("## Lend out a laptop")[2].partition("\n#")[0]
    assert "1. Lend out a laptop: find out what the caller needs for it" in script
    assert "Beyond that, offer to take a message as under Escalation." in script
    assert "Laptops are lent for a week." in script


def test_the_teams_own_questions_are_those_of_the_survey() -> None:
    asked = (DataField(name="room", description="How was the room"), DataField(name="staff", description="The staff"))
    goals = tuple(g.model_copy(update={"fields": (*g.fields, "room", "staff")}) for g in SURVEY.goals)
    prompt = generate(_changed(SURVEY, goals=goals, data_fields=(*SURVEY.data_fields, *asked)))
    assert "Ask the questions as they stand, one by one: how was the room and the staff." in prompt
    assert "Also find out" not in prompt
    assert "questions are made up: ask those of the steps." in prompt


def test_whoever_is_not_there_is_not_alerted() -> None:
    tools = tuple(t for t in PLUMBER.tools if t.name != "transfer_to_human")
    vet = _changed(
        PLUMBER, trade="veterinary_clinic", transfers=(), fallback=Fallback(kind="message"), emergencies=(), tools=tools
    )
    emergencies = generate(vet).partition("# Emergencies")[2].partition("\n# ")[0]
    assert "ask for animal and weight while they go" in emergencies
    assert "alert" not in emergencies


def test_the_name_of_a_tool_is_no_secret_however_it_looks() -> None:
    name = "aB3xK9mQ2vL7nR5tY8wZ1cD4fG6h"
    tools = tuple(t.model_copy(update={"name": name}) if t.name == "end_call" else t for t in PLUMBER.tools)
    spec = _changed(PLUMBER, tools=tools)
    assert "tools.secret" not in {f.rule for f in lint(generate(spec), spec)}
    assert "tools.secret" in {
        f.rule for f in lint(f"{generate(spec)}\n# Notes\n\n- Our key is sk-proj-aB3xK9mQ2vL7nR5tY8wZ1cD4fG6h.", spec)
    }


def test_a_pin_is_never_read_back() -> None:
    fields = tuple(DataField(name=name, description=name, read_back="digits") for name in ("pin", "meter_number"))
    prompt = generate(_changed(PLUMBER, data_fields=fields))
    assert "Read back meter_number sign by sign" in prompt
    assert "pin sign by sign" not in prompt.lower()


def test_a_goal_of_other_people_is_handed_to_them() -> None:
    goals = (Goal(id="bills", statement="Answer questions about bills", by_whom="second_level"),)
    script = generate(_changed(HELPDESK, goals=goals)).partition("# Steps")[2].partition("\n# ")[0]
    assert "The second level does this: say that you put the caller through" in script


def test_lines_are_in_the_agents_language_or_say_that_they_are_not() -> None:
    prompt = generate(RESTAURANT)
    assert "- Agent: “Casa Lucía, buenas tardes" in prompt
    assert "in Spanish, “" in prompt
    assert "Guten Tag" in generate(GERMAN)


def test_a_step_of_the_team_is_told_with_the_way_that_leads_there() -> None:
    node = Node(id="vip", title="Greet regulars", instruction="Greet regular guests by name.")
    flow = RESTAURANT.flow.model_copy(update={"nodes": (*RESTAURANT.flow.nodes, node)})
    assert "- Greet regular guests by name." in generate(_changed(RESTAURANT, flow=flow))


@pytest.mark.parametrize("name", AGENTS)
def test_the_base_prompt_of_a_graph_has_no_steps_and_no_tools_of_theirs(name: str) -> None:
    spec = AGENTS[name]
    base = base_prompt(spec, ELEVENLABS)
    stepwise = {tool for node in spec.flow.nodes for tool in node.tools} - {"end_call", "transfer_to_human"}
    assert "# Steps" not in base
    assert not [tool for tool in stepwise if f"`{tool}`" in base and tool != "collect_voicemail"]
    assert base.startswith("# Identity")


def test_a_step_of_a_graph_holds_its_own_script_and_its_own_tools() -> None:
    node = Node(
        id="book",
        kind="collect",
        title="Find a time",
        instruction="Ask which day suits.",
        goal="book_appointment",
        asks=("day", "name"),
        until="The caller has given day and name",
        tools=("check_availability",),
    )
    script = node_script(PLUMBER, node)
    assert script.startswith("**Find a time.** Ask which day suits.")
    assert "Stay in this step until the caller has given day and name." in script
    assert "`check_availability`" in script
    assert "`dispatch_technician`" not in script
    assert "At night, offer times from eight tomorrow morning on." in script


_LINKED = st.sampled_from(["book_appointment", "order_status", "open_ticket", "remind_appointment", "answer_questions"])


def _configured(tool: Tool) -> Tool:
    """As a team has configured it: described, and asked for before what cannot be undone."""
    values = {
        "purpose": f"{tool.purpose[:60]} for the person on the line, in the system of the house",
        "when": tool.when or "The task needs it and every value is known.",
        "confirm": True,
        "params": tuple(p.model_copy(update={"description": p.description or "As it was said."}) for p in tool.params),
    }
    return tool.model_copy(update=values)


@st.composite
def linked_specs(draw: st.DrawFn) -> AgentSpec:
    """Any spec, some of whose goals have adopted a playbook and use its accepted tools."""
    spec = draw(specs())
    greeting = draw(st.sampled_from([None, "Hello, this is the assistant of the house. How can I help?"]))
    greeting = greeting if spec.languages in ((), ("en",)) else None
    spec = spec.model_copy(update={"tools": tuple(map(_configured, spec.tools)), "greeting": greeting})
    names = [t.name for t in spec.accepted_tools()]
    goals = []
    for goal in spec.goals:
        playbook = draw(st.none() | _LINKED)
        tools = tuple(dict.fromkeys(draw(st.lists(st.sampled_from(names), max_size=3)))) if names else ()
        cases = tuple(Case(when=c.when, then=c.then) for c in job(playbook).cases) if playbook else ()
        goals.append(goal.model_copy(update={"playbook": playbook, "tools": tools, "cases": cases}))
    return spec.model_copy(update={"goals": tuple(goals)})


@settings(max_examples=60 * MORE, deadline=None, suppress_health_check=list(HealthCheck))
@given(linked_specs(), st.sampled_from(list(PROFILES.values())))
def test_any_spec_gives_a_prompt_without_errors_and_with_two_warnings_at_most(spec: AgentSpec, guide: Profile) -> None:
    prompt = generate(spec, guide)
    findings = _findings(spec, prompt, guide)
    assert [f for f in findings if f.level == "error"] == []
    assert len(findings) <= 2, findings
    assert prompt == generate(spec, guide)


def test_a_tool_of_the_team_gets_a_step_of_its_own() -> None:
    tool = Tool(
        name="read_meter", state="accepted", purpose="Reads the meter of a house.", when="The caller names the house."
    )
    goal = Goal(id="meter", statement="Read the meter", tools=("read_meter",))
    prompt = generate(AgentSpec(goals=(goal,), tools=(tool,)))
    assert "Use `read_meter`: reads the meter of a house." in prompt


async def test_a_step_of_the_team_before_the_goodbye_says_so() -> None:
    spec = (await talk_about(PLUMBER).say("add a step at the end that asks for a review")).spec
    assert "- Before the goodbye: Ask for a review." in generate(spec)
