"""Answers about the law and about what the agent speaks: recording, disclosure, languages, voice, tone, greeting."""

from typing import TYPE_CHECKING

from engine.document.spec import AgentSpec
from engine.interview.answering.answer import Situation
from engine.interview.answering.retrieval import thing_named
from engine.interview.answering.unsettled import says_something, topic_of
from engine.language.names import language_name
from engine.prompt.greetings import greeting_for
from engine.sentences import listed, quoted

if TYPE_CHECKING:
    from engine.prompt.brief import Brief

_MOST_REGIMES = 3
_NO_ADVICE = "This is no legal advice; let somebody who knows the law where you are look at it."
_TONES = ("warm and professional", "friendly and casual", "calm and formal")


def legal(situation: Situation) -> str:
    """What the playbook of the trade knows, the regime that was named first; and the honest word."""
    from engine.interview.answering.trade_of import trade_of, whose

    found, named = trade_of(situation.spec), situation.named("regime")
    regimes = [r for r in found.regimes if not named or r.name.casefold() == named.casefold()] if found else []
    if not regimes:
        about = f"{named} depends" if named else "That depends"
        return (
            f"{about} on where you are and what you do with the calls. Name the rules that apply, such as “it "
            "must be HIPAA "
            f"compliant”, and I write into the prompt what they ask of a call. {_NO_ADVICE}"
        )
    lines = (f"- {r.name}{f' ({r.country})' if r.country else ''}: {r.means}" for r in regimes[:_MOST_REGIMES])
    begin = f"What I know {whose(found)}:"
    return "\n".join((begin, "", *lines, "", f"The platform has its own part in it. {_NO_ADVICE}"))


def recording(situation: Situation) -> str:
    asks = _brief(situation.spec).asks_recording_consent
    consent = (
        "It asks for consent before it collects anything."
        if asks
        else "It does not ask for consent yet; say “calls are recorded” and it does."
    )
    return f"Whether calls are recorded and where you can hear them is set on your voice platform, not here. {consent}"


def ai_disclosure(situation: Situation) -> str:
    if _brief(situation.spec).discloses_ai:
        return "Yes: it says so in its first turn, and again whenever somebody asks. It never claims to be human."
    return (
        "When somebody asks, it says so at once, and it never claims to be human. Say “it must say it is an "
        "AI” and it does so unasked."
    )


def agent_languages(situation: Situation) -> str:
    agreed = [language_name(tag) for tag in situation.spec.languages]
    wanted = situation.named("language")
    if wanted and any(tag.split("-")[0] == wanted for tag in situation.spec.languages):
        return f"Yes, it speaks {listed(agreed)}."
    now = f"It speaks {listed(agreed)} as things stand now." if agreed else "No language is agreed yet."
    name = language_name(wanted) if wanted else "German"
    return (
        f"{now} Say “add {name}” and it speaks that too, where your platform has a voice for it; in other "
        "languages it does not answer."
    )


def caller_language(situation: Situation) -> str:
    """As its prompt says: the first language, and another of its own after a whole sentence in it."""
    first, *others = [language_name(tag) for tag in situation.spec.languages] or ["its first language"]
    if not others:
        return (
            f"It speaks {first} only, and says so to a caller who speaks another language. Say “add German” for more."
        )
    which = "it" if len(others) == 1 else "one of them"
    return (
        f"It starts in {first}, its first language, and goes on in {listed(others)} after a whole sentence in {which}; "
        "nobody has to choose."
    )


def voice(situation: Situation) -> str:
    chosen = situation.spec.voice.description or situation.spec.voice.id
    now = f"Agreed is: {chosen}. " if chosen else ""
    tone = f" Its manner is settled here: {listed(situation.spec.tone)}." if situation.spec.tone else ""
    return f"{now}The voice itself is chosen on your voice platform, where you can listen to them.{tone}"


def good_greeting(situation: Situation) -> str:
    """Two that fit this agent: as it is, and in the other manner."""
    spec = situation.spec
    casual = spec.model_copy(update={"tone": ("warm", "professional") if "casual" in spec.tone else ("casual",)})
    both = dict.fromkeys((greeting_for(spec), greeting_for(casual)))
    said = " or ".join(quoted(g, 300) for g in both)
    return f"I would say something short, with the name of the business, that ends in a question: {said}"


def good_tone(situation: Situation) -> str:
    from engine.interview.answering.trade_of import trade_of, whose

    found = trade_of(situation.spec)
    begin = (
        f"{whose(found).capitalize()} I would take {listed(found.tone)}. "
        if found
        else "Warm and professional suits most callers. "
    )
    return f"{begin}Other choices: {listed(_TONES, 'or')}; any words for a manner will do."


def connect_system(situation: Situation) -> str:
    name = situation.named("system")
    return (
        f"Yes, if {name or 'it'} has a web API: each thing that the agent does there becomes a tool with an "
        "https address and the name of "
        "a secret. Say what it should look up or write there, and I propose the tool."
    )


def knowledge_source(situation: Situation) -> str:
    """What it knows of the very thing, where the question names one; else where its knowledge comes from."""
    thing = thing_named(situation.question.text, situation.spec)
    titles = [item.title for item in situation.spec.knowledge]
    known = f"From you. {thing.told} " if thing else f"It knows now: {listed(titles[:6])}. " if titles else ""
    if not thing and says_something(situation.question):
        topic = quoted(topic_of(situation.question.text), 100)
        known = f"Nothing is agreed yet about {topic}, so it would say that it does not know. {known}"
    return (
        f"{known}It answers from what you tell me here, such as “parking is behind the house”, and from what its tools "
        "return; what it does not know it says. A longer FAQ goes into the knowledge base of your platform."
    )


def outbound(situation: Situation) -> str:
    if situation.spec.direction == "outbound":
        return "It makes calls, as agreed. Say “inbound” if it should answer them instead."
    now = "It answers calls, as agreed." if situation.spec.direction == "inbound" else "It can do either."
    return (
        f"{now} Say “outbound” if it should call people; one agent does one or the other. I only design it and "
        "make no calls myself."
    )


def _brief(spec: AgentSpec) -> "Brief":
    from engine.prompt.brief import Brief  # with the playbooks; the first screen needs none of them
    from engine.prompt.profiles import GENERIC

    return Brief(spec, GENERIC)
