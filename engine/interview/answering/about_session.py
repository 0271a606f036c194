"""Answers about the work in this thread: what is agreed, what is missing, what comes next, where it goes in the end."""

from itertools import islice

from engine.document.spec import Stage
from engine.document.stages import STAGES, TITLES
from engine.interview.answering.answer import Answer, Situation
from engine.interview.asking.paths import path_name, path_names
from engine.interview.loose_ends import open_in
from engine.interview.recap import recap
from engine.sentences import listed
from engine.targets import PLATFORM_NAMES, TARGETS


def agreed(situation: Situation) -> str:
    return recap(situation.spec)


def still_missing(situation: Situation) -> str:
    missing = situation.standing.progress.missing
    settings = list(islice(open_in(situation.spec), _MOST_OPEN))
    then = f" To be filled in before it takes calls: {listed(settings)}." if settings else ""
    if not missing:
        return f"Nothing is missing; the agent is complete.{then}"
    first = (
        f"{len(missing)} point{'s are' if len(missing) > 1 else ' is'} open in this part: "
        f"{listed(path_names(missing))}."
    )
    later = [rule.title.lower() for rule in STAGES if _after(rule.stage, situation.standing.stage)]
    more = " Tools may bring a few more." if Stage.EXPLORING_TOOLS in _ahead(situation) and later else ""
    return f"{first}{more}{then}"


def next_step(situation: Situation) -> str:
    """What is asked after the open question, stage by stage to the end."""
    stage, missing = situation.standing.stage, situation.standing.progress.missing
    if stage == Stage.COMPLETED:
        return "We are done. Take the export to your platform; any change from here on opens a new version."
    then = [path_name(path) for path in missing[1:] if not path.startswith("approval:")][:2]
    ahead = [TITLES[s].lower() for s in _ahead(situation) if s != stage]
    now = f"After this I ask for {listed(then)}. " if then and stage == Stage.COLLECTING_BASICS else ""
    way = f"Then come {listed(ahead)}, and the export. " if ahead else "After your yes the export files are made. "
    return f"{now}{way}Nothing goes live by itself."


def time_needed(situation: Situation) -> str:
    missing = len(situation.standing.progress.missing)
    if not missing:
        return "We are done already."
    return (
        f"The design takes minutes: with a yes to my suggestions seven to nine messages from the first to the export; "
        f"{missing} point{'s are' if missing > 1 else ' is'} open now. Going live depends on your platform and "
        "on the addresses of your systems."
    )


def stages(situation: Situation) -> str:
    names = listed([rule.title.lower() for rule in STAGES])
    return (
        f"A stage is a part of our work: {names}. We are at {TITLES[situation.standing.stage].lower()}, "
        f"{situation.standing.progress.percent} %."
    )


def last_change(situation: Situation) -> Answer:
    if situation.earlier is None:
        return Answer("Nothing changed yet.")
    from engine.document.diff import diff
    from engine.messages.replies import Diff

    lines = diff(situation.earlier, situation.spec)
    shown = (Diff(lines=lines[:_MOST_LINES]),) if lines else ()
    return Answer("This is what changed last.", parts=shown)


def previous_version(situation: Situation) -> Answer:
    if situation.earlier is None:
        return Answer("There is no version before this one yet.")
    changed = last_change(situation)
    words = (
        "Every change makes a version, and all of them are kept. “undo” brings the one before back; from it "
        "to now this changed:"
    )
    return Answer(words, parts=changed.parts)


def platforms(situation: Situation) -> str:
    return f"I export for {_platforms()}. The Markdown document can be read by anybody who builds on another platform."


def vendor(situation: Situation) -> str:
    name = situation.named("vendor")
    if title := next((title for platform, title in PLATFORM_NAMES.items() if platform == name), ""):
        return f"Yes, I export for {title}."
    return f"{name or 'That platform'} is not there yet. I export for {_platforms()}."


def phone_number(situation: Situation) -> str:
    carrier = situation.named("carrier")
    named = f"Most voice platforms take numbers of {carrier.title()}. " if carrier else ""
    return (
        f"{named}The phone number is connected on the voice platform, not here: you take one there, bring your own, or "
        "forward your line to it. Ask the platform what it offers in your country."
    )


def export_contents(situation: Situation) -> str:
    return (
        "The files for the platform that you choose: the prompt, the tools, the call flow and tests as far as "
        "it takes them, and a "
        f"report of what it does not take. I export {listed([t.offer for t in TARGETS.values()])}. Secrets "
        "are in it by name only."
    )


_MOST_LINES = 12
_MOST_OPEN = 5


def _platforms() -> str:
    return listed(list(PLATFORM_NAMES.values()))


def _ahead(situation: Situation) -> list[Stage]:
    """The stages from where we are to the end."""
    order = [rule.stage for rule in STAGES]
    here = situation.standing.stage
    return order[order.index(here) :] if here in order else []


def _after(stage: Stage, here: Stage) -> bool:
    order = [rule.stage for rule in STAGES]
    return here in order and order.index(stage) > order.index(here)
