"""A check of who is calling, spoken of again: other things to ask, how many tries, and what follows them."""

from collections.abc import Sequence

from engine.document.changes import Set
from engine.document.spec import Identity
from engine.document.spec.part import ASSUMED
from engine.interview.guided.recognisers.data_fields import field_hits
from engine.interview.guided.recognisers.identity import listed_pieces, otherwise_in, tries_in
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.lexicon import word_set
from engine.language.telling import telling_words
from engine.language.text import Token, joined


def identity_again(part: Part) -> Meaning | None:
    """What is said of the check that the team has given; the last word counts. Nothing where it is only assumed."""
    check = part.spec.identity
    origin = part.spec.origins.get("identity")
    if check is None or origin is None or origin.how in ASSUMED or part.text.rstrip().endswith("?"):
        return None
    values = _asked_instead(part, check) or _tries(part)
    if not values:
        return None
    again = Identity.model_validate({**check.model_dump(), **values})
    return meaning(Set(path="identity", value=again.model_dump(mode="json")))


def _asked_instead(part: Part, check: Identity) -> dict[str, object]:
    """“no, not the social - member number, date of birth and the zip code”: what stands behind the last dash; else all
    but what is taken back.
    """
    if next((t.folded for t in part.tokens if t.is_word), "") not in _TAKING_BACK:
        return {}
    dash = next((i for i in range(len(part.tokens) - 1, 0, -1) if part.tokens[i].text in "-–—:"), None)
    behind = part.tokens[dash + 1 :] if dash is not None else ()
    if len(field_hits(behind)) > 1:
        return {"ask": listed_pieces(joined(part.text, behind))}
    gone = telling_words(joined(part.text, _taken_back(part.tokens)))
    kept = tuple(asked for asked in check.ask if not gone & telling_words(asked))
    return {"ask": kept} if kept and len(kept) < len(check.ask) else {}


_TAKING_BACK = ("no", "not", "sorry", "actually", "wait")


def _taken_back(tokens: Sequence[Token]) -> Sequence[Token]:
    """“not | the social”: up to the next mark."""
    at = next((i for i, t in enumerate(tokens) if t.folded == "not"), len(tokens))
    end = next((i for i in range(at + 1, len(tokens)) if not tokens[i].is_word), len(tokens))
    return [t for t in tokens[at + 1 : end] if t.folded not in word_set("articles")]


def _tries(part: Part) -> dict[str, object]:
    """“two tries and then they have to come to the branch”; tries to reach somebody are others."""
    tries = tries_in(part.text)
    of_calls = part.spec.direction == "outbound" or any(t.folded in part.grammar.callings for t in part.tokens[:_NEAR])
    if tries is None or of_calls:
        return {}
    otherwise = otherwise_in(part.text)
    return {"tries": tries, **({"otherwise": otherwise} if otherwise else {})}


_NEAR = 5
