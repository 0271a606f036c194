"""For each rule a bad prompt that it finds, over ten agents; and what a finding carries."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

import pytest

from engine.document.changes import Change, apply
from engine.document.spec import AgentSpec, Param, Pronunciation, Speech
from engine.findings import Finding, fixed
from engine.prompt.generate import generate
from engine.prompt.lint import RULES, lint
from engine.prompt.report import in_words, mended
from engine.prompt.rules.presence import sayings
from tests.each import for_each
from tests.more import MORE
from tests.prompt.agents import AGENTS, BANK, DENTIST, HELPDESK
from tests.prompt.mutate import found, mutations, new_findings

Edit = Callable[[str], str]
T = TypeVar("T")


@cache
def _good(name: str) -> str:
    return generate(AGENTS[name])


def _ids(spec: AgentSpec | None, prompt: str) -> set[str]:
    return {finding.rule for finding in lint(prompt, spec)}


def _say(line: str) -> Edit:
    """Adds a line that is spoken aloud to the first example."""
    return lambda prompt: prompt.replace("\n- Agent: “", f"\n- Agent: “{line}”\n- Agent: “", 1)


def _note(text: str) -> Edit:
    """Adds a sentence to the guardrails."""
    return lambda prompt: prompt.replace("\n# Unclear", f"\n- {text}\n\n# Unclear", 1)


def _swap(old: str, new: str) -> Edit:
    return lambda prompt: re.sub(old, new, prompt)


TWICE = "Keep in mind that somebody who waits longer than a breath feels left alone."
FORM: Mapping[str, Edit] = {
    "speech.one_question": _say("Is that right? Shall I go on?"),
    "speech.digits": _say("See you on Thursday at 9."),
    "speech.symbols": _say("Please write to office@clinic dot com."),
    "speech.markup": _say("That is **all** for now."),
    "speech.internal_names": _say("Thank you, [customer name], that is all."),
    "speech.too_long": _say("Yes. That works. I note it. See you then."),
    "speech.options": _say("I have Monday, Tuesday, Wednesday or Friday, which suits you?"),
    "tools.unknown_in_prompt": _note("Use `refund_everything` for refunds."),
    "tools.https_only": _note("Details stand at http://example.com/help and nowhere else."),
    "tools.secret": _note("The key is sk-" + "ant-" + "a1" * 20),
    "context.date": _swap(r"\{\{current_(date|time)\}\}", "some day"),
    "context.undeclared_variable": _note("Greet {{unheard_of}} by name."),
    "context.variable_name": _note("Greet them {{ first name }}."),
    "context.placeholder": _note("You work for [Company name] only."),
    "context.price": _note("A visit is $120."),
    "context.phone_number": _note("The office has the number 415-555-0123."),
    "steps.numbered": _swap(r"(?m)^\d+\. ", "- "),
    "examples.three": _swap(r"## Example [34].*\n", ""),
    "whole.duplicate": _note(f"{TWICE}\n- {TWICE}"),
    "whole.absolutes": _note(" ".join(["Always smile."] * 40)),
    "whole.words": _note(" ".join(f"w{n}" for n in range(3000))),
    "whole.tokens": _note(" ".join(f"w{n}" for n in range(3000))),
}  # fmt: skip
"""One way for each rule to spoil the form of any good prompt."""
HEADINGS = {
    "identity": "Identity", "context": "Context", "speech": "Speech", "language": "Language", "goal": "Goals",
    "steps": "Steps", "data": "Data", "tools": "Tools", "guardrails": "Guardrails",
    "unclear": "Unclear audio and silence", "escalation": "Escalation", "examples": "Examples",
}  # fmt: skip


def _form_mutations() -> Iterator[tuple[str, str, str]]:
    """`(agent, rule, spoilt prompt)`: every rule of form on some of the agents where it applies, by turns."""
    for name in AGENTS:
        good = _good(name)
        for rule, edit in _turns(name, list(FORM.items())):
            yield name, rule, edit(good)
        for section, heading in _turns(name, list(HEADINGS.items())):
            yield name, f"section.{section}", _without_section(good, heading)
        for saying in _turns(name, sayings()):
            if (spoilt := _without_saying(good, saying)) != good:
                yield name, saying["id"], spoilt


def _turns(name: str, rules: Sequence[T]) -> Sequence[T]:
    """Every third rule, and for the next agent the ones after those; with `MORE` all of them."""
    return rules if MORE > 1 else rules[list(AGENTS).index(name) % 3 :: 3]


def _without_section(prompt: str, heading: str) -> str:
    return re.sub(rf"(?ms)^# {heading}\n.*?(?=^# |\Z)", "", prompt)


def _without_saying(prompt: str, saying: Mapping[str, Any]) -> str:
    """The prompt without the sentences that say it, where they belong; the words may stand elsewhere."""
    heads = {"check": "Identity check", "emergency": "Emergencies", "goals": "Goals"}
    for kind in saying["in"]:
        heading = heads.get(kind) or HEADINGS.get(kind, "-")
        section = re.search(rf"(?ms)^# {heading}\n.*?(?=^# |\Z)", prompt)
        if section:
            kept = re.sub(saying["cue"], "…", section[0], flags=re.IGNORECASE)
            prompt = prompt.replace(section[0], kept)
    return prompt


def test_mutations_of_form_are_found() -> None:
    every = [(name, rule, text) for name, rule, text in _form_mutations() if _applies(name, rule)]
    missed = [(name, rule) for name, rule, text in every if rule not in _ids(AGENTS[name], text)]
    assert len(every) > (500 if MORE > 1 else 160)
    assert {rule for _, rule, _ in every} > {*FORM, *(f"section.{section}" for section in HEADINGS)}
    assert len(missed) <= 0.02 * len(every), missed


def test_mutations_of_form_are_found_without_a_spec_too() -> None:
    needs_spec = {"context.undeclared_variable", "guardrails.recording", "guardrails.ai_disclosure"}
    every = [m for m in _form_mutations() if m[1] not in needs_spec and _applies(m[0], m[1])]
    missed = [(name, rule) for name, rule, text in every if rule not in _ids(None, text)]
    assert len(missed) <= 0.06 * len(every), missed


@cache
def _always(rule: str) -> tuple[str, ...]:
    """Agents to which a saying applies: an empty prompt lacks it."""
    return tuple(name for name in AGENTS if rule in _of_an_empty_prompt(name))


@cache
def _of_an_empty_prompt(name: str) -> set[str]:
    return _ids(AGENTS[name], "# Notes\n\nNothing.")


def _applies(name: str, rule: str) -> bool:
    return rule not in {s["id"] for s in sayings()} or name in _always(rule)


@pytest.mark.parametrize(("half", "least"), [("train", 0.95), ("held_out", 0.90)])
def test_mutations_of_meaning_are_found(half: str, least: float) -> None:
    every = mutations(half)
    missed = [{k: v for k, v in m.items() if k != "half"} for m in every if not found(m)]
    assert len(every) - len(missed) >= least * len(every), missed if half == "train" else len(missed)


@pytest.mark.parametrize(("half", "least"), [("train", 0.95), ("held_out", 0.84)])
def test_mutations_of_the_gallery_are_found(half: str, least: float) -> None:
    """Two more sets over other agents; whatever a good prompt does not have counts as found."""
    every = [*mutations(half, "fresh"), *mutations(half, "unseen")]
    missed = [m["edits"] for m in every if not new_findings(m)]
    assert len(every) - len(missed) >= least * len(every), missed if half == "train" else len(missed)


@pytest.mark.parametrize(("half", "least"), [("train", 0.95), ("held_out", 0.65)])
def test_mutations_by_somebody_who_never_saw_the_linter_are_found(half: str, least: float) -> None:
    """The held half is below the 90 percent that we want; the bound is what is reached."""
    every = mutations(half, "blind")
    missed = [m["edits"] for m in every if not new_findings(m)]
    assert len(every) - len(missed) >= least * len(every), missed if half == "train" else len(missed)


@pytest.mark.parametrize("half", ["train", "held_out"])
def test_mutations_of_agents_of_other_trades_are_found_as_far_as_is_reached(half: str) -> None:
    """Nothing was tuned on either half yet; two thirds are found, and 90 percent wanted."""
    every = mutations(half, "second_blind")
    missed = [m["edits"] for m in every if not new_findings(m)]
    assert len(every) - len(missed) >= 0.65 * len(every), missed if half == "train" else len(missed)


def test_there_are_a_hundred_mutations_of_meaning() -> None:
    assert len(mutations(file="fresh")) == 105
    assert len(mutations(file="unseen")) == 40
    assert len(mutations(file="blind")) == 80
    assert len(mutations(file="second_blind")) == 60
    assert len(mutations()) == 100
    assert {m["agent"] for m in mutations()} == set(AGENTS)


@pytest.mark.parametrize(
    ("rule", "values"),
    [
        ("tools.description_length", {"purpose": "Books.", "when": "Asked.", "when_not": "Not asked."}),
        ("tools.when", {"when": None}),
        ("tools.when_not", {"when_not": None}),
        ("tools.params_described", {"params": (Param(name="start"),)}),
        ("tools.system_values", {"params": (Param(name="caller_id", description="Who is calling."),)}),
        ("tools.irreversible_confirmed", {"effect": "irreversible", "confirm": False}),
    ],
)
def test_a_tool_that_is_badly_described_is_noticed(rule: str, values: Mapping[str, Any]) -> None:
    tools = tuple(t.model_copy(update=values) if t.name == "book_appointment" else t for t in DENTIST.tools)
    spec = DENTIST.model_copy(update={"tools": tools})
    assert rule in _ids(spec, generate(spec))


def test_a_tool_that_the_prompt_leaves_out_is_an_error() -> None:
    assert "tools.missing_in_prompt" in _ids(DENTIST, _good("dentist").replace("`check_availability`", "the calendar"))


def test_a_rule_is_missing_where_it_belongs_though_its_words_stand_elsewhere() -> None:
    prompt = re.sub(r"(?m)^- \*\*Abuse.*\n", "", _good("dentist"))
    prompt = prompt.replace("# Facts\n\n", "# Facts\n\n- Our café has an abuse policy for rude guests.\n")
    assert "guardrails.abuse" in _ids(DENTIST, prompt)


def test_the_name_counts_where_the_agent_is_introduced() -> None:
    assert "identity.named" in _ids(DENTIST, _good("dentist").replace("You are Mia, ", "You are "))


def test_a_word_that_is_not_pronounced_anywhere_is_noticed() -> None:
    spec = DENTIST.model_copy(update={"speech": Speech(pronunciations=(Pronunciation(word="Cerec", say="SEH-rek"),))})
    assert "speech.pronunciations" in _ids(spec, _good("dentist"))


def test_prices_in_the_facts_are_fine() -> None:
    prompt = _good("dentist").replace("eighty dollars", "$80")
    assert "context.price" not in _ids(DENTIST, prompt)


def test_a_handwritten_prompt_in_any_layout_is_understood() -> None:
    for head in ("## Who you are", "**Who you are:**", "WHO YOU ARE", "<identity>"):
        prompt = f"{head}\n\nYou are Mia.\n\n## Sample calls\n\nAssistant: Is it you? Is it me?\n"
        found = _ids(None, prompt)
        assert "section.identity" not in found
        assert "speech.one_question" in found


def test_an_empty_prompt_gives_findings_and_no_crash() -> None:
    assert "section.guardrails" in _ids(DENTIST, "")
    assert "section.guardrails" in _ids(None, "")


def test_errors_come_first() -> None:
    levels = [finding.level for finding in lint("", DENTIST)]
    assert levels == sorted(levels, key=["error", "warning", "advice"].index)


def test_every_rule_says_what_goes_wrong_otherwise() -> None:
    assert [rule.id for rule in RULES if len(rule.why) < 10] == []
    assert len({rule.id for rule in RULES}) == len(RULES)


@for_each("saying", sayings(), ids=lambda s: s["id"])
def test_the_fix_of_what_is_missing_mends_it(saying: Mapping[str, Any]) -> None:
    name = next(iter(_always(saying["id"])))
    prompt = _without_saying(_good(name), saying)
    finding = _finding(saying["id"], lint(prompt, AGENTS[name]))
    assert finding.fix
    assert saying["id"] not in _ids(AGENTS[name], fixed(prompt, finding.fix))


def test_a_typed_change_mends_what_stands_in_the_spec() -> None:
    tools = tuple(t.model_copy(update={"confirm": False}) if t.name == "block_card" else t for t in BANK.tools)
    spec = BANK.model_copy(update={"tools": tools})
    finding = _finding("tools.irreversible_confirmed", lint(generate(spec), spec))
    assert finding.fix
    after = apply(spec, _only(finding.fix.changes))
    assert isinstance(after, AgentSpec)
    assert "tools.irreversible_confirmed" not in _ids(after, generate(after))


def test_a_pasted_prompt_is_mended_in_one_go() -> None:
    prompt = "# Identity\n\nYou are Mia.\n\n# Guardrails\n\n- Details stand at http://example.com now.\n"
    before, after = lint(prompt), lint(mended(prompt, lint(prompt)))
    assert len(after) < len(before) / 2
    assert "https://example.com" in mended(prompt, before)


def test_a_finding_names_its_place() -> None:
    prompt = _note("Use `refund_everything` for refunds.")(_good("helpdesk"))
    finding = _finding("tools.unknown_in_prompt", lint(prompt, HELPDESK))
    assert "refund_everything" in prompt.splitlines()[finding.line - 1]


def test_findings_are_told_in_words() -> None:
    told = in_words(lint("You are Mia."))
    assert "will not work" in told
    assert in_words(()) == "I found nothing to mend in this prompt."


def _finding(rule: str, findings: tuple[Finding, ...]) -> Finding:
    return next(finding for finding in findings if finding.rule == rule)


def _only(changes: tuple[Change, ...]) -> Change:
    (change,) = changes
    return change


PASTED = """You are Max from Acme Solar, and you call people who filled in our form.

## Flow
1. Ask for the roof type, the monthly bill and the number of people at home at once.
2. If they are interested, use book_consult. If not, go to step 9.

## Rules
Always speak Spanish only. If the lead speaks English, answer in English.
A visit costs 12 euros. The visit is free.
If they ask whether you are a robot, say that you are a real person.
Keep calling back until they agree to a consultation.
After the goodbye, offer the newsletter.

## Tools
- book_consult

## Example
Lead: Hola
Assistant: ¿Para cuándo? ¿Y cuántas personas?
"""


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("speech.several_questions", 4),
        ("meaning.missing_step", 5),
        ("meaning.languages", 8),
        ("meaning.prices", 8),
        ("meaning.human", 8),
        ("meaning.no_end", 8),
        ("meaning.after_the_end", 8),
        ("speech.one_question", 19),
    ],
)
def test_a_pasted_prompt_is_read_for_its_meaning(rule: str, line: int) -> None:
    """Paragraphs and speakers' lines as people write them; the line is where the paragraph begins."""
    found = next((f for f in lint(PASTED) if f.rule == rule), None)
    assert found is not None
    assert (found.line, bool(found.why)) == (line, True)
