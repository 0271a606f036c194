"""The identity check: named and never made, too late, too weak, left out, or open before it is passed."""

import re
from collections.abc import Iterator

from engine.prompt.document import Section, Sentence
from engine.prompt.rules.meaning.reading import each, ordered
from engine.prompt.rules.rule import SNAKE, Found, Rule, Subject, short

_CHECK_NAMED = re.compile(
    r"(?i)\bidentity[- ]check|\bverified\b|\bverification\b|\bauthenticat\w+|\bidentity (?:is|was|"
    r"has been)\b|\bpass(?:ed|es)? the "
    r"(?:check|verification)|\bproof of identity|\bidentified\b|\b(?:caller|customer|"
    r"patient)['’]s identity\b|\bonce verified"
)
_CHECK_MADE = re.compile(
    r"(?i)\b(?:date of birth|birthday|account number|customer number|policy number|"
    r"member(?:ship)? number|reference|pin\b|"
    r"password|postcode|post code|zip|last (?:four|three|two)|security question|order number|code word|"
    r"passcode|address|"
    r"full name|e-mail|phone number|id card|staff number|employee number|number|name)"
)
_ASKS = re.compile(r"(?i)\b(?:ask|request|take|check|verify|compare|confirm|find out|use)\b")
_VERIFIES = re.compile(r"`?\w*(?:verify|verif|identity|authenticate|check_id)\w*`?", re.IGNORECASE)
_PROVING = re.compile(
    r"(?i)\b(?:verify|prove|compare|check (?:them|it|who)|confirm who|identify|make sure (?:who|that they are))\b"
)
_SECRET = re.compile(
    r"(?i)date of birth|birthday|\bpin\b|password of|code ?word|passcode|security (?:question|code)|number and date"
)
"""What is asked for no other reason than to know who it is."""
_USES_CHECK = re.compile(r"(?i)\buse\b[^.]{0,30}`\w*(?:verify|identity|authent)\w*`")
_RIGHT_PERSON = re.compile(r"(?i)right person|ask for (?:the|a) person|am i speaking")
_REFERENCE = re.compile(r"(?i)\bmake the identity check|\bidentity check (?:below|above)")
_VERIFY_TOOL = re.compile(r"\w*(?:verify|identity|authenticat)\w*")
_CHECK = re.compile(r"(?i)\b(?:identity )?check\b|\bverif\w+|\bauthenticat\w+|\bwho they are\b")
_BEFORE = re.compile(r"(?i)\bcomes before (.+)")
_LIKE = re.compile(r"(?i)\bfollow the steps of\b|\bdoes this:")
_EVERY = re.compile(r"(?i)\bevery (?:task|goal|thing)|all tasks\b")
_NAMED = re.compile(r"“([^”]+)”")
_LEFT_OUT = re.compile(
    r"(?i)\b(?:skip|omit|waive|leave out|do without|drop|spare (?:them|the \w+)|save (?:them|the \w+)|forgo|ignore)\b"
    r"[^.;]*\b(?:check|verification|identity)\b|"
    r"\b(?:check|verification)\b[^.;]*\b(?:optional|not needed|needed only|unnecessary|waived|skipped|dropped)\b|"
    r"\bwithout (?:the |an? |any )?(?:identity )?(?:check|verification)\b|"
    r"\b(?:no need|not necessary|need not|needs? no|do not need|does not need)\b[^.;]*\b(?:check|verif\w+|"
    r"identity)\b|"
    r"\bno (?:identity )?(?:check|verification) (?:is|was|needed|for|when|if)\b"
)
_TOO_LATE = re.compile(
    r"(?i)\b(?:check|verif\w+)\b[^.;]*\b(?:afterwards|after (?:that|the|you|they)|later|at the (?:very )?end|last)\b|"
    r"\bneed(?:s)? not (?:answer|give|prove|be (?:checked|verified|asked))\b|"
    r"\bit (?:comes|is made|is done|can be made|may be made|can wait|can come) (?:\w+ )?(?:last|after\w*|later|at "
    r"the end|"
    r"until)\b|"
    r"\b(?:say|tell|name(?= (?:an?|any|it|the|their|them|wh\w+)\b)|read|give|use|book|cancel|answer|explain|open|move|"
    r"block|offer|look|start|change|send)\b"
    r"(?:(?!\b(?:if|unless|until)\b)[^.;])*?,? (?:and )?(?:only )?(?:then|before|afterwards)\b[^.;]*"
    r"\b(?:identity check|verify (?:them|who|the)|check who)\b"
)
_MADE_FIRST = re.compile(r"(?i)\b(?:check|verif\w+|passed)\b")
_ENOUGH = re.compile(
    r"(?i)\b(?:will|would|also|may|can) (?:\w+ )?(?:do|suffice|work|count|pass)(?=[.;,]|$| as\b| then\b| too\b| "
    r"here\b| for\b)|"
    r"\bis (?:also |good |quite |already )?(?:enough|fine|sufficient|acceptable|okay|ok)\b|\bsuffic\w+\b|"
    r"\b(?:believe|trust) (?:them|him|her|the|callers?|what)\b|\btake their word\b|"
    r"\b(?:let|wave) (?:\w+ ){1,3}(?:through|pass|in)\b|\b(?:counts?|treat\w*|take|mark\w*|"
    r"regard\w*)\b[^.;]{0,40}\bas "
    r"(?:passed|verified|known|proven|identified|them)\b|"
    r"\b(?:go on|go ahead|carry on|continue|proceed|help (?:them|her|him)|do it|serve them)\b[^.;]{0,30}"
    r"\b(?:anyway|all the same|nevertheless|regardless|just the same|even|without)\b|"
    r"\b(?:give|offer|drop)\b[^.;]{0,20}\b(?:hints?|clues?)\b|\b(?:help|tell)\b[^.;]{0,30}\b(?:which|what) (?:\w+ )?"
    r"(?:was|is) (?:off|wrong)|\b(?:say|tell)\b[^.;]{0,30}\b(?:which|what) (?:\w+ )?"
    r"(?:was|is|digit|part)\b[^.;]{0,10}\b(?:wrong|missing|right)|\baccept (?:the|a|an|any|another|only|just|"
    r"instead)\b"
)
_DOES_NOT_FIT = re.compile(
    r"(?i)^(?:if|when|even if|even when|although|where|should)\b[^.;,]*\b(?:not match|not fit|n['’]t (?:match|fit|"
    r"know|"
    r"remember|have)|wrong|not (?:at|to) hand|forg[eo]t\w*|not know|not remember|cannot (?:give|remember|say|name|"
    r"find)|"
    r"sounds? \w+|in a hurry|impatient|known voice|regulars?|you know them|failed|fails|missing)\b"
)
_BEFORE_PASSED = re.compile(r"(?i)\b(?:before|until|passed|first)\b")
_CLOSED_UNTIL = re.compile(
    r"(?i)\b(?:until|before|unless)\b[^.]*\b(?:nothing|not|no|never|neither|only)\b|"
    r"\b(?:nothing|not|no|never|only|open or change)\b[^.]*\b(?:until|before|unless|after|once)\b|^before you\b"
)
_TELLS = re.compile(r"(?i)^(?:say|tell|name|read|answer|give)\b(?! (?:for whom|who you|only|your|hello))")


