"""Whether a person's own words agree to something. A model may only point at such words; it never agrees itself.

Not a person's own words are: a file that they share (`[its name]` and its text, see `engine.intake`), anything in
quotation marks, quoted lines or code, and what stands in a long paste. A question, a negation and a message to somebody
else are no consent. It errs on the side of asking once more: the button is always there.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from engine.interview.contract import Message
from engine.language.grammar import LANGUAGES, grammar_of
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token, tokens_of

MOST_OWN_WORDS = 600
"""Characters. Somebody who pastes a page and agrees in between is asked again."""
_NOT_OWN = re.compile(
    "|".join(
        (
            r"^\[[^\]\n]+\]\n.*\Z",  # a shared file, to the end
            r"```.*?(?:```|\Z)",
            r"`[^`]*`",
            r"^[ \t]*>[^\n]*$",
            r"“[^”]*”|„[^“”]*[“”]|«[^»]*»",
            r"(?<!\w)\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)",
        )
    ),
    re.DOTALL | re.MULTILINE,
)
_SENTENCE = re.compile(r"[^.!?？؟…\n]+[.!?？؟…]*")
_QUESTION_MARKS = "?？؟"


def asks_for(quote: str, message: Message) -> bool:
    """Whether the person says these words themselves, as a statement and without a negation."""
    return any(not negated(sentence) for _, sentence in _said(quote, message))


def says(quote: str, message: Message, *, negated_only: bool = False) -> bool:
    """Whether these words stand in what the person says, be it as a wish, a question or a “no”.

    `negated_only`: they must say that something shall not be; a question does not.
    """
    own = own_words(message.text)
    if message.role != "person" or not message.addressed or len(own) > MOST_OWN_WORDS:
        return False
    wanted = _words(tokens_of(quote))
    said = [s for s in _SENTENCE.findall(own) if not (negated_only and any(mark in s for mark in _QUESTION_MARKS))]
    holding = [s for s in said if wanted and _holds(_words(tokens_of(s)), wanted)]
    if negated_only:
        return any(negated(tokens_of(s)) for s in holding)
    return bool(holding) or (bool(wanted) and _holds(_words(tokens_of(own)), wanted))


def agrees(quote: str, message: Message, *, to_none: bool = False) -> bool:
    """Whether these words of the person are a yes. `to_none`: “no”, “none” and “without” are what is agreed to."""
    kinds = ("yes", "all", "none", "no") if to_none else ("yes", "all")
    return any(
        any(_answers(kind).find(words) for kind in kinds) and (to_none or not negated(sentence))
        for words, sentence in _said(quote, message)
    )


def own_words(text: str) -> str:
    """The text without what the person quotes."""
    return _NOT_OWN.sub(" ", text).strip()


def _said(quote: str, message: Message) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
    """Each part of the quote that stands in a statement of the person, with that statement."""
    own = own_words(message.text)
    if message.role != "person" or not message.addressed or len(own) > MOST_OWN_WORDS:
        return
    statements = [tokens_of(s) for s in _SENTENCE.findall(own) if not any(mark in s for mark in _QUESTION_MARKS)]
    for part in _SENTENCE.findall(quote):
        words = _words(tokens_of(part))
        for statement in statements:
            if words and _holds(_words(statement), words):
                yield tokens_of(part), statement


def _words(tokens: Sequence[Token]) -> list[str]:
    """The words; where there are none, the signs: a thumb is an answer too."""
    return [t.folded for t in tokens if t.is_word] or [t.folded for t in tokens if t.text not in ".,;:!"]


def _holds(said: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1))


def negated(tokens: Sequence[Token]) -> bool:
    """In any language that the lexicons know: nobody has to tell which one it is."""
    return any(
        grammar_of(language).negators.find(_without(tokens, grammar_of(language).not_negators))
        for language in LANGUAGES
    )


def _without(tokens: Sequence[Token], book: PhraseBook) -> list[Token]:
    covered = {at for hit in book.find(tokens) for at in range(hit.start, hit.end)}
    return [token for at, token in enumerate(tokens) if at not in covered]


@cache
def _answers(kind: str) -> PhraseBook:
    phrases: Iterable[object] = lexicon("answers")[kind]
    return PhraseBook({kind: [str(phrase) for phrase in phrases]})
