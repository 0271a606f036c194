"""“People ring to ask if their repair is ready”: what callers do, said as the job that it is for the agent."""

from collections.abc import Sequence
from functools import cache

from engine.language.grammar import Grammar
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token, sentence_case, tokens_of


def is_callers_side(tokens: Sequence[Token], verb: str, grammar: Grammar) -> bool:
    """Whether these words, up to a job, say what callers do: people, and right after them that they call or want, or
    the job's own verb where it is theirs (“people | asking what it costs”)."""
    if grammar.language != "en":
        return False
    people = [at for at, t in enumerate(tokens) if t.folded in grammar.people]
    if verb == "ask" and people and people[-1] == len(tokens) - 1:
        return True
    after = tokens[people[-1] + 1 : people[-1] + 3] if people else ()
    return any(t.folded in grammar.callings or t.folded in lexicon("callers_side")["wants"] for t in after)


def turned(statement: str) -> str:
    """`Order pizza` -> `Take orders for pizza`; as it is where both sides say it alike (`Book a table`)."""
    tokens = tokens_of(statement)
    hit = _jobs().at(tokens, 0)
    if hit is None or hit.end >= len(tokens):
        return statement
    return sentence_case(f"{hit.value} {statement[tokens[hit.end].start :]}")


@cache
def _jobs() -> PhraseBook:
    jobs = lexicon("callers_side")["jobs"]
    said: dict[str, list[str]] = {job: [] for job in jobs.values()}
    for callers, job in jobs.items():
        said[job].append(callers)
    return PhraseBook(said)
