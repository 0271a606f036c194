"""What the local provider is told to do, one step a call."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Say:
    """Answer with this JSON, streamed in pieces. A string is sent as it is, however wrong it may be."""

    answer: dict[str, Any] | str
    piece: int = 24
    """Characters of one streamed piece."""
    first_after: float = 0.0
    """Seconds until the first piece."""
    pause: float = 0.0
    """Seconds between pieces."""
    cut_after: int | None = None
    """Characters after which the connection is dropped."""
    overload_after: int | None = None
    """Characters after which the provider says, in the middle of the stream, that it is overloaded."""
    finish: str = "stop"
    """`length`: the token limit was reached."""

    @property
    def text(self) -> str:
        return self.answer if isinstance(self.answer, str) else json.dumps(self.answer, ensure_ascii=False)

    @property
    def pieces(self) -> list[str]:
        ends = [end for end in (self.cut_after, self.overload_after) if end is not None]
        text = self.text[: min(ends)] if ends else self.text
        return [text[i : i + self.piece] for i in range(0, len(text), self.piece)]


@dataclass(frozen=True, slots=True)
class Fail:
    """An HTTP error, with the body that the provider sends for it."""

    status: int
    retry_after: str | None = None


@dataclass(frozen=True, slots=True)
class Hang:
    """Take the request and say nothing for so long."""

    seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class Ping:
    """Begin a stream and send nothing but signs of life, for so long."""

    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Endless:
    """Write the beginning, and then the same piece again and again."""

    begin: str
    again: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """The provider's own refusal: not a text of the model."""

    words: str = "I cannot help with that."


@dataclass(frozen=True, slots=True)
class Garbage:
    """Something that is no answer of this protocol at all, as a proxy or a wrong address gives it."""

    body: str
    media_type: str = "text/event-stream"
    status: int = 200


Step = Say | Fail | Hang | Ping | Endless | Refuse | Garbage


def set_to(path: str, value: Any, n: int = 0) -> dict[str, Any]:
    return {"n": n, "change": {"op": "set", "path": path, "value": value}}


def wanted(op: str, *, n: int = 0, quote: str = "", how: str = "said", **fields: Any) -> dict[str, Any]:
    """One entry of `changes`, as a model writes it."""
    return {"n": n, "how": how, "quote": quote, "change": {"op": op, **fields}}
