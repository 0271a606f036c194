"""Answers that read one value back: its name, its hours, its tone, whether something was noted, where messages go."""

from engine.document.hours import hours_in_words
from engine.document.spec import AgentSpec, Tool
from engine.interview.answering.about_calls import when_all_fails
from engine.interview.answering.answer import Situation
from engine.interview.answering.retrieval import thing_named, words_of
from engine.interview.recap import recap
from engine.sentences import listed, quoted

_OF_THE_QUESTION = frozenset(
    (
        *(
            "get",
            "got",
            "catch",
            "take",
            "took",
            "note",
            "save",
            "write",
            "wrote",
            "written",
            "add",
            "regist",
            "mention",
        ),
        *("hear", "understand", "understood", "know", "tell", "told", "ever", "bit", "part", "last", "everyth"),
        *("messag", "answer", "did", "you", "your", "have", "rememb", "down", "arriv", "go", "through"),
    )
)
"""Stems that “did you note …” says beside what it is about."""


def noted(situation: Situation) -> str:
    """The very thing where the question names one, else all that is agreed."""
    text = situation.question.text
    thing = thing_named(text, situation.spec)
    if thing:
        return f"Yes. {thing[2]}"
    if frozenset(words_of(text)) - _OF_THE_QUESTION:
        return "No, I have nothing about that yet. Tell me in a sentence, and I write it down."
    return f"Yes, this is what I have understood:\n\n{recap(situation.spec)}"


def names(situation: Situation) -> str:
    spec = situation.spec
    name = f"It is called {spec.name}." if spec.name else "It has no name yet; say “call it Mia” if it should have one."
    return f"{name} It speaks for {spec.company}." if spec.company else f"{name} No company is noted."


def hours(situation: Situation) -> str:
    agreed = situation.spec.runtime.hours
    if not agreed or not (said := hours_in_words(agreed)):
        return "I have no opening hours yet; say “open Monday to Friday 9 to 17” and the agent tells them to callers."
    outside = f" Outside them: {agreed.outside}" if agreed.outside else ""
    return f"Your hours are {said.rstrip('.')}.{outside}"


def tone(situation: Situation) -> str:
    agreed = situation.spec.tone
    if not agreed:
        return "No tone is agreed yet. Say how it should sound, such as “warm and professional”."
    return (
        f"Its tone is {listed(list(agreed))}. Say “make it more formal” or any other words for a manner to change that."
    )


def audience(situation: Situation) -> str:
    spec = situation.spec
    if not spec.audience:
        return "Nothing is agreed yet on who calls. Say it in a word or two, such as “patients” or “tenants”."
    return f"It talks to {spec.audience}; that decides how it addresses them."


def messages(situation: Situation) -> str:
    """To the tool that passes messages on, and where that sends them."""
    tool = next((t for t in situation.spec.tools if t.catalog == "take_message" or t.name == "take_message"), None)
    if tool is None or tool.state == "declined":
        return (
            "It takes no messages yet: say “take a message” and I propose the tool for it. That tool then sends every "
            "message to an address of your system, such as your mail or ticket service."
        )
    return f"`{tool.name}` passes each message on: {_where(tool)} Your platform also keeps what was said in every call."


def _where(tool: Tool) -> str:
    if tool.url:
        return f"it is sent to {tool.url} while the caller is still on the line."
    return "it is sent to the address of your mail, chat or ticket service, which is still open here."


def not_found(situation: Situation) -> str:
    """What the tools say for it, and what comes then."""
    line = next((f" {t.on_error}" for t in _lookups(situation.spec) if t.on_error), "")
    then = when_all_fails(situation.spec) or "If that does not help either, it takes a message."
    return f"It says so, reads back what it searched for and asks once more; it never makes up a result.{line} {then}"


def _lookups(spec: AgentSpec) -> list[Tool]:
    return [tool for tool in spec.tools if tool.state != "declined" and tool.effect == "read"]


def sent(situation: Situation) -> str:
    """The parameters of the tool that is named or asked about, and what is expected back."""
    path = situation.asked.path if situation.asked else ""
    named = situation.named("tool") or (path.split(".")[1] if path.startswith("tools.") else "")
    tool = situation.spec.tool(named) or next((t for t in situation.spec.tools if t.kind == "http"), None)
    if tool is None:
        return "Nothing yet: there is no tool that calls a system of yours."
    params = [p.description or p.name for p in tool.params if p.source != "constant"]
    what = listed([_small(p) for p in params[:6]]) if params else "no values"
    return f"`{tool.name}` sends {what}, as {tool.method} with JSON, and reads whatever JSON comes back."


def model(situation: Situation) -> str:
    if chosen := situation.spec.runtime.model:
        return f"It runs on {quoted(chosen)}, as agreed; your voice platform provides it."
    return (
        "That is chosen on your voice platform, which offers models of several makers (OpenAI, Anthropic, Google and "
        "others). The design does not depend on one."
    )


def _small(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")
