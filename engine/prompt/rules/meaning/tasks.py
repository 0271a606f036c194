"""Goals that nothing does, and references to steps or sections that are not there."""

import re
from collections.abc import Iterator

from engine.document.spec import AgentSpec, Goal
from engine.language.stems import stem
from engine.prompt.document import Block, Section
from engine.prompt.languages import language_of
from engine.prompt.rules.orders import acts, numbers, small_words, stem_of
from engine.prompt.rules.rule import SNAKE, Found, Rule, Subject, short
from engine.sentences import listed

_ACTING = frozenset({"book", "move", "cancel", "pay", "refund", "send", "dispatch", "block"})
"""Acts that change something outside the call, so that words alone do not do them."""
_STEP = re.compile(r"(?i)\bsteps? (\d+|[a-z]+)\b")
_SECTION = re.compile(
    r"(?:\bas under|\bsee(?: under| the section)?|"
    r"\bsection) [“\"*]*([A-Z][A-Za-z]+(?: [a-z]+){0,3}?)[”\"*]*(?=[.,;:)]|$)"
)
_WORD = re.compile(r"\w+")
_MUCH = 0.5


def _goal_without_script(subject: Subject) -> Iterator[Found]:
    scripts = [s for s in subject.document.subsections("steps") if re.search(r"(?m)^\s*\d+[.)]\s", s.text)]
    for goal in subject.document.blocks:
        if goal.kind == "goals" and not goal.heading and not _has_a_way(subject, goal, scripts):
            yield Found(f"Nothing says how “{short(_statement(goal))}” is done.", "Goals", goal.line)


def _has_a_way(subject: Subject, goal: Block, scripts: list[Section]) -> bool:
    words = _words(_statement(goal))
    if not words:
        return True
    if scripts:
        return any(len(words & _words(s.title)) >= _MUCH * len(words) for s in scripts)
    steps = subject.document.of("steps", "tools", "facts")
    told = language_of(_statement(goal)) in (None, "en") and len(words) > 1 and steps
    return not told or _says_how(steps) or bool(words & _words(steps))


def _statement(goal: Block) -> str:
    return re.split(r"\.\s|: | Done when", goal.text, maxsplit=1)[0].strip("*. ")


def _words(text: str) -> frozenset[str]:
    return frozenset(stem_of(w) for w in _WORD.findall(text.casefold()) if w not in small_words())


def _goal_without_tool(subject: Subject) -> Iterator[Found]:
    """A task that changes something outside the call, in a prompt that has tools, names none of them."""
    if not subject.named_tools:
        return
    stuck = {g.statement.rstrip(".").casefold() for g in subject.spec.goals if not g.tools} if subject.spec else set()
    for script in subject.document.subsections("steps"):
        first = stem(script.title.split(" ", 1)[0].casefold().strip(".,"))
        named = "`" in script.text or SNAKE.search(script.text) or any(t in script.text for t in subject.named_tools)
        capability = subject.profile.tool_names == "capability"
        if script.title.casefold() in stuck:
            continue  # `_goals_without_means` tells it
        if acts().get(first) in _ACTING and not named and not capability and not _says_how(script.text):
            yield Found(f"“{short(script.title)}” uses no tool, so nothing is done.", "Steps", script.line)


def _says_how(text: str) -> bool:
    return bool(re.search(r"(?i)cannot do this yourself|does this:", text))


def _goals_without_means(subject: Subject) -> Iterator[Found]:
    """Goals that ask for a tool by their words and have none, and nobody who does them."""
    if subject.spec:
        stuck = [g.statement.rstrip(".") for g in subject.spec.goals if _stuck(subject.spec, g)]
        if stuck:
            yield Found(f"No tool and nobody does {listed([f'“{short(s)}”' for s in stuck])}.", "goals")


def _stuck(spec: AgentSpec, goal: Goal) -> bool:
    from engine.tools.catalog import CATALOG  # only a spec's goals are read in every language
    from engine.tools.selector import needs_in

    has = goal.by_whom or any(t.name in goal.tools for t in spec.accepted_tools())
    asked = [need.id for need in needs_in(goal.statement) if not need.reason]
    return not has and any(CATALOG[tool].effect != "read" and not CATALOG[tool].place for tool in asked)


def _missing_step(subject: Subject) -> Iterator[Found]:
    for block in subject.document.blocks:
        for named in _STEP.findall(block.text):
            number = int(named) if named.isdigit() else int(numbers().get(stem_of(named), 0))
            if number and number not in _steps_near(subject, block):
                yield Found(f"There is no step {number}: “{short(block.text)}”.", block.title, block.line)


def _steps_near(subject: Subject, block: Block) -> set[int]:
    """The numbers of the steps that a block may mean: those of its own list, and those of the whole call."""
    steps = [b for b in subject.document.blocks if b.kind == "steps" and b.number]
    top = steps[0].title if steps else ""
    return {b.number for b in steps if b.title in (top, block.title) and b.number}


def _missing_section(subject: Subject) -> Iterator[Found]:
    titles = {section.title.casefold() for section in subject.document.sections}
    for block in subject.document.blocks:
        told = () if block.heading or block.kind == "examples" else _SECTION.findall(block.text)
        for named in told:
            if titles and named.casefold() not in titles:
                yield Found(f"There is no section “{named}”.", block.title, block.line)


TASK_RULES = (
    Rule("meaning.goal_without_script", "warning", "Meaning", _goal_without_script, "the agent improvises"),
    Rule(
        "meaning.goal_without_tool", "warning", "Meaning", _goal_without_tool, "it says that it did what it cannot do"
    ),
    Rule(
        "meaning.goal_without_means",
        "warning",
        "Meaning",
        _goals_without_means,
        "it says that it did what it cannot do",
    ),
    Rule("meaning.missing_step", "error", "Meaning", _missing_step, "the call goes nowhere"),
    Rule("meaning.missing_section", "error", "Meaning", _missing_section, "the call goes nowhere"),
)
