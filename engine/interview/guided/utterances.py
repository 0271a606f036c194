"""A message as utterances: each sentence (or order in one) with its act, told once and shared by all who read it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from engine.interview.contract import Message
from engine.interview.guided.corrections import orders_in
from engine.interview.guided.own_words import only_introduces
from engine.interview.guided.understanding import Part
from engine.language.acts import RULES, SURE, Act, Context, Judgement, Placement, judged
from engine.language.clauses import sentences_of
from engine.language.lexicon import word_set
from engine.language.text import Token, fold, tokens_of

_MOST = 60
"""Utterances of a message. What comes after is not read; a thousand words say all that an agent needs."""
_LIKELY = 0.5
_NOWHERE = 0.4
"""From this probability of the place `none` on, where it is the likeliest."""
_A_RULE = 0.28
"""Below this probability of its places “it won't load for me” is no rule, however negated it is."""
_ANSWERS = 0.55
_ASKS, _SURELY_NOWHERE = 0.2, 0.75
_HARDLY = 0.3
"""An answer in words that nobody has seen before has a place, whatever it is: that of the question."""
_TO_THE_BUILDER: tuple[Act, ...] = ("question", "aside", "about_work", "command")
"""Acts that tell nothing about the agent."""
_ABOUT_THE_AGENT: tuple[Act, ...] = ("answer", "instruction", "rule", "fact", "correction")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A piece of a message that is one act."""

    text: str
    tokens: tuple[Token, ...]
    judged: Judgement
    placed: Placement
    in_a_list: bool = False
    """One of several lines: nobody writes remarks as a list."""

    @property
    def act(self) -> Act:
        return self.judged.act

    @property
    def tells_nothing(self) -> bool:
        """Said to the builder or to somebody else, so nothing in it is about the agent."""
        return self.nothing >= _LIKELY

    @property
    def surely_tells_nothing(self) -> bool:
        return self.nothing >= SURE

    @property
    def is_beside_the_matter(self) -> bool:
        """A remark or a word about the work, so that an “ok” before it approves nothing."""
        asks = self.judged.share(("question",)) >= _ASKS
        nowhere = self.tells_nothing and not asks and self.placed.share("none") >= _SURELY_NOWHERE
        return self.judged.share(("aside", "about_work")) >= _LIKELY or nowhere

    @property
    def belongs_nowhere(self) -> bool:
        """It has most likely no place in the design, so no reader of values takes anything from it."""
        none = self.placed.share("none")
        answers = self.act == "answer" and self.judged.probability >= _ANSWERS and none < _LIKELY
        if self.in_a_list or (answers and self.nothing <= _HARDLY):
            return False
        nowhere = self.placed.place == "none" and none >= _NOWHERE
        no_rule = self.act == "rule" and self.placed.share(*RULES) < _A_RULE
        return self.tells_nothing or (nowhere and (no_rule or self.nothing >= _HARDLY))

    @property
    def nothing(self) -> float:
        """The probability that it tells nothing about the agent."""
        return self.judged.share(_TO_THE_BUILDER)

    @property
    def act_to_the_builder(self) -> Act:
        return max(_TO_THE_BUILDER, key=lambda act: self.judged.share((act,)))

    @property
    def act_about_the_agent(self) -> Act:
        return max(_ABOUT_THE_AGENT, key=lambda act: self.judged.share((act,)))

    @property
    def beside_the_question(self) -> "Utterance":
        """The same, once it is known that it does not answer the open question."""
        return replace(self, judged=self.judged.if_no_answer or self.judged)

    def surely(self, act: Act) -> bool:
        return self.act == act and self.judged.sure


def sentences_in(part: Part) -> list[Utterance]:
    """Each sentence as one utterance."""
    context = context_of(part)
    return [_judged(part.text, tokens, context) for tokens in list(sentences_of(part.text))[:_MOST]]


def utterances_of(part: Part) -> Iterator[Utterance]:
    """The same, but the orders of a sentence are apart: “make it formal and add Dutch” is two."""
    context = context_of(part)
    orders = [order for sentence in sentences_of(part.text) for order in orders_in(sentence)]
    pieces = [order for order in orders if not only_introduces(order)] or orders
    for tokens in pieces[:_MOST]:
        yield replace(_judged(part.text, tokens, context), in_a_list="\n" in part.text.strip())


def whole(part: Part) -> Utterance:
    """The part as one utterance."""
    return Utterance(part.text, part.tokens, *judged(part.tokens, context_of(part)))


def context_of(part: Part) -> Context:
    return Context(part.asked.path if part.asked else "", part.language, first_names(part.history, part.message))


def first_names(history: Sequence[Message], message: Message) -> frozenset[str]:
    """Folded first names of everybody else who wrote in the thread, or who was named there as one of the team."""
    others = {m.author.name for m in history if m.role == "person" and m.author.id != message.author.id}
    named = {name for m in history if m.role == "person" for name in _named_beside_kin(m.text)}
    return frozenset(fold(name.split()[0]) for name in others | named if name.split())


@lru_cache(maxsize=1_000)
def _named_beside_kin(text: str) -> tuple[str, ...]:
    """“me and my brother Leo” names Leo."""
    pairs = pairwise(tokens_of(text[:_LOOKED_THROUGH]))
    return tuple(name.text for kin, name in pairs if kin.folded in word_set("kin") and name.is_capital)


_LOOKED_THROUGH = 500
"""Characters of a message."""


def _judged(text: str, tokens: Sequence[Token], context: Context) -> Utterance:
    words = words_of(text, tokens)
    return Utterance(words, tokens_of(words), *judged(tokens_of(words), context))


def words_of(text: str, tokens: Sequence[Token]) -> str:
    """What these tokens of `text` say, with the mark that ends them, since a question mark tells a lot."""
    end = tokens[-1].end
    ended = text[end : end + 1] if text[end : end + 1] in "?!" else ""
    return text[tokens[0].start : end] + ended


def narrowed(part: Part, utterance: Utterance) -> Part:
    """The part with only this utterance in it."""
    return replace(part, text=utterance.text, tokens=utterance.tokens)
