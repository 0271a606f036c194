"""What every section is written from: the spec, the target's profile, and the few things that follow from both."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any, Literal, TypeVar

from engine.document.spec import AgentSpec, Goal, Tool, Transfer
from engine.language.names import language_name
from engine.language.telling import telling_words
from engine.playbooks import Job, Trade, known_job, trade, trade_ids, trade_in
from engine.prompt.facts import as_far_as_given, given_in
from engine.prompt.phrases import Phrases, has_phrases, phrases_for
from engine.prompt.profiles import Profile
from engine.prompt.text import capital, clause, imperative, sentence
from engine.sentences import person_of
from engine.tools.catalog import CATALOG

_Result = TypeVar("_Result")
FallbackKind = Literal["person", "message", "callback", "none"]
_BACKUP_TOOLS: Mapping[FallbackKind, tuple[str, ...]] = MappingProxyType(
    {"callback": ("schedule_callback",), "message": ("take_message", "create_ticket")}
)
"""Tools that bring a person back to the caller later, where nobody can be put through now."""
_ASKS_FOR_A_PERSON = re.compile(r"(?i)\b(human|person|somebody|someone|colleague|staff|real|mensch|persona)\b")
_CALLER = re.compile(r"\b([Tt])he (?:caller|customer)\b(?! number)")
_AGENT = re.compile(r"\b[Tt]he agent (has|is|can|cannot|needs|wants)\b")
_YOUR_VERB = {"has": "have", "is": "are", "needs": "need", "wants": "want"}
_PROMISES: Mapping[FallbackKind, re.Pattern[str]] = MappingProxyType(
    {
        "person": re.compile(
            r"(?i)\bput\w* (?:\w+ ){1,3}through|\bhand\w* (?:\w+ ){0,3}over|\bhandover|\btransfer|"
            r"\b(?:offer|goe?s?|hand (?:it|them|those|such \w+)) (?:to )?an? (?:person|colleague|human)\b|"
            r"\bdesk\b|get(?:ting)? (?:you )?(?:a |to a )?(?:colleague|person|human|security)|\balert\b|"
            r"\bperson on (?:duty|the line)|\bto a person\b|\bget\w* somebody|\bconnect\w* (?:you|them)"
        ),
        "callback": re.compile(
            r"(?i)\bcalls? (?:\w+ )?back\b|\bcall-?backs?\b|\b(?:colleague|team|office|adviser) calls\b"
        ),
    }
)
"""Words that promise somebody: nobody may promise whom the agent cannot reach."""
_TO_SOMEBODY = re.compile(
    r"(?i)\b(?:(?:put|hand) (?:\w+ ){1,3}?(?:through|over)(?: to)?|hand (?:[\w’'-]+ ){0,6}?to|"
    r"alert|offer|goe?s?(?: to)?) "
    r"(?P<whom>(?:the |an? |whoever |fraud\b)[\w -]*?)(?= at once|,|\.|;| with | when | if | and |$)"
)
"""“hand over to the main desk”, “offer a person”; `whom` is who takes over."""
_HANDS_OVER = re.compile(r"(?i)\bhand (?:(?:it|them|this) )?over(?= now| without|,|\.|;|$)")
_GOES = re.compile(r"(?i)goe?s? to\b")
_ANYBODY = re.compile(r"(?i)^an? (?:person|colleague|human)$")


@dataclass(frozen=True)
class Detail:
    """How much of what a playbook adds stands in the prompt; what the team said always does."""

    cases: int = 4
    """Of a goal; what happens when it fails comes on top."""
    rules: int = 4
    failures: bool = True
    """Of goals that only look something up, too, what happens when that fails."""
    cues: bool = True
    """Steps say how they may be put, and what is said before a tool."""
    emergencies: int = 3
    short_examples: bool = False
    terse: bool = False
    """Of a step that asks or tells, its first sentence; and nothing that the frame of the call asks anyway."""
    excerpts: bool = False
    """Of a call that goes well, only how it ends."""


@dataclass(frozen=True)
class Brief:
    spec: AgentSpec
    profile: Profile
    detail: Detail = Detail()
    form: Literal["whole", "base"] = "whole"
    """`base`: the prompt of a graph, whose steps name their own tools."""

    in_any_detail: dict[object, Any] = field(default_factory=dict, repr=False, compare=False)
    """What is the same however much of a playbook is told; `replace` hands it on to the next detail."""
    _known: dict[object, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, key: object, work: Callable[[], _Result]) -> _Result:
        """What sections and scripts derive from this brief alone is worked out once."""
        return _worked_out(self._known, key, work)

    def once_for_all(self, key: object, work: Callable[[], _Result]) -> _Result:
        """The same for what does not depend on the detail."""
        return _worked_out(self.in_any_detail, key, work)

    @property
    def person(self) -> str:
        """Who is at the other end, as a noun."""
        return person_of(self.spec.direction)

    @property
    def outbound(self) -> bool:
        return self.spec.direction == "outbound"

    @cached_property
    def language(self) -> str:
        """BCP 47 tag of the default language."""
        return self.spec.languages[0] if self.spec.languages else "en"

    @cached_property
    def language_name(self) -> str:
        """`Spanish`, without the country."""
        return language_name(self.language.partition("-")[0])

    @property
    def speaks_english(self) -> bool:
        return self.language.partition("-")[0] == "en"

    @cached_property
    def phrases(self) -> Phrases:
        return phrases_for(self.language)

    @cached_property
    def tools(self) -> tuple[Tool, ...]:
        return self.spec.accepted_tools()

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """Each task once: two goals in the same words are one, with all that serves either."""
        found: dict[str, Goal] = {}
        for goal in self.spec.goals:
            key = goal.statement.casefold().rstrip(". ")
            found[key] = _together(found[key], goal) if key in found else goal
        return tuple(found.values())

    def tool_like(self, *ids: str) -> Tool | None:
        """The first accepted tool that came from one of these catalog entries, or has its name."""
        found = [self._by_id[name] for name in ids if name in self._by_id]
        return min(found, key=self.tools.index, default=None) if len(found) > 1 else next(iter(found), None)

    @cached_property
    def _by_id(self) -> Mapping[str, Tool]:
        """The first accepted tool of each catalog id, and of each name."""
        own = {t.name: t for t in reversed(self.tools)}
        return own | {t.catalog: t for t in reversed(self.tools) if t.catalog}

    @property
    def end_call(self) -> Tool | None:
        return self.tool_like("end_call")

    @property
    def transfer(self) -> Tool | None:
        return self.tool_like("transfer_to_human")

    @cached_property
    def trade(self) -> Trade | None:
        """What is known of such a business; None where nobody said which it is."""
        told = " ".join(filter(None, (self.spec.industry, self.spec.company, self.spec.role)))
        found = self.spec.trade or trade_in(told)
        return trade(found) if found in trade_ids() else None

    def job(self, goal: Goal) -> Job | None:
        """The goal's playbook."""
        return known_job(goal.playbook)

    @cached_property
    def fallback(self) -> FallbackKind:
        """What is there when nothing else helps: what the team chose, or else what the agent can do."""
        if self.spec.fallback:
            return self.spec.fallback.kind
        if any(map(asks_for_a_person, self.spec.transfers)) or (self.transfer and not self.spec.transfers):
            return "person"  # a specialist's line is nobody's fallback
        return next((kind for kind in _BACKUP_TOOLS if self.backup(kind)), "none")

    def backup(self, kind: FallbackKind) -> Tool | None:
        """The tool made for it, before one that can serve for it."""
        return next((tool for name in _BACKUP_TOOLS.get(kind, ()) if (tool := self.tool_like(name))), None)

    @cached_property
    def fallback_transfer(self) -> Transfer | None:
        """Whose people take over when nothing else helps."""
        chosen = self.spec.fallback.transfer if self.spec.fallback else None
        asked = (t for t in self.spec.transfers if t.id == chosen or asks_for_a_person(t))
        return next(asked, None)

    @property
    def way_out(self) -> str:
        """The fallback as an instruction, to stand inside a sentence."""
        tool = self.backup(self.fallback)
        with_tool = f" with {self.call(tool)}" if tool and self.names(tool) else ""
        match self.fallback:
            case "person":
                to = f" through to {clause(self.fallback_transfer.label)}" if self.fallback_transfer else " through"
                return f"put {self.person}{to}{f' with {self.call(self.transfer)}' if self.transfer else ''}"
            case "callback":
                return f"offer that somebody calls back, and arrange it{with_tool}"
            case "message":
                return f"take a message{with_tool}"
            case "none":
                return "say that it cannot be done on this call, and promise nothing"

    @property
    def short_way_out(self) -> str:
        """The same where “Escalation” says it in full."""
        match self.fallback:
            case "person":
                return "hand over as under Escalation"
            case "callback":
                return "offer a call back as under Escalation"
            case "message":
                return "offer to take a message as under Escalation"
            case "none":
                return "say so and promise nothing"

    def possible(self, text: str) -> bool:
        """Whether all that the text promises exists: a person to hand over to, somebody who calls back."""
        named = any(_names_of(text) & _names_of(line.label) for line in self.spec.transfers)
        there: Mapping[FallbackKind, bool] = {
            "person": named or self.reaches_anybody,
            "callback": self.fallback in ("callback", "message") or bool(self.backup("callback")),
        }
        return all(there[kind] for kind in _promised(text))

    @property
    def _given(self) -> frozenset[str]:
        return self.once_for_all("given", lambda: given_in(self.spec))

    def usual(self, text: str) -> str:
        """A playbook's text, with what nobody said only as a condition, and only those people whom there are."""
        return self.once_for_all(("usual", text), lambda: self.kept(as_far_as_given(text, self._given)))

    def kept(self, text: str) -> str:
        """The text with only those in it whom this agent can reach: the team's line, or its own way out."""
        text = _TO_SOMEBODY.sub(self._to_whom_there_is, text)
        return text if self.reaches_anybody or self.spec.transfers else _HANDS_OVER.sub(self._instead, text)

    def _instead(self, found: re.Match[str]) -> str:
        way = _INSTEAD[self.fallback if self.fallback != "person" else "none"]
        return way if found[0][0].islower() else capital(way)

    def _to_whom_there_is(self, found: re.Match[str]) -> str:
        whom, lines = found["whom"], self.spec.transfers
        goes = (
            _GOES.match(found[0]) if found.start() and found.string[: found.start()].rstrip()[-1:].isalpha() else None
        )
        if not (_ANYBODY.match(whom) or _promised(found[0])):
            return found[0]
        known = any(_names_of(whom) & _names_of(line.label) for line in lines)
        if known or (self.reaches_anybody and _ANYBODY.match(whom)):
            return found[0]
        if self.fallback_transfer or self.reaches_anybody:
            there = clause(self.fallback_transfer.label) if self.fallback_transfer else "a person"
            return found[0].replace(whom, there)
        if goes:
            are = "is" if goes[0].casefold().startswith("goes") else "are"
            return f"{are} {_DONE_WITH[self.fallback if self.fallback != 'person' else 'none']}"
        return self._instead(found)

    def sayable(self, line: str) -> str:
        """A line without the part that promises somebody who is not there; all of it where nothing is left."""
        sentences = re.split(r"(?<=[.!?])\s+", line)
        parts = [[p for p in re.split(r", and (?=I)", each) if self.possible(p)] for each in sentences]
        kept = [sentence(", and ".join(p.rstrip(".") for p in each)) for each in parts if each]
        return line if self.possible(line) or not kept else " ".join(kept)

    @cached_property
    def reaches_anybody(self) -> bool:
        """Somebody takes over whoever asks for a person; a specialist's line does not."""
        spec = self.spec
        return self.fallback == "person" or any(map(asks_for_a_person, spec.transfers)) or self._open_line

    @property
    def _open_line(self) -> bool:
        return bool(self.transfer and not self.spec.transfers)

    @property
    def fillers(self) -> bool:
        return self.spec.speech.fillers and self.profile.fillers == "spec"

    def checked(self, goal: Goal) -> bool:
        """The caller shows who they are before it."""
        identity = self.spec.identity
        return identity is not None and (not identity.goals or goal.id in identity.goals)

    @cached_property
    def checks_first(self) -> bool:
        """One identity check for all that a call may hold, so no single task says it."""
        return len(self.goals) > 1 and all(map(self.checked, self.goals))

    @cached_property
    def sensitive(self) -> bool:
        """It deals with what belongs to one person: a check, a regime, or the habit of the trade says so."""
        trade = self.trade
        return bool(self.spec.identity or self.spec.compliance.regimes or (trade and trade.identity))

    @property
    def discloses_ai(self) -> bool:
        """Said without being asked: because the team wants it, or by default where the call is outbound or
        sensitive."""
        asked = self.spec.compliance.ai_disclosure
        return (self.outbound or self.sensitive) if asked is None else asked

    @property
    def asks_recording_consent(self) -> bool:
        """Nothing is said of a recording that nobody spoke of."""
        return self.spec.compliance.recording_consent is True

    def addressed(self, text: str) -> str:
        """The text as the agent reads it: “the agent can” is “you can”; outbound, nobody else is the caller."""
        return self.once_for_all(("addressed", text), lambda: self._addressed(text))

    def _addressed(self, text: str) -> str:
        text = _AGENT.sub(lambda m: f"{'Y' if m[0][0] == 'T' else 'y'}ou {_YOUR_VERB.get(m[1], m[1])}", text)
        return _CALLER.sub(lambda m: self.person if m[1] == "t" else capital(self.person), text)

    def call(self, tool: Tool) -> str:
        """How prose names a tool: `book_table` in backticks, or what it does where the vendor wants no names."""
        return (
            f"`{self.profile.name_of(tool)}`"
            if self.profile.tool_names == "exact"
            else f"the tool to {self._capability(tool)}"
        )

    def _capability(self, tool: Tool) -> str:
        """What it does, in a few words: `check availability`."""
        known = CATALOG.get(tool.catalog or tool.name)
        return imperative(known.title if known else " ".join(tool.purpose.split()[:6]))

    def names(self, tool: Tool) -> bool:
        """Whether this form of the prompt names the tool; what every call needs is named by both."""
        return self.form == "whole" or tool.kind == "system"

    def spoken(self, english: str) -> str:
        """An English line in quotation marks, marked where the agent speaks another language."""
        return said(english) if self.speaks_english else f"in {self.language_name}, {said(english)}"

    @property
    def has_phrases(self) -> bool:
        return has_phrases(self.language)


