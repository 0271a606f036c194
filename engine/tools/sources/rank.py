"""Which operations serve a goal: the act and the thing decide, where they stand says how much they count.

Pure, and quick enough for thousands of operations: each is looked at once, then compared by sets.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from engine.document.spec import Goal, Tool
from engine.tools.names import kind_of, spoken
from engine.yaml_files import read_texts

SHOWN = 3
LEAST = 0.25
"""Of what the best match could have; below it, an operation has nothing to do with the goal."""
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_SYNONYM, _OTHER_ACT, _NEAR_ACT = 0.8, 0.3, 0.75
_RESOURCE, _NAMED, _SAID, _ABOVE, _FIELD = 1.0, 0.7, 0.5, 0.4, 0.15
"""What a word counts that is the resource, in the name, in the summary, higher up in the path, or a parameter."""


class Need(NamedTuple):
    """What a tool is looked for."""

    goal: Goal | None
    placeholder: Tool | None
    """The tool whose place it takes; None where the goal has none."""

    @property
    def words(self) -> str:
        """The job in words, the most telling first."""
        name = kind_of(self.placeholder).replace("_", " ") if self.placeholder else ""
        return f"{name} {self.goal.statement if self.goal and not name else ''}".strip()

    @property
    def ways_to_say(self) -> Sequence[str]:
        """A team's system has its things by the team's words: the taster session is no appointment there."""
        return list(dict.fromkeys((self.words, self.goal.statement if self.goal else self.words)))

    @property
    def title(self) -> str:
        """How people are told of it."""
        return self.goal.statement if self.goal else spoken(self.placeholder.name) if self.placeholder else ""


class _Looked(NamedTuple):
    act: str
    weights: Mapping[str, float]
    """Each word -> what it counts here."""


class Shortlist:
    """The operations of one document, looked at once."""

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = tools
        self._looked = [_look(tool) for tool in tools]
        in_how_many = Counter(word for looked in self._looked for word in looked.weights)
        total = len(tools)
        self._rare = {word: 0.3 + math.log(1 + total / many) for word, many in in_how_many.items()}

    def best(self, need: Need, most: int = SHOWN) -> list[Tool]:
        """Those that may serve it, the best first; the shorter address where two are as good."""
        wanted = [_things_in(words) for words in need.ways_to_say]
        scored = [
            (max(self._share(looked, need, things) for things in wanted), -len(str(tool.url)), at)
            for at, (looked, tool) in enumerate(zip(self._looked, self._tools, strict=True))
        ]
        found = sorted((s for s in scored if s[0] >= LEAST), key=lambda s: (-s[0], -s[1]))[:most]
        return [self._tools[at] for _, _, at in found]

    def _share(self, looked: _Looked, need: Need, things: set[str]) -> float:
        """How much of what it could have."""
        extra = set(_words(need.goal.statement)) - things if need.goal else set[str]()
        could = sum(self._rare.get(word, 1.0) for word in things) or 1.0
        return self._score(looked, act_in(need.words), things, extra) / could

    def _score(self, looked: _Looked, act: str, things: set[str], extra: set[str]) -> float:
        points = sum(self._matched(looked, word) for word in things)
        if not points:
            return 0  # to cancel an order is not to cancel an appointment
        points += 0.2 * sum(looked.weights.get(word, 0) * self._rare.get(word, 1.0) for word in extra)
        return points * _fit(act, looked.act)

    def _matched(self, looked: _Looked, word: str) -> float:
        same = looked.weights.get(word, 0) * self._rare.get(word, 1.0)
        others = _means(word) & looked.weights.keys()
        alike = max((looked.weights[o] * self._rare.get(word, self._rare[o]) for o in others), default=0)
        return max(same, _SYNONYM * alike)


def words_of(text: str) -> frozenset[str]:
    """The words of a name or a text, in the singular and without the small ones."""
    return frozenset(_words(text)) - _small()


def act_in(text: str) -> str:
    """What is done, by its first verb; empty where no word says."""
    return next((act for word in _words(text) if (act := _acts().get(word))), "")


def _look(tool: Tool) -> _Looked:
    steps = [
        step
        for step in urlsplit(str(tool.url)).path.removesuffix(".json").split("/")
        if step and not step.startswith("{")
    ]
    verb = steps[-1] if steps else ""
    if len(steps) > 1 and verb.lower() in _acts():
        steps = steps[:-1]  # `/contacts/search`: the resource stands before what is done with it
    weights: dict[str, float] = {}
    for param in tool.params:
        _weigh(weights, param.name, _FIELD)
    for step in steps[:-1]:
        _weigh(weights, step, _ABOVE)
    _weigh(weights, tool.purpose[:120], _SAID)
    _weigh(weights, tool.name, _NAMED)
    _weigh(weights, steps[-1] if steps else "", _RESOURCE)
    return _Looked(_act_of(tool, verb), weights)


def _act_of(tool: Tool, last: str) -> str:
    """By a verb at the end of the address, by the method where it can only be one, else by the words."""
    by_path = act_in(last) if len(_words(last)) <= 2 and _acts().get((_words(last) or [""])[0]) else ""
    by_words = act_in(tool.name) or act_in(tool.purpose)
    if tool.method == "GET":
        return "read"
    if tool.method == "DELETE":
        return "cancel" if "cancel" in (by_path, by_words) else "delete"
    if tool.method in ("PUT", "PATCH"):
        return by_path if by_path in ("cancel", "refund") else "update"
    return by_path or by_words or "create"


def _fit(wanted: str, found: str) -> float:
    if not wanted or wanted == found:
        return 1.0
    return _NEAR_ACT if frozenset((wanted, found)) in _near() else _OTHER_ACT


def _weigh(weights: dict[str, float], text: str, weight: float) -> None:
    for word in _words(text):
        weights[word] = max(weight, weights.get(word, 0))


def _things_in(text: str) -> set[str]:
    """The words that are no verb; all of them where only verbs are there (“text”, “order”)."""
    words = [word for word in _words(text) if word not in _small()]
    things = {word for at, word in enumerate(words) if at or word not in _acts()}
    return {word for word in things if word not in _acts() or _means(word)} or set(words)


@lru_cache(20_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_stem(word.lower()) for word in _WORD.findall(text))


def _stem(word: str) -> str:
    """Without the ending of a plural."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "sms")) and len(word) > 3 else word


@cache
def _data() -> Mapping[str, Any]:
    data: Mapping[str, Any] = read_texts(Path(__file__).parent / "words.yaml")
    return data


@cache
def _small() -> frozenset[str]:
    return frozenset(_data()["small"].split())


@cache
def _acts() -> Mapping[str, str]:
    acts: Mapping[str, str] = _data()["acts"]
    return {_stem(word): act for act, words in acts.items() for word in words.split()}


@cache
def _near() -> frozenset[frozenset[str]]:
    return frozenset(frozenset(pair) for pair in _data()["acts_near"])


@cache
def _means(word: str) -> frozenset[str]:
    """Words that may stand for this one."""
    sets = [{_stem(one) for one in group.split()} for group in _data()["things"]]
    return frozenset(other for one in sets if word in one for other in one)
