"""The prompt as a whole: facts that go stale, secrets, variables, repetition and length."""

import re
from collections import Counter
from collections.abc import Iterator

from engine.prompt.rules.rule import Found, Rule, Subject, short
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.secrets import find_secrets

MAX_WORDS = 3000
MAX_TOKENS = 3500
"""Retell bills a prompt above this more."""
CHARACTERS_A_TOKEN = 4.2
"""Measured for English prose with the o200k encoding: 4.2 to 4.6; the lower end, so that the estimate is "
"not too kind."""
MAX_ABSOLUTES = 30
"""Beyond this many, “always”, “never” and “must” stop standing out (Google's agent linter)."""
DUPLICATE_CHARACTERS = 60
"""Shorter repetitions, such as the same sample line in two examples, do no harm."""
_PRICE = re.compile(
    r"[$€£]\s?\d|\b\d+(?:[.,]\d+)?\s?(?:dollars?|euros?|pounds?|USD|EUR|GBP)\b|\b\d+(?:[.,]\d+)?\s?[€£]", re.I
)
_PHONE = re.compile(r"(?<![\w/.-])\+?\d[\d ().-]{6,}\d(?![\w-])")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[A-Za-z_]\w*")


def _undeclared_variables(subject: Subject) -> Iterator[Found]:
    known = {v.name for v in subject.spec.variables} | SYSTEM_VARIABLE_NAMES
    for name in subject.document.variables:
        if _NAME.fullmatch(name) and name not in known and not name.startswith("system__"):
            yield Found(f"The variable {{{{{name}}}}} is used but not declared.", "variables")


def _date_from_variables(subject: Subject) -> Iterator[Found]:
    used = set(subject.document.variables)
    if not used & {"current_date", "current_time", "system__time", "system__time_utc", "now", "date"}:
        yield Found("The agent does not know the date and time: use {{current_date}} and {{current_time}}.", "Context")


def _time_zone_from_variables(subject: Subject) -> Iterator[Found]:
    if not set(subject.document.variables) & {"time_zone", "timezone", "system__timezone"}:
        yield Found("The agent does not know its time zone: use {{time_zone}}.", "Context")


def _facts_left_out(subject: Subject) -> str:
    """The text without the reference facts, where prices and numbers are kept on purpose."""
    facts = subject.document.find("reference facts", "knowledge", "faq")
    return subject.document.text.replace(facts.text, "") if facts else subject.document.text


def _prices(subject: Subject) -> Iterator[Found]:
    for price in _PRICE.finditer(_facts_left_out(subject)):
        yield Found(
            f"A price is written into the prompt (“{price[0]}”): keep it in the knowledge or a tool.", "Context"
        )


def _phone_numbers(subject: Subject) -> Iterator[Found]:
    for number in _PHONE.finditer(_facts_left_out(subject)):
        if not _DATE.match(number[0]) and sum(c.isdigit() for c in number[0]) >= 7:
            yield Found(
                f"A phone number is written into the prompt (“{number[0]}”): use a transfer or a variable.", "Context"
            )


def _secrets(subject: Subject) -> Iterator[Found]:
    for secret in find_secrets(subject.document.text):
        yield Found(f"The prompt holds {secret.kind}. Remove it, and name a secret instead.", "Tools")


def _identity_named(subject: Subject) -> Iterator[Found]:
    for path in ("name", "role", "company"):
        value = getattr(subject.spec, path)
        if (
            value
            and " ".join(value.split()).casefold().rstrip(".") not in " ".join(subject.document.text.split()).casefold()
        ):
            yield Found(f"The prompt does not say the agent's {path}, “{short(value)}”.", path)


def _numbered_steps(subject: Subject) -> Iterator[Found]:
    section = subject.document.find("step", "flow", "conversation")
    if section and not re.search(r"(?m)^\s*1[.)]\s", section.text):
        yield Found("The steps of the call are not numbered.", "Steps")


