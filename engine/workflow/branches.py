"""The steps of a goal: at most two, one that finds out and one that acts, told by the goal's playbook.

What a script says in many lines (ask, look up, offer, confirm, act, tell) is the instruction of these two: a step of
the flow begins where a tool is granted that changes something, not at every sentence. A goal that no playbook knows has
a plain script of its own words, fields and tools.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from engine.document.spec import AgentSpec, Case, Goal, Tool
from engine.playbooks import Job, Step, job, job_ids
from engine.sentences import listed
from engine.tools.catalog import CATALOG
from engine.tools.names import spoken
from engine.workflow.conditions import LINE_LIMIT, capital, lowered
from engine.workflow.flow_builder import sentence
from engine.workflow.opening import OPENING
from engine.workflow.titles import ask_title, tool_names, tool_title

NOTED = "Say that it is noted and passed on. Promise nothing more."
"""Instead of what a script tells after a tool that the team does not have."""


@dataclass(slots=True)
class Stage:
    """One step of a goal before it is drawn."""

    said: list[str] = field(default_factory=list)
    tools: list[Tool] = field(default_factory=list)
    asks: list[str] = field(default_factory=list)
    until: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.said)


@dataclass(frozen=True)
class Branch:
    """A goal with its playbook, and what of the script this spec can do."""

    spec: AgentSpec
    goal: Goal
    person: str

    @cached_property
    def job(self) -> Job | None:
        known = self.goal.playbook if self.goal.playbook in job_ids() else None
        return job(known) if known else None

    @cached_property
    def tools(self) -> tuple[Tool, ...]:
        """The goal's accepted tools that the agent uses for it itself."""
        return tuple(t for t in self.spec.accepted_tools() if t.name in self.goal.tools and t.place is None)

    @cached_property
    def _own(self) -> Mapping[str, Tool]:
        """The same by the name that a playbook knows them by."""
        return {t.catalog or t.name: t for t in self.tools}

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """What is asked for: the goal's fields without those that are known from elsewhere."""
        asked = {f.name for f in self.spec.data_fields if f.source == "caller"}
        return tuple(name for name in self.goal.fields if name in asked)

    # --- what other parts of the flow take from the script ---

    @cached_property
    def opening(self) -> Step | None:
        """How an outbound call reaches the right person, as the playbook says it."""
        first = self.job.script[0] if self.job else None
        return first if first and first.kind == "ask" and OPENING & set(first.fields) else None

    @cached_property
    def identifying(self) -> tuple[Step, ...]:
        """The lines of the script that ask who the caller is, and look it up."""
        lines: Sequence[Step] = self.job.script if self.job else ()
        return tuple(
            line
            for n, line in enumerate(lines)
            if _identifies(line) or (n + 1 < len(lines) and line.kind == "ask" and _identifies(lines[n + 1]))
        )

    @property
    def guarded(self) -> bool:
        """Whether it needs to know who is calling."""
        private = (CATALOG.get(t.catalog or t.name) for t in self.tools)
        return bool(self.identifying) or any(entry is not None and entry.verified for entry in private)

    def case(self, case_id: str) -> Case | None:
        """The case of the playbook as the goal has it now: the team may have changed its end, or taken it out."""
        known = self.job.case(case_id) if self.job else None
        return next((c for c in self.goal.cases if known and c.when == known.when), None)

    def case_tools(self, case_id: str) -> tuple[Tool, ...]:
        known = self.job.case(case_id) if self.job else None
        return tuple(t for t in self.tools if known and (t.catalog or t.name) in known.tools)

    # --- the steps ---

    def stages(self, *, verified: bool, elsewhere: frozenset[str] = frozenset()) -> tuple[Stage, ...]:
        """One or two stages. `verified`: a step of its own says who is calling; `elsewhere`: cases that have one."""
        left_out = set(self.identifying) if verified else set[Step]()
        lines = [line for line in (self.job.script if self.job else ()) if line is not self.opening]
        lines = [line for line in lines if line not in left_out]
        cut = _cut(lines)
        asked = {name for line in (*left_out, *filter(None, [self.opening])) for name in line.fields}
        finding, acting = Stage(), Stage()
        self._tell(finding, lines[:cut])
        self._tell(acting, lines[cut:])
        self._add_questions(finding, {*asked, *finding.asks, *acting.asks})
        self._add_tools(finding, acting, elsewhere, {line.tool for line in left_out})
        self._add_failure(acting if acting else finding)
        return tuple(stage for stage in (finding, acting) if stage) or (Stage(said=[sentence(self.goal.statement)]),)

    def _tell(self, stage: Stage, lines: Sequence[Step]) -> None:
        able = True
        for line in lines:
            tool = self._tool(line.tool) if line.tool else None
            if line.tool:
                able = tool is not None
            if tool:
                stage.said.append(_using(line, tool))
                stage.tools.append(tool)
            elif not line.tool and (able or line.kind in ("ask", "confirm")):
                able = True
                stage.said.append(sentence(line.text))
                stage.until += [line.until] if line.until else []
            elif line.kind == "tell" and NOTED not in stage.said:
                stage.said.append(NOTED)
            stage.asks += [name for name in line.fields if name in self.fields]

    def _add_questions(self, finding: Stage, told: set[str]) -> None:
        """The fields that no line of the script asks for, after its first question."""
        rest = [name for name in self.fields if name not in told]
        if rest:
            names = listed([spoken(name) for name in rest])
            finding.said.insert(1, f"Ask for {names}, one at a time and in this order, unless it is known already.")
            finding.until.insert(1, f"{names} {'is' if len(rest) == 1 else 'are'} known")
            finding.asks += rest

    def _add_tools(self, finding: Stage, acting: Stage, elsewhere: frozenset[str], left_out: set[str | None]) -> None:
        """The tools that no line of the script uses: with their case, or where they fit."""
        used = {t.name for t in (*finding.tools, *acting.tools)}
        used |= {t.name for t in self.tools if (t.catalog or t.name) in left_out}
        for case_id, tools in self._tools_by_case(elsewhere):
            used |= {t.name for t in tools}
            if case_id not in elsewhere:
                last = acting if acting else finding
                last.said.append(self._case_sentence(case_id, tools))
                last.tools += tools
        free = [t for t in self.tools if t.name not in used]
        if reads := [t for t in free if t.effect == "read" and not t.confirm]:
            finding.said.append(f"Say that you are looking, and use {tool_names(reads)}. Then say what was found.")
            finding.tools += reads
        if writes := [t for t in free if t not in reads]:
            self._add_writes(acting, writes)

    def _add_writes(self, acting: Stage, writes: Sequence[Tool]) -> None:
        which = tool_names(writes) if len(writes) == 1 else f"the one that fits of {tool_names(writes)}"
        if any(t.confirm or t.effect == "irreversible" for t in writes):
            acting.said.append("Read back what will be done, and ask whether that is right.")
            acting.said.append(f"Use {which} only after a clear yes, and say that it is done once it reports success.")
        else:
            acting.said.append(f"Use {which}, and say that it is done once it reports success.")
        acting.tools += writes

    def _tools_by_case(self, elsewhere: frozenset[str]) -> Iterator[tuple[str, list[Tool]]]:
        scripted = {line.tool for line in self.job.script} if self.job else set()
        for case in self.job.cases if self.job else ():
            tools = [t for t in self.case_tools(case.id) if (t.catalog or t.name) not in scripted]
            if tools and (case.id in elsewhere or self.case(case.id)):
                yield case.id, tools

    def _case_sentence(self, case_id: str, tools: Sequence[Tool]) -> str:
        case = self.case(case_id)
        assert case
        return f"{if_so(case)} Use {tool_names(tools, 'or')} for that."

    def _add_failure(self, last: Stage) -> None:
        """What happens after two failed tries, in the goal's own words."""
        if self.goal.cases:
            last.said.append(if_so(self.goal.cases[-1]))

    def _tool(self, catalog_id: str) -> Tool | None:
        return self._own.get(catalog_id)

    # --- words ---

    def title(self, stage: Stage, *, alone: bool) -> str:
        """Of the only step the goal itself, else what is asked or what is done."""
        writes = [t for t in stage.tools if t.effect != "read"]
        if alone or not (writes or stage.asks):
            return self.goal.statement.rstrip(".") or self.goal.statement
        return tool_title(writes[:1]) if writes else ask_title(stage.asks)

    def until(self, stage: Stage, *, last: bool) -> str:
        """The exit condition as one sentence; of the last step what the goal calls a success, or how else it ends."""
        if not last:
            return _all_of(stage.until) or f"{capital(self.person)} has said what is needed."
        done = (self.goal.success or "").partition(". ")[0].rstrip(".") or (
            _all_of(stage.until) if not stage.tools else ""
        ).rstrip(".")
        done = done or f"It is done and {self.person} has heard it"
        text = (
            f"{capital(done)}." if " or " in done else f"{capital(done)}, or {self.person} knows what happens instead."
        )
        return (
            text
            if len(text) <= LINE_LIMIT
            else f"It is done and {self.person} has heard it, or knows what happens instead."
        )


