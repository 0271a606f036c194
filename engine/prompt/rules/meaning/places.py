"""What has its place: a check before the task that needs it, a yes before the tool, one role, lines that exist."""

import re
from collections.abc import Iterator
from functools import cache

from engine.prompt.document import Section
from engine.prompt.rules.meaning.reading import opposed, ordered, told
from engine.prompt.rules.meaning.voices import voices
from engine.prompt.rules.reach import reaches_nobody, telling
from engine.prompt.rules.rule import SNAKE, Found, Rule, Subject, short, without

_BANNED = re.compile(r"(?i)\b(?:never|do not|don['’]t|must not|not be)\b")
_ASKS_YES = re.compile(
    r"(?i)\bwait for\b[^.]*\b(?:yes|confirmation)\b|\bask (?:whether|if|for a (?:clear )?yes)\b|"
    r"\bread\b[^.]*\bback\b|"
    r"\bconfirm\b|\brepeat\b[^.]*\bask\b|\bwith a (?:clear )?yes\b|\bafter a (?:clear )?yes\b|\bagree\w*\b|\bsay "
    r"back\b"
)
_TRANSFERS = re.compile(r"(?i)\b(?:connect|transfer|put \w+ through|hand \w+ over)\b")
_MACHINE = re.compile(r"(?i)\b(?:voicemail|answering machine|machine answers|mailbox)\b")
_LEAVES_NOTHING = re.compile(
    r"(?i)\bleave (?:no message|nothing)\b|\b(?:do not|never|don['’]t) leave a message\b|\bwithout a message\b"
)
_LEAVES_THERE = re.compile(
    r"(?i)^(?:on|to|if|when|for)\b[^.]*\b(?:voicemail|answering machine|machine answers|mailbox)\b[^.]*"
    r"\b(?:leave|say|name|mention|tell)\b"
)
_INTRODUCED = re.compile(
    r"(?:^|\b(?:then|here on|now),? )(?:[Yy]ou are|[Yy]our name is|"
    r"[Yy]ou(?:['’]re| work| speak| call)(?: now)? (?:for|as|on behalf of)?)\s+(?P<who>[^.;:]+)"
)
_PLAYS = re.compile(
    r"(?i)\b(?:(?:answer|speak|act|behave|talk|reply|respond|advise|present yourself|introduce yourself|pose) "
    r"(?:\w+ )?"
    r"(?:as|like)|(?:claim|pretend) to be) (?:an?|their|the \w+['’]s|his|her) "
    r"([\w' -]+?)(?: would| does)?(?=[.,;]|$| and | when | if )"
)
_DROPS = re.compile(
    r"(?i)\b(?:drop|leave|change|give up|forget|abandon) (?:the|your|this) (?:role|character|identity)\b"
)
_THIS_IS = re.compile(
    r"(?i)\b(?:this is|i am calling from|i['’]m calling from|my name is|you['’]re speaking with|i work for) "
    r"((?:the )?[\w'’& -]+?)(?=[.,;!?]|$| and | from | at | here\b)"
)
_PUTS_THROUGH = re.compile(
    r"(?i)\basks? for a (?:human|person|colleague)\b[^.]*\b(?:put \w+ \w+ through|hand \w+ over|transfer|connect)"
)
_REACHES_NOBODY = re.compile(
    r"(?i)\b(?:nobody|no one|no human|no person|no colleague) (?:\w+ ){0,3}(?:put through|transferred|connected|"
    r"handed|"
    r"take over|there|reach\w*|available|pick up|answer)|\b(?:never|do not|cannot|can['’]t) (?:transfer|connect|put|"
    r"hand) "
    r"(?:\w+ ){1,3}(?:through|over|to)\b|\bno (?:transfers?|hand-?overs?|calls? (?:are|is) (?:transferred|put))\b"
)
_ON_CONDITION = re.compile(r"(?i)\b(?:if|when|unless|until|before|after|while|outside|during|only|who|without)\b")
_SOMEBODY = "The agent is somebody else here"
_YOU_ARE = re.compile(
    r"(?i)\b(?:you are|you['’]re|you work as|you sit|you have been|your (?:name|job) is|you were|you used to)(?: "
    r"\w+ly)?"
    r"(?P<who> (?:an? |the |in |at |here )[^.;:,]{2,60}| (?-i:[A-Z][a-z]+))"
)
_MACHINE_ROLE = re.compile(
    r"(?i)\b(?:virtual|digital|automated|AI|assistant|bot|machine|robot|program|computer|system)\b"
)
_ASIDE = re.compile(
    r"(?i)\b(?:sorry|sure|unsure|certain|in doubt|at the end|in the middle|on|done|talking|asked|told)\b"
)
_SPEAKING = re.compile(
    r"\b(?P<who>[A-Z][a-z]+)(?: [A-Z][a-z]+)? (?:speaking|here|from [A-Z]|am Apparat|al habla|à l’appareil)\b"
)
_PROPER = re.compile(r"\b(?!I\b|AI\b)[A-Z][\w’'&-]*[a-z]\w*(?: [A-Z][\w’'&-]+)*")
_KEEPS_QUIET = re.compile(
    r"(?i)\b(?:without|never|do not|don['’]t|no need to|not) (?:\w+ )?"
    r"(?:repeat(?:ing)?\b|(?:read|say)(?:ing)?\b(?! that\b)[^.;]{0,40}\bback\b)"
)
_TO_WHOM = re.compile(r"(?i)\b(?:read|say|repeat)\b[^.;]*\bback\b")
_ONLY_SOME = re.compile(r"(?i)\b(?:full|whole|twice|again|once more|aloud|password|pin|address on file|internal)\b")


