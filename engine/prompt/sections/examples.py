"""Sample conversations of this agent: one that goes well, one with a twist, one that fails.

In English they are those of its playbooks; in another language those that the phrases hold for the job. What neither
has is the playbook's, marked to be said in the agent's language.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from engine.document.spec import Goal, Tool
from engine.playbooks import Job, Turn
from engine.prompt.brief import Brief, said
from engine.prompt.phrases import Family, has_phrases, phrases_for
from engine.prompt.script import scripts, spoken
from engine.prompt.text import paragraphs

MOST_LANGUAGES = 2
"""Further languages that are shown; the rest is alike."""
_LATER = 80
"""Characters by which a sample must be shorter to come before that of a goal that was named earlier."""
_LONGEST = 10_000
"""Of a goal that no playbook knows: one with a sample of its own comes first."""
MOST_TURNS = 3
"""Of a twist or a failure where room is short."""
_KINDS = ("happy", "twist", "failure")
_TITLES = {"happy": "all goes well", "twist": "a twist", "failure": "something fails"}


@dataclass(frozen=True)
class Call:
    """One sample: `(speaker, line)`; the speaker of a tool's answer is the tool."""

    title: str
    turns: tuple[str, ...]


def examples(brief: Brief, show_tools: bool = True) -> str:
    """`show_tools` false: for a base prompt, where steps name their own tools."""
    write = _Writer(brief, show_tools)
    calls = [*(_call(write, kind) for kind in _KINDS), *_other_languages(write)]
    theirs = any(script.asks_theirs for script in scripts(brief))
    return paragraphs(
        "Names, amounts and questions are made up: ask those of the steps."
        if theirs
        else "Names and amounts are made up.",
        *(f"## Example {n}: {c.title}\n\n" + "\n".join(c.turns) for n, c in enumerate(calls, 1)),
    )


def examples_without_tools(brief: Brief) -> str:
    return examples(brief, show_tools=False)


def _call(write: "_Writer", kind: str) -> Call:
    brief = write.brief
    for goal in _goals_for(brief, kind):
        job = brief.job(goal)
        own = brief.phrases.family(job.id, [g.playbook for g in brief.goals]) if job else None
        if job and (brief.speaks_english or not own):
            turns = getattr(job.examples, kind)
            if _fits(brief, turns):
                return Call(_TITLES[kind], tuple(_of_playbook(write, job, kind)))
        elif own and kind in _FAMILY_SCENES and (lines := tuple(_FAMILY_SCENES[kind](write, goal, own))):
            return Call(_TITLES[kind], lines)
    return Call(_TITLES[kind], tuple(_PLAIN[kind](write)))


def _goals_for(brief: Brief, kind: str) -> Sequence[Goal]:
    """The first goal goes well, another one has the twist, so that both are seen."""
    usual = (*brief.goals[1:], *brief.goals[:1]) if kind == "twist" else brief.goals
    if brief.detail.short_examples and (brief.speaks_english or not brief.has_phrases):
        later = 0 if brief.detail.terse else _LATER
        waits = [_length(brief, goal, kind) + later * place for place, goal in enumerate(usual)]
        return [usual[place] for place in sorted(range(len(usual)), key=waits.__getitem__)]
    return usual


def _length(brief: Brief, goal: Goal, kind: str) -> int:
    job = brief.job(goal)
    return sum(len(turn.text) for turn in _EXCERPTS[kind](getattr(job.examples, kind))) if job else _LONGEST


def _fits(brief: Brief, turns: Sequence[Turn]) -> bool:
    """Whether this agent has all the tools of the call, and can keep what is promised in it."""
    tools = [brief.tool_like(turn.text) for turn in turns if turn.role == "tool"]
    twice = [t for t in tools if t and t.effect == "irreversible" and tools.count(t) > 1]
    return all(tools) and not twice and all(brief.possible(t.text) for t in turns if t.role == "agent")


