"""The prompt as a whole: facts that go stale, secrets, variables, repetition and length."""

import re
from collections import Counter
from collections.abc import Iterator

from engine.document.changes import add
from engine.document.spec import Variable
from engine.findings import Fix
from engine.prompt.document import Kind
from engine.prompt.rules.rule import Found, Rule, Subject, added, short
from engine.prompt.variables import SYSTEM_VARIABLE_NAMES
from engine.secrets import find_secrets

MAX_WORDS = 3000
MAX_TOKENS = 3500
"""Retell bills a prompt above this more."""
CHARACTERS_A_TOKEN = 4.2
"""Measured for English prose with the o200k encoding: 4.2 to 4.6; the lower end, so that the estimate is not too
kind."""
MAX_ABSOLUTES = 30
"""Beyond this many, “always”, “never” and “must” stop standing out (Google's agent linter)."""
_EXAMPLES = 3
DUPLICATE_CHARACTERS = 60
"""Shorter repetitions, such as the same sample line in two examples, do no harm."""
_PRICE = re.compile(
    r"[$€£]\s?\d[\d.,]*|\b\d+(?:[.,]\d+)?\s?(?:dollars?|euros?|pounds?|USD|EUR|GBP)\b|\b\d+(?:[.,]\d+)?\s?[€£]", re.I
)
_A_LIMIT = re.compile(r"(?i)\b(?:up to|at most|more than|less than|over|above|below|under|beyond|limit of) $")
"""“Refunds up to 100 euros” names no price."""
_PHONE = re.compile(r"(?<![\w/.-])\+?\d[\d ().-]{6,}\d(?![\w-])")
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}")
_NAME = re.compile(r"[A-Za-z_]\w*")
_UNFILLED = re.compile(
    r"\[(?:date|time|day|price|amount|address|link|city|number|your|company|agent|name|insert|business|phone|"
    r"customer|caller)[^\]\n]{0,40}\]|\bTODO\b|"
    r"\bTBD\b|\bXXX+\b|lorem ipsum|(?<=\S )<[a-z][a-z _-]{2,40}>",
    re.I,
)
_BEGAN = "The call began on {{current_date}}, {{current_time}}, in the time zone {{time_zone}}."


def _undeclared_variables(subject: Subject) -> Iterator[Found]:
    if subject.spec is None:
        return
    known = {v.name for v in subject.spec.variables} | SYSTEM_VARIABLE_NAMES
    for name in subject.document.variables:
        if _NAME.fullmatch(name) and name not in known and not name.startswith("system__"):
            variable = Variable(name=name, description=name.replace("_", " ").strip() or name)
            fix = Fix("Declare it", changes=(add("variables", variable),))
            line = subject.document.line_of(f"{{{{{name}")
            yield Found(f"The variable {{{{{name}}}}} is used but not declared.", "variables", line, fix)


def _date_from_variables(subject: Subject) -> Iterator[Found]:
    used = set(subject.document.variables)
    if not used & {"current_date", "current_time", "system__time", "system__time_utc", "now", "date"}:
        fix = _added(subject, "Context", ("context", "identity"), _BEGAN)
        yield Found(
            "The agent does not know the date and time: use {{current_date}} and {{current_time}}.", "Context", 0, fix
        )


def _placeholders(subject: Subject) -> Iterator[Found]:
    """What somebody meant to fill in: `[Company name]`, `<phone>`, `TODO`."""
    text = re.sub(r"\[[^\]]*\]\([^)]*\)", "", subject.document.text)
    for found in dict.fromkeys(_UNFILLED.findall(text)):
        yield Found(f"“{short(found)}” was never filled in.", "", subject.document.line_of(found))


def _added(subject: Subject, title: str, kinds: tuple[Kind, ...], sentence: str) -> Fix:
    """The sentence as a bullet under the first section of these kinds, or in a new one at the end."""
    return added(subject, title, kinds, sentence, f"Add “{short(sentence, 50)}”")


def _facts_left_out(subject: Subject) -> str:
    """The text without the facts, where prices and numbers are kept on purpose."""
    return "\n".join(b.text for b in subject.document.blocks if b.kind != "facts")


def _prices(subject: Subject) -> Iterator[Found]:
    text = _facts_left_out(subject)
    for price in _PRICE.finditer(text):
        if _A_LIMIT.search(text[: price.start()]):
            continue
        message = f"A price is written into the prompt (“{price[0]}”): keep it in the facts or a tool."
        yield Found(message, "Context", subject.document.line_of(price[0]))


def _phone_numbers(subject: Subject) -> Iterator[Found]:
    """A number beside the name of a transfer that is still open is asked for as its destination, and no second "
    "time."""
    asked = " ".join(t.label for t in subject.spec.transfers if not t.destination) if subject.spec else ""
    for number in _PHONE.finditer(_facts_left_out(subject)):
        if number[0] in asked:
            continue
        if not _DATE.match(number[0]) and sum(c.isdigit() for c in number[0]) >= 7:
            message = f"A phone number is written into the prompt (“{number[0]}”): use a transfer or a variable."
            yield Found(message, "Context", subject.document.line_of(number[0]))