def _never_made(subject: Subject) -> Iterator[Found]:
    sentences = subject.document.sentences
    named = [s for s in sentences if _CHECK_NAMED.search(s.text) or _names_a_check_tool(s)]
    made = any(_makes_check(s) for s in sentences)
    referred = [s for s in sentences if _REFERENCE.search(s.text) and not subject.document.has("check")]
    if referred or (named and not made):
        first = (referred or named)[0]
        message = f"An identity check is named and never made: “{short(first.text)}”."
        yield Found(message, first.block.title, first.block.line)


def _names_a_check_tool(sentence: Sentence) -> bool:
    codes = re.findall(r"`([^`]+)`", sentence.text) if sentence.block.kind == "tools" else []
    return any(_VERIFY_TOOL.fullmatch(code) for code in codes)


def _makes_check(sentence: Sentence) -> bool:
    if sentence.block.kind not in ("steps", "check", "data", "other"):
        return False
    if sentence.block.kind == "check":
        return bool(
            _ASKS.search(sentence.text) and (_CHECK_MADE.search(sentence.text) or _VERIFIES.search(sentence.text))
        )
    told = sentence.text
    proves = _PROVING.search(told) and _CHECK_MADE.search(told)
    return bool(
        proves
        or (_ASKS.search(told) and _SECRET.search(told))
        or _USES_CHECK.search(told)
        or _RIGHT_PERSON.search(told)
    )


