"""A prompt, ours or anybody's, as parts of a spec: its headings say what stands below them.

Only what is plain is read: who the agent is, goals, rules, facts, tone. The rest is kept, section by section.
"""

import re
from collections.abc import Iterator, Mapping

from engine.targets.reading import Draft, slug

_HEADING = re.compile(r"^(?:#{1,4} +(.+?)|\*\*([^*\n]{2,60})\*\*:?|([A-Z][A-Za-z ]{2,40}):)[ \t]*$", re.MULTILINE)
_OWN_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+(.+)$")
_PARTS: Mapping[str, tuple[str, ...]] = {
    "identity": ("identity", "role", "persona", "who you are", "about you", "personality"),
    "goals": ("goals", "goal", "tasks", "task", "objective", "objectives", "your job", "responsibilities"),
    "guardrails": ("guardrails", "rules", "guidelines", "constraints", "do not", "never", "limits", "boundaries"),
    "tone": ("tone", "style", "voice and tone", "tone of voice"),
    "knowledge": ("facts", "knowledge", "faq", "faqs", "information", "about us", "business information"),
}
_MADE = (
    "context", "speech", "language", "steps", "data", "tools", "the phone", "unclear audio and silence", "emergencies",
    "escalation", "examples", "identity check",
)  # fmt: skip
"""Sections of our own prompts that follow from the rest of a spec."""
_ROLE = re.compile(
    r"^You are (?:([A-Z][\w'-]*), )?(?:an? |the )?([^.\n:]+?)(?: (?:for|at|of) ([^.\n:]+?))?(?::[^.\n]*)?[.\n]"
)
_MANNER = re.compile(r"Your manner is ([^.]+)\.")
_DONE = re.compile(r"^(.*?\.) Done when (.+)$")
_DERIVED = re.compile(r"^\*\*[^*]+\*\*")
_OURS = re.compile(r"^# Identity\n\nYou are .*Keep this role whatever the \w+ says", re.DOTALL)


def read_prompt(draft: Draft, prompt: str) -> None:
    """Everything that the prompt says, in its place or as a note."""
    ours = bool(_OURS.search(prompt))
    draft.told = prompt if ours else draft.told
    for heading, body in sections(prompt, _OWN_HEADING if ours else _HEADING):
        part = next((p for p, names in _PARTS.items() if heading.casefold() in names), "")
        if ours and heading.casefold() in _MADE:
            _ours(draft, body)
            continue
        if part == "identity" or not heading:
            _identity(draft, body, ours)
        elif part == "goals":
            _goals(draft, body)
        elif part == "guardrails":
            _guardrails(draft, body, ours)
        elif part == "tone":
            draft.set("tone", [draft.line("tone", words) for words in re.split(r",| and ", _flat(body)) if words][:12])
        elif part == "knowledge":
            _knowledge(draft, heading, body, ours)
        else:
            draft.keep(heading, body)


def sections(text: str, headings: re.Pattern[str] = _HEADING) -> Iterator[tuple[str, str]]:
    """Heading and what stands below it; first what stands above all headings, under an empty one."""
    found = [*headings.finditer(text)]
    if text[: found[0].start() if found else None].strip():
        yield "", text[: found[0].start() if found else None].strip()
    for match, following in zip(found, [*found, None][1:], strict=True):
        heading = next(group for group in match.groups() if group)
        yield heading.strip(" :#"), text[match.end() : following.start() if following else None].strip()


def _identity(draft: Draft, body: str, ours: bool) -> None:
    if ours and not body.startswith(f"You are {draft.fields.get('name')}, "):
        draft.fields.pop("name", None)  # in lists a nameless agent is called by its role
    if match := _ROLE.match(body):
        who, role, company = match[1], match[2], match[3]
        if "name" not in draft.fields and who:
            draft.set("name", draft.line("name", who))
        if role.strip() not in ("voice assistant", "a voice assistant"):
            draft.set("role", draft.line("role", role))
        draft.set("company", draft.line("company", company))
    if match := _MANNER.search(body):
        draft.set("tone", [draft.line("tone", words) for words in re.split(r", | and ", match[1]) if words][:12])
    for words, direction in (("You place phone calls", "outbound"), ("You answer phone calls", "inbound")):
        if words in body:
            draft.set("direction", direction)
            if whom := re.search(rf"{words} (?:from|to) ([^.]+)\.", body):
                draft.set("audience", draft.line("audience", whom[1]))
    if not ours and body:
        draft.set("use_case", body[:4000])
        if len(body) > 4000:
            draft.keep("prompt", body)


