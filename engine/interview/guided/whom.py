"""Whom a message is meant for. What people say to each other is context: it changes nothing and gets no reply."""

from engine.interview.guided.understanding import Part
from engine.interview.guided.utterances import first_names
from engine.language.lexicon import word_set
from engine.language.text import Token, fold

_BUILDER = ("builder", "bot", "agent", "assistant", "all", "everyone", "team", "here", "channel")


def is_for_somebody_else(part: Part) -> bool:
    """“@ben did you feed the cat?”, “Ben, is that right?”: another person's name or a mention stands first."""
    if not part.message.addressed:
        return True
    return _mentioned(part) or _called_by_name(part)


def several_people(part: Part) -> bool:
    return bool(first_names(part.history, part.message))


def _mentioned(part: Part) -> bool:
    """“@ben …”, Slack's `<@U123>` and Discord's are already names when a message arrives."""
    at = next((i for i, t in enumerate(part.tokens) if t.is_word), None)
    if at is None or not at or part.tokens[at - 1].text != "@":
        return False
    return part.tokens[at].folded not in _BUILDER


def _called_by_name(part: Part) -> bool:
    """“Ben, did you …”, “ok ben”, “that is not for the phone, Ben”: the name of somebody who writes in the thread."""
    words = list(part.tokens)
    others = _others(part)
    at = next((i for i, t in enumerate(words) if t.folded in others), None) if others else None
    if at is None:
        return False
    begins = all(not t.is_word or t.folded in word_set("greeting_words") for t in words[:at])
    after = next((t for t in words[at + 1 :] if t.is_word), None)
    if begins:
        return after is None or not words[at + 1].is_word or _is_no_subject(after, part)
    return after is None and words[at - 1].folded not in word_set("before_persons")


def _is_no_subject(after: Token, part: Part) -> bool:
    """“Ben | handles refunds” tells of Ben, “Ben | the van is here” speaks to him."""
    said = [t.folded for t in part.tokens]
    speaks_to = said[said.index(after.folded) + 1 :][:1]
    if after.folded in word_set("asking_people") and speaks_to and speaks_to[0] in _SPOKEN_TO:
        return True
    if after.folded in word_set("asking_people"):
        return part.text.rstrip().endswith("?") or after.folded not in word_set("of_persons")
    verb = part.grammar.verb_at((after,), 0)
    return not verb and after.folded not in word_set("of_persons")


_SPOKEN_TO = ("you", "we", "i", "u", "that", "this")


def _others(part: Part) -> frozenset[str]:
    """Those who wrote before, less what names the agent itself."""
    return first_names(part.history, part.message) - {fold(part.spec.name or "")}
