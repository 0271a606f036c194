"""Which of the jobs that the parser finds are goals: not answering the phone as such, not what the team does."""

from collections.abc import Sequence
from functools import cache

from engine.language.grammar import Grammar, grammar_of
from engine.language.jobs import Job
from engine.language.jobs.nouns import is_of_people
from engine.language.lexicon import book, lexicon, word_set
from engine.language.text import Token, fold, tokens_of


def goals_among(jobs: Sequence[Job], grammar: Grammar) -> list[Job]:
    """The jobs that are goals. A call to somebody is one only where nothing else is said of it."""
    kept = [job for job in jobs if not _is_no_goal(job) and not _rings(job, grammar)]
    others = [job for job in kept if job.verb not in grammar.callings]
    return others or kept


def _rings(job: Job, grammar: Grammar) -> bool:
    """“the phone | rings while we're with a horse”: a thing that rings, read as two verbs."""
    words = tokens_of(job.statement)
    after = grammar.verb_at(words, 1) if job.verb in grammar.callings and len(words) > 1 else None
    return after is not None and after[0].lemma in grammar.callings


def speaks_of_the_team(tokens: Sequence[Token]) -> bool:
    """“Our agency gets most of its enquiries after 6pm”: nothing that the agent is to do."""
    tokens = _behind_its_name(tokens)
    words = {t.folded for t in tokens}
    if not tokens or tokens[0].folded not in _words("team"):
        return bool(tokens) and tokens[0].folded == "nobody"
    if any(t.text == "," and _people_act(tokens, i) for i, t in enumerate(tokens, 1)):
        return False
    at = next((i for i, t in enumerate(tokens) if t.folded == "to"), len(tokens))
    wished = words & (_words("wishes") - {"to"}) or {t.folded for t in tokens[:at]} & word_set("planning")
    return not wished


def _people_act(tokens: Sequence[Token], at: int) -> bool:
    """“we repair violins, | players ring to ask …”: behind the team stands what others want."""
    grammar = grammar_of("en")
    return at < len(tokens) and is_of_people(tokens[at], grammar) and grammar.verb_at(tokens, at + 1) is not None


def _behind_its_name(tokens: Sequence[Token]) -> Sequence[Token]:
    """“Bluewater Pools, | we clean and fix swimming pools”: a team that says its name first."""
    comma = next((i for i, t in enumerate(tokens) if not t.is_word), 0)
    named = comma > 0 and all(t.is_capital for t in tokens[:comma]) and tokens[comma].text in ",-–—:"
    return tokens[comma + 1 :] if named and tokens[comma + 1 : comma + 2] else tokens


def _is_no_goal(job: Job) -> bool:
    words = tokens_of(job.statement)
    if fold(job.verb) in _words("verbs") and not _says_whether(words):
        return True
    verb = len(job.verb.split())
    verb_last = bool(words) and fold(words[-1].text) == fold(job.verb)
    rest = words[:-1] if verb_last else words[verb:]
    if not rest:
        return fold(job.verb) in _words("alone")
    if rest[0].folded == "me" or (len(rest) > 1 and rest[0].folded in _LETTING and rest[1].folded == "me"):
        return True  # “tell me what you make of it” is said to the builder
    if all(t.folded in _words("empty") for t in rest):
        return True
    built = fold(job.verb) in word_set("building")
    return _is_about_the_phone(job, rest) or _is_the_agent(rest, built=built)


_LETTING = ("to", "with", "for")


def _says_whether(words: Sequence[Token]) -> bool:
    """“Say if a bike is ready” answers somebody; “say hello” is politeness."""
    return (
        len(words) > 1 and words[0].folded == "say" and words[1].folded in word_set("asking_words") | {"if", "whether"}
    )


def _is_about_the_phone(job: Job, rest: Sequence[Token]) -> bool:
    if fold(job.verb) not in _words("phone_verbs"):
        return False
    if rest[0].folded == "for" and len(rest) > 1:
        return True  # “picks up | for my driving school”: whose phone it is
    noun = next((t for t in rest if t.folded not in _words("phone_between")), None)
    return noun is None or noun.folded in _words("phone_nouns") | word_set("conditions")


def _is_the_agent(rest: Sequence[Token], *, built: bool) -> bool:
    """“pilot a voice agent”, “einen Sprachagenten suchen”: what is built, not what it does."""
    heads = book("roles", "heads").find(rest[-2:])
    if built and heads:
        return True
    return any(hit.value == "generic" for hit in heads) and len(rest) <= 4 and not book("people").find(rest)


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(fold(str(word)) for word in lexicon("not_goals")[key])
