"""The agent's own name, by what stands before it, or alone where the greeting is asked."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.document.changes import Set
from engine.interview.guided.name_runs import QUOTES, name_at, run_end
from engine.interview.guided.other_languages import agent_named, company_named, is_other
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.company import company_name
from engine.interview.guided.recognisers.industry import trades
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.clauses import sentences_of
from engine.language.grammar import Grammar
from engine.language.language_names import language_names
from engine.language.lexicon import book, lexicon, word_set
from engine.language.phrases import PhraseBook
from engine.language.text import Token, fold, joined
from engine.targets.spellings import platform_names

_MOST_WORDS = 3
_NEAR = 8
"""Words before “called” in which the agent is spoken of."""


def names(reading: Reading) -> Iterator[Found]:
    agent = agent_name(reading)
    company = company_name(reading, agent) or (company_named(reading.text, agent) if is_other(reading.language) else "")
    if agent and not reading.spec.name:
        yield Found(Set(path="name", value=agent))
    if company and not reading.spec.company:
        yield Found(Set(path="company", value=company))


def agent_name(reading: Reading) -> str:
    """`Mia` of “called Mia”; empty where nobody names the agent."""
    if is_other(reading.language) and (name := agent_named(reading.text)):
        return name
    return next((name for sentence in sentences_of(reading.text) for name in _named(reading, sentence) if name), "")


def _named(reading: Reading, tokens: Sequence[Token]) -> Iterator[str]:
    for key in ("agent", "agent_large"):
        for hit in _book(key).find(tokens):
            before = tokens[max(0, hit.start - 2) : hit.start]
            if {t.folded for t in before} & word_set("organisations") or trades().find(before[-1:]):
                continue
            if tokens[hit.start].folded in word_set("participles") and _is_of_a_company(tokens, hit.start):
                continue
            if not _is_a_job(tokens, hit.end, reading.grammar) and not _is_described(tokens, hit.end):
                quoted = key == "agent_large" and hit.end < len(tokens) and not tokens[hit.end].is_word
                yield name_at(reading.text, tokens, hit.end, most=_MOST_WORDS, bare=key == "agent" or quoted)
    yield _headed(reading, tokens)
    yield from _apposed(reading, tokens)


def _apposed(reading: Reading, tokens: Sequence[Token]) -> Iterator[str]:
    """“a concierge, "Luka", who …”, “la agente, Lupita, contesta”: the name stands alone between two commas."""
    for hit in book("roles", "heads").find(tokens):
        at = hit.end + 1
        if at < len(tokens) and tokens[hit.end].text == ",":
            name = name_at(reading.text, tokens, at, most=_MOST_WORDS, bare=tokens[at].text in QUOTES)
            after = next(
                (i for i in range(at + 1, len(tokens)) if not tokens[i].is_word and tokens[i].text != "."), None
            )
            alone = after is not None and " " not in name and (after == at + 1 or tokens[at].text in QUOTES)
            yield name if alone and not book("tones").at(tokens, at) else ""


def _headed(reading: Reading, tokens: Sequence[Token]) -> str:
    """“Name Fibi.”: a sentence of its own."""
    heads = 1 < len(tokens) <= _MOST_WORDS and tokens[0].folded in word_set("name_heads")
    return name_at(reading.text, tokens, 1, most=_MOST_WORDS) if heads else ""


def _is_of_a_company(tokens: Sequence[Token], at: int) -> bool:
    """“we run a delivery app called Munchly”: no word for the agent, and a noun right before."""
    near = tokens[max(0, at - _NEAR) : at]
    follows_noun = bool(near) and near[-1].is_word and near[-1].folded not in word_set("before_called")
    return follows_noun and not book("roles", "heads").find(near, forgiving=9)


def _is_a_job(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    """“Agent: Receptionist” and “Agent: Books tables” name no one."""
    if at >= len(tokens):
        return True
    return bool(book("roles", "heads").at(tokens, at)) or bool(
        grammar.verb_at(tokens, at) and at + 1 < len(tokens) and tokens[at + 1].is_word
    )


def _is_described(tokens: Sequence[Token], at: int) -> bool:
    """“The agent is Friendly” says how it sounds; “her name is Sunny” does not."""
    said = [t.folded for t in tokens[max(0, at - 2) : at]]
    return said[-1:] == ["is"] and "name" not in said and bool(book("tones").at(tokens, at))


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook({key: lexicon("names")[key]})


_LONGEST_ALONE = 2


def own_name(part: Part) -> Meaning | None:
    """A name written large and nothing else; None where it is the company, a platform, a tone or a language."""
    words = [t for t in part.tokens if t.is_word]
    if not part.asked or part.asked.path != "greeting":
        return None
    if [t.folded for t in words[:2]] == ["no", "name"] and not part.spec.name:
        return Meaning(says="Then it gives no name.")
    if not 0 < len(words) <= _LONGEST_ALONE:
        return None
    if run_end(words, 0, most=_LONGEST_ALONE) < len(words) or not all(t.text.isalpha() for t in words):
        return None
    name = joined(part.text, words)
    other = book("tones").find(words) or platform_names().find(words) or language_names().find(words)
    if other or fold(name) in fold(part.spec.company or ""):
        return None
    return meaning(Set(path="name", value=name))