@dataclass(frozen=True)
class _Writer:
    """Writes the lines of a sample."""

    brief: Brief
    show_tools: bool

    def agent(self, line: str, marked: bool = False) -> str:
        return f"- Agent{self._mark(marked)}: {said(line)}"

    def other(self, line: str, marked: bool = False) -> str:
        return f"- {self.brief.person.removeprefix('the ').capitalize()}{self._mark(marked)}: {said(line)}"

    def result(self, tool: Tool | None, result: str) -> str:
        if tool is None or not self.show_tools:
            return f"- (Result: {result}.)"
        return f"- (You use {self.brief.call(tool)}: {result}.)"

    def _mark(self, marked: bool) -> str:
        """English lines of an agent that speaks another language say so."""
        return f" (in {self.brief.language_name})" if marked and not self.brief.speaks_english else ""


def _of_playbook(write: _Writer, job: Job, kind: str) -> Iterator[str]:
    brief = write.brief
    turns: Sequence[Turn] = getattr(job.examples, kind)
    if brief.detail.excerpts:
        turns = _EXCERPTS[kind](turns)
    elif kind == "happy":
        greeting = brief.spec.greeting and " ".join(brief.spec.greeting.split())
        if turns[0].role == "agent" and brief.outbound:
            yield write.agent(_introduced(brief, greeting or "", turns[0].text))
            turns = turns[1:]
        elif greeting:
            yield write.agent(greeting)
    for at, turn in enumerate(turns):
        if at + 1 < len(turns) and turn.role == "tool" and turn == turns[at + 1]:
            continue  # tried twice, told once
        line = spoken(turn.text.replace("{{company}}", brief.spec.company or "us"))
        if turn.role == "tool":
            again = ", twice" if at and turn == turns[at - 1] else ""
            yield write.result(brief.tool_like(turn.text), (turn.result or "done") + again)
        else:
            yield (write.agent if turn.role == "agent" else write.other)(line, marked=True)


def _ending(turns: Sequence[Turn]) -> int:
    """Where the last thing is agreed: two turns before the last tool is used."""
    last = max((at for at, turn in enumerate(turns) if turn.role == "tool"), default=2)
    before = [at for at in range(last) if turns[at].role == "agent" and turns[at].text.endswith("?")]
    return before[-1] if before else 0


def _beginning(turns: Sequence[Turn]) -> Sequence[Turn]:
    """So many turns that the agent has the last word."""
    most = turns[:MOST_TURNS]
    return turns[: max((at + 1 for at, turn in enumerate(most) if turn.role == "agent"), default=len(turns))]


def _failing(turns: Sequence[Turn]) -> Sequence[Turn]:
    """From what fails to what the agent says then."""
    first = next((at for at, turn in enumerate(turns) if turn.role == "tool"), None)
    if first is None:
        return _beginning(turns)
    last = next((at for at in range(first, len(turns)) if turns[at].role == "agent"), len(turns) - 1)
    asked = first - 1 if first and turns[first - 1].role == "caller" else first
    return turns[asked : last + 1]


_EXCERPTS: dict[str, Callable[[Sequence[Turn]], Sequence[Turn]]] = {
    "happy": lambda turns: turns[_ending(turns) :],
    "twist": _beginning,
    "failure": _failing,
}


def _introduced(brief: Brief, greeting: str, line: str) -> str:
    """The agent's own greeting, and the question of the sample where the greeting asks nothing."""
    question = line.rsplit(". ", 1)[-1] if line.endswith("?") else ""
    if not greeting:
        who = " of ".join(
            filter(None, (f"the assistant{f' {brief.spec.name}' if brief.spec.name else ''}", brief.spec.company))
        )
        greeting = f"Hello, this is {who}."
    return greeting if "?" in greeting or not question else f"{greeting} {spoken(question)}"


