"""How a goal is done, step by step: its playbook's script as far as this agent has the tools for it, its rules, and
what happens when it goes differently. What the team said of the goal wins over the playbook."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from engine.document.spec import DataField, Goal, Tool, Transfer
from engine.language.grammar import grammar_of
from engine.language.telling import telling_words
from engine.language.text import tokens_of
from engine.playbooks import Case, Job, Step
from engine.playbooks.consult import AS_USUAL
from engine.playbooks.jobs import OUTBOUND_CASES
from engine.prompt.brief import Brief, said
from engine.prompt.text import capital, clause, first_sentence, imperative, sentence
from engine.sentences import listed
from engine.tools.catalog import CATALOG
from engine.tools.selector import needs_in

_OF_THE_OPENING = frozenset({"right_person"})
"""Fields that an outgoing call finds out before anything else."""
_CHECK_TOOL = "verify_identity"
_ANSWERS = re.compile(r"(?i)(?:answer|tell|explain|inform|give information|say)\b")
"""Goals that are reached by speaking."""
_ASKS_OR_LOOKS = re.compile(r"(?i)(?:ask|find out|take|look|check|read|let)\b")
"""What the first steps of a task are: without any of them, rules are only rules."""
_ONLY_A_TOOL = re.compile(r"Use (`\w+`)\.")
_ASKS_FOR_A_YES = re.compile(r"(?i)\b(?:ask|yes|agree)")


@dataclass(frozen=True)
class Script:
    """One goal, ready to be written down."""

    brief: Brief
    goal: Goal

    @cached_property
    def job(self) -> Job | None:
        return self.brief.job(self.goal)

    @property
    def title(self) -> str:
        return capital(self.goal.statement.rstrip("."))

    @cached_property
    def tools(self) -> tuple[Tool, ...]:
        """The accepted tools that serve the goal."""
        return tuple(t for t in self.brief.tools if t.name in self.goal.tools)

    @property
    def handed_to(self) -> Transfer | None:
        """Whose people do it, where the agent does not do it itself."""
        return next((t for t in self.brief.spec.transfers if t.id == self.goal.by_whom), None)

    @cached_property
    def checked(self) -> bool:
        """The caller shows who they are before it."""
        return self.brief.checked(self.goal)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """Full instructions, in order; without the opening of an outgoing call."""
        return tuple(self.brief.addressed(step) for step in (*self._check(), *self._work()))

    def rules(self) -> list[str]:
        """Those of the team first; of the playbook those that nobody said in other words."""
        known = self.job.rules if self.job else ()
        told = (*known, *self.told_steps, *((AS_USUAL,) if self._in_own_words else ()))
        own = [rule for rule in self.goal.rules if rule not in told]
        more = [rule for rule in known if (rule in self.goal.rules or not self._adopted) and self.brief.possible(rule)]
        usual = (self.brief.usual(rule) for rule in more[: self.brief.detail.rules])
        return [self.brief.addressed(sentence(rule)) for rule in (*map(self.brief.kept, own), *usual)]

    def cases(self) -> list[tuple[str, str]]:
        """`(when, then)`; what the team said always, of the playbook as many as there is room for."""
        known = {case.when: case for case in (self.job.cases if self.job else ())}
        own = [(c.when, c.then) for c in self.goal.cases if self._is_own(c.when, c.then, known.get(c.when))]
        kept = {c.when for c in self.goal.cases} if self._adopted else known
        more = [c for c in known.values() if c.when in kept and c.when not in {w for w, _ in own} and self._usable(c)]
        most = max(self.brief.detail.cases - len(own), 0)
        # A case with tools of its own says what they are for, so it comes before one that only words a refusal.
        telling = [c for c in more if c.tools] + [c for c in more if not c.tools][:most]
        failure = self.job.failure if self.job else None
        if not (self.brief.detail.failures or any(t.effect != "read" for t in self.tools)):
            failure = None
        told = [c for c in more if c in telling or (c is failure and self.brief.possible(c.then))]
        all_cases = [*own, *((self._when(c), self._then(c)) for c in told)]
        return [(self.brief.addressed(w), self.brief.addressed(t)) for w, t in all_cases]

    def _is_own(self, when: str, then: str, case: Case | None) -> bool:
        """Said by the team; what an outgoing call does at its opening is told there."""
        if case is None:
            return True
        return then != case.then and not (self.brief.outbound and case.id in OUTBOUND_CASES)

    @cached_property
    def told_steps(self) -> tuple[str, ...]:
        """How a goal goes that no playbook knows, where the team has said it: its instructions, in their order."""
        told = [rule for rule in self.goal.rules if is_instruction(rule)] if self.job is None else []
        return tuple(told) if any(_ASKS_OR_LOOKS.match(rule) for rule in told) else ()

    @property
    def _in_own_words(self) -> bool:
        """The script is made from the goal's own words, and says what every such script says."""
        return self.job is None and not (self.told_steps or self.tools or self._needs_a_tool)

    @property
    def asks_theirs(self) -> bool:
        """The team named the questions itself, so those of the playbook are only examples."""
        return self.job is not None and any(map(self.job.asks_theirs, self.job.script)) and bool(self._own_fields())

    @property
    def asks_for_a_yes(self) -> bool:
        """One of its steps says back what was understood."""
        return any(step.kind == "confirm" for step in self._steps[0])

    @cached_property
    def _steps(self) -> tuple[list[Step], bool]:
        job = self.job
        if job is None:
            return [], True
        has = self._has
        work = partial(usable_steps, job, lambda tool: has(tool) is not None, self._left_out)
        return self.brief.once_for_all(("usable steps", self.goal.id), work)

    @property
    def _adopted(self) -> bool:
        """The spec holds what its playbook brought; what the team took out since stays out."""
        return bool(self.goal.rules or self.goal.cases)

    @cached_property
    def confirmed(self) -> frozenset[str]:
        """Names of the tools before which the script already asks for a yes."""
        steps = self._steps[0]
        asked, found = False, set[str]()
        for step in steps:
            if step.kind == "act" and asked and (tool := self._has(step.text)):
                found.add(tool.name)
            asked = asked or step.kind == "confirm"
        return frozenset(found)

    def _usable(self, case: Case) -> bool:
        """The agent has the tools of the case; and an outgoing call tells its own way what its opening does."""
        there = all(self._has(tool) for tool in case.tools)
        return there and not (self.brief.outbound and case.id in OUTBOUND_CASES)

    def _when(self, case: Case) -> str:
        """What cannot be undone is tried once, so it cannot fail twice."""
        job = self.job
        acts = (
            [self._has(step.text) for step in job.script if step.kind == "act"] if job and case is job.failure else []
        )
        once = any(tool and tool.effect == "irreversible" for tool in acts)
        return case.when.replace(" twice", "") if once else case.when

    def _then(self, case: Case) -> str:
        """What happens, if the agent can do it; otherwise its own way out."""
        if not self.brief.possible(case.then):
            return f"Say so plainly, and {self.brief.short_way_out}."
        used = [self.brief.call(tool) for name in case.tools if (tool := self._has(name))]
        then = self.brief.usual(case.then)
        return f"{sentence(then)} Use {listed(used, 'or')}." if used else then

    def _has(self, catalog: str) -> Tool | None:
        return self.brief.tool_like(catalog)

    def _check(self) -> Iterator[str]:
        if self.checked and not self.brief.checks_first:
            yield "Make the identity check, unless it was passed."

    def _work(self) -> Iterator[str]:
        if self.handed_to:
            yield from self._hand_over(self.handed_to)
            return
        if self.job is None:
            yield from self._plain()
            return
        steps, doable = self._steps
        if self.brief.detail.terse and not self.brief.outbound and _only_asks_for_more(steps):
            steps = steps[:-1]
        told = [self._with_theirs(step, self._told(step)) for step in steps]
        asked, used = self._where_asked(steps), len(told) - 1 if told and steps[-1].kind == "tell" else len(told)
        more = () if any(map(self.job.asks_theirs, steps)) else self._more_fields(steps)
        every = [*told[:asked], *more, *told[asked:used], *self._more_tools(steps), *told[used:]]
        yield from _joined(every)
        if not doable and not self.tools:
            yield self._cannot

    def _left_out(self, step: Step) -> bool:
        """What another part of the prompt already says: the opening, and the identity check."""
        opening = self.brief.outbound and bool(step.fields) and set(step.fields) <= _OF_THE_OPENING
        return opening or (self.checked and step.tool == _CHECK_TOOL)

    def _told(self, step: Step) -> str:
        if step.tool:
            tool = self._has(step.tool)
            use = f"Use {self.brief.call(tool)}." if tool else ""
            first = step.say_first if self.brief.speaks_english and self.brief.detail.cues else None
            return f"{use[:-1]}, saying first: {said(spoken(first))}" if use and first else use
        short = self.brief.detail.terse and step.kind in ("ask", "tell")
        text = sentence(self.brief.usual(first_sentence(step.text) if short else step.text))
        if step.kind == "confirm" and not _ASKS_FOR_A_YES.search(text):
            text = f"{text.rstrip('.')}, and wait for a yes."
        cue = step.say if step.say and self.brief.detail.cues and self._sayable(step.say) else None
        return f"{text} For instance, {self.brief.spoken(spoken(cue))}" if cue else text

    def _sayable(self, line: str) -> bool:
        """Variables in it are known to this agent."""
        known = {v.name for v in self.brief.spec.variables}
        return all(name in known for name in re.findall(r"\{\{(\w+)\}\}", line))

    @staticmethod
    def _where_asked(steps: Sequence[Step]) -> int:
        """After the last question before something is looked up, confirmed or done: a place for further questions."""
        end = next((at for at, step in enumerate(steps) if step.tool or step.kind == "confirm"), len(steps))
        return max((at + 1 for at in range(end) if steps[at].kind == "ask"), default=end)

    def _with_theirs(self, step: Step, text: str) -> str:
        """“Ask the questions as they stand: how was the room and how was the staff.”"""
        own = self._own_fields() if self.job and self.job.asks_theirs(step) else []
        if not own:
            return text
        first = first_sentence(text)
        return f"{first.rstrip('.')}: {named(own)}.{text[len(first) :]}"

    def _own_fields(self) -> list[DataField]:
        """What the team wants to know beside the playbook."""
        known = {f.name for f in self.job.fields} if self.job else set()
        return [f for f in fields_of(self.brief, self.goal) if f.name not in known]

    def _more_fields(self, steps: Sequence[Step]) -> Iterator[str]:
        """Of these, what no step asks for in other words."""
        checked = self.brief.spec.identity.ask if self.brief.spec.identity and self.checked else ()
        asked_before = (*(step.text for step in steps if step.kind == "ask"), *checked)
        told = frozenset[str]().union(*map(telling_words, asked_before))
        asked = [f for f in self._own_fields() if not telling_words(f.description) <= told]
        if asked:
            yield f"Also find out, one at a time: {named(asked)}."

    def _more_tools(self, steps: Iterable[Step]) -> Iterator[str]:
        """Tools of the goal that its playbook does not know."""
        told = {t.name for s in steps if s.tool and (t := self._has(s.tool))}
        of_cases = {t.name for c in (self.job.cases if self.job else ()) for tool in c.tools if (t := self._has(tool))}
        for tool in self.tools:
            if tool.name not in told | of_cases and tool.catalog != _CHECK_TOOL:
                yield use_of(self.brief, tool)

    def _plain(self) -> Iterator[str]:
        """A goal that no playbook knows: as the team told it, or else from its own words."""
        if self.told_steps:
            yield from (self.brief.kept(sentence(step)) for step in self.told_steps)
            yield from (use_of(self.brief, tool) for tool in self.tools)
            return
        fields = fields_of(self.brief, self.goal)
        if fields:
            yield f"Find out, one at a time: {named(fields)}."
        for tool in self.tools:
            yield use_of(self.brief, tool)
        act = imperative(self.goal.statement)
        if self.tools:
            yield f"Tell {self.brief.person} the result in one sentence."
        elif self._needs_a_tool:
            yield self._cannot
        else:
            only = _ANSWERS.match(act) and AS_USUAL not in self.goal.rules
            beyond = "" if only else f" Beyond that, {self.brief.short_way_out}."
            need = "" if _ANSWERS.match(act) else f"find out what {self.brief.person} needs for it, and "
            yield f"{capital(act)}: {need}say what you know for certain, in one or two sentences.{beyond}"

    @property
    def _cannot(self) -> str:
        return f"You cannot do this yourself: {self.brief.short_way_out}."

    @property
    def _needs_a_tool(self) -> bool:
        """Its words ask for something that changes what is outside of the call."""
        asked = (CATALOG[need.id] for need in needs_in(self.goal.statement) if not need.reason)
        return any(entry.effect != "read" and not entry.place for entry in asked)

    def _hand_over(self, transfer: Transfer) -> Iterator[str]:
        fields = fields_of(self.brief, self.goal)
        if fields:
            yield f"Find out, one at a time: {named(fields)}."
        tool = self.brief.transfer
        with_tool = f", with {self.brief.call(tool)}" if tool else ""
        yield f"{capital(clause(transfer.label))} does this: say that you put the caller through, and do it{with_tool}."


