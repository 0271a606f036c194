"""The agent under test, with the look-ups that its tests share."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, TypeVar

from engine.document.spec import AgentSpec, Goal, Tool
from engine.language.text import sentence_case
from engine.playbooks import Job, known_job
from engine.prompt.phrases import Phrases, has_phrases, phrases_for
from engine.sentences import with_values
from engine.trials.agent_test import AgentTest, Argument, Excluded, Expected, Kind, Mock, Said, ToolUse
from engine.trials.covered import fingerprint
from engine.trials.lines import Lines, has_lines, lines_for, spoken, with_thing

_LONGEST_ID = 64
_ANSWERS = {"read": "found", "write": "done", "irreversible": "done"}
"""What a tool answers where no playbook knows better, by its effect."""
NOTHING_TO_EXCLUDE = Excluded()
_Result = TypeVar("_Result")
_Told = TypeVar("_Told", Expected, Excluded)
_NO_VALUES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class AgentView:
    spec: AgentSpec

    @cached_property
    def language(self) -> str:
        return self.spec.languages[0] if self.spec.languages else "en"

    @property
    def is_english(self) -> bool:
        return _base(self.language) == "en"

    @cached_property
    def lines_in(self) -> str:
        """The language of the lines that need no playbook."""
        return self.language if has_lines(self.language) and has_phrases(self.language) else "en"

    @cached_property
    def lines(self) -> Lines:
        return lines_for(self.lines_in)

    @cached_property
    def phrases(self) -> Phrases:
        return phrases_for(self.lines_in)

    @cached_property
    def values(self) -> Mapping[str, str]:
        """What stands for each variable in a test."""
        return {v.name: v.example or v.default or v.description for v in self.spec.variables}

    @property
    def calls_people(self) -> bool:
        return self.spec.direction == "outbound"

    @cached_property
    def persona(self) -> str:
        who = "Somebody whom the agent calls" if self.calls_people else "Somebody who talks to the agent"
        return f"{who}, one of these: {self.spec.audience or 'customers'}."

    @cached_property
    def _contents(self) -> dict[str, Any]:
        """What stands at the paths that tests cover, as far as one has asked."""
        return {}

    def once(self, key: object, work: Callable[[], _Result]) -> _Result:
        """What several tests share is worked out once."""
        if key not in self._known:
            self._known[key] = work()
        found: _Result = self._known[key]
        return found

    @cached_property
    def _known(self) -> dict[object, Any]:
        return {}

    @cached_property
    def _accepted(self) -> tuple[Tool, ...]:
        return self.spec.accepted_tools()

    def job_of(self, goal: Goal) -> Job | None:
        return known_job(goal.playbook)

    def tool(self, entry: str, goal: Goal | None = None) -> Tool | None:
        """The accepted tool that is this catalog entry; one that serves the goal comes first."""
        found = self._by_entry.get(entry, ())
        own = (t for t in found if goal and t.name in goal.tools)
        return next(own, next(iter(found), None))

    @cached_property
    def _by_entry(self) -> Mapping[str, list[Tool]]:
        """The accepted tools by their catalog entry and by their name."""
        found: dict[str, list[Tool]] = {}
        for tool in self._accepted:
            for entry in {tool.catalog or tool.name, tool.name}:
                found.setdefault(entry, []).append(tool)
        return found

    def tools_of(self, goal: Goal) -> list[Tool]:
        """The accepted tools that serve the goal, in the order of their use."""
        found = (self.spec.tool(name) for name in goal.tools)
        return [tool for tool in found if tool and tool.state == "accepted"]

    def opening(self, goal: Goal) -> str:
        """How a caller begins who wants this, in their own language."""
        return self.once(("opening", goal.id), lambda: self._opening(goal))

    def _opening(self, goal: Goal) -> str:
        if self.calls_people:
            return self.lines.answered
        known = self.job_of(goal)
        if known and self.is_english and known.examples.happy[0].role == "caller":
            return spoken(known.examples.happy[0].text, self.values)
        return with_thing(self.lines.opening, self.wish(goal, self.lines_in), self.values)

    def wish(self, goal: Goal, tag: str) -> str:
        """The goal in this language, where its playbook has it; else as the team wrote it."""
        known = self.job_of(goal)
        if _base(tag) == "en" or known is None:
            return _inside_a_sentence(goal.statement)
        return next((said for language, said in known.statement.items() if language == _base(tag)), goal.statement)

    def mocks(self, results: Mapping[str, str] = _NO_VALUES, failing: Iterable[str] = ()) -> tuple[Mock, ...]:
        """An answer for every tool that is called over the network; `results` and `failing` by the tool's name."""
        usual = self._usual
        own = {n: Mock(tool=n, result=with_values(r, self.values)) for n, r in results.items() if r and n in usual}
        own |= {name: Mock(tool=name, result="error", fails=True) for name in failing if name in usual}
        return tuple({**usual, **own}.values())

    @cached_property
    def _usual(self) -> Mapping[str, Mock]:
        called = (t for t in self._accepted if t.kind in ("http", "client"))
        return {t.name: Mock(tool=t.name, result=with_values(_ANSWERS[t.effect], self.values)) for t in called}

    def test(
        self,
        *name: str,
        title: str,
        kind: Kind,
        situation: str,
        dialogue: Sequence[Said],
        must: Expected,
        covers: Sequence[str],
        must_not: Excluded = NOTHING_TO_EXCLUDE,
        mocks: tuple[Mock, ...] = (),
        lines_in: str | None = None,
        language: str | None = None,
    ) -> AgentTest:
        """A test. One that needs lines which nobody has in the caller's language becomes a whole call: who plays
        the caller says them in that language."""
        language = language or self.language
        lines_in = lines_in or self.lines_in
        return AgentTest(
            id=_id(name),
            title=with_values(title, self.values),
            kind=kind if _base(lines_in) == _base(language) else "call",
            language=language,
            lines_in=lines_in,
            persona=with_values(self.persona, self.values),
            situation=sentence_case(spoken(situation, self.values)),
            dialogue=tuple(dialogue),
            must=self._plain(must),
            must_not=self._plain(must_not),
            mocks=mocks,
            covers=tuple(covers),
            fingerprint=fingerprint(self.spec, covers, self._contents),
        )

    def _plain(self, told: _Told) -> _Told:
        """The same with the values of this call in its sentences."""
        holds = tuple(with_values(sentence, self.values) for sentence in told.holds)
        return told if holds == told.holds else told.model_copy(update={"holds": holds})


def caller(text: str) -> Said:
    return Said(role="caller", text=text)


def agent(text: str) -> Said:
    return Said(role="agent", text=text)


def use_of(tool: Tool, values: Mapping[str, str] = _NO_VALUES) -> ToolUse:
    """The use of a tool, with what the call must have brought; `values` are what the caller said, by parameter."""
    arguments = tuple(
        Argument(
            name=p.name, means=with_values(p.description or p.name.replace("_", " "), {}), value=values.get(p.name)
        )
        for p in tool.params
        if p.source == "llm" and p.required
    )
    return ToolUse(tool=tool.name, arguments=arguments, after_yes=tool.confirm)


def _id(name: Sequence[str]) -> str:
    """`("goal", "book", "happy")` -> `goal_book_happy`; with a digest where something was lost on the way."""
    whole = "_".join(name)
    plain = whole.lower()
    if plain == whole and len(plain) <= _LONGEST_ID:
        return plain
    return f"{plain[: _LONGEST_ID - 7]}_{hashlib.sha256(whole.encode()).hexdigest()[:6]}"


def _inside_a_sentence(text: str) -> str:
    """`Book appointments` -> `book appointments`; `VIP calls` stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _base(tag: str) -> str:
    return tag.partition("-")[0]
