"""What is looked at in a clause to tell its act: form, subject, modality, signs, lexicon classes, function words."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from engine.language.acts.acts import Context
from engine.language.grammar import Grammar, grammar_of
from engine.language.language_names import language_names
from engine.language.lexicon import book, lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import Token, fold

_MOST_TOKENS = 40
"""What a clause is about stands at its beginning; the rest of a long one changes no act."""
_LONGEST_WORD = 60
"""Characters; patterns are not to run over a line without a space."""
_SUBJECT_WITHIN = 5
"""Tokens in which the subject is looked for."""


def features_of(tokens: Sequence[Token], context: Context) -> tuple[str, ...]:
    """The names of everything that holds for a clause; each of them has a weight for each act, or none."""
    shown = tokens[:_MOST_TOKENS]
    grammar = grammar_of(context.language)
    asked = kind_of_question(context.asked)
    plain = [*_form(shown, grammar), *_signs(tokens), *_classes(shown, context), *_length(tokens)]
    tags = _tags(shown, grammar)
    told = [f"asked={asked}", f"language={context.language}", *plain]
    told += [f"asked={asked} & {one}" for one in plain if one.startswith(_WITH_QUESTION)]
    return tuple(dict.fromkeys([*told, *_patterns(tags), *_words(shown)]))


_WITH_QUESTION = ("form=", "length=", "all ", "starts ", "subject=", "greets", "a number", "an address", "a telephone")
"""What means something else for each question that may be open."""


def kind_of_question(path: str) -> str:
    """`tools.book.url` -> `url`, `questions.book.notice` -> `questions`; the opening asks for nothing yet."""
    if path.startswith("tools.") or path.startswith("transfers."):
        return path.rsplit(".", 1)[-1]
    if path.startswith("questions."):
        return "questions"
    return path if path not in ("", "use_case") else "none"


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    """Single words, pairs, and where they stand; the training keeps those that several trades share."""
    words = ["0" if t.text[0].isdigit() else t.folded for t in tokens]
    if not words:
        return
    yield f"first {words[0]}"
    yield f"first {' '.join(words[:2])}"
    yield f"last {words[-1]}"
    yield from (f"word {word}" for word in words)
    yield from (f"pair {a} {b}" for a, b in pairwise(words))


_TAGGED = ("subjects", "auxiliaries", "asking", "modality", "always", "conditions", "greets", "laughing")
"""Groups of `acts.yaml` whose classes are parts of a pattern, the first of them that has the word."""
_ENGLISH_PAST = 5
"""Letters from which on a word in “-ed” is a verb in the past."""


def _tags(tokens: Sequence[Token], grammar: Grammar) -> list[str]:
    """Each token as what it is in a sentence: `it`, `must`, `not`, `V` (a base verb), `Ving`, `0`, `Name`, …"""
    return [_tag(tokens, at, grammar) for at in range(len(tokens))]


def _tag(tokens: Sequence[Token], at: int, grammar: Grammar) -> str:
    token = tokens[at]
    word = token.folded
    if not token.is_word:
        return token.text if token.text in ",:?!-@(" else "."
    if grammar.negators.at(tokens, at) and not grammar.not_negators.at(tokens, at):
        return "not"
    found = next((cls for group in _TAGGED if (cls := _class_of(word, group))), "")
    if found:
        return found
    if word[0].isdigit():
        return "0"
    verb = grammar.verbs.get((word,))
    if verb:
        return {"base": "V", "third": "Vs", "gerund": "Ving", "other": "V"}[verb.form]
    if word in grammar.people:
        return "callers"
    if word in grammar.leads or word in grammar.common:
        return "small"
    if token.is_capital and at:
        return "Name"
    return "Ved" if grammar.language == "en" and word.endswith("ed") and len(word) >= _ENGLISH_PAST else "x"


def _patterns(tags: Sequence[str]) -> Iterator[str]:
    """Pairs and triples of tags anywhere, and how the clause begins and ends once its opening words are passed over."""
    yield from (f"tags {a} {b}" for a, b in pairwise(tags))
    yield from (f"tags {' '.join(tags[i : i + 3])}" for i in range(len(tags) - 2))
    for most in (1, 2, 3, 4):
        yield f"begins {' '.join(tags[:most])}"
    yield f"ends {' '.join(tags[-2:])}"


def _form(tokens: Sequence[Token], grammar: Grammar) -> Iterator[str]:
    subject, at = _subject(tokens, grammar)
    negated = bool(grammar.negators.find(tokens)) and not grammar.not_negators.find(tokens)
    modal = next((cls for t in tokens[at : at + 4] if (cls := _class_of(t.folded, "modality"))), "")
    form = _sentence_form(tokens, grammar, subject)
    yield f"form={form}"
    yield f"subject={subject}"
    yield f"subject={subject} {modal}{' not' if negated else ''}"
    yield f"form={form}{' not' if negated else ''}"
    if negated:
        yield "negated"


def _sentence_form(tokens: Sequence[Token], grammar: Grammar, subject: str) -> str:
    """How the clause is built: `asking`, `inverted`, `imperative`, `statement` or `phrase`."""
    words = [t for t in tokens if t.is_word]
    while words and _class_of(words[0].folded, "openers"):
        words.pop(0)
    if not words:
        return "nothing"
    first = words[0].folded
    if _class_of(first, "asking"):
        return "asking"
    if len(words) > 1 and _class_of(first, "auxiliaries") and _class_of(words[1].folded, "subjects"):
        return "inverted"
    found = grammar.verb_at(words, 0)
    if found and found[0].form == "base":
        return "imperative" if len(words) > 1 else "verb"
    if first in ("do", "don't", "dont", "never", "always", "please") and len(words) > 1:
        return "imperative"
    if subject != "none":
        return "statement"
    return "verbs" if any(grammar.verb_at(words, i) for i in range(len(words))) else "phrase"


def _subject(tokens: Sequence[Token], grammar: Grammar) -> tuple[str, int]:
    """Who is spoken of first: `i`, `we`, `you`, `it`, `they`, `callers`; and the index after it."""
    for at, token in enumerate(tokens[:_SUBJECT_WITHIN]):
        found = _class_of(token.folded, "subjects")
        if found:
            return found, at + 1
        if token.folded in grammar.people:
            return "callers", at + 1
    return "none", 0


_SIGNS = (
    ("a link", re.compile(r"https?://|\bwww\.|\b[\w-]+\.(?:com|org|net|io|de|fr|es|co\.uk)\b", re.IGNORECASE)),
    ("an address", re.compile(r"\S@\S+\.\w")),
    ("a telephone", re.compile(r"\+?\d[\d\s()./-]{6,}\d")),
    ("money", re.compile(r"[$€£]\s?\d|\d\s?(?:[$€£]|euros?\b|pounds?\b|dollars?\b|bucks\b|quid\b)", re.IGNORECASE)),
    ("a time", re.compile(r"\b\d{1,2}(?::\d\d|\s?(?:am|pm|uhr|h)\b)|\b24/7\b|\bo'clock\b", re.IGNORECASE)),
    ("a number", re.compile(r"\d")),
    ("quoted", re.compile(r"[\"“«„][^\"”»“]{3,}[\"”»“]")),
    ("a colon", re.compile(r":\s")),
    ("a mention", re.compile(r"^\s*@\w")),
    ("a secret", re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")),
    ("ends ?", re.compile(r"\?\W*$")),
    ("ends !", re.compile(r"!\W*$")),
)  # fmt: skip


def _signs(tokens: Sequence[Token]) -> Iterator[str]:
    text = " ".join(t.text[:_LONGEST_WORD] for t in (*tokens[:_MOST_TOKENS], *tokens[_MOST_TOKENS:][-2:]))
    yield from (name for name, pattern in _SIGNS if pattern.search(text))
    if any(_class_of(t.folded, "days") for t in tokens):
        yield "a day"


def _length(tokens: Sequence[Token]) -> Iterator[str]:
    words = sum(t.is_word for t in tokens)
    yield f"length={next((most for most in (0, 1, 2, 4, 8, 15) if words <= most), 99)}"


def _classes(tokens: Sequence[Token], context: Context) -> Iterator[str]:
    """What the lexicons know: tones, languages, people, commands, answers, whom somebody speaks to."""
    words = [t for t in tokens if t.is_word]
    for name, found in (("tones", book("tones")), ("languages", language_names()), ("people", book("people"))):
        covered = sum(hit.end - hit.start for hit in found.find(tokens))
        yield from [f"has {name}"] if covered else []
        yield from [f"all {name}"] if covered and covered >= len(words) * 0.6 else []
    yield from ["has role"] if book("roles", "heads").find(tokens) else []
    for kind in ("yes", "no", "unknown", "skip"):
        hit = _answers(kind).at(tokens, 0) if tokens else None
        yield from [f"starts {kind}", *([f"all {kind}"] if hit.end >= len(words) else [])] if hit else []
    for kind in ("set", "add", "remove"):
        yield from [f"starts {kind}"] if tokens and _edits(kind).at(tokens, 0) else []
    yield from (f"class {name}" for t in tokens for name in _classes_of(t.folded))
    if words and (command := _commands().at(words, 0)):
        yield "all command" if command.end >= len(words) else "starts command"
    if words and _speaks_to_somebody(tokens, context):
        yield "to somebody"
    if words and words[0].folded in ("builder", "bot") and len(tokens) > 1 and tokens[1].text == ",":
        yield "to the builder"


def _speaks_to_somebody(tokens: Sequence[Token], context: Context) -> bool:
    """“@ben …”, “Ben, did you …”, “Ben did you …”: a name that stands first and is no sentence's subject."""
    first = next((i for i, t in enumerate(tokens) if t.is_word), 0)
    name, after = tokens[first], tokens[first + 1] if first + 1 < len(tokens) else None
    if first and tokens[first - 1].text == "@":
        return True
    if not name.is_capital and name.folded not in context.people:
        return False
    if after is None:
        return False
    known = grammar_of(context.language)
    common = name.folded in known.common or _classes_of(name.folded) or known.verb_at(tokens, first)
    return not common and (after.text == "," or _class_of(after.folded, "auxiliaries") in ("do", "can", "have"))


@cache
def _table() -> dict[str, dict[str, str]]:
    """`group -> word -> class`."""
    groups = lexicon("acts")
    return {
        group: {fold(word): name for name, words in classes.items() for word in words}
        for group, classes in groups.items()
    }


def _class_of(word: str, group: str) -> str:
    return _table()[group].get(word, "")


@cache
def _classes_of(word: str) -> tuple[str, ...]:
    return tuple(f"{group}:{classes[word]}" for group, classes in _table().items() if word in classes)


@cache
def _answers(kind: str) -> PhraseBook:
    return PhraseBook({kind: [str(phrase) for phrase in lexicon("answers")[kind]]})


@cache
def _edits(kind: str) -> PhraseBook:
    return PhraseBook({kind: lexicon("edits")[kind]})


@cache
def _commands() -> PhraseBook:
    return PhraseBook({"undo": lexicon("corrections")["undoing"], "back": lexicon("commands")["going_back"]})
