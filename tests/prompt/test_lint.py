"""For each rule: one bad example that only it catches, while the good prompt passes all of them."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from engine.document.spec import AgentSpec, Param, Pronunciation, Speech
from engine.prompt.generate import generate
from engine.prompt.lint import RULES, lint
from engine.prompt.rules.presence import SAYING_RULES, SECTION_RULES
from engine.prompt.rules.presence import sayings as all_sayings
from tests.prompt.specs import SPECS

GOOD_SPEC = SPECS["dental"]
GOOD = generate(GOOD_SPEC)
BOOKING = 1
"""Place of `book_appointment` among the tools of GOOD_SPEC."""

Edit = Callable[[str], str]


def _say(line: str) -> Edit:
    """Adds a line that is spoken aloud to the examples."""
    return lambda prompt: f"{prompt}\n- Agent: “{line}”\n"


def _note(text: str) -> Edit:
    """Adds a sentence to the guardrails."""
    return lambda prompt: prompt.replace("# Unclear", f"- {text}\n\n# Unclear")


def _swap(old: str, new: str) -> Edit:
    return lambda prompt: prompt.replace(old, new)


BAD_PROMPTS: Mapping[str, Edit] = {
    "speech.one_question": _say("Is that right? Shall I book it?"),
    "speech.digits": _say("See you on Thursday at 9."),
    "speech.symbols": _say("Please write to office@clinic dot com."),
    "speech.markup": _say("Your booking is **confirmed** now."),
    "speech.internal_names": _say("Thank you, [customer name], you are booked."),
    "speech.too_long": _say("Yes. That works. I will book it. See you then."),
    "tools.missing_in_prompt": _swap("`check_availability`", "the calendar"),
    "tools.unknown_in_prompt": _note("Use `refund_order` for refunds."),
    "tools.https_only": _note("Details stand at http://example.com/help and nowhere else."),
    "tools.secret": _note("The key is sk-" + "ant-" + "a1" * 20),
    "identity.named": _swap("Mia", "Eva"),
    "context.date": lambda p: p.replace("{{current_date}}", "a weekday").replace("{{current_time}}", "some time"),
    "context.time_zone": _swap("{{time_zone}}", "ours"),
    "context.undeclared_variable": _note("Greet {{customer}} by name."),
    "context.variable_name": _note("Greet them {{ first name }}."),
    "context.price": _note("A cleaning is $120."),
    "context.phone_number": _note("The office has the number 415-555-0123."),
    "steps.numbered": lambda p: re.sub(r"(?m)^(\d+)\. (?=\*\*)", r"- ", p),
    "examples.three": lambda p: re.sub(r"(?m)^### Example [34].*\n", "", p).replace("### Example 2", "### Another"),
    "whole.duplicate": (
        lambda p: p + "\nKeep in mind that a caller who waits longer than a breath feels left alone.\n" * 2
    ),
    "whole.absolutes": _note(" ".join(["Always smile."] * 40)),
}

BAD_TOOLS: Mapping[str, Mapping[str, Any]] = {
    "tools.description_length": {"purpose": "Books.", "when": "Asked.", "when_not": "Not asked."},
    "tools.when": {"when": None},
    "tools.when_not": {"when_not": None},
    "tools.params_described": {"params": (Param(name="start"),)},
    "tools.system_values": {"params": (Param(name="caller_id", description="Who is calling."),)},
    "tools.irreversible_confirmed": {"effect": "irreversible", "confirm": False},
}


def _ids(spec: AgentSpec, prompt: str) -> set[str]:
    return {finding.rule for finding in lint(spec, prompt)}


def _with_tool(values: Mapping[str, Any]) -> AgentSpec:
    tools = list(GOOD_SPEC.tools)
    tools[BOOKING] = tools[BOOKING].model_copy(update=dict(values))
    return GOOD_SPEC.model_copy(update={"tools": tuple(tools)})


def test_the_good_prompt_passes_every_rule() -> None:
    assert lint(GOOD_SPEC, GOOD) == ()


@pytest.mark.parametrize("rule", BAD_PROMPTS)
def test_only_this_rule_catches_the_bad_prompt(rule: str) -> None:
    assert _ids(GOOD_SPEC, BAD_PROMPTS[rule](GOOD)) == {rule}


@pytest.mark.parametrize("rule", BAD_TOOLS)
def test_only_this_rule_catches_the_bad_tool(rule: str) -> None:
    assert _ids(_with_tool(BAD_TOOLS[rule]), GOOD) == {rule}


@pytest.mark.parametrize("rule", [rule.id for rule in SECTION_RULES if rule.id != "section.examples"])
def test_a_missing_section_is_caught_by_its_own_rule_only(rule: str) -> None:
    heading = {"section.unclear": "Unclear audio and silence"}.get(rule, rule.removeprefix("section.").capitalize())
    assert _ids(GOOD_SPEC, GOOD.replace(f"# {heading}\n", "# Miscellaneous\n")) == {rule}


def test_a_prompt_without_examples_is_noticed() -> None:
    assert _ids(GOOD_SPEC, GOOD.partition("# Examples")[0]) == {"section.examples"}


@pytest.mark.parametrize("rule", [rule.id for rule in SAYING_RULES])
def test_what_a_prompt_no_longer_says_is_noticed(rule: str) -> None:
    saying = next(s for s in all_sayings() if s["id"] == rule)
    silenced = re.sub(saying["cue"], "…", GOOD, flags=re.IGNORECASE)
    assert rule not in _ids(GOOD_SPEC, GOOD)
    assert rule in _ids(GOOD_SPEC, silenced)


def test_a_word_that_is_not_pronounced_anywhere_is_noticed() -> None:
    spec = GOOD_SPEC.model_copy(update={"speech": Speech(pronunciations=(Pronunciation(word="Cerec", say="SEH-rek"),))})
    assert _ids(spec, GOOD) == {"speech.pronunciations"}


def test_many_tasks_without_a_flow_suggest_one() -> None:
    goals = tuple(GOOD_SPEC.goals[0].model_copy(update={"id": f"goal{n}"}) for n in range(3))
    spec = GOOD_SPEC.model_copy(update={"goals": goals, "flow": type(GOOD_SPEC.flow)()})
    assert _ids(spec, GOOD) == {"steps.suggest_flow"}


def test_examples_that_never_fail_are_noticed() -> None:
    head, examples = GOOD.split("# Examples")
    harmless = re.sub(r"(?i)error|fail\w*|didn’t", "…", examples)
    assert _ids(GOOD_SPEC, f"{head}# Examples{harmless}") == {"examples.error"}


def test_a_prompt_that_is_too_long_is_noticed_in_words_and_in_tokens() -> None:
    filler = " ".join(f"w{n}" for n in range(3000))
    assert _ids(GOOD_SPEC, f"{GOOD}\n{filler}\n") == {"whole.words", "whole.tokens"}


def test_every_rule_has_a_bad_example() -> None:
    shown = {*BAD_PROMPTS, *BAD_TOOLS, *(r.id for r in SECTION_RULES), *(r.id for r in SAYING_RULES)}
    shown |= {"speech.pronunciations", "steps.suggest_flow", "examples.error", "whole.words", "whole.tokens"}
    assert {rule.id for rule in RULES} == shown
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_prices_in_the_reference_facts_are_fine() -> None:
    assert "$80" in GOOD
    assert "context.price" not in _ids(GOOD_SPEC, GOOD)


def test_a_declined_tool_that_the_prompt_still_mentions_is_an_error() -> None:
    findings = lint(_with_tool({"state": "declined"}), GOOD)
    assert "tools.unknown_in_prompt" in {f.rule for f in findings if f.level == "error"}


def test_an_empty_prompt_gives_findings_and_no_crash() -> None:
    assert "section.identity" in _ids(GOOD_SPEC, "")


def test_errors_come_first() -> None:
    levels = [finding.level for finding in lint(GOOD_SPEC, "")]
    assert levels == sorted(levels, key=["error", "warning", "advice"].index)


def test_a_handwritten_prompt_with_other_headings_and_labels_is_understood() -> None:
    prompt = "## Who you are\n\nMia.\n\n## Sample calls\n\nAssistant: Is it you? Is it me?\n"
    found = _ids(GOOD_SPEC, prompt)
    assert "section.identity" not in found
    assert "speech.one_question" in found
