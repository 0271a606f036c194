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
    words = [t for t in part.tokens[:3] if t.folded not in word_set("greeting_words")]
    if len(words) < 1 or words[0].folded not in _others(part):
        return False
    after = words[1] if len(words) > 1 else None
    return after is None or not after.is_word or _asks_a_person(after)


def _asks_a_person(token: Token) -> bool:
    return token.folded in word_set("asking_people")


def _others(part: Part) -> frozenset[str]:
    """Those who wrote before, less what names the agent itself."""
    return first_names(part.history, part.message) - {fold(part.spec.name or "")}
