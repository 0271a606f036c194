"""What is known of a platform's HTTP API, so that a bundle can be brought there: its kinds of objects, and which ones a
bundle asks for. Pure; `engine.pushing` talks to the platform."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from engine.targets.bundle import Bundle

Ids = Mapping[str, Mapping[str, str]]
"""Group -> our name -> the platform's id."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object there, by its addresses below the base."""

    create: str
    one: str
    """With `{}` for the id."""
    listing: str
    items: str
    """The key of the list in what `listing` answers; empty where the answer is the list."""
    title: tuple[str, ...] = ("name",)
    """Where its name stands in a body and in an item of the list, or else what tells it from the others there."""
    id: str = "id"
    """The key of the id, in an answer and in an item of the list."""
    update: Literal["PATCH", "PUT", "POST"] = "PATCH"
    update_at: str = ""
    """Where it is updated, with `{}` for the id; empty: at `one`."""
    delete_at: str = ""
    """Where it is deleted; empty: at `one`."""
    list_by: Literal["GET", "POST"] = "GET"
    page: tuple[str, str] = ("cursor", "next_cursor")
    """What asks for the next page of the list, and the key of its value in the page before."""
    within: str = ""
    """The part of a body whose texts narrow the list down: tests are listed by their agent. Empty: all are listed."""
    upload: Literal["", "file", "fields"] = ""
    """Created by a form: as a file, the `text` of its body under its `name`; or key by key."""
    fixed: tuple[str, ...] = ()
    """Keys that nobody can change there: a body with another value is another object, and the old one goes."""
    keeps: bool = False
    """An update keeps the keys that it does not name and replaces the others whole, so what is gone is sent as null."""
    put_back: Mapping[str, Any] = field(default_factory=dict)
    """Where an update keeps what it does not name at any depth: path of a key that a body may leave out -> the value
    that it has there before anybody sets it."""

    def name_in(self, body: Any) -> str:
        """What tells the object of this body from the others there."""
        for key in self.title:
            body = body.get(key) if isinstance(body, dict) else None
        return "" if body is None else str(body)

    def narrowed(self, body: Any) -> dict[str, str]:
        """What the list is asked with to hold the object of this body."""
        part = body.get(self.within) if self.within else None
        return {key: value for key, value in (part or {}).items() if isinstance(value, str)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One object that a bundle asks for."""

    group: str
    """`tool`: what `Ids` lists it under."""
    name: str
    """Ours; unique in its group."""
    title: str
    """What it is called there."""
    kind: Kind
    body: Any
    """What creates or updates it, with our names where ids belong."""
    edition: str = ""
    """Of what cannot be changed there: another edition is another object, and the old one goes."""

    @property
    def key(self) -> str:
        """`tool:book_table`"""
        return ":".join(part for part in (self.group, self.name, self.edition) if part)


@dataclass(frozen=True, slots=True)
class Pushable:
    """How a platform is pushed to. Its name begins its two settings: RETELL_API_KEY and RETELL_BASE_URL."""

    header: tuple[str, str]
    """The header of the key, and its value with `{}` for the key."""
    kinds: Mapping[str, Kind]
    """By group."""
    wanted: Callable[[Bundle], tuple[Wanted, ...]]
    """In the order of creation: what names another comes after it, and the agent is the last."""
    linked: Callable[[Any, Ids], Any]
    """A body with ids in place of names."""
    secrets: Kind | None = None
    """Where secrets are kept that a bundle names; they are looked up and never made."""
    plain_secret: re.Pattern[str] | None = None
    """The name of a secret in a header, where a platform keeps no secrets: somebody puts the value there by hand."""
    draft: str = ""
    """Where a draft of an agent is opened whose newest version is published: that one is frozen, and so is what it
    names. With `{}` for the id; empty: nothing is ever frozen."""

    def kind_of(self, key: str) -> Kind | None:
        """Of the object with this key; None where an older release pushed what this one does not know."""
        return self.kinds.get(key.partition(":")[0])