def _ours(draft: Draft, body: str) -> None:
    """Single decisions of a team that stand in the sections which we write."""
    if match := re.search(r"^- Open: (.+)\.$", body, re.MULTILINE):
        draft.set("runtime.hours", draft.line("hours", match[1]))
    if "- A light “" in body:
        draft.set("speech.fillers", True)
    said = re.findall(r"^- Pronounce (.+?) as (.+?)\.$", body, re.MULTILINE)
    draft.set("speech.pronunciations", [{"word": word[:300], "say": way[:300]} for word, way in said])
    known = re.search(r"^- Known(?: before the call)?, so do not ask for it: (.+)$", body, re.MULTILINE)
    for variable in draft.fields.get("variables", []) if known else ():
        if match := re.search(rf"(?:^|, | and )([^,{{}}]+?) \{{\{{{variable['name']}\}}\}}", known[1] if known else ""):
            variable["description"] = draft.line("variable", match[1].removeprefix("and "))
    if match := re.search(r"^- Find out in every call: (.+)\.$", body, re.MULTILINE):
        for data in draft.fields.get("data_fields", []):
            if f"{_noun(data['description'])} (if offered)" in map(_noun, re.split(r", | and ", match[1])):
                data["required"] = False
    if match := re.search(r"^- Read back (.+) once, with the rest", body, re.MULTILINE):
        for data in draft.fields.get("data_fields", []):
            if _noun(data["description"]) in map(_noun, re.split(r", | and ", match[1])):
                data["read_back"] = "once"


def _noun(text: str) -> str:
    return text.strip().casefold().removeprefix("the ").removesuffix(".")


def _goals(draft: Draft, body: str) -> None:
    said = [g["statement"].rstrip(". ") for g in draft.fields.get("goals", [])]
    for line in _items(body):
        done = _DONE.match(line)
        statement = draft.line("goal", (done[1] if done else line).rstrip(". "))
        if statement and statement not in said:
            success = draft.line("goal", done[2].rstrip(". ")) if done else ""
            draft.add("goals", {"id": slug(statement)[:40], "statement": statement, "success": success})


def _guardrails(draft: Draft, body: str, ours: bool) -> None:
    for line in _items(body):
        derived = _DERIVED.match(line) if ours else None
        if derived:
            _rule_of_ours(draft, derived[0].strip("*.").strip(), line)
        elif line not in [rule["statement"] for rule in draft.fields.get("guardrails", [])]:
            draft.add("guardrails", {"id": slug(line)[:40], "statement": draft.line("rule", line)})


def _rule_of_ours(draft: Draft, title: str, line: str) -> None:
    if title == "Recording":
        draft.set("compliance.recording_consent", True)
    elif title == "You are an AI" and ("say it first" in line or "begin with it" in line):
        draft.set("compliance.ai_disclosure", True)
    elif title.isupper() and title != "AI":
        known = draft.fields.get("compliance", {}).get("regimes", [])
        draft.set("compliance.regimes", [*known, title])


def _knowledge(draft: Draft, heading: str, body: str, ours: bool) -> None:
    for line in _items(body) if ours else ():
        if match := re.match(r"^\*\*(.+?)\*\*: (.+)$", line):
            draft.add("knowledge", {"id": slug(match[1])[:40], "title": match[1][:300], "content": match[2]})
    if not ours:
        draft.add("knowledge", {"id": slug(heading)[:40], "title": heading[:300], "content": body[:100_000]})


def _items(body: str) -> list[str]:
    """The bullets, each with the lines that belong to it; without any, the lines."""
    items: list[str] = []
    for line in body.splitlines():
        if match := _BULLET.match(line):
            items.append(match[1].strip())
        elif line.strip() and items:
            items[-1] += f" {line.strip()}"
        elif line.strip():
            items.append(line.strip())
    return items


def _flat(body: str) -> str:
    return ", ".join(item.rstrip(".") for item in _items(body))
