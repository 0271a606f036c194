"""The question whose answer a statement is: “A check-up costs 79 euros” -> “What does a check-up cost?”."""

from engine.interview.guided.facts.statement import BE, Statement, has, number_in
from engine.language.grammar import grammar_of
from engine.language.text import Token, sentence_case

_MOST = 120
"""Characters of a title."""


def question_to(said: Statement) -> str:
    """One line that ends with a question mark."""
    words = _asked(said)
    words = words if len(words) <= _MOST else f"{words[: _MOST - 1].rstrip()}…"
    return f"{sentence_case(words).rstrip('.!')}?"


def _asked(said: Statement) -> str:
    verb = said.verb.folded
    if not said.subject:
        return f"{'are' if verb == 'are' else 'is'} there {said.words(said.rest)}"
    if said.ours:
        return _about_us(said)
    subject = _subject(said)
    if any(t.folded.startswith("http") for t in said.rest):
        return f"what is {subject}"
    if has((said.verb,), "charges") or (verb in BE and _is_price(said)):
        return f"what {_do(said)} {subject} cost"
    if has((said.verb,), "lasts") and has(said.rest, "durations"):
        return f"how long {_do(said)} {subject} {_base(said.verb)}"
    if verb in BE and said.rest and has(said.rest[:1], "places"):
        return f"where {verb} {subject}"
    if verb in BE or has((said.verb,), "modals"):
        return f"{verb} {subject} {said.words(said.rest)}"
    return f"{_do(said)} {subject} {_base(said.verb)} {said.words(said.rest)}"


def _is_price(said: Statement) -> bool:
    """“grands are 110” names a price as “a check-up is 79 euros” does."""
    bare = len(said.rest) == 1 and said.rest[0].text.isdecimal()
    return bare or (has(said.rest, "prices") and number_in(said.rest)) or any(t.text in "€$£" for t in said.rest)


def _about_us(said: Statement) -> str:
    verb, rest = said.verb.folded, said.words(said.rest)
    if verb in ("are", "we're"):
        return f"are you {rest}"
    if has((said.verb,), "modals"):
        return f"{verb} you {rest}"
    return f"do you {said.verb.text} {rest}"


def _subject(said: Statement) -> str:
    """As a caller says it: “our shop” is “your shop”, “you” is “I”."""
    first, *others = said.subject
    words = {"our": "your", "you": "I", "the": "the"}.get(first.folded)
    rest = said.words(others) if others else ""
    plain = first.text if first.text.isupper() or not first.is_capital or _is_name(first) else first.text.lower()
    return f"{words or plain} {rest}".strip()


def _is_name(token: Token) -> bool:
    return token.start > 0


def _do(said: Statement) -> str:
    """“does” for one, “do” for several, as the verb shows."""
    one = (said.verb.folded.endswith("s") and said.verb.folded not in ("means",)) or said.verb.folded == "is"
    return "does" if one else "do"


def _base(verb: Token) -> str:
    irregular = {"does": "do", "has": "have", "goes": "go"}.get(verb.folded)
    if irregular:
        return irregular
    found = grammar_of("en").verb_at((verb,), 0)
    if found:
        return found[0].lemma
    return verb.folded.removesuffix("s") if not verb.folded.endswith("ss") else verb.folded
