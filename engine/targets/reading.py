"""What every reader of a vendor's agent needs: a draft that takes what fits, and keeps the rest as notes.

Nothing is lost: a key that no reader took, a text that is too long, an item that is no valid part of a spec becomes a
note, which the recap shows and somebody can sort in.
"""

import copy
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain, count
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.document.spec import (
    ITEM_KEYS,
    AgentSpec,
    Criterion,
    DataField,
    Goal,
    Guardrail,
    KnowledgeItem,
    Note,
    Tool,
    Transfer,
    Variable,
)

_MODELS: Mapping[str, type[BaseModel]] = {
    "goals": Goal,
    "data_fields": DataField,
    "variables": Variable,
    "tools": Tool,
    "knowledge": KnowledgeItem,
    "transfers": Transfer,
    "guardrails": Guardrail,
    "criteria": Criterion,
}
_MOST_NOTES = 100
_NOTE_CHARACTERS = 4000
_LINE_CHARACTERS = 300
_MOST_ITEMS: Mapping[str, int] = {
    "goals": 50, "data_fields": 80, "variables": 80, "tools": 60, "knowledge": 100, "transfers": 30,
    "guardrails": 60, "criteria": 30,
}  # fmt: skip
_COLLECTED = re.compile(r"^(.*) \((date|time|phone|email)\)$", re.DOTALL)


UNEXPECTED = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What reading raises where a vendor's value has another shape than its documentation says."""


class Draft:
    """A spec in the making."""

    def __init__(self) -> None:
        self.fields: dict[str, Any] = {}
        self.kept: dict[str, str] = {}
        """What found no place: where it stood -> what stood there."""
        self.told = ""
        """A system prompt that we wrote ourselves once."""

    def set(self, path: str, value: Any) -> None:
        """A single value, such as `greeting` or `runtime.timezone`; nothing for None and an empty text."""
        if value in (None, "", []):
            return
        group, _, name = path.partition(".")
        new = {**self.fields.get(group, {}), name: value} if name else value
        try:
            AgentSpec.model_validate({group: new})
        except ValidationError:
            self.keep(path, value)
        else:
            self.fields[group] = new

    def add(self, part: str, item: Mapping[str, Any]) -> str:
        """An item of a list, under a key that no other has; the key, or "" where it is no valid item."""
        key, items = ITEM_KEYS[part], self.fields.setdefault(part, [])
        item = {name: value for name, value in item.items() if value not in (None, "")}
        if len(items) >= _MOST_ITEMS[part]:
            self.keep(f"{part} {item.get(key, '')}", item)
            return ""
        item[key] = _free(str(item.get(key, "")), {str(i[key]) for i in items})
        try:
            _MODELS[part].model_validate(item)
        except ValidationError:
            self.keep(f"{part} {item[key]}", item)
            return ""
        items.append(item)
        return str(item[key])

    def keep(self, where: str, value: Any) -> None:
        """What nothing else takes. Long texts are kept in several notes."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if text.strip() and text.strip() not in self.kept.values():
            self.kept[_free(where, self.kept)] = text.strip()

    @contextmanager
    def part(self, where: str, value: Any) -> Iterator[None]:
        """Around the reading of one part: if it has a shape that nobody expects, it is kept as a note."""
        try:
            yield
        except UNEXPECTED:
            self.keep(where, value)

    def spec(self) -> AgentSpec:
        notes = [Note(id=slug(f"imported_{n}"), text=text) for n, text in enumerate(self._notes(), 1)]
        return AgentSpec.model_validate({**self.fields, "notes": notes[:_MOST_NOTES]})

    def line(self, where: str, text: Any) -> str:
        """The text as one line; what is too long is kept whole as well."""
        said = " ".join(str(text or "").split())
        if len(said) > _LINE_CHARACTERS:
            self.keep(where, said)
        return said[:_LINE_CHARACTERS].strip()

    def _notes(self) -> Iterable[str]:
        for where, text in self.kept.items():
            room = _NOTE_CHARACTERS - len(where) - 20
            for at in range(0, len(text), room):
                yield f"{where}: {text[at : at + room]}"


class Given:
    """A vendor's object that is read by taking keys out of it; what nobody took is left."""

    def __init__(self, value: Any, where: str = "") -> None:
        self.left: dict[str, Any] = copy.deepcopy(value) if isinstance(value, dict) else {}
        self.where = where

    def take(self, *path: str) -> Any:
        """The value at this path, taken out; None where there is none."""
        here: Any = self.left
        for key in path[:-1]:
            here = here.get(key) if isinstance(here, dict) else None
        return here.pop(path[-1], None) if isinstance(here, dict) else None

    def text(self, *path: str) -> str:
        value = self.take(*path)
        return value if isinstance(value, str) else ""

    def list(self, *path: str) -> list[Any]:
        value = self.take(*path)
        return value if isinstance(value, list) else []

    def dict(self, *path: str) -> dict[str, Any]:
        value = self.take(*path)
        return value if isinstance(value, dict) else {}

    def number(self, *path: str) -> float | None:
        value = self.take(*path)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def keep_rest(self, draft: Draft, ignored: Iterable[str] = ()) -> None:
        """All that nobody took becomes a note, except what the vendor's server sets by itself."""
        for key, value in self.left.items():
            if key not in ignored and value not in (None, "", [], {}, False) and _filled(value):
                draft.keep(f"{self.where}.{key}" if self.where else key, value)


