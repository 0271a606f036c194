"""What callers do and why they call: for the agent that is a job (“ring to ask if …”, “… because they lost a card”)."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.interview.guided.reading import Reading
from engine.language.clauses import Clause
from engine.language.grammar import Grammar
from engine.language.jobs import jobs_in
from engine.language.jobs.nouns import is_of_people
from engine.language.jobs.statement import is_plural
from engine.language.lexicon import lexicon, word_set
from engine.language.phrases import PhraseBook
from engine.language.text import Token, joined, sentence_case, tokens_of


def is_callers_side(tokens: Sequence[Token], verb: str, grammar: Grammar) -> bool:
    """Whether these words, up to a job, say what callers do: people, and right after them that they call or want, or
    what they do themselves (“customers | order oil”, “people | asking what it costs”)."""
    if grammar.language != "en":
        return False
    people = [at for at, t in enumerate(tokens) if is_of_people(t, grammar)]
    if not people:
        return verb == "order" and not tokens  # nobody tells an agent on the telephone to order bread for itself
    does = grammar.verb_at(tokens, people[-1] + 1)
    after = tokens[people[-1] + 1 : people[-1] + 3]
    theirs = people[-1] == len(tokens) - 1 or (does is not None and does[0].form == "base")
    return (theirs and verb in _NEVER_AN_AGENTS) or any(
        t.folded in grammar.callings or t.folded in lexicon("callers_side")["wants"] for t in after
    )


_NEVER_AN_AGENTS = ("ask", "hear", "order")
"""“report absences” and “leave a message” are jobs in the words of both sides."""


def turned(statement: str) -> str:
    """`Order pizza` -> `Take orders for pizza`; as it is where both sides say it alike (`Book a table`)."""
    tokens = tokens_of(statement)
    hit = _turned_jobs().at(tokens, 0)
    if hit is None or hit.end >= len(tokens):
        return statement
    return sentence_case(f"{hit.value} {statement[tokens[hit.end].start :]}")


@cache
def _turned_jobs() -> PhraseBook:
    jobs = lexicon("callers_side")["jobs"]
    said: dict[str, list[str]] = {job: [] for job in jobs.values()}
    for callers, job in jobs.items():
        said[job].append(callers)
    return PhraseBook(said)


def reasons_to_call(reading: Reading) -> Iterator[str]:
    """The job behind each reason, in the language of the message; English only. A reason of no known job gives none,
    and neither does one that names its job itself: “people ring to book a service”."""
    from engine.playbooks.outlines import jobs_for, outlines  # not before somebody has written

    if reading.grammar.language != "en":
        return
    for clause in reading.said:
        for reason in (r for r in _reasons(clause, reading.grammar) if not jobs_in(r, reading.grammar)):
            for job in jobs_for(joined(reading.text, reason))[:1]:
                yield outlines()[job].statement["en"]


def says_why_people_call(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """“farmers ring in the night because a cow can't calve”, “phone never stops in july”: known to everybody who calls,
    and nothing to tell them."""
    if any(t.folded in word_set("what_rings") and grammar.negators.at(tokens, i) for i, t in enumerate(tokens[:2], 1)):
        return True
    at = _where_people_call(tokens, grammar)
    return at > 0 and any(t.folded == "because" for t in tokens[at:])


def says_that_people_call(tokens: Sequence[Token], grammar: Grammar) -> bool:
    """“ppl ring for a price, a slot, or to see if the car's done”: what follows is what they need."""
    return _where_people_call(tokens, grammar) > 0


def _where_people_call(tokens: Sequence[Token], grammar: Grammar) -> int:
    """The index of the verb; 0 where nobody calls."""
    return next((i for i in range(1, min(len(tokens), _NEAR)) if _people_call(tokens, i, grammar)), 0)


_NEAR = 4
"""Words at the beginning of a sentence within which somebody calls."""


def _reasons(clause: Clause, grammar: Grammar) -> Iterator[Sequence[Token]]:
    """What stands behind “because”, cut at “or”, “and” and commas."""
    tokens = clause.tokens
    at = next((i + 1 for i in range(1, len(tokens)) if _people_call(tokens, i, grammar)), len(tokens))
    because = next((i for i in range(at, len(tokens)) if _gives_a_reason(tokens, i)), len(tokens))
    piece: list[Token] = []
    for token in (*tokens[because + 1 :], None):
        if token is not None and token.is_word and token.folded not in grammar.joints:
            piece.append(token)
        elif piece:
            yield piece
            piece = []


def _gives_a_reason(tokens: Sequence[Token], at: int) -> bool:
    """“ring when | a cow can't calve”, unlike “ring to ask if | their repair is ready”."""
    asked = tokens[at - 1].folded.startswith(_ASKING) if at else False
    return tokens[at].folded in word_set("because") and not asked


_ASKING = ("ask", "know", "see", "check", "find", "out", "wonder", "hear", "tell")


def _people_call(tokens: Sequence[Token], at: int, grammar: Grammar) -> bool:
    verb = grammar.verb_at(tokens, at)
    people = tokens[at - 1].folded in grammar.people or (at == 1 and is_plural(tokens[0]))
    return verb is not None and verb[0].lemma in grammar.callings and people
