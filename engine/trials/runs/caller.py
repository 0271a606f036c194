"""Who calls in a scenario without a model: the test's lines where they fit what is asked, else the usual answers."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from engine.document.spec import DataField, Goal
from engine.language.telling import telling_words
from engine.trials.agent_test import AgentTest
from engine.trials.agent_view import AgentView
from engine.trials.lines import field_lines, lines_for, question_and_answer
from engine.trials.rehearsal import Call
from engine.trials.rehearsal.heard import Heard
from engine.trials.rehearsal.speaking import Change, Confirm, Offer
from engine.trials.rehearsal.steps import Ask, Wait

_BY_KIND = frozenset({"date", "time", "email", "number", "integer"})
"""Fields of which a line shows by itself that it holds one."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    asked: str
    """What the agent had said before it; empty where the caller says it unasked."""


class Caller:
    """Answers what is asked, in the words of the test where it has some. A line that was passed over is not said."""

    def __init__(self, test: AgentTest, view: AgentView) -> None:
        self._test, self._view = test, view
        self._left = _lines(test) if test.is_in_own_words else [_Line(self._opening, "")]
        if self._left and self._left[0].asked and test.kind == "answer" and test.must_not.calls:
            self._left.insert(0, _Line(self._opening, ""))  # the line answers a read-back; the call leads there first

    @property
    def has_said_all(self) -> bool:
        return not self._left

    def answer_to(self, call: Call) -> str:
        """What it says now."""
        if self._left and not self._left[0].asked and not self._is_greeted(call):
            return self._left.pop(0).text
        if self._is_elsewhere(call) and (wish := self._next(lambda line: True)):
            return wish
        match call.open:
            case Ask(field=field):
                return self._value(field, call)
            case Confirm() | Change():
                return self._to_a_read_back()
            case Offer(options=options):
                return self._next(lambda line: bool(options and Heard(line.text).choice(options))) or self._one_of(
                    options
                )
            case Wait(what=what):
                return self._to(what, call)
        return self._next(lambda line: True) or lines_for(self._tag).goodbye

    def _is_greeted(self, call: Call) -> bool:
        """Somebody who is called shows first that it is them, and says what they want once it is about something."""
        about_nothing = all(call.graph.nodes[step].goal is None for step in call.steps)
        return self._view.calls_people and about_nothing and any(line.asked for line in self._left)

    def _is_elsewhere(self, call: Call) -> bool:
        """Somebody who is called is asked for what they do not want, and says what they do."""
        goal = call.graph.nodes[call.steps[-1]].goal
        asks = self._view.calls_people and isinstance(call.open, Ask)
        return asks and goal not in (None, self._goal.id if self._goal else goal)

    def _value(self, field: DataField, call: Call) -> str:
        if field.type == "boolean":
            return self._short_now() or self._view.phrases.yes
        asked = telling_words(f"{field.ask or ''} {field.description}")

        def fits(line: _Line) -> bool:
            heard = Heard(line.text)
            if field.type in _BY_KIND and "birth" not in field.name:
                return heard.volunteered(field) is not None
            return bool(telling_words(line.asked) & asked) and heard.value_of(field) is not None

        return self._next(fits) or self._known(field) or question_and_answer(field, self._tag).answer

    def _known(self, field: DataField) -> str | None:
        """What the test says that the tool must be told."""
        values = [a.value for use in self._test.must.calls for a in use.arguments if a.name == field.name]
        return next((value for value in values if value), None)

    def _to_a_read_back(self) -> str:
        if self._test.kind == "answer" and self._left:
            return self._left.pop(0).text
        return self._short() or self._view.phrases.yes

    def _to(self, what: str, call: Call) -> str:
        lines = lines_for(self._tag)
        if self._wants_a_message and what in ("suits", "more") and "message" not in call.steps:
            return lines.message
        match what:
            case "right_person" | "suits":
                return self._short_now() or self._view.phrases.yes
            case "goal":
                return self._next(lambda line: True) or self._opening
            case "message_name":
                return field_lines("name", self._tag).answer
            case "message_about":
                return field_lines("reason", self._tag).answer
            case "more" if self._test.kind == "answer":
                return self._next(lambda line: True) or lines.goodbye
            case "more":
                return lines.goodbye
        return lines.goodbye

    @property
    def _wants_a_message(self) -> bool:
        return any(use.tool == "take_message" for use in self._test.must.calls)

    def _one_of(self, options: tuple[str, ...]) -> str:
        return options[0] if options else field_lines("time", self._tag).answer

    def _short(self) -> str | None:
        return self._next(lambda line: Heard(line.text).short is not None)

    def _short_now(self) -> str | None:
        """The next line where it is a yes or a no."""
        is_short = bool(self._left) and Heard(self._left[0].text).short is not None
        return self._next(lambda line: True) if is_short else None

    def _next(self, fits: Callable[[_Line], bool]) -> str | None:
        """The first line that fits; answers before it are passed over, and what the caller says unasked is not."""
        at = next((n for n, line in enumerate(self._left) if fits(line)), None)
        if at is None or (self._test.kind == "answer" and at == len(self._left) - 1 and self._test.must_not.calls):
            return None
        said = self._left[at].text
        self._left = [*(line for line in self._left[:at] if not line.asked), *self._left[at + 1 :]]
        return said

    @property
    def _tag(self) -> str:
        return self._view.lines_in

    @property
    def _opening(self) -> str:
        return self._view.opening(self._goal) if self._goal else self._test.turns[0]

    @cached_property
    def _goal(self) -> Goal | None:
        """What the caller is after."""
        goals = self._view.spec.goals
        tools = {use.tool for use in self._test.must.calls}
        own = next((g for g in goals if self._test.covers[0].startswith(f"goals.{g.id}")), None)
        return own or next((g for g in goals if tools & set(g.tools)), None)


def _lines(test: AgentTest) -> list[_Line]:
    """The caller's lines, each with what the agent had said before it."""
    found, asked = list[_Line](), ""
    for said in test.dialogue:
        if said.role == "caller":
            found.append(_Line(said.text, asked))
        asked = said.text if said.role == "agent" else ""
    return found
