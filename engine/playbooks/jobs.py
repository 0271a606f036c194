"""A job: what an experienced designer knows about one thing that people call for.

Lines of a file `jobs/<id>.yaml` that have a notation of their own:

    fields:    day: asked date once | Which day would suit you?     (how, type, read-back | the spoken question)
    script:    - look_up: check_availability                        (the kind of step is its first key)
    examples:  caller: …   agent: …   tool: name -> what it answers (a line without a speaker goes on)
    tests:     changes_mind: confirm | takes another day            (what it covers | the caller's situation)
"""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from engine.document.spec import Line, Name, Slug
from engine.playbooks.parts import PlaybookPart, Questions, Texts, Words, by_id

How = Literal["asked", "optional", "caller_id", "known", "example"]
"""How a value is obtained: from the caller, from the caller if it comes up, from the network, before the call; or only
an example, asked as long as the team has not named what it asks itself."""
FieldType = Literal["string", "number", "integer", "boolean", "date", "time", "phone", "email"]
ReadBack = Literal["digits", "once", "none"]
StepKind = Literal["ask", "look_up", "offer", "confirm", "act", "tell", "decide"]
WAITS: frozenset[StepKind] = frozenset({"ask", "offer", "confirm"})
"""Steps that need an answer, and so say until when they go on."""
_SPEAKER = re.compile(r"(caller|agent|tool): ")


class JobField(PlaybookPart):
    """A value that the job needs."""

    name: Name
    how: How
    type: FieldType = "string"
    read_back: ReadBack = "none"
    ask: Line | None = None
    """The question as it is spoken."""

    @classmethod
    def parse(cls, name: str, text: str) -> "JobField":
        words, _, ask = text.partition("|")
        values: dict[str, str] = {"name": name}
        for word in words.split():
            values[_kind_of_word(word)] = word
        return cls.model_validate({**values, "ask": ask.strip() or None})

    @model_validator(mode="after")
    def _asked_aloud(self) -> Self:
        if self.how in ("asked", "example") and not self.ask:
            raise ValueError(f"the field “{self.name}” is asked, but nothing says how")
        return self


class Step(PlaybookPart):
    """One step that a caller lives through."""

    kind: StepKind
    text: Line
    """An instruction to the agent; of `look_up` and `act` the tool's id."""
    until: Line | None = None
    """What holds when the step is over."""
    say: Line | None = None
    """How the agent may put it."""
    say_first: Line | None = None
    """What is said before a tool is called."""
    fields: tuple[Name, ...] = ()
    """What the step finds out."""

    @model_validator(mode="before")
    @classmethod
    def _read_kind(cls, data: Any) -> Any:
        kinds = [key for key in data if key in get_args(StepKind)]
        if len(kinds) != 1:
            raise ValueError("a step has exactly one kind: ask, look_up, offer, confirm, act, tell or decide")
        rest = {key: value for key, value in data.items() if key != kinds[0]}
        return {"kind": kinds[0], "text": data[kinds[0]], **rest}

    @model_validator(mode="after")
    def _has_an_exit(self) -> Self:
        if self.kind in WAITS and not self.until:
            raise ValueError(f"the step “{self.kind}: {self.text}” waits for an answer, but has no “until”")
        if self.kind == "look_up" and not self.say_first:
            raise ValueError(f"the look-up “{self.text}” needs “say_first”, or the caller hears silence")
        return self

    @property
    def tool(self) -> str | None:
        return self.text if self.kind in ("look_up", "act") else None


OUTBOUND_CASES = ("wrong_person", "not_now", "voicemail")
"""Ids of the cases that every job with `direction: outbound` has: a call that was not asked for ends there well."""


class Case(PlaybookPart):
    """Something that goes another way than the script."""

    id: Slug
    when: Line
    then: Line
    tools: tuple[Slug, ...] = ()
    """Tools of the job that serve this case only."""


class Turn(PlaybookPart):
    """One line of an example; of a tool its id, and in `result` what it answers."""

    role: Literal["caller", "agent", "tool"]
    text: Line
    result: Line | None = None


class Check(PlaybookPart):
    """A call to try: what it covers (`script`, a kind of step, a case, a rule), and the caller's situation."""

    id: Slug
    covers: Slug
    situation: Line