def slug(text: str) -> str:
    """`Front desk` -> `front_desk`; never empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9_-]+", "_", plain).strip("_-")[:64].strip("_-") or "item"


def name(text: str) -> str:
    """A name of letters, digits and `_`; never empty."""
    plain = re.sub(r"[^A-Za-z0-9_]+", "_", text).strip("_")[:64]
    return plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"[:64]


def tool_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "_", text).strip("_")[:64] or "tool"


_SENTENCES = (
    ("when", re.compile(r"(?:^|(?<= ))Use it when (.+?)\.(?= |$)", re.DOTALL)),
    ("when_not", re.compile(r"(?:^|(?<= ))Do not use it when (.+?)\.(?= |$)", re.DOTALL)),
    ("on_error", re.compile(r"(?:^|(?<= ))If it fails: (.+?)\.?\s*$", re.DOTALL)),
)
_YES = "Read the details back and get a clear yes before you use it."
_FINAL = "It cannot be undone."


def described(draft: Draft, where: str, text: str, changes: bool) -> dict[str, Any]:
    """A tool's description as our exports write it, sentence by sentence; any other is its purpose."""
    found: dict[str, Any] = {"effect": "write" if changes else "read"}
    if _YES in text:
        found["confirm"] = True
        text = text.replace(_YES, "")
    if _FINAL in text:
        found["effect"] = "irreversible"
        text = text.replace(_FINAL, "")
    for part, sentence in _SENTENCES:
        if match := sentence.search(text):
            found[part] = draft.line(f"{where}.{part}", match[1])
            text = text[: match.start()] + text[match.end() :]
    purpose = draft.line(f"{where}.description", text).rstrip(". ")
    return {**found, "purpose": purpose or where.replace("_", " ")}


def collected(draft: Draft, key: str, kind: str, text: str, required: bool) -> None:
    """A value that is taken down from a call."""
    words = draft.line(key, text) or key.replace("_", " ")
    if kind == "string" and (match := _COLLECTED.match(words)):
        words, kind = match[1], match[2]
    known = kind if kind in ("string", "number", "integer", "boolean", "date", "time", "phone", "email") else "string"
    draft.add("data_fields", {"name": name(key), "type": known, "description": words, "required": required})


def judged(draft: Draft, key: str, title: str, text: str) -> None:
    """A criterion; one that our exports made of a goal becomes that goal again."""
    title = draft.line(key, title) or key.replace("_", " ")
    if key.startswith("goal_"):
        success = "" if text == f"The agent did this: {title}" else draft.line(f"{key}.success", text)
        draft.add("goals", {"id": slug(key.removeprefix("goal_")), "statement": title, "success": success})
    else:
        prompt = text[:2000].strip() or title
        draft.add("criteria", {"id": slug(key.removeprefix("criterion_")), "name": title, "prompt": prompt})


def transfer(draft: Draft, words: str, number: str, warm: bool) -> str:
    """A person to hand over to: `Front desk: The caller asks for a person.` The id that it got."""
    label, _, condition = words.partition(": ")
    if not condition:
        label, condition = "A person", words or "The caller asks for a person."
    variable = re.fullmatch(r"\{\{\s*(\w+)\s*\}\}|(\w*[A-Za-z_]\w*)", number)
    named = re.fullmatch(r"transfer_(.+)_number", (variable[1] or variable[2]) if variable else "")
    known = number if re.fullmatch(r"\+[1-9][0-9]{6,14}", number) else None
    if number and not known and not variable:
        draft.keep(f"transfer to {label}", number)
    item = {
        "id": slug(named[1] if named else label),
        "label": draft.line("transfer", label),
        "condition": draft.line(f"transfer to {label}", condition),
        "destination": known,
        "mode": "warm" if warm else "cold",
    }
    shape = {key: value for key, value in item.items() if value and key != "id"}
    same = next((t for t in draft.fields.get("transfers", []) if {**t, "id": ""} == {**shape, "id": ""}), None)
    return str(same["id"]) if same else draft.add("transfers", item)


def _filled(value: Any) -> bool:
    """Whether there is anything in it but emptiness."""
    if isinstance(value, dict):
        return any(_filled(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_filled(inner) for inner in value)
    return value not in (None, "", False)


def _free(key: str, taken: Iterable[str]) -> str:
    taken = set(taken)
    others = (f"{key[:60]}_{n}" for n in count(2))
    return next(k for k in chain((key,), others) if k not in taken)
