"""Where in a text the question proper begins, how it asks, and whom it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.interview.answering.vocabulary import Vocabulary
from engine.language.text import Token, fold

_FARTHEST = 12
"""Words before the question proper; what stands later belongs to another sentence."""
_SHORT = 9
"""Words up to which “and if …” asks; what is longer goes on with what shall happen then."""
_LONGEST_END, _LONGEST_TAG = 6, 3
_FIRST_WORDS = 4
_NOUNS_ASKED = 4
_LONGEST_AFTER = 3
_MARKS = frozenset(",;:.!?–—-()")


@dataclass(frozen=True, slots=True)
class Opening:
    asks: str
    who: str
    start: int
    end: int
    wish: bool
    turned: bool = False


def opening_of(words: Sequence[str], tokens: Sequence[Token], known: Vocabulary) -> Opening | None:
    """Where the question proper begins: after what people say first, or after a mark."""
    ending = _ending(words, known)
    if ending:
        return ending
    told = _told_on(words, known)
    if told:
        return told
    starts, at, requested = list[int](), 0, False
    while at < len(words) and not known.indirect.at(words, at):
        lead = known.before.at(words, at)
        if lead:
            requested = requested or known.requests.at(words, at) is not None
            starts.append(at)
            at += len(lead.words)
        elif words[at] in _MARKS or not tokens[at].is_word:
            at += 1
        else:
            break
    after_marks = (n + 1 for n, word in enumerate(words[:_FARTHEST]) if word in _MARKS and n + 1 > at)
    marked = any(t.text in "?¿" for t in tokens)
    for start in (at, *reversed(starts), *after_marks):
        found = _at(words, start, tokens, known, requested=requested)
        if found and (marked or found.asks != "is" or start <= at or _asks_in_the_end(found, known)):
            return found  # “wenn jemand anruft, soll er …” turns the words around as a question does
    return _at_the_end(words, tokens, known)


def _asks_in_the_end(found: Opening, known: Vocabulary) -> bool:
    """“alarm at 3 am, do they get a person”: only a language that turns words for nothing else says so."""
    return known.inverts_to_ask and found.turned and found.who in ("it", "they")


def _ending(words: Sequence[str], known: Vocabulary) -> Opening | None:
    """“the call drops, then what”."""
    last = len(words) - (words[-1] in _MARKS if words else 0)
    for start in range(max(last - _LONGEST_END, 1), last):
        ending = known.ends.at(words, start)
        if ending and start + len(ending.words) == last:
            return Opening("if", "", start, last, False, turned=True)
    return None


def _at_the_end(words: Sequence[str], tokens: Sequence[Token], known: Vocabulary) -> Opening | None:
    """“the url, what is that”, “eso de la url qué es”."""
    last = len(words) - (words[-1] in _MARKS if words else 0)
    for start in range(max(last - 3, 1), last):
        found = known.asks.at(words, start)
        if (
            found
            and found.values & {"what", "define"}
            and all(known.fillers.at(words, n) for n in range(start + len(found.words), last))
        ):
            return _at(words, start, tokens, known)
    return None


def _told_on(words: Sequence[str], known: Vocabulary) -> Opening | None:
    """“the boss asks whether it is safe”; not “if somebody asks whether it is open, …”."""
    if "," in words or words[:1] in (("if",), ("when",)):
        return None
    at = next((n for n in range(1, min(_FIRST_WORDS, len(words))) if known.indirect.at(words, n)), None)
    found = known.indirect.at(words, at) if at else None
    return _indirect(words, at, at + len(found.words), known) if at and found else None


def _at(
    words: Sequence[str], start: int, tokens: Sequence[Token], known: Vocabulary, *, requested: bool = False
) -> Opening | None:
    if known.none.at(words, start) and not any(t.text in "?¿" for t in tokens):
        return None
    indirect = known.indirect.at(words, start)
    if indirect:
        return _indirect(words, start, start + len(indirect.words), known)
    asked = known.asks.at(words, start)
    if not asked and known.fillers.at(words, start):
        asked = known.asks.at(words, start + 1)
        start += 1 if asked else 0
    aux = None if asked else known.aux.at(words, start)
    if not asked and not aux:
        return None
    at = start + len((asked or aux).words)  # type: ignore[union-attr]  # one of the two is there
    helping = known.aux.at(words, at) if asked else None
    if helping:
        at += len(helping.words)
    at, who = _who(words, at, known)
    kind = next(iter(sorted(asked.values))) if asked else "is"
    helped = bool(helping) or (asked is not None and (len(asked.words) > 1 or "'" in asked.words[0]))
    if not requested and not _asks(kind, start, helped, who, tokens, known):
        return None
    if aux and not who and len(aux.words) == 1:
        who_follows = any(known.who.at(words, n) for n in range(at, min(at + 4, len(words))))
        if not who_follows and "?" not in words and "¿" not in words and known.language != "en":
            return None
    wish = bool(aux and known.wish.at(words, start))
    turned = requested or kind == "about" or (bool(aux or helping) and bool(who) and "," not in words[at:])
    turned = turned or (bool(asked) and not who and _is_turned(words, at, known))
    return Opening(kind.removesuffix("_first").removesuffix("_marked"), who, start, at, wish, turned)


def _is_turned(words: Sequence[str], at: int, known: Vocabulary) -> bool:
    """“which days | are we shut”: who does it stands behind the auxiliary, a few words on."""
    near = range(at + 1, min(at + _NOUNS_ASKED, len(words)))
    helping = ((n, known.aux.at(words, n)) for n in near if "," not in words[at:n])
    return known.inverts_to_ask and any(aux and _who(words, n + len(aux.words), known)[1] for n, aux in helping)


def _indirect(words: Sequence[str], start: int, at: int, known: Vocabulary) -> Opening | None:
    """“wondering if it could text people”: who does it stands before the auxiliary."""
    end, who = _who(words, at, known)
    helping = known.aux.at(words, end)
    if not helping:
        return Opening("is", who, start, end, False, bool(who))
    return Opening("is", who, start, end + len(helping.words), bool(known.wish.at(words, end)), bool(who))


def _asks(kind: str, start: int, helped: bool, who: str, tokens: Sequence[Token], known: Vocabulary) -> bool:
    """Whether these words begin a question here: not “what I want is …”, “where it says …”, “que pregunte "
    "…”, “…, and if possible …”."""
    marked = any(t.text in "?¿" for t in tokens)
    if kind.endswith("_marked"):
        return marked and _ends_soon(tokens[start:])
    if kind.endswith("_first"):
        return start == 0 and (marked or (len(tokens) <= _SHORT and not any(t.text == "," for t in tokens)))
    if known.inverts and kind in ("what", "where", "when", "how") and who and not helped:
        return marked
    if known.accented and kind != "is":
        return marked or any(fold(t.text) != t.text.casefold() for t in tokens[start : start + 2])
    return True


def _ends_soon(tokens: Sequence[Token]) -> bool:
    """“if it gets nothing, three times?”: no clause comes behind the comma that says what to do then."""
    commas = [n for n, token in enumerate(tokens) if token.text == ","]
    return not commas or sum(t.is_word for t in tokens[commas[-1] :]) <= _LONGEST_AFTER


def _who(words: Sequence[str], at: int, known: Vocabulary) -> tuple[int, str]:
    while at < len(words) and not words[at][0].isalnum():
        at += 1
    found = known.who.at(words, at)
    return (at + len(found.words), next(iter(found.values))) if found else (at, "")


def is_tagged(words: Sequence[str], known: Vocabulary) -> bool:
    """“it can't take cards, right?”, “it does ask for the number, doesn't it”."""
    last = len(words) - (words[-1] in _MARKS if words else 0)
    tags = ((at, known.tags.at(words, at)) for at in range(max(last - _LONGEST_TAG, 1), last))
    return any(tag is not None and at + len(tag.words) == last and words[at - 1] == "," for at, tag in tags)
