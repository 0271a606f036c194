"""Lines of the agent held against the rest: done before it is done, promised against a rule, a human, somebody "
"else."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from engine.prompt.document import Block, Spoken
from engine.prompt.languages import language_of
from engine.prompt.rules.meaning.reading import told
from engine.prompt.rules.meaning.voices import voices
from engine.prompt.rules.orders import Order, stem_of
from engine.prompt.rules.reach import reaches_nobody
from engine.prompt.rules.rule import SNAKE, Found, Rule, Subject, short, writes

_RESULT = re.compile(r"^\(|\b(?:You use|Result|Tool)\b")
_NEGATED = re.compile(
    r"(?i)\b(?:not|no|nothing|nobody|never|cannot|can['’]t|n['’]t|without|nicht|kein\w*|nichts|niemand|nada|nadie|"
    r"ne|pas|rien|non|niet|geen|não)\b|n['’]t\b"
)
_SAY_THAT = re.compile(r"(?i)^(?:then |now |first )?(?:say|tell|confirm|announce|inform)(?: \w+){0,3}? that\b")
_TELLS = re.compile(
    r"(?i)^(?:say|tell|thank|confirm|announce|inform|wish|congratulate|let them know|explain|close with|end with|"
    r"reassure|report)\b"
)
_ON_CONDITION = re.compile(r"(?i)\b(?:if|when|once|after|unless|whether|which|where|how|what|until|as soon as)\b")
_SPEECH_ACTS = frozenset({"say", "promise", "advise", "offer", "ask", "threaten"})
_SURE = re.compile(r"(?i)\b(?:promise|guarantee|certain|certainly|definitely|for sure|surely|assure)\b")
_THREAT = re.compile(r"(?i)\bif you (?:do not|don['’]t|fail)\b.*\b(?:we|I)(?: will|['’]ll| have to| must)\b")
_UNEARNED = re.compile(
    r"(?i)\b(?:even (?:if|when|though|before)|although|before|without (?:using|waiting)|in any case|while it (?:is|"
    r"runs)|"
    r"whatever (?:the|it)|no matter|right at the (?:start|beginning)|to save time|whether (?:it|the)|"
    r"as soon as (?:you (?:know|have|hear)|they|the \w+ (?:gives|says|has)))\b"
)
"""Conditions that are no success of a tool."""
_CLAUSE = re.compile(r"[,;.!?]\s*")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]+")
_AT_ONCE = re.compile(
    r"(?i)\bask\b(?:(?!\bthen\b|\bopen\b)[^.;:])*\b(?:at once|in (?:one|a single|the same) "
    r"(?:question|go|turn|sentence|breath)|all together|at the same time)\b"
)
_TO_ANYBODY = re.compile(
    r"(?i)\b(?:tell|inform|speak (?:with|to)|talk (?:with|to)|give|explain to) (?:anybody|anyone|whoever|everybody) "
    r"(?:who |that )?(?:answers|picks up|calls|asks|is there)\b"
)
_BANNED = re.compile(r"(?i)\b(?:never|do not|don['’]t|not|rather than|instead of)\b")
_ASKED_IF_HUMAN = re.compile(
    r"(?i)\b(?:robot|bot|AI|machine|computer|human|real person)\b.*\bsay (?:that )?you(?: are|['’]re) "
    r"(?!not\b|an? (?:AI|virtual|digital|automated|machine|bot|robot)|one\b)"
)


def _lines(subject: Subject) -> list[Spoken]:
    return [line for line in subject.document.spoken if line.by_agent]


@cache
def _any_of(name: str) -> re.Pattern[str]:
    """The expressions of every language under a name of voices.yaml."""
    expressions = (expression for own in voices()[name].values() for expression in own)
    return re.compile("|".join(f"(?:{expression})" for expression in expressions), re.IGNORECASE)


def _done_before(subject: Subject) -> Iterator[Found]:
    """“You are booked” before the tool has been used."""
    yield from _in_examples(subject)
    for blocks in _lists(subject):
        acting = next((at for at, block in enumerate(blocks) if _acts(subject, block)), 0)
        for block in blocks[:acting]:
            if _says_done(block.text):
                message = f"It says that something is done before the tool is used: “{short(block.text)}”."
                yield Found(message, block.title, block.line)
    for sentence in subject.document.sentences:
        if _UNEARNED.search(sentence.text) and _told_as_done(sentence.text):
            yield told(subject, "It says that something is done, whether it is or not", sentence)


def _told_as_done(text: str) -> bool:
    said = re.search(r"(?i)\b(?:say|tell|confirm|announce|inform)(?: \w+){0,3}? that\b", text)
    done = _any_of("done").search(text, said.end()) if said else None
    return bool(done and not _NEGATED.search(text[: done.end()]))


def _in_examples(subject: Subject) -> Iterator[Found]:
    lines = {line.line: line for line in _lines(subject) if line.kind == "examples"}
    blocks = [b for b in subject.document.blocks if b.kind == "examples"]
    for _, call in groupby(blocks, key=lambda block: block.title):
        turns = list(call)
        first = next((at for at, turn in enumerate(turns) if _RESULT.search(turn.text)), 0)
        for turn in turns[:first]:
            line = lines.get(turn.line)
            if line and _claims(line.text):
                yield Found(
                    f"It says that something is done before the tool is used: “{short(line.text)}”.",
                    "Examples",
                    line.line,
                )


def _lists(subject: Subject) -> Iterator[list[Block]]:
    steps = [b for b in subject.document.blocks if b.kind == "steps" and b.number and not b.heading]
    yield from (list(some) for _, some in groupby(steps, key=lambda block: block.title))


def _acts(subject: Subject, block: Block) -> bool:
    return any(writes(subject, name) for name in SNAKE.findall(block.text))


def _claims(text: str) -> bool:
    return bool(_any_of("done").search(text)) and not _NEGATED.search(text) and not text.rstrip("”").endswith("?")


def _says_done(step: str) -> bool:
    """“Say that it is booked”, “thank them, it is booked”, not “say how it is paid”."""
    if _ON_CONDITION.search(step):
        return False
    said = _SAY_THAT.search(step)
    return bool((said and _claims(f"it {step[said.end() :]}")) or (_TELLS.match(step) and _claims(step)))


def _against_a_rule(subject: Subject) -> Iterator[Found]:
    """A line that says what a rule forbids to say."""
    bans = [o for o in subject.orders if o.negative and o.act in _SPEECH_ACTS and o.words]
    for line in _lines(subject):
        if language_of(line.text) in ("en", None):
            ban = _broken(line.text, bans)
            if ban:
                message = f"“{short(line.text)}” says what “{short(ban.text)}” forbids."
                yield Found(message, "Examples" if line.kind == "examples" else "", line.line)


def _broken(line: str, bans: Sequence[Order]) -> Order | None:
    """Of the bans the first that all of its words in the line break, none of them in a clause that denies."""
    clauses = [c for c in _CLAUSE.split(line) if not _NEGATED.search(c)]
    words = frozenset(map(stem_of, _WORD.findall(" ".join(clauses))))
    sure = bool(_SURE.search(line))
    if _THREAT.search(line) and (threat := next((b for b in bans if b.act == "threaten"), None)):
        return threat
    promised = (b for b in bans if sure and b.act == "promise" and b.words & words)
    return next((b for b in bans if len(b.words) > 1 and b.words <= words), None) or next(promised, None)


def _human_lines(subject: Subject) -> Iterator[Found]:
    for line in _lines(subject):
        if _any_of("human").search(line.text):
            yield Found(f"The agent passes for a human: “{short(line.text)}”.", "", line.line)
    for sentence in subject.document.sentences:
        if _ASKED_IF_HUMAN.search(sentence.text):
            yield told(subject, "The agent is told to pass for a human", sentence)


def _nobody_there(subject: Subject) -> Iterator[Found]:
    if reaches_nobody(subject):
        for line in _lines(subject):
            if _any_of("hands_over").search(line.text) and not _NEGATED.search(line.text):
                yield Found(f"It puts the caller through, and nobody is there: “{short(line.text)}”.", "", line.line)


def _secrets_aloud(subject: Subject) -> Iterator[Found]:
    for line in _lines(subject):
        if _any_of("secret").search(line.text) and not _NEGATED.search(line.text):
            yield Found(f"A password or a PIN is said aloud: “{short(line.text)}”.", "", line.line)


def _several_questions(subject: Subject) -> Iterator[Found]:
    for sentence in subject.document.sentences:
        if _AT_ONCE.search(sentence.text) and not _BANNED.search(sentence.text):
            yield told(subject, "Several things are asked at once", sentence)
    for line in _lines(subject):
        if _any_of("asks_twice").search(line.text):
            yield Found(f"Two questions in one: “{short(line.text)}”. Ask one, then wait.", "Speech", line.line)


def _to_somebody_else(subject: Subject) -> Iterator[Found]:
    """Another person is to pass it on, or whoever answers is told."""
    for line in _lines(subject) if subject.outbound else ():
        if _any_of("passes_on").search(line.text):
            yield Found(f"Somebody else hears what is private: “{short(line.text)}”.", "", line.line)
    for sentence in subject.document.sentences:
        found = _TO_ANYBODY.search(sentence.text)
        if found and not _NEGATED.search(sentence.text[: found.end()]):
            yield told(subject, "Somebody else hears what is private", sentence)


SAID_RULES = (
    Rule("meaning.to_somebody_else", "error", "Meaning", _to_somebody_else, "somebody hears what is not theirs"),
    Rule("meaning.done_before", "error", "Meaning", _done_before, "people rely on what has not happened"),
    Rule("meaning.against_a_rule", "warning", "Meaning", _against_a_rule, "models copy examples more than rules"),
    Rule(
        "meaning.human_line",
        "error",
        "Meaning",
        _human_lines,
        "it is forbidden in many places, and callers feel deceived",
    ),
    Rule("meaning.nobody_there", "error", "Meaning", _nobody_there, "the caller is put through to nobody"),
    Rule("meaning.secret_aloud", "error", "Meaning", _secrets_aloud, "whoever hears the call or its recording has it"),
    Rule("speech.several_questions", "warning", "Speech", _several_questions, "people answer the last question only"),
)