def _suggest_flow(subject: Subject) -> Iterator[Found]:
    many = len(subject.spec.accepted_tools()) >= 5 or len(subject.spec.goals) >= 3
    if many and not subject.spec.flow.nodes:
        yield Found("With this many tasks or tools, a call flow keeps the agent on track.", "flow")


def _pronunciations(subject: Subject) -> Iterator[Found]:
    for word in subject.spec.speech.pronunciations:
        if word.say not in subject.document.text:
            yield Found(f"The prompt does not say how “{word.word}” is pronounced.", "speech.pronunciations")


def _three_examples(subject: Subject) -> Iterator[Found]:
    section = subject.document.find("example", "sample")
    if section is None:
        return
    count = sum(
        s.title.casefold().startswith(("example", "sample")) and s.level > section.level
        for s in subject.document.sections
    )
    if count < 3:
        yield Found("Give at least three examples: one that goes well, an edge case, and an error.", "Examples")


def _example_kinds(subject: Subject) -> Iterator[Found]:
    section = subject.document.find("example", "sample")
    if section and not re.search(r"(?i)\berror|\bfail|did(?:n['’]t| not) work", section.text):
        yield Found("No example shows what happens when something fails.", "Examples")


def _duplicates(subject: Subject) -> Iterator[Found]:
    for block, times in Counter(subject.document.blocks).items():
        if times > 1 and len(block) >= DUPLICATE_CHARACTERS:
            yield Found(f"The same block stands there {times} times: “{short(block)}”.", "")


def _words(subject: Subject) -> Iterator[Found]:
    words = len(subject.document.text.split())
    if words > MAX_WORDS:
        yield Found(f"The prompt has {words:,} words; beyond {MAX_WORDS:,} agents begin to forget parts of it.")


def _tokens(subject: Subject) -> Iterator[Found]:
    tokens = round(len(subject.document.text) / CHARACTERS_A_TOKEN)
    if tokens > MAX_TOKENS:
        yield Found(f"The prompt has about {tokens:,} tokens; beyond {MAX_TOKENS:,} it is slower and costs more.")


def _absolutes(subject: Subject) -> Iterator[Found]:
    count = len(re.findall(r"(?i)\b(?:always|never|must)\b", subject.document.text))
    if count > MAX_ABSOLUTES:
        yield Found(f"“Always”, “never” and “must” stand there {count} times; keep them for what matters most.")


def _braces(subject: Subject) -> Iterator[Found]:
    for name in subject.document.variables:
        if not _NAME.fullmatch(name):
            yield Found(f"“{{{{{short(name)}}}}}” is not a variable's name.", "variables")


WHOLE_RULES = (
    Rule("identity.named", "warning", "Identity", _identity_named),
    Rule("context.date", "warning", "Context", _date_from_variables),
    Rule("context.time_zone", "warning", "Context", _time_zone_from_variables),
    Rule("context.undeclared_variable", "error", "Context", _undeclared_variables),
    Rule("context.variable_name", "error", "Context", _braces),
    Rule("context.price", "warning", "Context", _prices),
    Rule("context.phone_number", "warning", "Context", _phone_numbers),
    Rule("speech.pronunciations", "warning", "Speech", _pronunciations),
    Rule("steps.numbered", "warning", "Steps", _numbered_steps),
    Rule("steps.suggest_flow", "advice", "Steps", _suggest_flow),
    Rule("tools.secret", "error", "Tools", _secrets),
    Rule("examples.three", "warning", "Examples", _three_examples),
    Rule("examples.error", "warning", "Examples", _example_kinds),
    Rule("whole.duplicate", "warning", "Whole prompt", _duplicates),
    Rule("whole.words", "warning", "Whole prompt", _words),
    Rule("whole.tokens", "warning", "Whole prompt", _tokens),
    Rule("whole.absolutes", "advice", "Whole prompt", _absolutes),
)
