"""Secrets that are known by their shape: `gitleaks.yaml` and `shapes.yaml`, run by RE2.

RE2 reads a text once, whatever the pattern; a rule runs only where one of its keywords stands in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import re2

from engine.secrets.found import Found, data
from engine.secrets.values import describes, entropy, is_chosen, is_hollow, is_made, is_strong

_FILES = ("shapes", "gitleaks")
_LABEL = re.compile(r"(?i)key|token|secret|pass|pwd|auth|credential|api")
"""What a rule of gitleaks that reads `vendor_… = value` must have before the value; “Heroku: <uuid>” is no secret."""
_REST = re.compile(r"[A-Za-z0-9_+/=~-]*+")
_LEAST_MADE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One entry of a data file; `shapes.yaml` says what the parts mean."""

    kind: str
    keywords: tuple[str, ...]
    pattern: str
    entropy: float
    labelled: bool
    mixed: bool
    judged: bool
    strong: bool
    chosen: bool

    def find(self, text: str) -> Iterator[Found]:
        """Every secret of this shape, whole to its end."""
        after = 0
        for match in _compiled(self.pattern).finditer(text):
            start, end = _span(match)
            if start >= after and self._holds(text[start:end], text[match.start() : start]):
                after = _REST.match(text, end).end()  # type: ignore[union-attr]  # it matches the empty string
                yield Found(self.kind, start, after)

    def _holds(self, value: str, before: str) -> bool:
        if is_hollow(value) or (self.labelled and not _LABEL.search(before)):
            return False
        if self.mixed and not is_made(value, _LEAST_MADE):
            return False
        if self.judged and (not is_chosen(value, sure=True) or _is_number(value) or describes(value)):
            return False
        if self.strong and not (is_strong(value) and is_chosen(value, sure=False)):
            return False
        if self.chosen and not is_chosen(value, sure=False):
            return False
        return entropy(value) >= self.entropy if self.entropy else True


def shaped(text: str) -> Iterator[Found]:
    """Every secret that its own shape gives away."""
    keywords, rules_of = _by_keyword()
    numbers = {number for keyword in keywords.Match(text.lower()) or () for number in rules_of[keyword]}
    for number in sorted(numbers):
        yield from rules()[number].find(text)


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, ours first: their kinds are told in people's words."""
    return tuple(
        Rule(
            kind=_in_words(entry["kind"]),
            keywords=tuple(keyword.lower() for keyword in entry["keywords"]),
            pattern="".join(entry["pattern"]),
            entropy=entry.get("entropy", 0),
            labelled=entry.get("labelled", False),
            mixed=entry.get("mixed", False),
            judged=entry.get("judged", False),
            strong=entry.get("strong", False),
            chosen=entry.get("chosen", False),
        )
        for name in _FILES
        for entry in data(name)
    )


def _is_number(value: str) -> bool:
    """A port or a user's id: `-u 1000:1000`."""
    return value.isdigit() and len(value) < 6


@cache
def _by_keyword() -> tuple["re2.Set", tuple[list[int], ...]]:
    """All keywords, looked for in one reading of a text; for each, in the same order, the numbers of its rules."""
    by_keyword: dict[str, list[int]] = {}
    for number, rule in enumerate(rules()):
        for keyword in rule.keywords:
            by_keyword.setdefault(keyword, []).append(number)
    keywords = re2.Set.SearchSet()
    for keyword in by_keyword:
        keywords.Add(re2.escape(keyword))
    keywords.Compile()
    return keywords, tuple(by_keyword.values())


@cache
def _compiled(pattern: str) -> "re2._Regexp":
    return re2.compile(pattern)


def _span(match: "re2._Match") -> tuple[int, int]:
    """The group `value`, else the first group that took part, else all of it."""
    named = match.re.groupindex.get("value")
    if named is not None:
        start, end = match.span(named)
        return start, end
    groups = (match.span(i) for i in range(1, match.re.groups + 1))
    start, end = next((span for span in groups if span[0] >= 0), match.span())
    return start, end


def _in_words(kind: str) -> str:
    """`adafruit-api-key` -> “an adafruit api key”."""
    if " " in kind:
        return kind
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind.replace('-', ' ')}"
