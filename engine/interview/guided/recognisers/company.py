"""The company's name: every run of words that may be one, weighed by what stands around it."""

from collections.abc import Iterator, Sequence
from functools import cache

from engine.interview.guided.name_runs import name_at, not_names, run_end
from engine.interview.guided.reading import Reading
from engine.interview.guided.recognisers.industry import trades
from engine.language.clauses import sentences_of
from engine.language.lexicon import book, lexicon
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token, fold, joined, sentence_case, tokens_of

_SAID, _APPOSED, _SPEAKING, _MARKED, _LOOSE, _SMALL = 6, 5, 4, 3, 2, 1
"""How much a place in the sentence says: “company is …”, “our clinic (…)”, “… Dental”, “at …”, “of …”."""
_BEFORE_BRACKET = 7
"""Words in which a trade must stand before a name in brackets or quotation marks."""
_SMALL_WORDS = 3


def company_name(reading: Reading, agent: str) -> str:
    """`Bright Smile Dental` of “for Bright Smile Dental” or “our clinic, Bright Smile,”; empty where none is said."""
    best, weight = "", 0
    for sentence in sentences_of(reading.text):
        for written, value in _candidates(reading.text, sentence):
            name = _without_genitive(written)
            weighed = value + (_speaks_of_trade(name) if value >= _LOOSE else 0)
            if (
                name
                and weighed > weight
                and fold(name) != fold(agent)
                and fold(name) not in not_names()
                and not _is_a_role(name)
            ):
                best, weight = name, weighed
    return best


