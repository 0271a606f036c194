"""Promises about the generated prompt."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.document.spec import AgentSpec, Compliance, DataField, Goal, Guardrail, Param, Speech, Tool, Transfer
from engine.prompt.generate import SECTIONS, generate
from engine.prompt.lint import lint
from engine.prompt.profiles import PROFILES
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from tests.prompt.specs import BANK, DEBT, DENTAL, FAQ, GERMAN, RESTAURANT, SPECS, SURVEY, drawn

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("profile", PROFILES)
def test_a_generated_prompt_has_no_errors_and_no_warnings(name: str, profile: str) -> None:
    findings = lint(SPECS[name], generate(SPECS[name], profile), profile)
    assert [f for f in findings if f.level != "advice"] == []


@pytest.mark.parametrize("name", SPECS)
def test_a_prompt_stays_short(name: str) -> None:
    assert len(generate(SPECS[name]).split()) < 2500


@pytest.mark.parametrize("name", SPECS)
def test_the_same_spec_gives_the_same_prompt(name: str) -> None:
    again = AgentSpec.model_validate_json(SPECS[name].model_dump_json())
    assert generate(again) == generate(SPECS[name])


@pytest.mark.parametrize("name", ["dental", "debt"])
def test_the_whole_prompt_reads_as_reviewed(name: str) -> None:
    """After an intended change: `python -m tests.prompt.refresh_golden`, then read the difference."""
    assert generate(SPECS[name]) == (GOLDEN / f"{name}.md").read_text(encoding="utf-8")


def test_every_section_has_its_heading_in_order() -> None:
    headings = re.findall(r"(?m)^# (.+)$", generate(DENTAL))
    assert headings == [title for title, _ in SECTIONS]


def test_an_empty_spec_still_gives_a_prompt_without_errors() -> None:
    assert not [f for f in lint(AgentSpec(), generate(AgentSpec())) if f.level == "error"]


def test_only_declared_variables_are_used() -> None:
    used = set(re.findall(r"\{\{(\w+)\}\}", generate(SURVEY)))
    assert used == SYSTEM_VARIABLE_NAMES | {"member_name"}


def test_declined_and_proposed_tools_stay_out() -> None:
    tools = tuple(t.model_copy(update={"state": s}) for t, s in zip(BANK.tools, ("declined", "proposed"), strict=False))
    prompt = generate(BANK.model_copy(update={"tools": tools}))
    assert "verify_identity" not in prompt
    assert "lookup_account" not in prompt


def test_without_tools_the_agent_knows_that_it_can_only_talk() -> None:
    assert "You have no tools." in generate(FAQ)


def test_a_vendor_that_wants_capability_words_gets_no_tool_names() -> None:
    spec = drawn(DENTAL)
    prompt = generate(spec, "vapi")
    assert not [tool.name for tool in spec.tools if tool.name in prompt]


def test_fillers_are_left_out_where_the_vendor_overdoes_them() -> None:
    assert "at most one a turn" in generate(RESTAURANT)
    assert "at most one a turn" not in generate(RESTAURANT, "openai_realtime")


def test_a_payment_is_never_tried_twice() -> None:
    prompt = generate(DEBT)
    assert "do not try again, since it may have gone through" in prompt
    assert prompt.count("You use `take_payment`: an error") == 1


def test_outbound_and_regulated_calls_disclose_and_ask_for_consent_unless_the_team_says_no() -> None:
    assert "Say so in your first turn" in generate(SURVEY)
    assert "**Recording.**" in generate(GERMAN)
    silent = SURVEY.model_copy(update={"compliance": Compliance(ai_disclosure=False, recording_consent=False)})
    assert "Say so in your first turn" not in generate(silent)
    assert "**Recording.**" not in generate(silent)
    assert "**Recording.**" not in generate(RESTAURANT)


def test_whoever_asks_is_told_that_it_is_an_ai() -> None:
    honest = RESTAURANT.model_copy(update={"compliance": Compliance(ai_disclosure=False)})
    assert "Never claim to be a human." in generate(honest)


def test_a_private_matter_is_not_named_before_the_right_person_is_on_the_line() -> None:
    prompt = generate(SPECS["debt"])
    assert "before you say what the call is about" in prompt
    assert "within your first two sentences who you are and why you call" not in prompt
    assert "within your first two sentences who you are and why you call" in generate(SPECS["survey"])


def test_on_an_outbound_call_nobody_else_is_the_caller() -> None:
    assert "the caller" not in generate(SPECS["debt"]).casefold()


def test_the_agent_speaks_its_own_language_in_the_examples() -> None:
    assert "Guten Tag, ich hätte gern einen Termin." in generate(GERMAN)


def test_a_language_without_phrases_gets_english_lines_and_says_so() -> None:
    japanese = RESTAURANT.model_copy(update={"languages": ("ja",)})
    assert "sample lines in these instructions are in English. Say them in natural Japanese." in generate(japanese)


def test_an_agent_that_cannot_transfer_does_not_offer_a_human() -> None:
    prompt = generate(RESTAURANT)
    assert "You cannot put anybody through." in prompt
    assert "offer a human" not in prompt


def test_long_documents_are_named_and_short_facts_are_told() -> None:
    prompt = generate(FAQ)
    assert "A card is free for residents." in prompt
    assert "reference material on: House rules" in prompt
    assert "Please be quiet." not in prompt


def test_an_unknown_profile_is_an_error() -> None:
    with pytest.raises(KeyError):
        generate(FAQ, "nobody")


_WORDS = st.text("abcdefghij klmnop", min_size=3, max_size=60).map(str.strip).filter(bool)
_NAMES = st.from_regex(r"[a-z]{3,8}(_[a-z]{2,8}){0,2}", fullmatch=True)
_TOOLS = st.builds(
    Tool,
    name=_NAMES,
    state=st.sampled_from(["proposed", "accepted", "declined"]),
    kind=st.sampled_from(["http", "client", "system"]),
    purpose=_WORDS,
    when=st.none() | _WORDS,
    effect=st.sampled_from(["read", "write", "irreversible"]),
    confirm=st.booleans(),
    params=st.lists(st.builds(Param, name=_NAMES, description=_WORDS), max_size=3, unique_by=lambda p: p.name),
)
_SPECS = st.builds(
    AgentSpec,
    name=st.none() | _WORDS,
    role=st.none() | _WORDS,
    direction=st.sampled_from([None, "inbound", "outbound", "web"]),
    goals=st.lists(st.builds(Goal, id=_NAMES, statement=_WORDS), max_size=4, unique_by=lambda g: g.id),
    tone=st.lists(_WORDS, max_size=3, unique_by=str.casefold),
    languages=st.lists(st.sampled_from(["en", "de", "es-MX", "ja", "ar"]), max_size=3, unique=True),
    data_fields=st.lists(
        st.builds(DataField, name=_NAMES, description=_WORDS), max_size=4, unique_by=lambda field: field.name
    ),
    tools=st.lists(_TOOLS, max_size=5, unique_by=lambda t: t.name),
    transfers=st.lists(
        st.builds(Transfer, id=_NAMES, label=_WORDS, condition=_WORDS), max_size=2, unique_by=lambda t: t.id
    ),
    guardrails=st.lists(st.builds(Guardrail, id=_NAMES, statement=_WORDS), max_size=2, unique_by=lambda g: g.id),
    speech=st.builds(Speech, max_sentences=st.integers(1, 3), fillers=st.booleans()),
)


@settings(max_examples=60, deadline=None)
@given(_SPECS, st.sampled_from(sorted(PROFILES)))
def test_any_spec_gives_a_prompt_without_errors(spec: AgentSpec, profile: str) -> None:
    spec = drawn(spec)
    prompt = generate(spec, profile)
    assert [f for f in lint(spec, prompt, profile) if f.level == "error"] == []
    assert prompt == generate(spec, profile)