def _fields(data: object) -> object:
    return [JobField.parse(name, text) for name, text in data.items()] if isinstance(data, dict) else data


def _turns(text: object) -> object:
    return [_turn(line) for line in _whole_lines(text)] if isinstance(text, str) else text


def _checks(data: object) -> object:
    if not isinstance(data, dict):
        return data
    parts = ((key, *text.partition("|")) for key, text in data.items())
    return [{"id": key, "covers": covers.strip(), "situation": said.strip()} for key, covers, _, said in parts]


Dialogue = Annotated[tuple[Turn, ...], BeforeValidator(_turns), Field(min_length=2)]


class Examples(PlaybookPart):
    """Three calls as they sound, in English."""

    happy: Dialogue
    twist: Dialogue
    failure: Dialogue

    @property
    def calls(self) -> tuple[tuple[Turn, ...], ...]:
        return (self.happy, self.twist, self.failure)


class Job(PlaybookPart):
    """What is known about one job."""

    id: Slug
    title: Line
    statement: Texts
    """The goal as a team would write it."""
    role: Line | None = None
    """What an agent is called, in English, that does mainly this; None: what the trade calls it."""
    role_alone: Line | None = None
    """The same where nobody knows the trade; of a job that has no `role`."""
    cues: Mapping[Literal["concepts", "en", "de", "es", "fr", "it", "nl", "pt"], Words]
    """`concepts` in the notation of the tool catalog (`book + table @ dining ! event`); set phrases by language,
    and words that need not stand side by side (`remind* + bill*/invoice*`, see `word_cues`)."""
    direction: Literal["inbound", "outbound", "both"] = "inbound"
    success: Line
    tools: tuple[Slug, ...] = ()
    """Catalog entries in the order of their use."""
    stands_for: tuple[Slug, ...] = ()
    """Tools that a team means this job by, when it names them and says no verb: “refunds” are “Issue refunds”."""
    nameless: bool = False
    """The call opens without the company's name: whoever picks up would learn from it what it is about."""
    covers: tuple[Slug, ...] = ()
    """Tools whose work the job itself is: whoever calls to remind needs none that sets a reminder."""
    fields: Annotated[tuple[JobField, ...], BeforeValidator(_fields)]
    questions: Annotated[Questions, Field(min_length=2, max_length=5)]
    """Most valuable first."""
    script: Annotated[tuple[Step, ...], Field(min_length=3)]
    cases: Annotated[tuple[Case, ...], BeforeValidator(by_id), Field(min_length=3)]
    rules: tuple[Line, ...] = ()
    """What always holds in this job."""
    examples: Examples
    tests: Annotated[tuple[Check, ...], BeforeValidator(_checks), Field(min_length=4)]

    @property
    def offered_tools(self) -> frozenset[str]:
        """Tools that an answer of the team may add."""
        return frozenset(offer.tool for question in self.questions for offer in question.offers if offer.tool)

    @property
    def failure(self) -> Case:
        """What happens after two failed tries."""
        return self.cases[-1]

    def case(self, case_id: str) -> Case | None:
        return next((case for case in self.cases if case.id == case_id), None)

    def field(self, name: str) -> JobField | None:
        return next((field for field in self.fields if field.name == name), None)

    def asks_theirs(self, step: Step) -> bool:
        """The step in which the questions of the team are asked."""
        return not self._example_fields.isdisjoint(step.fields)

    @cached_property
    def _example_fields(self) -> frozenset[str]:
        """Fields that only show what may be asked."""
        return frozenset(field.name for field in self.fields if field.how == "example")


def _kind_of_word(word: str) -> str:
    kinds = {"how": How, "type": FieldType, "read_back": ReadBack}
    for kind, words in kinds.items():
        if word in get_args(words):
            return kind
    raise ValueError(f"“{word}” says neither how a field is obtained, nor its type, nor how it is read back")


def _whole_lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if _SPEAKER.match(line) or not lines:
            lines.append(line)
        else:
            lines[-1] += f" {line}"
    return lines


def _turn(line: str) -> dict[str, str | None]:
    role, _, text = line.partition(": ")
    if role != "tool":
        return {"role": role, "text": text}
    name, _, result = text.partition(" -> ")
    return {"role": role, "text": name, "result": result or None}