def if_so(case: Case) -> str:
    """A case as one instruction: `If nothing is free on that day, offer the next two free times.`"""
    return f"If {lowered(case.when.rstrip('.'))}, {lowered(sentence(case.then))}"


def _cut(lines: Sequence[Step]) -> int:
    """Where acting begins: at the first read-back or change, with the decision before it.

    A script that asks on after it has acted (a survey records each answer) is one step.
    """
    begin = next((n for n, line in enumerate(lines) if line.kind in ("confirm", "act")), len(lines))
    if begin < len(lines) and lines[begin].kind == "act" and any(line.kind == "ask" for line in lines[begin:]):
        return len(lines)
    while begin and lines[begin - 1].kind == "decide":
        begin -= 1
    return begin


def _using(line: Step, tool: Tool) -> str:
    if line.say_first:
        return f"Say “{line.say_first}” and use `{tool.name}`."
    after = " after that yes" if tool.confirm or tool.effect == "irreversible" else ""
    return f"Use `{tool.name}`{after}."


def _identifies(line: Step) -> bool:
    entry = CATALOG.get(line.tool) if line.tool else None
    return entry is not None and entry.place == "verify"


def _all_of(conditions: Iterable[str]) -> str:
    """Exit conditions as one sentence: `Number and postcode are known; and the caller is satisfied.`"""
    said = [c.rstrip(".") for c in dict.fromkeys(conditions)]
    text = f"{capital(said[0] if len(said) == 1 else '; '.join(said[:-1]) + '; and ' + said[-1])}." if said else ""
    return text if len(text) <= LINE_LIMIT else f"All that was asked for is known; and {said[-1]}."
