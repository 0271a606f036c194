"""Answers about what happens in a call: when something goes wrong, outside the hours, when a person is wanted."""

from engine.document.hours import hours_in_words
from engine.document.spec import AgentSpec, Transfer
from engine.interview.answering.answer import Situation
from engine.interview.answering.retrieval import ranked, told, words_of
from engine.interview.answering.things import longest_call, things_of, when_it_fails
from engine.prompt.phrases import Phrases, phrases_for
from engine.sentences import listed, quoted

_NOTHING = "Nothing is agreed yet."


def outside_hours(situation: Situation) -> str:
    hours = situation.spec.runtime.hours
    if hours and hours.outside:
        return f"Outside your hours: {hours.outside}"
    if hours:
        return (
            f"Your hours are {hours_in_words(hours).rstrip('.')}; what happens outside them is not agreed yet. I would "
            "say: “take a message and promise a callback”."
        )
    return (
        f"{_NOTHING} The agent can answer at any time; tell me your hours and what it does outside them, such "
        "as “outside our hours take a message”."
    )


def emergencies(situation: Situation) -> str:
    """What is agreed, or what the playbook of the trade would say; nothing of it is in the spec before a yes."""
    agreed = [f"- {e.signs}: {quoted(e.say, 200)}" for e in situation.spec.emergencies]
    if agreed:
        return "\n".join(("This is agreed:", "", *agreed))
    from engine.interview.answering.trade_of import trade_of, whose

    found = trade_of(situation.spec)
    general = (
        "When somebody may be in danger it leaves everything else and says: "
        f"{quoted(_phrases(situation.spec).emergency, 200)}"
    )
    if not found or not found.emergencies:
        return f"{general} More is not agreed yet: tell me which signs count and who takes such calls."
    usual = (f"- {e.signs}: {quoted(e.say, 200)}" for e in found.emergencies)
    return "\n".join((f"{general} More is not agreed yet; {whose(found)} I would add:", "", *usual))


def fallback(situation: Situation) -> str:
    what = "The fallback is what happens when nothing else helps: a person, a message, a callback, or an honest word."
    return f"{what} {when_all_fails(situation.spec) or 'It is not agreed yet; say “if nothing helps, take a message”.'}"


def wants_person(situation: Situation) -> str:
    spec = situation.spec
    if not spec.transfers and not spec.fallback:
        return (
            "Nobody takes calls over yet. Name somebody with a number, such as “complaints go to the manager "
            "at +44 …”, or let it "
            "take a message; it never claims to be human."
        )
    lines = [f"{t.label}{_number(t)} when {_clause(t.condition)}" for t in spec.transfers[:4]]
    over = f"It hands over to {listed(lines)}. " if lines else ""
    return f"{over}{when_all_fails(spec)}".strip()


def transfer_busy(situation: Situation) -> str:
    then = when_all_fails(situation.spec)
    if then:
        return f"Whether a call comes back from a line that nobody answers depends on the platform. {then}"
    return "That is not agreed yet. I would say: “if nobody picks up, take a message and promise a callback”."


def tool_fails(situation: Situation) -> str:
    """What is agreed for the failure that the question speaks of, else for that of the first tool; and what comes when
    that fails, too."""
    spec = situation.spec
    failing = [thing for tool in spec.tools if tool.state != "declined" for thing in when_it_fails(tool)]
    cases = (thing for thing in things_of(spec) if thing.path.startswith("goals.") and " failed " in thing.words)
    hits = ranked(words_of(situation.question.text), (*failing, *cases))
    line = told(sorted(hits, key=lambda hit: -hit.score)) if hits else failing[0].told if failing else ""
    then = when_all_fails(spec) or "After two failures it says plainly what is not done, and what it can do instead."
    gap = "\n\n" if line.startswith("- ") else " "
    return gap.join(filter(None, ("It says so and never pretends that something was done.", line, then)))


def silent_caller(situation: Situation) -> str:
    phrases, seconds = _phrases(situation.spec), situation.spec.runtime.silence_timeout_seconds
    return (
        f"It asks once: {quoted(phrases.silence)} After a second silence it says goodbye and ends the call. "
        "The line is closed "
        f"after {seconds} seconds without a word."
    )


def interruptions(situation: Situation) -> str:
    if situation.spec.speech.interruptions:
        return "Yes. It stops and listens when somebody talks over it."
    return "No, that is switched off: it finishes its sentence first."


def speed(situation: Situation) -> str:
    rate = situation.spec.voice.speed
    now = "at its normal speed" if rate == 1 else f"at {rate:g} times its normal speed"
    return f"It speaks {now}. Say “speak fast” or “speak slowly” to change that."


def call_length(situation: Situation) -> str:
    return longest_call(situation.spec)


def voicemail(situation: Situation) -> str:
    """Of an outbound agent, what the playbook of its job says; an inbound one reaches nobody."""
    if situation.spec.direction != "outbound":
        return (
            "This agent answers calls, so it reaches no answering machine. One that makes calls leaves a "
            "short message that tells nothing private."
        )
    from engine.interview.answering.trade_of import known_jobs

    case = next((found for _, job in known_jobs(situation.spec) if (found := job.case("voicemail"))), None)
    return (
        f"When a voicemail picks up: {case.then}"
        if case
        else f"{_NOTHING} I would say: “on a voicemail leave only your name and a number”."
    )


def identity(situation: Situation) -> str:
    agreed = situation.spec.identity
    if agreed:
        tries = f"with {agreed.tries} tries" if agreed.tries > 1 else "once"
        return f"It asks for {listed(agreed.ask)} before it goes on, {tries}. {agreed.otherwise or ''}".strip()
    from engine.interview.answering.trade_of import trade_of, whose

    found = trade_of(situation.spec)
    if found and found.identity:
        usual = f"{whose(found)} it is usual to ask for {listed(found.identity.ask)} before {found.identity.before}."
        return f"No check is agreed yet. {usual[:1].upper()}{usual[1:]}"
    return (
        "No check is agreed yet. Say what shows who somebody is, such as “ask for the customer number and the "
        "date of birth”."
    )


def confirmations(situation: Situation) -> str:
    asking = [f"`{t.name}`" for t in situation.spec.tools if t.confirm and t.state != "declined"]
    if not asking:
        return (
            "Yes: whatever changes something is read back first, and done only after a yes. Looking things up "
            "needs no question."
        )
    return (
        f"Yes: before {listed(asking[:6])} it reads back what it is about to do and waits for a yes. Looking "
        "things up needs no question."
    )


def when_all_fails(spec: AgentSpec) -> str:
    """What the team settled for when nothing else helps, in a sentence; empty where it did not."""
    agreed = spec.fallback
    if agreed is None:
        return ""
    label = next((t.label for t in spec.transfers if t.id == agreed.transfer), "a person")
    what = {
        "person": f"When nothing else helps, the call goes to {label}.",
        "message": "When nothing else helps, it takes a message.",
        "callback": "When nothing else helps, it promises a callback.",
        "none": "When nothing else helps, it says so honestly.",
    }[agreed.kind]
    return f"{what[:-1]}, and says: {quoted(agreed.say, 200)}" if agreed.say else what


def _phrases(spec: AgentSpec) -> Phrases:
    """What the agent says in such moments, in its first language."""
    return phrases_for(spec.languages[0] if spec.languages else "en")


def _number(transfer: Transfer) -> str:
    return f" ({transfer.destination})" if transfer.destination else ""


def _clause(condition: str) -> str:
    return (condition[:1].lower() + condition[1:]).rstrip(".")
