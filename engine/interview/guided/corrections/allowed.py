"""“actually do take payments” after “never take payments”; “it shouldn't give advice” where that is a goal."""

from collections.abc import Sequence

from engine.document.changes import Edit, Remove, add
from engine.document.spec import Goal, Guardrail
from engine.interview.contract import Question
from engine.interview.guided.corrections.target import last_items
from engine.interview.guided.corrections.texts import texts_of
from engine.interview.guided.corrections.vocabulary import first, phrases, without_around, words
from engine.interview.guided.targets import stems
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.grammar import grammar_of
from engine.language.lexicon import word_set
from engine.language.text import Token, fold, joined, sentence_case, slug, tokens_of
from engine.messages.replies import Suggestion
from engine.sentences import quoted

_MOST_WORDS = 18
_SAME = 0.75
"""Share of a rule's words that a permission repeats."""
_NEGATORS = frozenset(("ok", "okay", "fine", "allowed", "permitted")) | frozenset(
    ("never", "not", "no", "don't", "do", "does", "must", "should", "it", "we", "out", "under", "any")
)


def contradiction(part: Part) -> Meaning | None:
    """What was forbidden is wanted now, or the other way round: the old one goes, so never both stay."""
    tokens = without_around(part.tokens)
    if not tokens or len(tokens) > _MOST_WORDS or "?" in part.text:
        return None
    return _forbidden_now(part, tokens) or _wanted_now(part, tokens)


def exception(part: Part) -> Meaning | None:
    """“except at weekends, then a guest pays 10”: to what was told last, in the words of the team."""
    tokens = without_around(part.tokens)
    but = phrases("but").at(tokens, 0) if len(tokens) > 1 else None
    if but is None or "?" in part.text:
        return None
    item = next((i for i in last_items(part) if i.part in _EXCEPTED), None)
    text = next((t for t in texts_of(part.spec) if item and t.item == item.path and not t.path.endswith("title")), None)
    if text is None:
        return None
    said = joined(part.text, tokens).rstrip(" .")
    both = f"{text.value.rstrip('.')}, {said[:1].lower()}{said[1:]}."[:300]
    return meaning(text.written(both), says=f"Now {quoted(both)}.")


_EXCEPTED = ("knowledge", "notes", "guardrails", "goals", "transfers")


def _wanted_now(part: Part, tokens: Sequence[Token]) -> Meaning | None:
    """A rule goes that forbids what is allowed now."""
    allows = first("allowing", part.tokens)
    turns = first("reversing", part.tokens)
    negated = any(t.folded in grammar_of("en").negators or t.folded in ("not", "never", "no") for t in tokens)
    if negated or not (allows or turns):
        return None
    condition = next((i for i, t in enumerate(tokens) if i and t.folded in word_set("conditions")), len(tokens))
    said = _content(tokens[:condition])
    of_a_thing = allows is not None and allows.start > 0 and part.tokens[allows.start].folded in ("is", "are")
    if allows and of_a_thing:  # “I have to contradict myself: | same day bookings | are fine”
        begins = max((i + 1 for i, t in enumerate(part.tokens[: allows.start]) if t.text in ",.;:-–—"), default=0)
        said = _content(part.tokens[begins : allows.start])
    after_all = bool(turns) and "after all" in " ".join(t.folded for t in part.tokens)
    loosely = condition < len(tokens) or after_all or of_a_thing
    rules = [r for r in part.spec.guardrails if _covers(said, _content(tokens_of(r.statement)), loosely=loosely)]
    if len(rules) != 1:
        return None
    rule = rules[0]
    if condition < len(tokens):
        change = _with_exception(rule, joined(part.text, tokens))
        return meaning(change, says=f"The rule {quoted(rule.statement)} has this exception now.")
    more = said - _content(tokens_of(rule.statement))
    if said > _content(tokens_of(rule.statement)) or (of_a_thing and more):
        return _only_sometimes(rule, joined(part.text, tokens))
    return meaning(
        Remove(part="guardrails", id=rule.id), says=f"Then the rule {quoted(rule.statement)} is gone: now it may."
    )


def _only_sometimes(rule: Guardrail, said: str) -> Meaning:
    """“it may give medical advice in emergencies”: is that an exception, or is the rule gone?"""
    suggestions = (
        Suggestion(
            label="Keep the rule, with this exception",
            says="keep the rule",
            changes=(_with_exception(rule, said),),
        ),
        Suggestion(label="The rule goes", says="the rule goes", changes=(Remove(part="guardrails", id=rule.id),)),
    )
    text = f"The rule says {quoted(rule.statement)}. Is this an exception to it, or shall the rule go?"
    return Meaning(question=Question("guardrails", text, suggestions=suggestions))


def _with_exception(rule: Guardrail, said: str) -> Edit:
    both = f"{rule.statement.rstrip('.')}. Exception: {said.rstrip('.')}."[:300]
    return Edit(part="guardrails", id=rule.id, values={"statement": both})


def _forbidden_now(part: Part, tokens: Sequence[Token]) -> Meaning | None:
    """A goal goes that must not be done; the rule stands instead."""
    hit = first("forbidding", tokens)
    before = [t for t in tokens[: hit.start] if t.is_word] if hit else []
    if hit is None or len(before) > 2 or any(t.folded in ("we", "i", "you", "they", "if") for t in before):
        return None
    what = tokens[hit.end :]
    said = _content(what)
    goals = [g for g in part.spec.goals if said and _is_same(said, _content(tokens_of(g.statement)))]
    if len(goals) != 1:
        return None
    return _rule_instead(goals[0], joined(part.text, what).rstrip(" ."))


def _rule_instead(goal: Goal, what: str) -> Meaning:
    statement = f"Never {what[:1].lower()}{what[1:]}"[:300]
    rule = Guardrail(id=slug(statement), statement=sentence_case(statement))
    says = f"Taken out: {quoted(goal.statement)}. The rule is now: {quoted(statement)}."
    return meaning(Remove(part="goals", id=goal.id), add("guardrails", rule), says=says)


def _content(tokens: Sequence[Token]) -> frozenset[str]:
    """Stems of the words that matter, without who does it and whether it may."""
    hits = [*phrases("allowing").find(tokens), *phrases("reversing").find(tokens)]
    skipped = {i for hit in hits for i in range(hit.start, hit.end)}
    kept = [t for i, t in enumerate(tokens) if t.is_word and i not in skipped]
    empty = grammar_of("en").common | _NEGATORS | words("hollow") | word_set("articles") | word_set("the_agent")
    return frozenset(stem for t in kept if t.folded not in empty for stem in stems(fold(t.text)))


def _covers(said: frozenset[str], rule: frozenset[str], *, loosely: bool) -> bool:
    """“take payments” permits what “Never take payments” forbids, not what “Never take card numbers” does; “payments
    are fine” does too, and “payments by cheque are fine” permits some of it."""
    least, own = (0.5, 0.5) if loosely else (_SAME, _SAME)
    return bool(said and rule) and len(said & rule) >= least * len(rule) and len(said & rule) >= own * len(said)


def _is_same(said: frozenset[str], goal: frozenset[str]) -> bool:
    return bool(goal) and len(said & goal) >= _SAME * len(said | goal)
