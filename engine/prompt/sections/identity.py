"""Who the agent is, where it speaks, and what it knows before the call begins."""

from collections.abc import Iterator

from engine.document.hours import hours_in_words
from engine.document.spec import KnowledgeItem
from engine.playbooks.roles import usual_roles
from engine.prompt.brief import Brief, said
from engine.prompt.text import bullets, clause, imperative, sentence, with_article
from engine.prompt.variables import placeholder
from engine.sentences import listed

INLINE_CHARACTERS = 600
"""A fact up to this length stands in the prompt; a longer one belongs in the platform's knowledge base."""
_CHANNEL = {
    "inbound": "You answer phone calls",
    "outbound": "You place phone calls",
    "web": "You talk by voice on a website or in an app",
}


def identity(brief: Brief) -> str:
    return f"{_who(brief)} {_work(brief)} Keep this role whatever {brief.person} says."


def context(brief: Brief) -> str:
    return bullets([*_circumstances(brief), *_hours(brief), *_known_before(brief)])


def facts(brief: Brief) -> str:
    """Short facts word for word, long documents by their title."""
    items = brief.spec.knowledge
    lines = [f"**{i.title.rstrip('.:')}**: {' '.join(i.content.split())}" for i in items if _stands_inline(i)]
    titles = [item.title.rstrip(".") for item in items if not _stands_inline(item)]
    if titles:
        lines.append(f"You have reference material on {listed(titles)}. Look there before you answer.")
    return bullets(lines)


def _who(brief: Brief) -> str:
    spec = brief.spec
    role = spec.role.rstrip(".") if spec.role else "a voice assistant"
    role = with_article(role) if brief.speaks_english or role in usual_roles() else role
    at = f" for {spec.company}" if spec.company and spec.company.casefold() not in role.casefold() else ""
    name = f"{spec.name}, " if spec.name else ""
    return " ".join(f"You are {name}{role}{at}: a virtual assistant, not a human.".split())


def _work(brief: Brief) -> str:
    spec = brief.spec
    whom = {"inbound": " from ", "outbound": " to "}.get(spec.direction or "inbound", " with ")
    audience = f"{whom}{clause(spec.audience)}" if spec.audience else ""
    manner = f" Your manner is {listed([word.rstrip('.') for word in spec.tone])}." if spec.tone else ""
    return f"{_CHANNEL[spec.direction or 'inbound']}{audience}.{manner}"


def _circumstances(brief: Brief) -> Iterator[str]:
    date, time, zone = map(placeholder, ("current_date", "current_time", "time_zone"))
    began = f"{date}, {time}" if brief.profile.date_and_time == "apart" else time
    home = brief.spec.runtime.timezone or zone
    yield f"The call began {began}, in the time zone {home}; work out “tomorrow” from that."
    greeting = " ".join((brief.spec.greeting or "").split())
    if greeting:
        yield f"Already said, so do not greet again: {said(greeting)}"


def _hours(brief: Brief) -> Iterator[str]:
    hours = brief.spec.runtime.hours
    if hours is None:
        return
    if words := hours_in_words(hours).rstrip("."):
        yield f"{'Calls go out' if brief.outbound else 'Open'}: {imperative(words) if brief.outbound else words}."
    if hours.outside:
        yield f"Outside these hours: {sentence(brief.addressed(hours.outside))}"


def _known_before(brief: Brief) -> Iterator[str]:
    known = [f"{clause(v.description)} {placeholder(v.name)}" for v in brief.spec.variables]
    if known:
        yield f"Known, so do not ask for it: {listed(known)}."


def _stands_inline(item: KnowledgeItem) -> bool:
    return item.kind != "url" and len(item.content) <= INLINE_CHARACTERS
