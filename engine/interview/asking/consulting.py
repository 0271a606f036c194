"""The few questions of the playbooks, and what happens when nothing else helps: each with its default as a button."""

import re

from engine.document.changes import Change, Remove, Set
from engine.document.spec import AgentSpec, Goal
from engine.interview.contract import Question
from engine.messages.replies import Suggestion

DEFAULTS = "use your defaults"
"""What somebody says who wants no more of these questions."""
_LABEL = 75
_A_PERSON = re.compile(r"(?i)\bto an? (?:person|human|colleague)\b")
"""“two tries, then a person”: the team wants somebody to take over, and has not said who."""
_FOR_ANYBODY = re.compile(r"(?i)\basks? for a (?:person|human)\b")


def ask_playbook(spec: AgentSpec, path: str, again: bool) -> Question:
    """One question of a playbook, with the reason in half a sentence."""
    from engine.playbooks.consult import answered, defaults, goal_asked_about, question_of  # not for the first screen

    question_id = path.removeprefix("questions.")
    if goal := goal_asked_about(spec, question_id):
        return _ask_how(spec, path, goal, again)
    question = question_of(question_id)
    if question is None:  # of another release: nobody here can ask it
        drop: list[Change] = [Remove(part="questions", id=question_id)]
        return Question(path, "May I go on? One question of mine is no longer known.", offer=tuple(drop))
    why = "" if again else f" {_because(question.why)}"
    text = f"{question.ask}{why} I would say **{question.default}**."
    offers = sorted(question.offers, key=lambda offer: offer.say != question.default)
    buttons = [_button(offer.say, answered(spec, question_id, offer)) for offer in offers]
    rest = [q for q in spec.questions if f"questions.{q}" not in spec.skipped]
    if len(rest) > 1:
        buttons.append(Suggestion(label="Use your defaults", says=DEFAULTS, changes=defaults(spec, rest)))
    return Question(path, text, offer=buttons[0].changes, suggestions=tuple(buttons))


def _ask_how(spec: AgentSpec, path: str, goal: Goal, again: bool) -> Question:
    """How a goal goes that no playbook knows."""
    from engine.playbooks.consult import defaults, told_as_usual

    question_id, statement = path.removeprefix("questions."), goal.statement.rstrip(".")
    buttons = [_button("Say what it knows", told_as_usual(goal, question_id))]
    if len(rest := [q for q in spec.questions if f"questions.{q}" not in spec.skipped]) > 1:
        buttons.append(Suggestion(label="Use your defaults", says=DEFAULTS, changes=defaults(spec, rest)))
    text = f"“{statement}” is new to me. How does it go: what does it ask, and what then?"
    if again:
        text = f"Tell me “{statement}” step by step, such as “ask for the number, then look it up, then say the day”."
    text += " Or say yes, and it says what it knows."
    return Question(path, text, offer=buttons[0].changes, suggestions=tuple(buttons))


def _because(why: str) -> str:
    """`otherwise it offers times that …` stands for itself; anything else is a reason."""
    return f"{why[:1].upper()}{why[1:]}." if why.startswith("otherwise") else f"I ask because {why}."


def ask_fallback(spec: AgentSpec, path: str, again: bool) -> Question:
    """Whom or what a call falls back to: one of the team's own lines first, where there is one."""
    lines = [
        _button(f"Put through to {t.label}"[:_LABEL], (_fallback({"kind": "person", "transfer": t.id}),))
        for t in spec.transfers[:2]
    ]
    others = [
        _button("Take a message", (_fallback({"kind": "message"}),)),
        _button("Promise a callback", (_fallback({"kind": "callback"}),)),
        _button("Say so and end the call", (_fallback({"kind": "none"}),)),
    ]
    first = _of_anybody(spec)
    buttons = [*first, *others[:2], *(line for line in lines if line.label != (first and first[0].label)), others[2]]
    best = buttons[0].label[:1].lower() + buttons[0].label[1:]
    text = f"And when it cannot help, what then? I would say **{best}**."
    if again:
        text = f"What should happen to a call that it cannot handle? Pick one, or say yes: {best}."
    return Question(path, text, offer=buttons[0].changes, suggestions=tuple(buttons))


def _of_anybody(spec: AgentSpec) -> list[Suggestion]:
    """The line that the team has for whoever asks for a person: the likeliest answer. A specialist's is none."""
    line = next((t for t in spec.transfers if _FOR_ANYBODY.search(t.condition)), None)
    if line is None and spec.identity and _A_PERSON.search(spec.identity.otherwise or ""):
        return [_button("Put them through to a person", (_fallback({"kind": "person"}),))]
    if line is None:
        return []
    return [_button(f"Put through to {line.label}"[:_LABEL], (_fallback({"kind": "person", "transfer": line.id}),))]


def _fallback(value: dict[str, str]) -> Change:
    return Set.model_validate({"path": "fallback", "value": value})


def _button(label: str, changes: tuple[Change, ...]) -> Suggestion:
    return Suggestion(label=label[:_LABEL], says=label.lower(), changes=changes)
