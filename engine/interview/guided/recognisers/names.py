"""The agent's own name and the company's: by what stands before them, and by how names are written."""

from collections.abc import Iterator, Sequence
from functools import cache

from babel import Locale

from engine.changes import Set
from engine.interview.guided.language_names import language_names
from engine.interview.guided.lexicon import lexicon
from engine.interview.guided.phrases import Hit, PhraseBook
from engine.interview.guided.reading import Found, Reading
from engine.interview.guided.recognisers.industry import trades
from engine.interview.guided.segment import sentences_of
from engine.interview.guided.text import Token, fold, joined, sentence_case

_MOST_WORDS = 6


def names(reading: Reading) -> Iterator[Found]:
    agent = agent_name(reading)
    company = company_name(reading, agent)
    if agent and not reading.spec.name:
        yield Found(Set(path="name", value=agent))
    if company and not reading.spec.company:
        yield Found(Set(path="company", value=company))


def agent_name(reading: Reading) -> str:
    """`Mia` of “called Mia”; empty where nobody names the agent."""
    for sentence in sentences_of(reading.text):
        for hit in _book("agent").find(sentence):
            before = [t.folded for t in sentence[max(0, hit.start - 2) : hit.start]]
            if set(before) & _ORGANISATIONS or (before and trades().find(sentence[hit.start - 1 : hit.start])):
                continue
            name = _name_at(reading.text, sentence, hit.end, most=3, bare=True)
            if name:
                return name
    return ""


_ORGANISATIONS = frozenset(("company", "business", "firm", "brand", "product", "app", "empresa", "firma", "entreprise", "bedrijf", "azienda", "shop", "store"))  # fmt: skip


def company_name(reading: Reading, agent: str) -> str:
    """`Bright Smile Dental` of “for Bright Smile Dental” or “our clinic, Bright Smile,”."""
    for sentence in sentences_of(reading.text):
        for hit in _book("company").find(sentence):
            name = _name_at(reading.text, sentence, _past_description(sentence, hit), most=_MOST_WORDS)
            if name and name != agent and not _is_place(sentence, hit):
                return name
    for sentence in sentences_of(reading.text):
        name = _in_apposition(reading.text, sentence) or _named_organisation(reading.text, sentence)
        if name and name != agent:
            return name
    return _in_small_letters(reading)


def _is_place(tokens: Sequence[Token], hit: Hit) -> bool:
    """“from Monday”, “at Heathrow”: only after a description is a bare place a company; kept simple on purpose."""
    return (
        tokens[hit.start].folded in ("from", "of", "en", "de")
        and hit.end - hit.start == 1
        and _is_city(tokens, hit.end)
    )


def _is_city(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].folded in _not_names()


def _past_description(tokens: Sequence[Token], hit: Hit) -> int:
    """“our clinic, | Bright Smile”: step over a description between the marker and the name."""
    at = hit.end
    if at < len(tokens) and tokens[at].text == ",":
        at += 1
    return at


def _in_apposition(text: str, tokens: Sequence[Token]) -> str:
    """“our dental clinic, Bright Smile,” and “our salon Hair & Now”: a name right after a trade."""
    for hit in trades().find(tokens):
        at = hit.end
        if at < len(tokens) and tokens[at].text in ",(":
            at += 1
        name = _name_at(text, tokens, at, most=_MOST_WORDS)
        if name and at < len(tokens) and (at == hit.end or tokens[hit.end].text in ",("):
            return name
    return ""


def _named_organisation(text: str, tokens: Sequence[Token]) -> str:
    """“a clinic called Bright Smile”."""
    for hit in _book("agent").find(tokens):
        before = tokens[max(0, hit.start - 2) : hit.start]
        if {t.folded for t in before} & _ORGANISATIONS or trades().find(before):
            return _name_at(text, tokens, hit.end, most=_MOST_WORDS, bare=True)
    first = _name_at(text, tokens, 0, most=_MOST_WORDS)
    words = len(first.split())
    if first and words < len(tokens) and tokens[words].folded in ("is", "needs", "wants", "es", "est", "ist", "é", "e"):
        return first
    return ""


def _name_at(text: str, tokens: Sequence[Token], at: int, most: int, *, bare: bool = False) -> str:
    """The run of capitalised words that begins at `at`; with `bare`, one word in small letters will do."""
    end = at
    connectors = lexicon("names")["connectors"]
    while end < len(tokens) and end - at < most:
        token = tokens[end]
        if (
            (token.is_capital and (end > at or _may_begin(tokens, end)))
            or (
                end > at
                and (token.folded in connectors or token.text in "'’")
                and end + 1 < len(tokens)
                and tokens[end + 1].is_capital
            )
            or (end > at and token.text.isdigit())
        ):
            end += 1
        else:
            break
    found = tokens[at:end]
    if found and not language_names().at(found, 0):
        return joined(text, found).strip("'’")
    if bare and at < len(tokens) and tokens[at].text in "\"“'‘«":
        return _name_at(text, tokens, at + 1, most, bare=True)
    if (
        bare
        and at < len(tokens)
        and text.islower()
        and tokens[at].text.isalpha()
        and tokens[at].folded not in _not_names()
    ):
        return sentence_case(tokens[at].text)
    return ""


def _may_begin(tokens: Sequence[Token], at: int) -> bool:
    """A name may begin with “The” only if it goes on: “The Grand Budapest”."""
    if tokens[at].folded == "the":
        return at + 1 < len(tokens) and tokens[at + 1].is_capital
    return tokens[at].folded not in _not_names() and tokens[at].folded not in _territories()


@cache
def _territories() -> frozenset[str]:
    locales = (Locale.parse(code) for code in lexicon("languages")["named_in"])
    return frozenset(fold(name) for locale in locales for name in locale.territories.values())


def _in_small_letters(reading: Reading) -> str:
    """“for smith and sons plumbing”: no article, and more than the trade alone."""
    if any(t.is_capital for t in reading.tokens[1:]):
        return ""
    suffixes = set(lexicon("names")["suffixes"])
    for sentence in sentences_of(reading.text):
        for hit in PhraseBook({"for": ["for", "at", "behalf of"]}).find(sentence):
            run: list[Token] = []
            for token in sentence[hit.end : hit.end + _MOST_WORDS]:
                if not token.is_word or token.folded in (
                    "that",
                    "which",
                    "who",
                    "to",
                    "in",
                    "our",
                    "my",
                    "a",
                    "the",
                    "an",
                    "with",
                    "books",
                ):
                    break
                run.append(token)
                if token.folded in suffixes:
                    break
            known = trades().find(run)
            ends_well = bool(run) and run[-1].folded in suffixes
            covered = sum(h.end - h.start for h in known)
            if ends_well and len(run) - covered >= 2 - (covered == 0):
                return " ".join(sentence_case(t.text) for t in run)
    return ""


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook({key: lexicon("names")[key]})


@cache
def _not_names() -> frozenset[str]:
    return frozenset(fold(str(word)) for word in lexicon("names")["not_names"])
