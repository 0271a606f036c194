"""What the agent achieves, and how a call goes: its frame by direction, and a script for each goal."""

import re
from collections.abc import Iterator

from engine.document.spec import Edge, Node
from engine.playbooks import Job, Step
from engine.prompt.brief import Brief, said
from engine.prompt.languages import language_of
from engine.prompt.script import Script, scripts
from engine.prompt.text import bullets, clause, imperative, numbered, paragraphs, sentence
from engine.prompt.variables import placeholder

_OPENING = frozenset({"right_person", "good_time", "good_moment", "consent"})
"""Fields that an outgoing call finds out before its task."""
_PERSON = re.compile(r"(?:^|_)name$")
_NOBODY_ELSE = "Say nothing about the matter, ask when the person can be reached, and end the call."
_NOT_NOW = "Ask when it suits better, thank them and end the call."
_VOICEMAIL = "Leave no message about the matter, and end the call."


def goals(brief: Brief) -> str:
    items = [f"{sentence(s.goal.statement)}{_success(s)}" for s in scripts(brief)]
    return bullets(brief.addressed(i) for i in items) or f"Help {brief.person} with what they came for."


def _success(script: Script) -> str:
    """As the team said it; a playbook's is told by its script."""
    success = script.goal.success
    return f" Done when {clause(success)}." if success and not (script.job and success == script.job.success) else ""


def steps(brief: Brief) -> str:
    return brief.once("steps", lambda: _steps(brief))


def _steps(brief: Brief) -> str:
    all_scripts = scripts(brief)
    single = all_scripts[0] if len(all_scripts) == 1 else None
    begin = list(_opening(brief, all_scripts)) if brief.outbound else []
    middle = single.steps if single else list(_routing(brief, all_scripts))
    return paragraphs(
        numbered([*begin, *middle, *_closing(brief, 1 if len(begin) == 0 and not single else None)]),
        _afterwards(single, brief) if single else "",
        *(_task(brief, all_scripts, at) for at in range(len(all_scripts)) if not single),
        bullets(_of_the_team(brief)),
    )


def _task(brief: Brief, all_scripts: tuple[Script, ...], at: int) -> str:
    """The script of one goal; of one that is done like an earlier one only what differs."""
    script = all_scripts[at]
    like = next((s for s in all_scripts[:at] if s.job and s.steps == script.steps), None)
    if like is None:
        return f"## {script.title}\n\n{paragraphs(numbered(script.steps), _afterwards(script, brief))}"
    told = _afterwards(like, brief).splitlines()
    own = [line for line in _afterwards(script, brief).splitlines() if line not in told]
    return paragraphs(f"## {script.title}", f"1. Follow the steps of “{like.title}”.", "\n".join(own))


def opening_of(job: Job) -> Step | None:
    """The step of an outgoing job that reaches the person and asks whether it suits."""
    first = job.script[0]
    return first if first.fields and set(first.fields) <= _OPENING else None


def _opening(brief: Brief, all_scripts: tuple[Script, ...]) -> Iterator[str]:
    job = next((s.job for s in all_scripts if s.job and opening_of(s.job)), None)
    step = opening_of(job) if job else None
    first = sentence(step.text) if step else "Say who you are, and make sure that you speak with the right person."
    first = "Go on only when it is the right person who answers." if _asked_by_greeting(brief) else first
    wrong = then_clause(_told(brief, job, "wrong_person") or _case(job, "wrong_person") or _NOBODY_ELSE)
    machine = then_clause(_told(brief, job, "voicemail") or _voicemail(brief, job))
    yield brief.addressed(f"{first}{_right_person(brief)} To somebody else: {wrong} On a voicemail: {machine}")
    if step is None:
        yield f"Say in one sentence why you call, and ask whether it suits: {said(brief.phrases.good_time)}"
    yield brief.addressed(f"If it does not suit now: {then_clause(_case(job, 'not_now') or _NOT_NOW)}")