def _joined(steps: Sequence[str]) -> Iterator[str]:
    """Tools that follow each other in one step: `Use `lookup_order`, then `track_shipment`.`"""
    before = ""
    for step in steps:
        if before and _ONLY_A_TOOL.fullmatch(before) and (tool := _ONLY_A_TOOL.fullmatch(step)):
            before = f"{before[:-1]}, then {tool[1]}."
            continue
        if before:
            yield before
        before = step
    if before:
        yield before


def _only_asks_for_more(steps: Sequence[Step]) -> bool:
    """The last step asks whether the answer was enough, as every call does before its end."""
    return bool(steps) and steps[-1].kind == "offer" and steps[-1].text.startswith("Ask whether ")


def is_instruction(rule: str) -> bool:
    """It begins with what is to be done: `Ask for the number.`, not `Laptops are lent for a week.`"""
    words = tokens_of(rule)
    verb = grammar_of("en").verb_at(words, 0)
    return verb is not None and words[0].folded == verb[0].lemma.split(" ")[0]


def scripts(brief: Brief) -> tuple[Script, ...]:
    return brief.once("scripts", lambda: tuple(Script(brief, goal) for goal in brief.goals))


def fields_of(brief: Brief, goal: Goal) -> tuple[DataField, ...]:
    """What the caller is asked for it; what the network or the system knows is not asked."""
    return tuple(f for f in brief.spec.data_fields if f.name in goal.fields and f.source == "caller")