def _yes_before_the_tool(subject: Subject) -> Iterator[Found]:
    """With a spec: a script that uses a tool which needs a yes, and asks for none before."""
    wanted = {subject.profile.name_of(t) for t in subject.tools if t.confirm and t.kind != "system"}
    general = subject.document.of("tools")
    for script in subject.document.subsections("steps") if wanted else ():
        for name in _unasked(subject, script, wanted):
            if not re.search(rf"(?i)before [^.]*`{name}`[^.]*\byes\b", general):
                yield Found(f"“{short(script.title)}” uses `{name}` without asking for a yes.", "Steps", script.line)


def _unasked(subject: Subject, script: Section, wanted: set[str]) -> Iterator[str]:
    asked = False
    for block in subject.document.blocks:
        if block.title == script.title and block.number is not None:
            asked = asked or bool(_ASKS_YES.search(block.text))
            if not asked:
                yield from (name for name in SNAKE.findall(block.text) if name in wanted)


def _another_role(subject: Subject) -> Iterator[Found]:
    """Somebody else than the one that “Identity” introduces."""
    known = _names(subject)
    first = next((s for s in subject.document.sentences if s.block.kind == "identity"), None)
    if first is None or not known:
        return
    for sentence in subject.document.sentences:
        found = _INTRODUCED.search(sentence.text) if sentence.block is not first.block else None
        names = _PROPER.findall(found["who"]) if found else []
        introduced = telling(first.text) if sentence.block.kind == "identity" else known
        strange = [name for name in names if not telling(name) <= introduced]
        if strange:
            yield told(subject, _SOMEBODY, sentence)


def _plays_somebody(subject: Subject) -> Iterator[Found]:
    """“Answer as a doctor would”, “drop the role”; or a line in which somebody else speaks."""
    known = _names(subject)
    for sentence in subject.document.sentences:
        found = _PLAYS.search(sentence.text)
        strange = found and not telling(found[1]) <= known and not _BANNED.search(sentence.text[: found.start()])
        if strange or (_DROPS.search(sentence.text) and not _BANNED.search(sentence.text)):
            yield told(subject, _SOMEBODY, sentence)
    for line in subject.document.spoken if known else ():
        if line.by_agent and _introduces(line.text, known):
            yield Found(f"Somebody else speaks here: “{short(line.text)}”.", "", line.line)


def _introduces(line: str, known: frozenset[str]) -> bool:
    """Whether it gives a name that is not the agent's or the company's."""
    company = _THIS_IS.search(line)
    if company and telling(company[1]) and not (telling(company[1]) & known):
        return True
    named = [m["who"] for pattern in (_own_name(), _SPEAKING) for m in pattern.finditer(line)]
    return any(telling(name) and not (telling(name) & known) for name in named)