_DONE_WITH: Mapping[FallbackKind, str] = MappingProxyType(
    {"message": "taken down as a message", "callback": "called back", "none": "not done on this call"}
)
"""Of what goes to people who are not there: “later ones are taken down as a message”."""
_INSTEAD: Mapping[FallbackKind, str] = MappingProxyType(
    {
        "message": "offer to take a message",
        "callback": "offer a call back",
        "none": "say that nobody can take over",
    }
)


def _worked_out(known: dict[object, Any], key: object, work: Callable[[], _Result]) -> _Result:
    if key not in known:
        known[key] = work()
    found: _Result = known[key]
    return found


def _together(one: Goal, other: Goal) -> Goal:
    return one.model_copy(
        update={
            "playbook": one.playbook or other.playbook,
            "by_whom": one.by_whom or other.by_whom,
            **{part: tuple(dict.fromkeys((*getattr(one, part), *getattr(other, part)))) for part in _LINKS},
        }
    )


_LINKS = ("tools", "fields", "rules", "cases")


@lru_cache(maxsize=4_000)
def _promised(text: str) -> tuple[FallbackKind, ...]:
    """Whom a text promises."""
    return tuple(kind for kind, words in _PROMISES.items() if words.search(text))


def _names_of(people: str) -> frozenset[str]:
    """What tells one desk from another."""
    return telling_words(people) - telling_words("desk team line office person")


def asks_for_a_person(transfer: Transfer) -> bool:
    """Its condition is no more than that a person is wanted."""
    return bool(_ASKS_FOR_A_PERSON.search(transfer.condition))


def said(line: str) -> str:
    """A line that is spoken aloud, in the quotation marks by which the lint knows it."""
    return f"“{line}”"