def use_of(brief: Brief, tool: Tool) -> str:
    """`Use `x` when the caller has agreed.`"""
    before = f"After a clear yes, use {brief.call(tool)}" if tool.confirm else f"Use {brief.call(tool)}"
    return f"{before}: {imperative(tool.purpose)}."


def usable_steps(job: Job, has: Callable[[str], bool], left_out: Callable[[Step], bool]) -> tuple[list[Step], bool]:
    """The steps that this agent can take, and whether what the job does is among them.

    Without a look-up nothing of its result is offered or told; without the act nothing is confirmed or reported.
    """
    steps: list[Step] = []
    missing, acts = False, [step for step in job.script if step.kind == "act"]
    checked = False
    for step in job.script:
        if checked and step.kind == "decide":
            checked = False
            continue  # it goes by the result of the check, which is made elsewhere
        checked = left_out(step) and bool(step.tool)
        if left_out(step):
            if step.tool and steps and steps[-1].kind == "ask":
                steps.pop()  # it asked for what the check asks for
            continue
        if step.tool and not has(step.tool):
            missing = True
            if step.kind == "act" and steps and steps[-1].kind == "confirm":
                steps.pop()
        elif not (missing and step.kind in ("offer", "tell", "decide")):
            missing = False
            steps.append(step)
    return steps, not acts or any(has(step.text) for step in acts)


def spoken(line: str) -> str:
    """A playbook's line with the typographic apostrophe that prompts are written with."""
    return line.replace("'", "’")


def named(fields: Iterable[DataField]) -> str:
    """`the party size, the day and the name (if offered)`."""
    return listed([noun_of(f) + ("" if f.required else " (if offered)") for f in fields])


def noun_of(field: DataField) -> str:
    """What the caller is asked for, to stand inside a sentence."""
    text = clause(field.description)
    if text.casefold().startswith(_QUESTIONS):
        return text[:1].lower() + text[1:]
    plain = text.casefold() == field.name.replace("_", " ").casefold()
    return f"the {text.casefold()}" if plain else text


_QUESTIONS = ("what ", "whether ", "if ", "when ", "where ", "which ", "who ", "how ",
    "would ", "do ", "does ", "did ", "is ", "are ", "can ", "will ", "was ", "were ", "has ", "have ",
)  # fmt: skip
"""“What happened” stands for itself, without an article."""
