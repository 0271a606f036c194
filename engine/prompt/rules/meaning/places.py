"""What has its place: a check before the task that needs it, a yes before the tool, one role, lines that exist."""

import re
from collections.abc import Iterator

from engine.prompt.document import Section
from engine.prompt.rules.reach import reaches_nobody, telling
from engine.prompt.rules.rule import SNAKE, Found, Rule, Subject, short, without

_CHECK = re.compile(r"(?i)\b(?:identity )?check\b|\bverif\w+|\bauthenticat\w+|\bwho they are\b")
_BEFORE = re.compile(r"(?i)\bcomes before (.+)")
_LIKE = re.compile(r"(?i)\bfollow the steps of\b|\bdoes this:")
_EVERY = re.compile(r"(?i)\bevery (?:task|goal|thing)|all tasks\b")
_NAMED = re.compile(r"“([^”]+)”")
_SKIPPED = re.compile(
    r"(?i)\b(?:skip|omit|waive|leave out|do without|drop)\b[^.;]*\b(?:check|verification|identity)\b|"
    r"\b(?:check|verification)\b[^.;]*\b(?:afterwards|after that|later|at the end|optional|not needed)\b|"
    r"\bwithout (?:the |an? )?(?:identity )?(?:check|verification)\b"
)
_BANNED = re.compile(r"(?i)\b(?:never|do not|don['’]t|must not|not be)\b")
_FORBIDS_BEFORE = re.compile(r"(?i)\buntil (?:it|the check|they)\b[^.;]*\b(?:passed|verified)\b")
_ASKS_YES = re.compile(
    r"(?i)\bwait for\b[^.]*\b(?:yes|confirmation)\b|\bask (?:whether|if|for a (?:clear )?yes)\b|\bread\b[^.]*\bback\b|"
    r"\bconfirm\b|\brepeat\b[^.]*\bask\b|\bwith a (?:clear )?yes\b|\bafter a (?:clear )?yes\b|\bagree\w*\b|\bsay back\b"
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
_BEFORE_PASSED = re.compile(r"(?i)\b(?:before|until|passed|first)\b")
_CLOSED_UNTIL = re.compile(
    r"(?i)\b(?:until|before|unless)\b[^.]*\b(?:nothing|not|no|never|neither|only)\b|"
    r"\b(?:nothing|not|no|never|only|open or change)\b[^.]*\b(?:until|before|unless|after|once)\b|^before you\b"
)
_INTRODUCED = re.compile(
    r"(?:^|\b(?:then|here on|now),? )(?:[Yy]ou are|[Yy]our name is|"
    r"[Yy]ou(?:['’]re| work| speak| call)(?: now)? (?:for|as|on behalf of)?)\s+(?P<who>[^.;:]+)"
)
_PLAYS = re.compile(
    r"(?i)\b(?:(?:answer|speak|act|behave|talk|reply|respond|advise|present yourself|introduce yourself|pose) (?:\w+ )?"
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
_PROPER = re.compile(r"\b(?!I\b|AI\b)[A-Z][\w’'&-]*[a-z]\w*(?: [A-Z][\w’'&-]+)*")
_KEEPS_QUIET = re.compile(
    r"(?i)\b(?:without|never|do not|don['’]t|no need to|not) (?:\w+ )?"
    r"(?:repeat(?:ing)?\b|(?:read|say)(?:ing)?\b[^.;]{0,40}\bback\b)"
)
_TO_WHOM = re.compile(r"(?i)\b(?:read|say|repeat)\b[^.;]*\bback\b")
_ONLY_SOME = re.compile(r"(?i)\b(?:full|whole|twice|again|once more|aloud|password|pin|address on file|internal)\b")


def _check_not_made_there(subject: Subject) -> Iterator[Found]:
    """The section on the check names a task, and the script of that task makes none."""
    named = [m[1] for b in subject.document.blocks if b.kind == "check" and (m := _BEFORE.search(b.text))]
    first = subject.document.section("steps")
    frame = [b.text for b in subject.document.blocks if first and b.title == first.title]
    if not named or any(map(_EVERY.search, named)) or any(map(_CHECK.search, frame)):
        return
    titles = {title.casefold() for text in named for title in _NAMED.findall(text)}
    for script in subject.document.subsections("steps"):
        if script.title.casefold() in titles and not _CHECK.search(script.text) and not _LIKE.search(script.text):
            yield Found(
                f"“{short(script.title)}” needs the identity check, and does not make it.", "Steps", script.line
            )


def _check_skipped(subject: Subject) -> Iterator[Found]:
    if not subject.document.has("check"):
        return
    for sentence in subject.document.sentences:
        found = _SKIPPED.search(sentence.text)
        if found and not _BANNED.search(sentence.text[: found.end()]):
            message = f"The identity check can be left out here: “{short(sentence.text)}”."
            yield Found(message, sentence.block.title, sentence.block.line, without(subject, sentence))


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
            message = f"The agent is somebody else here: “{short(sentence.text)}”."
            yield Found(message, sentence.block.title, sentence.block.line, without(subject, sentence))


def _plays_somebody(subject: Subject) -> Iterator[Found]:
    """“Answer as a doctor would”, “drop the role”; or a line in which somebody else speaks."""
    known = _names(subject)
    for sentence in subject.document.sentences:
        found = _PLAYS.search(sentence.text)
        strange = found and not telling(found[1]) <= known and not _BANNED.search(sentence.text[: found.start()])
        if strange or (_DROPS.search(sentence.text) and not _BANNED.search(sentence.text)):
            message = f"The agent is somebody else here: “{short(sentence.text)}”."
            yield Found(message, sentence.block.title, sentence.block.line, without(subject, sentence))
    for line in subject.document.spoken if known else ():
        found = _THIS_IS.search(line.text)
        if found and line.by_agent and telling(found[1]) and not (telling(found[1]) & known):
            yield Found(f"Somebody else speaks here: “{short(line.text)}”.", "", line.line)


def _names(subject: Subject) -> frozenset[str]:
    spec = subject.spec
    own = (spec.name, spec.company, spec.role, *spec.languages) if spec else ()
    return telling(" ".join((subject.document.of("identity", "context", "language"), *filter(None, own))))


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


def _open_before_check(subject: Subject) -> Iterator[Found]:
    """A section on the check that does not close what it is for."""
    section = subject.document.section("check")
    text = subject.document.of("check")
    if section and _BEFORE_PASSED.search(text) and not _CLOSED_UNTIL.search(text):
        yield Found(
            "Nothing says that personal data stay closed until the check is passed.", section.title, section.line
        )


def _no_read_back(subject: Subject) -> Iterator[Found]:
    """What is read back in one place, and never in another."""
    said = [s for s in subject.document.sentences if _TO_WHOM.search(s.text) and not _KEEPS_QUIET.search(s.text)]
    for sentence in subject.document.sentences if said else ():
        if _KEEPS_QUIET.search(sentence.text) and not _ONLY_SOME.search(sentence.text):
            message = f"“{short(said[0].text)}” and “{short(sentence.text)}” contradict each other."
            yield Found(message, sentence.block.title, sentence.block.line, without(subject, sentence))


PLACE_RULES = (
    Rule("meaning.check_not_made_there", "error", "Meaning", _check_not_made_there, "anybody passes"),
    Rule("meaning.check_skipped", "error", "Meaning", _check_skipped, "anybody passes"),
    Rule("meaning.no_yes", "warning", "Meaning", _yes_before_the_tool, "a misheard word becomes a booking"),
    Rule("meaning.another_role", "error", "Meaning", _another_role, "the agent does not know who it is"),
    Rule("meaning.line_to_nobody", "error", "Meaning", _line_to_nobody, "the caller is put through to nobody"),
    Rule("meaning.plays_somebody", "error", "Meaning", _plays_somebody, "the agent does not know who it is"),
    Rule("meaning.voicemail", "error", "Meaning", _voicemail_told, "whoever shares the phone hears it"),
    Rule("meaning.open_before_check", "error", "Meaning", _open_before_check, "anybody hears it"),
    Rule("meaning.no_read_back", "error", "Meaning", _no_read_back, "the agent keeps one of the two"),
)
