"""The question for what is missing next: one entry a path in a literal table, each with what a plain “yes” means."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.document.changes import Accept, Approve, Change, Decline, Set, Skip, add
from engine.document.spec import AgentSpec, Goal
from engine.document.stages import Standing, progress_of, suggested_in
from engine.interview.asking.consulting import ask_fallback, ask_playbook
from engine.interview.asking.reminders import in_few_words
from engine.interview.asking.suggested import ask_suggested
from engine.interview.contract import Question
from engine.language.names import language_name
from engine.language.text import sentence_case, slug
from engine.messages.replies import Suggestion
from engine.prompt.greetings import greeting_for
from engine.sentences import listed
from engine.targets import TARGETS
from engine.urls import secret_name

Asker = Callable[[AgentSpec, str, bool], Question]
_LABEL = 75
_SHOWN = 6


def next_question(now: Standing, before: Question | None = None, *, missed: bool = False) -> Question | None:
    """What to ask for the first missing path. None: nothing is missing.

    Args:
        before: the question that was open; the same one again comes in other words, then in few.
        missed: its answer was not understood twice in a row, so the way out is offered in a few words.
    """
    missing = now.progress.missing
    if not missing:
        return None
    path = missing[0]
    if path in suggested_in(now.spec):
        return ask_suggested(now.spec, path)
    for pattern, ask in QUESTIONS:
        if re.fullmatch(pattern, path):
            again = before is not None and before.path == path
            question = ask(now.spec, path, again)
            if missed and again:
                return replace(question, text=_way_out(question))
            return replace(question, text=in_few_words(question, before.text)) if before and again else question
    raise AssertionError(f"no question for {path}")


def _way_out(question: Question) -> str:
    """In a few words, how to get on without finding the right answer."""
    if not question.offer:
        return "Say “give me an example”, or pick one of these."
    if question.path.startswith("approval:"):
        return "Say yes to go on, or “help” for what you can say."
    return "Say “skip” and I take my suggestion, or “give me an example”."


def _use_case(spec: AgentSpec, path: str, again: bool) -> Question:
    if again:
        text = (
            "Tell me in a sentence or two who calls and what the agent does for them. For example: “A friendly "
            "receptionist for our dental clinic that books and moves appointments, in English and Spanish.”"
        )
    else:
        text = "What should your voice agent do, and for whom?"
    return Question(path, text, suggestions=_STARTERS)


def _role(spec: AgentSpec, path: str, again: bool) -> Question:
    offer = f"{spec.industry} assistant" if spec.industry else "customer service assistant"
    text = f"What is the agent's job, in a word or two? I would call it a **{offer}**."
    if again:
        text = f"Give me its profession, such as “receptionist” or “order taker”; or say yes and it is a **{offer}**."
    return _offering(path, text, [Set(path="role", value=offer)], offer)


def _goals(spec: AgentSpec, path: str, again: bool) -> Question:
    offer = ["Answer questions", "Take a message"]
    changes = [add("goals", Goal(id=slug(statement), statement=statement)) for statement in offer]
    text = "What should it get done in a call? Name the jobs, for example “book appointments and answer questions”."
    if again:
        text = "List one or more things it does for the caller. A yes means: answer questions and take messages."
    return _offering(path, text, changes, "Answer questions and take messages")


def _audience(spec: AgentSpec, path: str, again: bool) -> Question:
    offer = spec.audience or "customers"
    text = f"Who will it talk to? I would say **{offer}**."
    if again:
        text = f"Who are the people on the line: patients, guests, tenants, new leads? Say yes for **{offer}**."
    others = [one for one in ("Customers", "Patients", "Guests") if one.lower() != offer]
    return _offering(path, text, [Set(path="audience", value=offer)], sentence_case(offer), *others[:2])


def _languages(spec: AgentSpec, path: str, again: bool) -> Question:
    tags = list(spec.languages) or ["en"]
    named = listed([language_name(tag) for tag in tags])
    text = f"Which languages should it speak? I would start with **{named}**."
    if again:
        text = f"Name its languages, for example “English and Spanish”. Say yes for **{named}** only."
    second = "English" if tags[0] != "en" else "Spanish"
    return _offering(path, text, [Set(path="languages", value=tags)], named, f"{named} and {second}")


def _tone(spec: AgentSpec, path: str, again: bool) -> Question:
    text = "How should it sound? I suggest **warm and professional**."
    if again:
        text = "Pick a tone in a word or two, such as calm, cheerful or formal. Say yes for **warm and professional**."
    offer: list[Change] = [Set(path="tone", value=["warm", "professional"])]
    return _offering(path, text, offer, "Warm and professional", "Friendly and casual", "Calm and formal")


def _greeting(spec: AgentSpec, path: str, again: bool) -> Question:
    greeting = greeting_for(spec)
    text = f"How should it open the call? My suggestion:\n\n> {greeting}"
    if again:
        text = f"Write the first sentence it says, or say yes to this one:\n\n> {greeting}"
    return _offering(path, text, [Set(path="greeting", value=greeting)], "Use this greeting")


def _tools(spec: AgentSpec, path: str, again: bool) -> Question:
    proposed = [t for t in spec.tools if t.state == "proposed"]
    accepted = [f"`{t.name}`" for t in spec.accepted_tools() if t.catalog != "end_call"]
    if not proposed and accepted:
        text = f"It has these tools: {listed(accepted)}. Add or drop one, or say yes to go on."
        return _offering(path, text, [Approve(what="tools")], "Go on with these")
    if not proposed:
        text = "Does it need tools, for example to look something up or to book? As I understand it, it needs **none**."
        if again:
            text = "Say yes to go on **without tools**, or name one: “look up orders”, “send a text message”."
        return _offering(path, text, [Approve(what="tools")], "No tools needed")
    accept: list[Change] = [*(Accept(tool=t.name) for t in proposed), Approve(what="tools")]
    names = listed([f"`{t.name}`" for t in proposed])
    if len(proposed) == 1:
        text = f"One {'more ' if accepted else ''}tool would help: {names}. Shall I take it?"
        yes, no = "Yes, take it", "No, leave it out"
    else:
        text = f"{_counted(len(proposed))} tools would let it do that. Shall I take them all?"
        yes, no = "Yes, take them all", "None of them"
    if again:
        text = f"There is still {names}: yes for all, or name those you want, such as “all but the last”."
    drop: list[Change] = [*(Decline(tool=t.name) for t in proposed), Approve(what="tools")]
    return Question(
        path,
        text,
        offer=tuple(accept),
        suggestions=(
            Suggestion(label=yes, says="yes", changes=tuple(accept)),
            Suggestion(label=no, says="none of them", changes=tuple(drop)),
        ),
    )


def _counted(number: int) -> str:
    """`4` -> `Four`; digits from thirteen on."""
    words = ["Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve"]
    return words[number - 2] if 2 <= number <= 12 else str(number)


def _tool_setting(spec: AgentSpec, path: str, again: bool) -> Question:
    skips: list[Change] = [Skip(path=p) for p in _open_settings(spec)]
    return Question(
        path,
        _setting_words(spec, path, again) + ("" if again else f" {_leave_open(len(skips))}"),
        offer=tuple(skips),
        suggestions=(
            Suggestion(label=_leave_label(len(skips)), says="leave them open", changes=tuple(skips)),
            *([Suggestion(label="Skip this one", says="skip", changes=(Skip(path=path),))] if len(skips) > 1 else []),
        ),
    )


def _open_settings(spec: AgentSpec) -> list[str]:
    return [p for p in progress_of(spec).missing if p.startswith(("tools.", "transfers"))]


def _setting_words(spec: AgentSpec, path: str, again: bool) -> str:
    part, _, rest = path.partition(".")
    if part == "transfers":
        label = next((t.label for t in spec.transfers if t.id == rest.split(".")[0]), "a person")
        if not spec.transfers:
            return "Whom should it hand calls to, and at which number? For example “the manager at +44 20 7946 0958”."
        return f"Which phone number reaches **{label}**? With its country code, such as +44 20 7946 0958."
    name, _, field = rest.partition(".")
    if field == "url":
        if again:
            return f"I still need the https:// address of `{name}`; yes leaves everything open for now."
        return f"Which https:// address does `{name}` call?"
    if field == "auth_ref":
        return f"Which secret does `{name}` use? Give its name only, such as {secret_name(name)}, or say “no secret”."
    parameter = field.split(".")[1] if "." in field else field
    return f"What is `{parameter}` of `{name}`, in one sentence for the agent?"


def _leave_open(count: int) -> str:
    if count == 1:
        return "If nobody knows it yet, shall I leave it as a named placeholder?"
    return (
        f"Or shall I leave all {count} open settings as named placeholders? You can fill them in later, and the export "
        "lists them."
    )


def _leave_label(count: int) -> str:
    return "Leave it as a placeholder" if count == 1 else f"Leave all {count} as placeholders"


def _flow(spec: AgentSpec, path: str, again: bool) -> Question:
    text = "This is how a call would go. Shall I keep it like this?"
    if again:
        text = "Say yes to keep the call flow, or tell me what to change: “add a step that asks for the policy number”."
    return _offering(path, text, [Approve(what="flow")], "Keep this flow")


_COUNTED = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def _platforms(spec: AgentSpec, path: str, again: bool) -> Question:
    first, everything = next(iter(TARGETS.values())), f"All {_COUNTED[len(TARGETS)]}"
    text = f"Where will the agent run? I would export it for **{first.title}**."
    if again:
        *others, last = (target.offer for target in TARGETS.values())
        text = f"I can export {', '.join(others)}, or {last}. Say yes for **{first.title}**."
    offer: list[Change] = [Set(path="platforms", value=[first.name])]
    return Question(
        path,
        text,
        offer=tuple(offer),
        suggestions=(
            Suggestion(label=first.title, says=first.name, changes=tuple(offer)),
            Suggestion(label=everything, says=everything.lower(), changes=(Set(path="platforms", value=[*TARGETS]),)),
        ),
    )


def _final(spec: AgentSpec, path: str, again: bool) -> Question:
    text = "Everything is in place. Shall I finish and make the export?"
    if again:
        text = "Say yes to make the export, or tell me what to change first."
    return _offering(path, text, [Approve(what="final")], "Approve and export")


def _revisited(spec: AgentSpec, path: str, again: bool) -> Question:
    text = f"We are back at the basics: {_basics_in_words(spec)}. What should change? Say yes if it is fine."
    if again:
        text = "Tell me what to change, for example “make the tone formal”, or say yes to go on."
    return _offering(path, text, [Approve(what="basics")], "It is fine")


def _basics_in_words(spec: AgentSpec) -> str:
    return "; ".join(
        filter(
            None,
            (
                spec.role,
                listed(spec.tone),
                listed([language_name(tag) for tag in spec.languages]),
                listed([g.statement for g in spec.goals[:_SHOWN]]),
            ),
        )
    )


def _offering(path: str, text: str, offer: Sequence[Change], label: str, *others: str) -> Question:
    """A question whose first suggestion is the offer; further ones are only words, read like anything typed."""
    first = Suggestion(label=label[:_LABEL], says="yes", changes=tuple(offer))
    return Question(
        path, text, offer=tuple(offer), suggestions=(first, *(Suggestion(label=o, says=o.lower()) for o in others))
    )


_STARTERS = tuple(
    Suggestion(label=label, says=says)
    for label, says in (
        ("A receptionist", "A friendly receptionist that books, moves and cancels appointments and takes messages"),
        ("Customer support", "A support agent that looks up orders, answers questions and creates tickets"),
        ("Outbound calls", "An outbound agent that calls new leads, qualifies them and schedules callbacks"),
    )
)

QUESTIONS: tuple[tuple[str, Asker], ...] = (
    ("use_case", _use_case),
    ("role", _role),
    ("goals", _goals),
    ("audience", _audience),
    ("languages", _languages),
    ("tone", _tone),
    ("greeting", _greeting),
    ("approval:basics", _revisited),
    (r"questions\..+", ask_playbook),
    ("fallback", ask_fallback),
    ("approval:tools", _tools),
    (r"tools\..+", _tool_setting),
    (r"transfers.*", _tool_setting),
    ("approval:flow", _flow),
    ("platforms", _platforms),
    ("approval:final", _final),
)
