"""An emergency comes first: what delays it, and what goes on with the routine while somebody is in danger."""

import re
from collections.abc import Iterator

from engine.prompt.document import Sentence
from engine.prompt.rules.meaning.reading import ordered, told
from engine.prompt.rules.reach import telling
from engine.prompt.rules.rule import Found, Rule, Subject

_DELAYS = re.compile(
    r"(?i)\b(?:only then|at the (?:very )?end|afterwards|later on|later that|next (?:morning|day|week|free)|tomorrow|"
    r"in the morning|finish|go on with|carry on|continue|before (?:you (?:say|tell|name|send|put)|telling|saying|"
    r"naming|"
    r"sending)|after (?:you have|taking|booking|noting|the (?:task|booking|form|survey|questions?))|"
    r"once (?:the|you have|everything)|first (?:take|ask|finish|note|book|complete|find|make|get|collect|check)|"
    r"(?:take|ask|finish|note|book|complete|collect|check)\b[^.;]*\bfirst\b|when(?:ever)? it suits|"
    r"in the usual way|as usual|as with any|like any other|stay calm and|note it down and|calm them and)\b"
)
_SIGN = re.compile(
    r"(?i)\b(?:gas (?:smell|leak)|smell(?:s|ing)? (?:of )?gas|fire|smoke|burn(?:s|ing)|bleed\w*|unconscious|"
    r"faint\w*|breathe|"
    r"breathing|breath|chest pain|chok\w+|poison\w*|overdose|suicid\w*|kill themselves|end their life|harm "
    r"themselves|"
    r"seizure|stroke|collapsed?|knocked out|violence|weapon|gun|knife|burglar\w*|break-in|trapped|drown\w*|"
    r"electrocut\w*|"
    r"electric shock|in danger|emergenc(?:y|ies)|life-threatening|badly hurt|severely injured|ransom\w*)\b"
)
_ROUTINE = re.compile(
    r"(?i)\b(?:book|offer|note|take (?:a |the |their |down )|ask (?:for|what|when|about|them)|finish|go on|carry on|"
    r"continue|"
    r"tomorrow|appointment|ticket|message|wait|slot|call back|callback|reassure|calm)\b"
)
_HELPS = re.compile(
    r"(?i)\b(?:emergency (?:services?|line|number|clinic)|hang up|ambulance|fire brigade|police|put \w+ through|"
    r"hand \w* ?over|transfer|alert|escalat\w+|at once|immediately|leave the (?:house|building)|evacuate|nothing|"
    r"never|"
    r"not|n['’]t|no|stop)\b"
)
_TURN = re.compile(r"[:,]\s")


def _delayed(subject: Subject) -> Iterator[Found]:
    """In the section on emergencies: something else comes first."""
    known = _known(subject)
    for sentence in subject.document.sentences:
        if sentence.block.kind == "emergency" and not telling(sentence.text) <= known:
            said_before = "“" in sentence.block.text and subject.spec is None
            if not said_before and ordered(sentence.text, _DELAYS):
                yield told(subject, "Something else comes before the emergency", sentence)


def _known(subject: Subject) -> frozenset[str]:
    """Words of what the team said of emergencies: its order is its own."""
    brief = subject.brief
    said = [f"{e.signs} {e.say} {e.then or ''}" for e in (subject.spec.emergencies if subject.spec else ())]
    trade = brief.trade if brief else None
    said += [f"{e.signs} {e.say} {e.then or ''}" for e in (trade.emergencies if trade else ())]
    return telling(" ".join(said))


def _routine(subject: Subject) -> Iterator[Found]:
    """Elsewhere: who names a danger gets a time or a ticket."""
    for sentence in subject.document.sentences:
        if sentence.block.kind not in ("emergency", "identity", "goals", "facts") and _goes_on(sentence):
            yield told(subject, "An emergency is handled like any other call", sentence)


def _goes_on(sentence: Sentence) -> bool:
    if sentence.quotes or not (sign := _SIGN.search(sentence.text)):
        return False
    turn = _TURN.search(sentence.text, sign.end())
    rest = sentence.text[turn.end() :] if turn else ""
    on_condition = re.match(r"(?i)(?:if|when|whenever|even if|in case|for|with|on)\b", sentence.text)
    return bool(on_condition and rest and _ROUTINE.search(rest) and not _HELPS.search(sentence.block.text))


EMERGENCY_RULES = (
    Rule("meaning.emergency_late", "error", "Meaning", _delayed, "minutes count, and it takes down a form"),
    Rule("meaning.emergency_routine", "error", "Meaning", _routine, "it goes on booking"),
)