def _missing(subject: Subject) -> Iterator[Found]:
    if subject.spec and subject.spec.identity and not subject.document.has("check"):
        yield Found("The prompt does not say how callers show who they are.", "identity")


def _not_made_there(subject: Subject) -> Iterator[Found]:
    """The section on the check names a task, and the script of that task makes none."""
    named = [m[1] for b in subject.document.blocks if b.kind == "check" and (m := _BEFORE.search(b.text))]
    first = subject.document.section("steps")
    frame = [b.text for b in subject.document.blocks if first and b.title == first.title]
    if not named or any(map(_EVERY.search, named)) or any(map(_CHECK.search, frame)):
        return
    titles = {title.casefold() for text in named for title in _NAMED.findall(text)}
    for script in subject.document.subsections("steps"):
        if script.title.casefold() in titles and not _CHECK.search(script.text) and not _LIKE.search(script.text):
            message = f"“{short(script.title)}” needs the identity check, and does not make it."
            yield Found(message, "Steps", script.line)


def _skipped(subject: Subject) -> Iterator[Found]:
    if subject.document.has("check"):
        yield from each(subject, "The identity check can be left out here", _left_out)


def _left_out(sentence: Sentence) -> bool:
    found = _LEFT_OUT.search(sentence.text)
    return bool(
        found and not re.search(r"(?i)\b(?:never|do not|don['’]t|must not|not be)\b", sentence.text[: found.start()])
    )


def _late(subject: Subject) -> Iterator[Found]:
    """Something is told or done, and only then is it asked who it is."""
    if not subject.document.has("check"):
        return
    yield from each(subject, "The identity check comes too late here", lambda s: ordered(s.text, _TOO_LATE))
    for script in subject.document.subsections("steps"):
        if told := _told_before_it(subject, script):
            yield Found(f"This comes before the identity check: “{short(told)}”.", script.title, script.line)


def _told_before_it(subject: Subject, script: Section) -> str:
    steps = [b for b in subject.document.blocks if b.title == script.title and b.number and not b.heading]
    at = next((n for n, b in enumerate(steps) if _CHECK_NAMED.search(b.text)), 0)
    tools = subject.named_tools
    return next((b.text for b in steps[:at] if _TELLS.match(b.text) or tools.intersection(SNAKE.findall(b.text))), "")


def _weak(subject: Subject) -> Iterator[Found]:
    """Something else than what is asked is enough, or a check that failed is none."""
    if subject.document.has("check"):
        yield from each(subject, "The identity check is none if this is enough", _lets_pass)


def _lets_pass(sentence: Sentence) -> bool:
    if not ordered(sentence.text, _ENOUGH):
        return False
    return sentence.block.kind == "check" or bool(
        _DOES_NOT_FIT.search(sentence.text) and _MADE_FIRST.search(sentence.text)
    )


def _open_before(subject: Subject) -> Iterator[Found]:
    """A section on the check that does not close what it is for."""
    section = subject.document.section("check")
    text = subject.document.of("check")
    if section and _BEFORE_PASSED.search(text) and not _CLOSED_UNTIL.search(text):
        message = "Nothing says that personal data stay closed until the check is passed."
        yield Found(message, section.title, section.line)


_ANYBODY = "anybody passes"
CHECK_RULES = (
    Rule("meaning.check_never_made", "error", "Meaning", _never_made, "anybody passes, or nobody does"),
    Rule("meaning.check_missing", "error", "Meaning", _missing, "anybody passes, or nobody does"),
    Rule("meaning.check_not_made_there", "error", "Meaning", _not_made_there, _ANYBODY),
    Rule("meaning.check_skipped", "error", "Meaning", _skipped, _ANYBODY),
    Rule("meaning.check_late", "error", "Meaning", _late, "somebody hears what is not theirs"),
    Rule("meaning.check_weak", "error", "Meaning", _weak, _ANYBODY),
    Rule("meaning.open_before_check", "error", "Meaning", _open_before, "anybody hears it"),
)
