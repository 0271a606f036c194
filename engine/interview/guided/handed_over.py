"""A sentence that says who takes over: “complaints go to Anita on ext 12”, “if they're angry put them through to me”.

Beside the forms of `recognisers/transfers.py` a later sentence may only name the person: “Marta, 0161 496 0000, for
weddings”. Where nobody is named it is no transfer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pydantic import JsonValue

from engine.document.changes import Change, Edit, Set, add
from engine.document.spec import Transfer
from engine.interview.guided.reading import read
from engine.interview.guided.recognisers.goals import statements_in
from engine.interview.guided.recognisers.transfers import (
    local_number_in,
    phone_in,
    transfer_to,
    transfers_in,
)
from engine.interview.guided.rules import in_own_words
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.clauses import clauses_of
from engine.language.lexicon import book, word_set
from engine.language.text import Token, joined, sentence_case, tokens_of

_MOST_WORDS = 5
_SPEAKERS = ("me", "myself")
_ASKS = "The caller asks for a person, or the agent cannot help"


def handed_over(part: Part, *, likely: bool = False) -> Meaning | None:
    """The transfers of the sentence: new ones, or the number and the case of one that is known. Only where its place
    is `likely` that of transfers a thing that somebody deals with is one, too.
    """
    if any(c.negated for c in clauses_of(part.text, part.language)) or part.text.rstrip().endswith("?"):
        return None
    reading = read(part.text, part.language, part.spec, opening=False)
    told = [t for t in transfers_in(reading) if likely or _is_somebody(t, part)]
    found = told or list(_beside_a_number(part)) or (list(_does_it(part)) if likely else [])
    named = [_of_the_speaker(transfer, part) for transfer in found]
    changes = [change for transfer in named for change in _kept(transfer, part)]
    more = bool(told) and len(statements_in(reading)) > 1
    if (more or (told and _goes_on(part))) and changes and (steps := _steps_of_the_case(part)):
        return meaning(*changes, steps)
    return replace(meaning(*changes), tells_more=more) if changes else None


def person_behind(part: Part) -> Meaning | None:
    """“me, 07700 900551”, “the depot, 01632 …”: who gets what nothing else helps with, where that is asked."""
    at = next((i for i in range(len(part.tokens)) if _is_number(part.tokens, i)), None)
    if at is None or not part.asked or part.asked.path != "fallback" or len(part.tokens) > _MOST_OF_AN_ANSWER:
        return None
    before = _bare(part.tokens[:at])
    while before and before[-1].folded in _BEFORE_NUMBERS:
        before.pop()
    if any(part.grammar.verb_at(before, i) for i in range(len(before))):
        return None  # “put them through to Joe, 0117 …” says more than who
    label = joined(part.text, before) if before else "A person"
    who = _of_the_speaker(transfer_to(label, _ASKS, part.tokens[at:], part.spec), part)
    return meaning(*_kept(who, part), Set(path="fallback", value={"kind": "person", "transfer": who.id}))


_MOST_OF_AN_ANSWER = 8
"""Tokens."""


def _goes_on(part: Part) -> bool:
    """“… 0113 496 0177, and if that fails too it tells them to ring 999”: more than a name stands behind the number."""
    at = next((i for i in range(len(part.tokens)) if _is_number(part.tokens, i)), len(part.tokens))
    return sum(t.is_word for t in part.tokens[at + 1 :]) > _LONGEST_NAME


def _steps_of_the_case(part: Part) -> Change | None:
    """“if somebody is trapped: stay on the line, ask …, then put it through to …”: what is done first is a rule of that
    case, and no job of its own. Without the number, which the transfer has.
    """
    words = list(part.tokens)
    if words[0].folded not in word_set("conditions"):
        return None
    at = next((i for i in range(len(words)) if _is_number(words, i)), len(words))
    kept = words[:at]
    while kept and (kept[-1].folded in _BEFORE_NUMBERS or not kept[-1].is_word):
        kept.pop()
    text = " ".join([joined(part.text, kept), *([part.text[words[at].end :].strip()] if at < len(words) else [])])
    rule = in_own_words(replace(part, text=text.replace(" ,", ",").strip(), tokens=tokens_of(text)))
    return rule.found[0].change if rule.found else None


def _is_somebody(transfer: Transfer, part: Part) -> bool:
    """A number, a team, a name or the writer; “pass on the message to the customer” hands nothing over."""
    label = [t for t in part.tokens if t.folded in {w.folded for w in tokens_of(transfer.label)}]
    known = word_set("teams") | word_set("persons") | set(_SPEAKERS)
    people = any(t.folded in known or (t.is_capital and t.start) for t in label)
    return bool(transfer.destination) or "(" in transfer.label or people


def _of_the_speaker(transfer: Transfer, part: Part) -> Transfer:
    """“to me” is whoever writes this."""
    label = transfer.label.split(" (")[0]
    if label.casefold() not in _SPEAKERS:
        return transfer
    name = part.message.author.name
    return transfer.model_copy(
        update={"id": transfer_to(name, _ASKS, (), part.spec).id, "label": transfer.label.replace(label, name, 1)}
    )


def _kept(transfer: Transfer, part: Part) -> list[Change]:
    known = next((t for t in part.spec.transfers if t.id == transfer.id), None)
    if known is None:
        return [add("transfers", transfer)]
    values: dict[str, JsonValue] = {"destination": transfer.destination} if transfer.destination else {}
    if transfer.label != known.label and "(" in transfer.label:
        values["label"] = transfer.label
    if transfer.condition not in (known.condition, _ASKS):
        values["condition"] = transfer.condition
    return [Edit.model_validate({"part": "transfers", "id": known.id, "values": values})] if values else []


def _beside_a_number(part: Part) -> Iterator[Transfer]:
    """“Marta, 0161 496 0000, for weddings”, “for weddings call Marta on +44 …”."""
    words = list(part.tokens)
    at = next((i for i in range(len(words)) if _is_number(words, i)), None)
    if not at:
        return
    before = [t for t in words[:at] if t.is_word or t.text == ":"]
    while before and (before[-1].folded in _BEFORE_NUMBERS or not before[-1].is_word):
        before.pop()
    head = _last([t.folded in _CALLS or t.folded in word_set("to") for t in before])
    who = _last([t.folded == "is" for t in before])  # “the instructor is Shaz, 07700 …”
    name, what = _bare(before[max(head, who) :]), before[: max(head - 1, 0)]
    team = any(t.folded in word_set("teams") for t in name)
    if name and len(name) <= (_MOST_WORDS if team or head else _LONGEST_NAME) and (team or head or name[-1].is_capital):
        yield transfer_to(joined(part.text, name), _case(part, what), words[at:], part.spec)


def has_a_number(tokens: Sequence[Token]) -> bool:
    return any(_is_number(tokens, at) for at in range(len(tokens)))


def _is_number(words: Sequence[Token], at: int) -> bool:
    reach = 3 if words[at].folded in ("ext", "extension", "x") else 1
    return bool(phone_in(words[at : at + 1]) or local_number_in(words[at : at + reach]))


def _last(flags: Sequence[bool]) -> int:
    """The index behind the last of them that holds; 0 where none does."""
    return next((i + 1 for i in range(len(flags) - 1, -1, -1) if flags[i]), 0)


_LONGEST_NAME = 3


_BEFORE_NUMBERS = ("on", "at", "is", "number", "ext", "extension", "their", "his", "her", "the", "phone", "mobile")
_CALLS = ("call", "ring", "phone", "get", "dial", "try", "reach", "contact", ":")


def _does_it(part: Part) -> Iterator[Transfer]:
    """“Rosa takes the wedding calls”, “the accounts team deals with billing”."""
    words = [t for t in part.tokens if t.is_word]
    at = next((i for i, t in enumerate(words) if t.folded in _TAKES and 0 < i <= _MOST_WORDS), None)
    if at is None:
        return
    name = _bare(words[:at])
    team = any(t.folded in word_set("teams") for t in name) or bool(book("people").find(name))
    behind = [t for t in words[at + 1 :] if t.folded not in ("with", "all", "the", "care", "of", "any")]
    if name and (team or name[0].is_capital) and name[0].folded not in word_set("the_agent") and behind:
        about = f"The call is about {joined(part.text, behind)}"[:280]
        yield transfer_to(joined(part.text, name), about, (), part.spec)


_TAKES = ("takes", "handles", "deals", "take", "handle", "deal", "covers", "looks")


def _bare(tokens: Sequence[Token]) -> list[Token]:
    name = [t for t in tokens if t.is_word]
    while name and name[0].folded in word_set("transfers_articles") | word_set("discourse"):
        name.pop(0)
    return name


def _case(part: Part, before: Sequence[Token]) -> str:
    """“if …” or “for weddings” says when."""
    for at, token in enumerate(part.tokens):
        if token.folded in ("if", "when", "whenever") and at + 1 < len(part.tokens):
            rest = part.tokens[at + 1 :]
            end = next((i for i, t in enumerate(rest) if t.text in ",;" or t.folded in _CALLS), len(rest))
            return sentence_case(joined(part.text, rest[:end]))[:280] if end else _ASKS
    about = [t for t in before if t.is_word and t.folded not in ("for", "if", "you")]
    return f"The call is about {joined(part.text, about)}" if about else _ASKS