def _secrets(subject: Subject) -> Iterator[Found]:
    """The names of the agent's own tools came through the intake, which takes no key: how they look proves nothing."""
    told = "\n".join(block.text for block in subject.document.blocks if block.kind != "examples")
    names = [tool.name for tool in subject.spec.tools] if subject.spec else []
    for secret in find_secrets(told):
        if any(told[secret.start : secret.end] in name for name in names):
            continue
        yield Found(f"The prompt holds {secret.kind}. Remove it, and name a secret instead.", "Tools")


def _identity_named(subject: Subject) -> Iterator[Found]:
    """Where the agent is introduced; a name that stands only in its greeting introduces nobody."""
    text = " ".join(subject.document.of("identity").split()).casefold()
    for path in ("name", "role", "company"):
        value = getattr(subject.spec, path, None)
        if value and " ".join(value.split()).casefold().rstrip(".") not in text:
            yield Found(f"The prompt does not say the agent's {path}, “{short(value)}”.", path)


def _identity_stated(subject: Subject) -> Iterator[Found]:
    if subject.spec is None and not re.search(
        r"(?i)\byou(?:['’]re| are)\b|\byour name\b|\bi am\b", subject.document.of("identity")
    ):
        yield Found("The prompt does not say who the agent is.", "Identity")


def _numbered_steps(subject: Subject) -> Iterator[Found]:
    blocks = [b for b in subject.document.blocks if b.kind == "steps" and not b.heading]
    if blocks and not any(b.number == 1 for b in blocks):
        yield Found("The steps of the call are not numbered.", "Steps", blocks[0].line)


def _suggest_flow(subject: Subject) -> Iterator[Found]:
    spec = subject.spec
    if spec and not spec.flow.nodes and (len(subject.tools) >= 5 or len(spec.goals) >= 3):
        yield Found("With this many tasks or tools, a call flow keeps the agent on track.", "flow")


def _pronunciations(subject: Subject) -> Iterator[Found]:
    for word in subject.spec.speech.pronunciations if subject.spec else ():
        if word.say not in subject.document.of("speech"):
            fix = _added(subject, "Speech", ("speech",), f"Pronounce {word.word} as {word.say}.")
            message = f"The prompt does not say how “{word.word}” is pronounced."
            yield Found(message, "speech.pronunciations", 0, fix)


def _three_examples(subject: Subject) -> Iterator[Found]:
    if subject.document.has("examples"):
        calls = [s for s in subject.document.subsections("examples") if re.match(r"(?i)example|sample", s.title)]
        if len(calls) < _EXAMPLES:
            yield Found("Give at least three examples: one that goes well, an edge case, and an error.", "Examples")


def _example_kinds(subject: Subject) -> Iterator[Found]:
    text = subject.document.of("examples")
    if text and not re.search(r"(?i)\berror|\bfail|did(?:n['’]t| not) work|: no match|not confirmed|nothing\.\)", text):
        yield Found("No example shows what happens when something fails.", "Examples")


def _duplicates(subject: Subject) -> Iterator[Found]:
    # Two tasks may share a step; one task does not say it twice.
    blocks = [b for b in subject.document.blocks if not (b.kind == "examples" and b.text.startswith("("))]
    counted = Counter((block.text, block.title if block.kind in ("steps", "examples") else "") for block in blocks)
    for (text, _), times in counted.items():
        if times > 1 and len(text) >= DUPLICATE_CHARACTERS:
            last = [b.line for b in subject.document.blocks if b.text == text][-1]
            yield Found(f"The same block stands there {times} times: “{short(text)}”.", "", last)


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
    Rule("identity.named", "warning", "Identity", _identity_named, "callers ask, and the agent makes something up"),
    Rule("identity.stated", "warning", "Identity", _identity_stated, "callers ask, and the agent makes something up"),
    Rule("context.date", "warning", "Context", _date_from_variables, "a model does not know what day it is"),
    Rule("context.undeclared_variable", "error", "Context", _undeclared_variables, "the platform leaves it empty"),
    Rule("context.variable_name", "error", "Context", _braces, "the platform cannot fill it in"),
    Rule("context.placeholder", "error", "Context", _placeholders, "it is said aloud as it stands"),
    Rule("context.price", "warning", "Context", _prices, "prices change, and nobody looks for them in a prompt"),
    Rule("context.phone_number", "warning", "Context", _phone_numbers, "numbers change, and the agent reads them out"),
    Rule("speech.pronunciations", "warning", "Speech", _pronunciations, "the name of the house is mispronounced"),
    Rule("steps.numbered", "warning", "Steps", _numbered_steps, "nothing can refer to a step"),
    Rule("steps.suggest_flow", "advice", "Steps", _suggest_flow, "long prompts lose the thread"),
    Rule("tools.secret", "error", "Tools", _secrets, "whoever reads the prompt has it"),
    Rule("examples.three", "warning", "Examples", _three_examples, "models copy examples more than rules"),
    Rule("examples.error", "warning", "Examples", _example_kinds, "models copy examples more than rules"),
    Rule("whole.duplicate", "warning", "Whole prompt", _duplicates, "one copy is changed and the other is not"),
    Rule("whole.words", "warning", "Whole prompt", _words, "agents forget parts of long prompts"),
    Rule("whole.tokens", "warning", "Whole prompt", _tokens, "long prompts are slower and cost more"),
    Rule("whole.absolutes", "advice", "Whole prompt", _absolutes, "what is stressed everywhere stands out nowhere"),
)
