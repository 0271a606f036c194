"""What the words of a correction name: by number, by name, by a part of it, by a telling word, “both”, “that one”.

Where two things fit and one was meant, they are `choices`: the person is asked. Two measures say how well an item fits:
`named` wants most of the words to be its own; for `spoken_of` one word is enough that few other items have.
"""

from collections.abc import Iterator, Sequence

from engine.interview.guided.corrections.telling_words import Named, best_of, foremost
from engine.interview.guided.corrections.vocabulary import first, phrases, trimmed
from engine.interview.guided.corrections.vocabulary import words as word_list
from engine.interview.guided.short_answers import ordinals
from engine.interview.guided.targets import Item, covered, items_of, part_named, parts, stems
from engine.interview.guided.understanding import Part
from engine.language.language_names import language_names
from engine.language.text import Token, tokens_of

_MOST_WORDS = 14
_FEW = 4
"""More than that is nothing that “it” may mean."""
_MOST_OF_THE_WORDS = 0.65


def named(tokens: Sequence[Token], part: Part, where: str | None = None) -> Named | None:
    """None: the words name nothing that is there, or nothing of the part of the spec `where`."""
    tokens = tuple(t for t in tokens if t.text not in '“”"„»«()')
    if not tokens or len(tokens) > _MOST_WORDS * 2:
        return None
    if where:
        return _by_name(_words(tokens), part, where)
    but = first("but", tokens)
    if but and but.end < len(tokens):
        return _all_but(tokens[: but.start], tokens[but.end :], part)
    return _pointed(tokens, part) or _numbered(tokens, part) or _whole_part(tokens, part) or _listed(tokens, part)


def last_items(part: Part) -> tuple[Item, ...]:
    """What the latest message that changed anything is about, that of the same person first."""
    items = tuple(items_of(part.spec))
    told = ((path, o) for path, o in part.spec.origins.items() if o.author != "builder")
    origins = {path: o for path, o in told if o.how not in ("defaulted", "suggested")}
    own = [m.id for m in part.history if m.author.id == part.message.author.id]
    for message in (*reversed(own), *(m.id for m in reversed(part.history))):
        paths = {".".join(path.split(".")[:2]) for path, origin in origins.items() if origin.message == message}
        found = tuple(i for i in items if i.path in paths)
        if found or paths:
            return found
    return ()


def _all_but(before: Sequence[Token], after: Sequence[Token], part: Part) -> Named | None:
    """“all the goals but the last”, “everything except the booking and the message”."""
    kept = named(after, part)
    where = part_named(before) or _only_part(kept) or part_named(after)
    if kept is None and where and (only := _numbered(after, part, where)):
        kept = only
    if where is None and kept is None:
        return None
    where = where or "goals"
    stays = {i.path for i in (*kept.items, *kept.choices)} if kept else _languages_kept(after)
    items = tuple(i for i in items_of(part.spec) if i.part == where and i.path not in stays)
    return Named(items) if items and stays else None


def _languages_kept(tokens: Sequence[Token]) -> set[str]:
    return {f"languages.{hit.value}" for hit in language_names().find(tokens)}


def _only_part(named: Named | None) -> str | None:
    items = (*named.items, *named.choices) if named else ()
    found = {i.part for i in items}
    return found.pop() if len(found) == 1 else "goals" if "goals" in found else None


# --- that one, both, all ---


def _pointed(tokens: Sequence[Token], part: Part) -> Named | None:
    """“that one”, “the other one”, “both transfers”, “all tools”."""
    hit = phrases("pronouns").at(tokens, 0)
    if hit is None:
        return None
    rest = [t for t in tokens[hit.end :] if t.is_word and t.folded not in word_list("hollow")]
    where = part_named(tokens)
    left = [t for t in rest if not parts().find([t])]
    recent = last_items(part)
    if left:
        if hit.value not in ("both", "all"):
            return None
        return _several(left, part, where) or _listed(tokens[hit.end :], part)
    match hit.value:
        case "last":
            items = tuple(i for i in recent if where in (None, i.part))
            return Named(items) if len(items) == 1 else Named(choices=items) if 1 < len(items) <= _FEW else None
        case "other" if recent:
            others = tuple(i for i in items_of(part.spec) if i.part == recent[-1].part and i not in recent)
            return Named(others) if len(others) == 1 else Named(choices=others) if 1 < len(others) <= _FEW else None
        case "both":
            items = tuple(i for i in items_of(part.spec) if i.part == where) if where else recent
            return Named(items) if len(items) == 2 else None
        case "all" if where:
            return Named(tuple(i for i in items_of(part.spec) if i.part == where)) or None
        case _:
            return None


def _several(tokens: Sequence[Token], part: Part, where: str | None) -> Named | None:
    """“both membership goals”: every item that fits."""
    found = _by_name([t.folded for t in tokens], part, where)
    return Named((*found.items, *found.choices)) if found else None


# --- by number ---