def _told(brief: Brief, job: Job | None, case_id: str) -> str:
    """What the team said of it, in place of the playbook's way."""
    case = job.case(case_id) if job else None
    own = (c.then for goal in brief.goals for c in goal.cases if case and c.when == case.when and c.then != case.then)
    return next(own, "")


def _voicemail(brief: Brief, job: Job | None) -> str:
    """What the playbook leaves there, if the agent can leave something."""
    case = job.case("voicemail") if job else None
    able = case and all(brief.tool_like(tool) for tool in case.tools)
    return case.then if case and able else _VOICEMAIL


def _asked_by_greeting(brief: Brief) -> bool:
    """The greeting asks for the person by name: “Am I speaking with {{person_name}}?”"""
    names = [placeholder(v.name) for v in brief.spec.variables if _PERSON.search(v.name)]
    return any(name in (brief.spec.greeting or "") for name in names) and "?" in (brief.spec.greeting or "")


def _right_person(brief: Brief) -> str:
    """The question by name, where the name is known and the greeting has not asked it."""
    name = next((v.name for v in brief.spec.variables if _PERSON.search(v.name)), None)
    if name is None or _asked_by_greeting(brief):
        return ""
    return f" {said(brief.phrases.right_person.replace('{name}', f'{{{{{name}}}}}'))}"


def _case(job: Job | None, case_id: str) -> str:
    case = job.case(case_id) if job else None
    return sentence(case.then) if case else ""


def _routing(brief: Brief, all_scripts: tuple[Script, ...]) -> Iterator[str]:
    if not all_scripts:
        yield f"Find out what {brief.person} needs, and help with it in one or two sentences."
    elif brief.outbound:
        check = "Make the identity check, then do" if brief.checks_first else "Do"
        yield f"{check} the tasks below, in this order, as far as they concern the person."
    else:
        check = ", make the identity check" if brief.checks_first else ""
        yield f"Find out which task {brief.person} comes with{check}, and follow its steps."


def _closing(brief: Brief, again: int | None) -> Iterator[str]:
    if not brief.outbound:
        back = f" If so, go back to step {again}." if again else " If so, begin again."
        yield f"Ask: {said(brief.phrases.anything_else)}{back}"
    use = f", then use {brief.call(brief.end_call)}" if brief.end_call else " and end the call"
    yield f"Say goodbye{use}. Do not end the call while anything is open."


def _afterwards(script: Script, brief: Brief) -> str:
    """The rules of a goal, and its cases."""
    cases = [f"{if_clause(when)}: {then_clause(then)}" for when, then in script.cases()]
    return bullets([*script.rules(), *cases])


def if_clause(text: str) -> str:
    """`The caller is in pain.` -> `If the caller is in pain`; in another language the words as they are."""
    text = re.sub(r"(?i)^(?:if|when) ", "", text.rstrip(".:"))
    return f"If {imperative(text)}" if language_of(text) in ("en", None) else text


def then_clause(text: str) -> str:
    """What follows a colon, in small letters where it begins with an instruction."""
    return imperative(sentence(text)) + "."


def _of_the_team(brief: Brief) -> Iterator[str]:
    """Steps that the team put into the flow itself, with the way that leads there."""
    flow = brief.spec.flow
    for node in flow.nodes:
        if node.by == "team" and node.instruction and node.kind not in ("start", "end"):
            ways = [e for e in flow.edges if e.target == node.id]
            onward = {e.target for e in flow.edges if e.source == node.id}
            last = onward and all(n.kind == "end" for n in flow.nodes if n.id in onward)
            yield f"{'Before the goodbye: ' if last else _way(ways)}{_instruction(node)}"


def _way(ways: list[Edge]) -> str:
    condition = next((e.condition for e in ways if e.condition), None)
    return f"When {clause(re.sub(r'(?i)^(?:if|when) ', '', condition))}: " if condition else ""


def _instruction(node: Node) -> str:
    return sentence(node.instruction or node.title)
