"""Words of tone where they describe how the agent talks: “calm and patient”, not “calls the patient”."""

from collections.abc import Sequence
from functools import cache

from engine.language.grammar import grammar_of
from engine.language.lexicon import book, lexicon
from engine.language.phrases import Hit, PhraseBook
from engine.language.text import Token, fold

_REACH = 6
"""Words between a tone and the word that makes it one: “should sound | very calm, patient and | warm”."""


_ALSO_A_PERSON = "patient"
"""“The patient must confirm …” says nothing of how the agent sounds."""


def tone_hits(tokens: Sequence[Token], *, forgiving: int = 0) -> list[Hit]:
    """The tones of a clause: alone between commas, after “sound” or “tone”, or beside a word for the agent."""
    hits = tone_words(tokens, forgiving=forgiving)
    if not hits:
        return []
    inside = {i for hit in hits for i in range(hit.start, hit.end)}
    return [hit for hit in hits if _describes(tokens, hit, inside)]


def tone_words(tokens: Sequence[Token], *, forgiving: int = 0) -> list[Hit]:
    """Every word of tone, wherever it stands. A small word such as “through” is no typo of “thorough”."""
    known = grammar_of("en")
    found = book("tones").find(tokens, forgiving=forgiving)
    return [hit for hit in found if tokens[hit.start].folded not in known.ends | known.leads]


def is_all_tone(tokens: Sequence[Token]) -> bool:
    """“Confident, respectful”, “Relaxed and knowledgeable”: how it speaks, and no word of what it does."""
    hits = tone_hits(tokens)
    spoken = sum(t.is_word for t in tokens)
    return bool(hits) and 2 * sum(hit.end - hit.start for hit in hits) >= spoken


def _describes(tokens: Sequence[Token], hit: Hit, inside: set[int]) -> bool:
    if hit.start == 0 and hit.end < len(tokens) and tokens[hit.end].text == ":":
        return False
    if hit.value == _ALSO_A_PERSON and _is_a_person(tokens, hit.start):
        return False
    if _among_tones_only(tokens, hit, inside):
        return True
    before = _past_tones(tokens, hit.start - 1, -1, inside)
    after = _past_tones(tokens, hit.end, 1, inside)
    if _before_agent(tokens, after) or _is(tokens, after, "nouns") or _is(tokens, before, "nouns"):
        return True
    if _is(tokens, after + 1, "speech") and tokens[after].is_word and before == hit.start - 1:
        return True
    if hit.start and tokens[hit.start - 1].text == ":" and after < len(tokens) and _ends(tokens[after]):
        return True
    if _is_agent(tokens, before):
        return before == hit.start - 1 or tokens[before].folded not in ("agent", "bot")
    cued = _is(tokens, before, "cues") or _is(tokens, hit.start - 1, "cues")
    return cued and (after >= len(tokens) or _ends(tokens[after]))


def _is_a_person(tokens: Sequence[Token], at: int) -> bool:
    """“the patient must …”, “patients must …”."""
    return tokens[at].folded.endswith("s") or (at > 0 and tokens[at - 1].folded in ("the", "each", "every", "this"))


def _among_tones_only(tokens: Sequence[Token], hit: Hit, inside: set[int]) -> bool:
    """“…, warm and very patient, …”: nothing else stands between the commas."""
    return _to_border(tokens, hit.start - 1, -1, inside) and _to_border(tokens, hit.end, 1, inside)


def _to_border(tokens: Sequence[Token], at: int, step: int, inside: set[int]) -> bool:
    while 0 <= at < len(tokens):
        token = tokens[at]
        if not token.is_word or token.folded in words("joints"):
            return True
        if at not in inside and token.folded not in words("fillers"):
            return False
        at += step
    return True


def _past_tones(tokens: Sequence[Token], at: int, step: int, inside: set[int]) -> int:
    """The nearest word that is no tone or filler; a comma or “and” is passed only where a tone follows it."""
    for _ in range(_REACH):
        if not 0 <= at < len(tokens):
            break
        joint = not tokens[at].is_word or tokens[at].folded in words("joints")
        ahead = {at + step, at + 2 * step} if _is(tokens, at + step, "fillers") else {at + step}
        if at not in inside and (tokens[at].folded not in words("fillers") if not joint else not ahead & inside):
            break
        at += step
    return at


def _is(tokens: Sequence[Token], at: int, key: str) -> bool:
    return 0 <= at < len(tokens) and tokens[at].folded in words(key)


def _is_agent(tokens: Sequence[Token], at: int) -> bool:
    near = tokens[max(0, at - 2) : at + 2] if at >= 0 else ()
    return any(hit.start <= min(at, 2) < hit.end for hit in _heads().find(near, forgiving=9))


def _before_agent(tokens: Sequence[Token], at: int) -> bool:
    """“an empathetic | claims assistant”: up to two nouns may stand between a tone and the word for the agent."""
    near = tokens[at : at + 4]
    border = next((i for i, t in enumerate(near) if not t.is_word or t.folded in words("after")), len(near))
    return any(hit.start <= 2 for hit in _heads().find(near[:border], forgiving=9))


@cache
def _heads() -> PhraseBook:
    return book("roles", "heads")


def _ends(token: Token) -> bool:
    """After “should be warm” a preposition or a new clause may follow, but no noun that the tone belongs to."""
    return not token.is_word or token.folded in words("after")


@cache
def words(key: str) -> frozenset[str]:
    """A list of `lexicons/toning.yaml`."""
    return frozenset(fold(str(word)) for word in lexicon("toning")[key])