def _numbered(tokens: Sequence[Token], part: Part, where: str | None = None) -> Named | None:
    """“the second goal”, “goals 2 and 3”, “the last two goals”, “the second one” of what was asked about."""
    tokens = tuple(_without_ranges(tokens))
    asked = part.asked.path.split(".")[0] if part.asked else None
    hits = ordinals().find(tokens)
    named_part = part_named(tokens)
    ones = any(t.folded in ("one", "ones") for t in tokens)
    where = where or named_part or (asked if ones or len(hits) else None)
    items = [i for i in items_of(part.spec) if i.part == where]
    largest = max((abs(int(hit.value)) for hit in hits), default=0)
    if named_part is None and len(items) < largest:
        items = [i for i in items_of(part.spec) if i.part == "goals"]
    if not hits or not items or not _only_numbers(tokens, named_part):
        return None
    numbers = [int(hit.value) for hit in hits if not (ones and tokens[hit.start].folded == "one")]
    words = [t.folded for t in tokens]
    if len(numbers) == 2 and (numbers[0] == -1 or "first" in words) and "and" not in words and "," not in words:
        count = numbers[1]
        chosen = items[-count:] if numbers[0] == -1 else items[:count]
    else:
        chosen = [items[n - 1 if n > 0 else n] for n in numbers if 0 < abs(n) <= len(items)]
    return Named(tuple(dict.fromkeys(chosen))) if chosen else None


def _without_ranges(tokens: Sequence[Token]) -> Iterator[Token]:
    """“goals 2-4” are the goals 2, 3 and 4."""
    for token in tokens:
        ends = token.text.replace("–", "-").split("-")
        if len(ends) == 2 and all(end.isdecimal() and len(end) < 3 for end in ends) and int(ends[0]) < int(ends[1]):
            numbers = range(int(ends[0]), int(ends[1]) + 1)
            yield from (Token(str(n), str(n), token.start, token.end) for n in numbers)
        else:
            yield token


def _only_numbers(tokens: Sequence[Token], where: str | None) -> bool:
    """Beside numbers there is only the part's name: “the first meeting” names a meeting."""
    spans = {i for hit in (*ordinals().find(tokens), *parts().find(tokens)) for i in range(hit.start, hit.end)}
    rest = [t for i, t in enumerate(tokens) if t.is_word and i not in spans and t.folded not in word_list("hollow")]
    return not rest


def _whole_part(tokens: Sequence[Token], part: Part) -> Named | None:
    """“the rule” where there are two, “the transfers”: the part alone."""
    where = part_named(tokens)
    if where is None or _words(tokens):
        return None
    items = tuple(i for i in items_of(part.spec) if i.part == where)
    several = any(t.folded.endswith("s") for t in tokens if parts().find([t]))
    return (Named(items) if several or len(items) == 1 else Named(choices=items)) if items else None


# --- by name ---


def _listed(tokens: Sequence[Token], part: Part) -> Named | None:
    """One name, or several: “the repair status and the tyre prices”."""
    where = part_named(tokens)
    whole = _by_name(_words(tokens), part, where)
    pieces = _pieces(tokens)
    if len(pieces) < 2 or (whole and len(whole.items) == 1 and _fits(tokens, whole.items[0])):
        return whole
    found = [_by_name(_words(piece), part, where) for piece in pieces]
    if not all(found):
        return whole
    items = dict.fromkeys(i for one in found if one for i in one.items)
    choices = tuple(i for one in found if one for i in one.choices)
    return Named(tuple(items), choices) if items or choices else None


def _fits(tokens: Sequence[Token], item: Item) -> bool:
    return covered(_words(tokens), item) == 1.0


def _pieces(tokens: Sequence[Token]) -> list[tuple[Token, ...]]:
    pieces: list[tuple[Token, ...]] = [()]
    for token in tokens:
        if token.text in (",", "&", "/") or token.folded in ("and", "und", "y", "et", "e", "or"):
            pieces.append(())
        else:
            pieces[-1] = (*pieces[-1], token)
    return [piece for piece in pieces if _words(piece)]


_SMALL = ("the", "a", "an", "of", "our", "for", "to")


def _words(tokens: Sequence[Token]) -> list[str]:
    spans = {i for hit in parts().find(tokens) for i in range(hit.start, hit.end)}
    kept = trimmed([t for i, t in enumerate(tokens) if i not in spans])
    return [t.folded for t in kept if t.is_word and t.folded not in _SMALL]


def _by_name(words: Sequence[str], part: Part, where: str | None) -> Named | None:
    if not words or len(words) > _MOST_WORDS:
        return None
    items = [i for i in items_of(part.spec) if where in (None, i.part) and _may_be_named(i, words, where)]
    exact = foremost([i for i in items if _is_its_name(words, i)])
    if exact:
        return Named((exact[0],))
    languages = tuple(i for i in items if i.part == "languages" and _language(words) == i.key)
    if languages:
        return Named(languages)
    best = best_of([(covered(words, i), i) for i in items], _MOST_OF_THE_WORDS, alike=1.0)
    called_so = [i for i in (best.choices if best else ()) if i.key in words]
    return Named((called_so[0],)) if len(called_so) == 1 else best


def _language(words: Sequence[str]) -> str:
    hits = language_names().find(tokens_of(" ".join(words)))
    return hits[0].value if len(hits) == 1 and hits[0].end == len(words) else ""


def _may_be_named(item: Item, words: Sequence[str], where: str | None) -> bool:
    """A rule forbids what its words say, so only “the rule about …” or “never …” names it; a tone is named whole."""
    if item.part == "guardrails":
        return where == "guardrails" or bool({"never", "not", "no", "don't"} & set(words))
    if item.part in ("tone", "languages", "platforms"):
        return len(words) == 1 or where == item.part
    return True


def _is_its_name(words: Sequence[str], item: Item) -> bool:
    label = " ".join(w for w in item.label.split() if w.casefold() not in _SMALL)
    return stems(" ".join(words)) == stems(label) or (
        "_".join(words) == item.key.casefold() and (item.part == "tools") == (len(words) == 1)
    )