def _family_happy(write: _Writer, goal: Goal, lines: Family) -> Iterator[str]:
    brief, tool = write.brief, _acting(write.brief, goal)
    greeting = brief.spec.greeting and " ".join(brief.spec.greeting.split())
    if greeting:
        yield write.agent(greeting)
    if lines.ask and brief.outbound:
        yield write.agent(lines.ask)
    yield write.other(lines.caller)
    search = next((t for t in brief.tools if t.name in goal.tools and t.effect == "read" and t is not tool), None)
    if search and lines.many and lines.choice:
        yield write.result(search, "several")
        yield write.agent(lines.many)
        yield write.other(lines.choice)
    if tool and tool.effect != "read" and lines.confirm:
        yield write.agent(lines.confirm)
        yield write.other(brief.phrases.yes)
    if tool:
        yield write.result(tool, "done" if tool.effect != "read" else "found")
        yield write.agent(lines.done)
    else:
        yield write.agent(lines.none)


def _family_twist(write: _Writer, goal: Goal, lines: Family) -> Iterator[str]:
    tool = next((t for t in write.brief.tools if t.name in goal.tools and t.effect == "read"), None)
    yield write.other(lines.vague or lines.caller)
    if tool:
        yield write.result(tool, "nothing")
    yield write.agent(lines.none)


def _acting(brief: Brief, goal: Goal) -> Tool | None:
    own = [t for t in brief.tools if t.name in goal.tools]
    return next((t for t in own if t.effect != "read"), next(iter(own), None))


_FAMILY_SCENES: dict[str, Callable[[_Writer, Goal, Family], Iterator[str]]] = {
    "happy": _family_happy,
    "twist": _family_twist,
}


def _plain_happy(write: _Writer) -> Iterator[str]:
    brief = write.brief
    if brief.spec.greeting:
        yield write.agent(" ".join(brief.spec.greeting.split()))
    family = brief.phrases.jobs["general"]
    yield write.other(family.caller)
    yield write.agent(brief.phrases.jobs["answer_questions"].ask or family.done)


def _plain_twist(write: _Writer) -> Iterator[str]:
    brief = write.brief
    if brief.outbound:
        yield write.agent(brief.phrases.good_time)
        yield write.other(brief.phrases.busy)
        yield write.agent(brief.phrases.busy_reply)
    else:
        yield write.other(brief.phrases.unsure)
        yield write.agent(brief.phrases.unsure_reply)


def _plain_failure(write: _Writer) -> Iterator[str]:
    phrases, brief = write.brief.phrases, write.brief
    tool = next((t for t in brief.tools if t.kind != "system"), None)
    if tool is None:
        yield write.other(phrases.mumble)
        yield write.agent(phrases.unclear_first)
        yield write.other(phrases.mumble_again)
        yield write.result(None, "the words fail again, so you stop guessing")
        yield write.agent(phrases.unclear_end if brief.fallback != "person" else phrases.handover)
        return
    yield write.result(tool, "error")
    if tool.effect == "irreversible":
        yield write.agent(phrases.uncertain)
        return
    yield write.agent(phrases.fails_first)
    yield write.result(tool, "error")
    lines = {"person": phrases.fails_human, "callback": phrases.fails_callback, "message": phrases.fails_message}
    yield write.agent(lines.get(brief.fallback, phrases.fails_plain))


_PLAIN: dict[str, Callable[[_Writer], Iterator[str]]] = {
    "happy": _plain_happy,
    "twist": _plain_twist,
    "failure": _plain_failure,
}


def _other_languages(write: _Writer) -> Iterator[Call]:
    """The caller changes to another language of the agent, which has lines for it."""
    brief = write.brief
    for tag in brief.spec.languages[1:]:
        if has_phrases(tag) and tag.partition("-")[0] != brief.language.partition("-")[0]:
            phrases = phrases_for(tag)
            goal = next((g for g in brief.goals if g.playbook in phrases.jobs), None)
            family = phrases.jobs[goal.playbook or "general"] if goal else phrases.jobs["general"]
            turns = (write.other(family.caller), write.agent(phrases.hold))
            yield Call(f"{_language(tag)}", turns)


def _language(tag: str) -> str:
    from engine.language.names import language_name

    return f"{language_name(tag.partition('-')[0])} is spoken"
