"""What the readers know of a language: function words, negators and verbs, from `lexicons/grammar/*.yaml`."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token, fold
from engine.language.verbs import Verb, verb_table

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "nl")
_LONGEST_VERB = 4
"""Words: “take care of” and one to spare."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language. All words are folded."""

    language: str
    common: frozenset[str]
    negators: PhraseBook
    not_negators: PhraseBook
    breaks: frozenset[str]
    joints: frozenset[str]
    triggers: frozenset[str]
    modals: frozenset[str]
    skipped: frozenset[str]
    people: frozenset[str]
    passives: frozenset[str]
    """Forms of “be” before a negator: what stands before them is what is negated."""
    ends: frozenset[str]
    leads: frozenset[str]
    dropped: frozenset[str]
    """Words at the beginning of an object that a goal does without."""
    callings: frozenset[str]
    """Verbs that mean a telephone call: of the caller (“patients call to …”) or of the agent (“calls new leads”)."""
    transitive: frozenset[str]
    """Verbs that say nothing without an object."""
    generic: frozenset[str]
    """Verbs that say nothing by themselves, so each of their objects is a job of its own."""
    not_jobs: frozenset[str]
    verbs: dict[tuple[str, ...], Verb]
    particles: dict[str, str]
    verb_last: bool
    """The verb stands at the end of its clause, after its object: “die Termine bucht”."""

    def verb_at(self, tokens: Sequence[Token], at: int) -> tuple[Verb, int] | None:
        """The verb that begins here and the index after it; the longest one."""
        for length in range(min(_LONGEST_VERB, len(tokens) - at), 0, -1):
            verb = self.verbs.get(tuple(t.folded for t in tokens[at : at + length]))
            if verb:
                return verb, at + length
        return None


@cache
def grammar_of(language: str) -> Grammar:
    """The grammar of a language in `LANGUAGES`; that of English for any other."""
    language = language if language in LANGUAGES else "en"
    data = lexicon(f"grammar/{language}")

    def words(key: str) -> frozenset[str]:
        return frozenset(fold(word) for word in data.get(key, ()))

    return Grammar(
        language=language,
        negators=PhraseBook({"no": data["negators"]}),
        not_negators=PhraseBook({"no": data.get("not_negators", ())}),
        verbs=verb_table(data),
        particles={fold(k): v for k, v in data.get("particles", {}).items()},
        verb_last=bool(data.get("verb_last", False)),
        **{
            key: words(key)
            for key in (
                "common", "breaks", "joints", "triggers", "modals", "skipped", "people", "ends", "leads", "dropped",
                "callings", "transitive", "generic", "not_jobs", "passives",
            )
        },
    )  # fmt: skip
