"""“Who decided that?”: the person, when, and the sentence of theirs, as far as the transcript still holds it."""

from functools import cache

from rapidfuzz import fuzz, process

from engine.document.diff import origin_of
from engine.document.spec import ITEM_KEYS, AgentSpec, Origin
from engine.interview.contract import Message
from engine.interview.guided.targets import named_items
from engine.interview.guided.understanding import Meaning, Part
from engine.language.clauses import sentences_of
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import fold, joined
from engine.markdown import plain

_CLOSE = 78
"""Similarity (0 to 100) from which a word names a path."""
_LONGEST_QUOTE = 160


def who(part: Part) -> Meaning | None:
    """“who said we don't take payments?”, “why is the tone formal?”"""
    hits = _asking().find(part.tokens)
    if not hits or hits[0].start > 1:
        return None
    tokens = part.tokens[hits[0].end :]
    words = " ".join(t.folded for t in tokens if t.is_word)
    path = _rule_or_item(part, words) or path_named(words, part.spec) or (part.asked.path if part.asked else "")
    origin = origin_of(part.spec, path) if path else None
    if not origin:
        return Meaning(says="Nobody has said anything about that yet.")
    return Meaning(says=_told(origin, part, words))


def _told(origin: Origin, part: Part, words: str) -> str:
    if origin.author == "builder":
        return "That was my suggestion; nobody asked for it. You can change it at any time."
    name = plain(origin.author_name or origin.author)
    message = next((m for m in (*part.history, part.message) if m.id == origin.message), None)
    when = f" ({message.at:%-d %B, %H:%M})" if message else ""
    quote = f": “{_quote(message, words)}”" if message else ""
    match origin.how:
        case "said":
            return f"{name} said it{quote}{when}."
        case "inferred":
            return f"I took that from what {name} wrote{quote}{when}."
        case "defaulted":
            return f"It was my suggestion, and {name} left it at that{when}."
        case _:
            return f"{name} imported it{when}."


def _quote(message: Message, words: str) -> str:
    """The sentence of the message that is closest to what was asked about."""
    sentences = [joined(message.text, tokens).rstrip(" .") for tokens in sentences_of(message.text)]
    best = max(sentences, key=lambda s: fuzz.token_set_ratio(words, fold(s)), default=message.text)
    return best if len(best) <= _LONGEST_QUOTE else f"{best[: _LONGEST_QUOTE - 1].rstrip()}…"


def _rule_or_item(part: Part, words: str) -> str:
    """Rules first: “who said that we take no payments” is about the rule, not about the tool that it forbids."""
    rules = {fold(rule.statement): f"guardrails.{rule.id}" for rule in part.spec.guardrails}
    best = process.extractOne(words, list(rules), scorer=fuzz.token_set_ratio, score_cutoff=_CLOSE)
    if best:
        return rules[best[0]]
    items = [i for i in named_items(tuple(t for t in part.tokens if t.folded in words), part.spec) if i.part != "tone"]
    return f"{items[0].part}.{items[0].key}" if len(items) == 1 and items[0].part in ITEM_KEYS else ""


def path_named(words: str, spec: AgentSpec) -> str:
    """The spec path that somebody means with “the tone” or “the second language”; empty if none is close."""
    texts: dict[str, str] = {}
    for path in spec.origins:
        texts.setdefault(path.replace("_", " ").replace(".", " "), path)
        texts.setdefault(path.split(".")[0].replace("_", " "), path.split(".")[0] if "." not in path else path)
    for part, key in ITEM_KEYS.items():
        for item in getattr(spec, part):
            texts[str(getattr(item, key)).replace("_", " ")] = f"{part}.{getattr(item, key)}"
    best = process.extractOne(words, list(texts), scorer=fuzz.partial_ratio, score_cutoff=_CLOSE) if words else None
    return texts[best[0]] if best else ""


@cache
def _asking() -> PhraseBook:
    return PhraseBook({"who": lexicon("commands")["who"]})
