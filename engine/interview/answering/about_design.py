"""Answers about the design as a whole: what was assumed, what is weak, what an approval covers, how to go on."""

from itertools import islice

from engine.document.diff import origin_of
from engine.interview.answering.about_question import advice_on_jobs
from engine.interview.answering.answer import Situation
from engine.interview.loose_ends import assumed_in, open_in
from engine.sentences import listed, quoted
from engine.targets import PLATFORM_NAMES

_MOST = 6
_SCOPES = {
    "basics": "what it is for, whom it talks to and how it sounds",
    "tools": "the tools that are listed, and which of them ask the caller first",
    "flow": "the way a call goes, as the picture shows it",
    "final": "the whole agent as it stands in the summary above",
}
_LENGTHS = {
    "greeting": "One or two short sentences, below twenty words; callers want to say why they call.",
    "goals": "A few words for each job, such as “book appointments”; two to six jobs are a good number.",
    "tone": "Two or three words, such as “warm and professional”.",
    "audience": "A word or two, such as “patients”.",
    "use_case": "One or two sentences: who the business is, and what callers want.",
}
_PLATFORMS_IN_SHORT = (
    "A voice platform answers the phone, turns speech into text and back, and runs the agent that we design here."
)


def assumed(situation: Situation) -> str:
    found = list(islice(assumed_in(situation.spec), _MOST))
    if not found:
        return "Nothing: all that is agreed came from you."
    lines = (f"- {fact.label}: {fact.value}" for fact in found)
    return "\n".join(("This is in it without anybody having said it:", "", *lines, "", "Say what should be different."))


def weak_points(situation: Situation) -> str:
    """What is open, or else what the playbooks would settle about its jobs."""
    open_points = list(islice(open_in(situation.spec), _MOST))
    first = f"Still open: {listed(open_points)}." if open_points else ""
    advice = advice_on_jobs(situation)
    if not (first or advice):
        return "I see nothing that is missing. Try some calls on your platform before real callers get it."
    return "\n\n".join(filter(None, (first, advice)))


def approval(situation: Situation) -> str:
    path = situation.asked.path if situation.asked else ""
    scope = _SCOPES.get(path.removeprefix("approval:"), _SCOPES["final"])
    after = "After it the export files are made." if path == "approval:final" else "After it we go on to the next part."
    return f"With a yes you agree to {scope}. {after} Nothing goes live by it, and you can change anything later."


def answer_length(situation: Situation) -> str:
    path = situation.asked.path if situation.asked else ""
    return _LENGTHS.get(path, "A few words are enough; say more only where it matters to you, and I ask if I need it.")


def use_cases(situation: Situation) -> str:
    """What is usual in the trade, or some of the jobs that there are playbooks for."""
    from engine.interview.answering.trade_of import trade_of, whose
    from engine.playbooks import job

    found = trade_of(situation.spec)
    if found:
        usual = listed([quoted(job(one).statement["en"]) for one in found.jobs[:5]])
        return f"{whose(found).capitalize()} it mostly does this: {usual}. Name any other job in your own words."
    return (
        "Mostly it books and moves appointments, takes orders and messages, answers the usual questions, tells the "
        "state of an order or repair, and reminds people. Name any job that you can describe to a new colleague."
    )


def trades_known(situation: Situation) -> str:
    from engine.interview.answering.trade_of import trade_of
    from engine.playbooks import trade_ids

    found = trade_of(situation.spec)
    own = f"Yes, I have notes of an experienced designer on yours ({found.title})." if found else ""
    return (
        f"{own} I know the usual calls and rules of {len(trade_ids())} trades, from dentists to towing; "
        "any other business works too, large or small, you just tell me more."
    ).strip()


def platform(situation: Situation) -> str:
    named = situation.named("vendor")
    title = next((title for name, title in PLATFORM_NAMES.items() if name == named), named)
    ours = "I export for it." if title in PLATFORM_NAMES.values() else "I have no export for it yet."
    return f"{title} is a voice platform. {_PLATFORMS_IN_SHORT} {ours}" if title else _PLATFORMS_IN_SHORT


def after_export(situation: Situation) -> str:
    titles = [PLATFORM_NAMES[name] for name in situation.spec.platforms if name in PLATFORM_NAMES]
    where = listed(titles) if titles else "your platform"
    return (
        f"The export has a README with every step for {where}: create the secrets there, push the files, and connect a "
        "phone number. Then try some calls; nothing is live before that."
    )


def why_platform(situation: Situation) -> str:
    """Who chose it, and that another one costs nothing."""
    titles = [PLATFORM_NAMES[name] for name in situation.spec.platforms if name in PLATFORM_NAMES]
    if not titles:
        return f"None is chosen yet; I ask for it before the end. {_PLATFORMS_IN_SHORT}"
    origin = origin_of(situation.spec, "platforms")
    said = origin is not None and origin.how == "said" and origin.author != "builder"
    why = "because you named it" if said else "as my suggestion, since it takes nearly all that we design"
    return (
        f"{listed(titles)} is chosen {why}. Say “export for Vapi as well” or name another one; the design stays the "
        "same, and a report says what a platform does not take."
    )