@cache
def _own_name() -> re.Pattern[str]:
    ways = "|".join(way for own in voices()["introduces"].values() for way in own)
    return re.compile(
        rf"(?:(?i:{ways})) (?P<who>[A-Z][a-zà-ÿ]+(?: [A-Z][a-zà-ÿ]+)?)(?=[,.;!?]|$| (?:from|at|von|de|du|di|van|"
        rf"da)\b)"
    )


def _is_somebody(subject: Subject) -> Iterator[Found]:
    """“If they wonder, you are a trainee”: a role beside the one that “Identity” gives."""
    own = telling(subject.document.of("identity"))
    for sentence in subject.document.sentences:
        found = ordered(sentence.text, _YOU_ARE) if sentence.block.kind != "identity" else None
        who = found["who"] if found else ""
        if who and not _MACHINE_ROLE.search(who) and not _ASIDE.search(who) and not telling(who) <= own:
            yield told(subject, _SOMEBODY, sentence)


def _names(subject: Subject) -> frozenset[str]:
    spec = subject.spec
    own = (spec.name, spec.company, spec.role, *spec.languages) if spec else ()
    return telling(" ".join((subject.document.of("identity", "context", "language"), *filter(None, own))))


def _somebody_is_there(subject: Subject) -> Iterator[Found]:
    """“Nobody can be put through”, where callers who ask for a human are."""
    asked = next((s for s in subject.document.sentences if _PUTS_THROUGH.search(s.text)), None)
    if asked is None or reaches_nobody(subject):
        return
    for sentence in subject.document.sentences:
        if _REACHES_NOBODY.search(sentence.text) and not _ON_CONDITION.search(sentence.text):
            yield opposed(subject, asked, sentence)


def _line_to_nobody(subject: Subject) -> Iterator[Found]:
    """An order to hand the call to somebody whom nothing else names."""
    for order in subject.orders if reaches_nobody(subject) else ():
        offered = order.act == "offer" and _TRANSFERS.search(order.text)
        if (order.act == "transfer" or offered) and not order.negative:
            message = f"Nobody is there to take this call: “{short(order.text)}”."
            yield Found(message, order.source.block.title, order.source.block.line)


def _voicemail_told(subject: Subject) -> Iterator[Found]:
    """Nothing is left on a machine in one place, and something in another."""
    told = [s for b in subject.document.blocks if not b.heading for s in re.split(r"(?<=[.!?])\s", b.text)]
    silent = next((s for s in told if _MACHINE.search(s) and _LEAVES_NOTHING.search(s)), None)
    for sentence in subject.document.sentences if silent else ():
        if _LEAVES_THERE.search(sentence.text) and not _LEAVES_NOTHING.search(sentence.text):
            message = f"“{short(silent or '')}” and “{short(sentence.text)}” contradict each other."
            yield Found(message, sentence.block.title, sentence.block.line, without(subject, sentence))


def _no_read_back(subject: Subject) -> Iterator[Found]:
    """What is read back in one place, and never in another."""
    said = [s for s in subject.document.sentences if _TO_WHOM.search(s.text) and not _KEEPS_QUIET.search(s.text)]
    for sentence in subject.document.sentences if said else ():
        if _KEEPS_QUIET.search(sentence.text) and not _ONLY_SOME.search(sentence.text):
            yield opposed(subject, said[0], sentence)


PLACE_RULES = (
    Rule("meaning.no_yes", "warning", "Meaning", _yes_before_the_tool, "a misheard word becomes a booking"),
    Rule("meaning.another_role", "error", "Meaning", _another_role, "the agent does not know who it is"),
    Rule("meaning.line_to_nobody", "error", "Meaning", _line_to_nobody, "the caller is put through to nobody"),
    Rule("meaning.is_somebody", "error", "Meaning", _is_somebody, "the agent does not know who it is"),
    Rule("meaning.somebody_is_there", "error", "Meaning", _somebody_is_there, "the agent keeps one of the two"),
    Rule("meaning.plays_somebody", "error", "Meaning", _plays_somebody, "the agent does not know who it is"),
    Rule("meaning.voicemail", "error", "Meaning", _voicemail_told, "whoever shares the phone hears it"),
    Rule("meaning.no_read_back", "error", "Meaning", _no_read_back, "the agent keeps one of the two"),
)