def _candidates(text: str, tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    for key, weight in (("company_is", _SAID), ("company", _MARKED), ("company_loose", _LOOSE)):
        for hit in _book(key).find(tokens):
            at = hit.end + (hit.end < len(tokens) and tokens[hit.end].text == ",")
            two_words = key == "company" and hit.end - hit.start > 1
            german = at < len(tokens) and tokens[at].folded in _GERMAN_ARTICLES
            at += at < len(tokens) and (two_words or german) and _is_article(tokens, at)
            name = name_at(text, tokens, at, bare=weight == _SAID)
            common = tokens[hit.start].folded in _words("before_nouns") and " " not in name
            yield "" if common else name, weight
    yield _before_its_trade(text, tokens), _APPOSED
    yield from ((name, _APPOSED) for name in _apposed(text, tokens))
    yield from ((name, _SPEAKING) for name in _speaking(text, tokens))
    yield from ((name, _MARKED) for name in _in_brackets(text, tokens))
    yield _at_the_start(text, tokens), _LOOSE
    yield _in_small_letters(tokens), _SMALL


_GERMAN_ARTICLES = ("das", "die", "den")
"""“Agent für | das | Bürgeramt Lindau”: German says the article before a name, and writes any noun with a capital."""


def _is_article(tokens: Sequence[Token], at: int) -> bool:
    """“wir sind | die | Autowerkstatt Müller”."""
    return tokens[at].folded in _words("articles") and run_end(tokens, at + 1) > at + 2


def _apposed(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """“our clinic, Bright Smile,”, “our salon Hair & Now”, “a practice in Leeds (Motion Matters)”."""
    for hit in [*trades().find(tokens), *_book("organisations").find(tokens)]:
        at = hit.end
        if _begins_the_name(tokens, hit):
            continue
        if at < len(tokens) and tokens[at].folded in _words("called") | _words("copulas"):
            yield name_at(text, tokens, at + 1, bare=tokens[at].folded in _words("called"))
        at = _past_place(tokens, at)
        if at < len(tokens) and tokens[at].text == ",":
            at += 1
            name = name_at(text, tokens, at)
            end = run_end(tokens, at)
            yield name if end >= len(tokens) or tokens[end].text in ",)-–—" else ""
        else:
            yield name_at(text, tokens, at)
        for place in range(hit.end, min(hit.end + _BEFORE_BRACKET, len(tokens))):
            if tokens[place].text in _OPENERS:
                yield _enclosed(text, tokens, place + 1)
                break


def _past_place(tokens: Sequence[Token], at: int) -> int:
    """“un restaurante | en Valencia | , Casa Amparo”: a place that stands before the name is passed over."""
    if at + 1 < len(tokens) and tokens[at].folded in _words("before_places"):
        end = run_end(tokens, at + 1)
        if end > at + 1 and end < len(tokens) and tokens[end].text == ",":
            return end
    return at


def _in_brackets(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """“we run 4 escape rooms (Locked & Loaded Games)”, “no its "Pass First Time"”: capitals in brackets, where the team
    speaks of itself, or in quotation marks behind what says that they are a name."""
    ours = any(t.folded in _words("ours") for t in tokens)
    for at, token in enumerate(tokens):
        named = at > 0 and token.text in _OPENERS and tokens[at - 1].folded in ("its", "it's", "called", "name")
        if named or (ours and token.text == "("):
            name = _enclosed(text, tokens, at + 1)
            yield name if " " in name else ""


def _before_its_trade(text: str, tokens: Sequence[Token]) -> str:
    """“Rosie's Blooms, flower shop.”, “Acme - plumbing company”: what it is stands after the name."""
    end = run_end(tokens, 0)
    if not end or end >= len(tokens) or tokens[end].text not in ",:(–—-":
        return ""
    after = tokens[end + 1 : end + 1 + _BEFORE_TRADE]
    said = trades().find(after) or _book("organisations").find(after)
    return name_at(text, tokens, 0) if said and not trades().at(tokens, 0) else ""


_BEFORE_TRADE = 5
"""Words after the mark in which the trade must stand."""

_OPENERS = ("(", '"', "“", "«", "„", "‘", "'")
_CLOSERS = (")", '"', "”", "»", "“", "’", "'", ",", "-", "–")


def _begins_the_name(tokens: Sequence[Token], hit: Hit) -> bool:
    """“Stadtwerke Neustadt”, “City of Fernbrook”: the word for the trade is a part of the name."""
    follows = tokens[hit.end : hit.end + 2]
    joined_on = bool(follows) and follows[0].folded in lexicon("names")["connectors"]
    named = any(t.is_capital for t in follows[: 1 + joined_on])
    inside = tokens[hit.start : hit.end]
    if len(inside) > 1 and not inside[-1].is_capital and inside[-1].folded not in lexicon("names")["connectors"]:
        return False
    return any(t.is_capital for t in inside[hit.start == 0 and not named :])


def _enclosed(text: str, tokens: Sequence[Token], at: int) -> str:
    """All of what stands in brackets or quotation marks, if it is written like a name."""
    end = next((i for i in range(at, len(tokens)) if tokens[i].text in _CLOSERS), len(tokens))
    inside = tokens[at:end]
    if not inside or not inside[0].is_capital or (len(inside) == 1 and inside[0].text.isupper()):
        return ""
    connectors = lexicon("names")["connectors"]
    if not all(t.is_capital or t.folded in connectors or t.text in "'’&." or t.text.isdigit() for t in inside):
        return ""
    return joined(text, inside) if name_at(text, tokens, at) or inside[0].text.endswith(("'", "’")) else ""


def _speaking(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """“Greystone Property Management”: a run of capitals with a word for a trade or a company in it."""
    at = 0
    while at < len(tokens):
        end = run_end(tokens, at) if tokens[at].is_capital else at
        if end - at > 1:
            yield name_at(text, tokens, at) if _speaks_of_trade(joined(text, tokens[at:end])) else ""
        at = max(end, at + 1)


def _speaks_of_trade(name: str) -> bool:
    words = [fold(w.strip(".,")) for w in name.split()]
    return len(words) > 1 and any(w in _words("suffixes") for w in words)


def _at_the_start(text: str, tokens: Sequence[Token]) -> str:
    """“Acme Motors needs a bot”, “Stadtwerke Neustadt suchen …”, “Acme is a shop that …”."""
    end = run_end(tokens, 0)
    if not end or end >= len(tokens):
        return ""
    follows = tokens[end].folded
    after = tokens[end + 1].folded if end + 1 < len(tokens) else ""
    described = follows in _words("copulas") and after in _words("articles")
    return name_at(text, tokens, 0) if described or follows in _words("wishes") else ""


def _in_small_letters(tokens: Sequence[Token]) -> str:
    """“for smith and sons plumbing”, “i own tonys pizzeria”: no article, and more than the trade alone."""
    if any(t.text.istitle() for t in tokens[1:]):
        return ""
    for hit in _book("company_small").find(tokens):
        run: list[Token] = []
        for token in tokens[hit.end : hit.end + _SMALL_WORDS + 1]:
            if not token.is_word or token.folded in _words("small_stops"):
                break
            run.append(token)
            if len(run) > 1 and token.folded in _words("suffixes"):
                break
        owner = bool(run) and run[0].folded.endswith(("s", "'s")) and not trades().at(run, 0)
        joint = any(t.folded in ("and", "&", "y", "und", "et") for t in run[1:-1])
        if (
            len(run) > 1
            and run[-1].folded in _words("suffixes")
            and (owner or joint or len(run) - len(trades().find(run)) > 1)
        ):
            return " ".join(sentence_case(t.text) for t in run)
    return ""


def _without_genitive(name: str) -> str:
    """“Halcyon Bank's card team”: the bank. “Luigi's” stays."""
    stem = name.removesuffix("'s").removesuffix("’s")
    return stem if _speaks_of_trade(stem) else name


def _is_a_role(name: str) -> bool:
    """“Call Center Agent” is what somebody wants, not where."""
    words = tokens_of(name)
    return bool(book("roles", "heads").at(words, len(words) - 1))


@cache
def _book(key: str) -> PhraseBook:
    return PhraseBook({key: lexicon("names")[key]})


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in lexicon("names")[key])
