"""The texts, names and choices that the parts of a spec are made of, each with its own check."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from engine.sentences import quoted
from engine.urls import check_url

SCHEMA_VERSION: Literal[2] = 2
COMMON_LANGUAGES = frozenset({"en", "en-GB", "en-US", "de", "es", "fr", "it", "nl", "pt"})
"""Tags that are in their normal form already."""


def _printable(text: object) -> object:
    """Drop control characters, which no voice platform and no terminal wants; keep new lines and tabs."""
    if not isinstance(text, str) or text.isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or (c.isprintable() or c in "\u200d\u200e\u200f"))


def _language(tag: str) -> str:
    """A valid BCP 47 tag in its normal form: `EN-us` becomes `en-US`."""
    if tag in COMMON_LANGUAGES:
        return tag
    import langcodes  # its tables take 50 ms, which a first answer in a common language does without

    if not langcodes.tag_is_valid(tag):
        raise ValueError(f"{quoted(tag)} is not a language tag; use one like “en”, “en-GB” or “pt-BR”")
    return str(langcodes.standardize_tag(tag))


def is_time_zone(name: str) -> bool:
    """Whether it is an IANA name, such as `Europe/Berlin`. By babel, since a small machine may have no zone files."""
    from babel.core import get_global  # no screen needs it before somebody names a zone

    return name == "UTC" or name in get_global("zone_territories") or name in get_global("zone_aliases")


def _time_zone(name: str) -> str:
    if not is_time_zone(name):
        raise ValueError(f"{quoted(name)} is not a time zone; use one like “Europe/Berlin”")
    return name


Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), BeforeValidator(_printable)
]
"""A short text on one subject."""


Paragraph = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000), BeforeValidator(_printable)
]


Document = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100_000), BeforeValidator(_printable)
]
"""Material such as a pasted FAQ."""


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


ToolName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""OpenAI, ElevenLabs and Retell share this pattern (PROMPT_RULES, Tools)."""


Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")]
"""A variable, a data field, a parameter or the name of a secret."""


HeaderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]


LanguageTag = Annotated[str, AfterValidator(_language)]


PhoneNumber = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
"""E.164, as every telephony platform asks for."""


TimeZone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=64), AfterValidator(_time_zone)]


ClockTime = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
"""`09:00`, on a clock of 24 hours; `24:00` is the end of the day."""


QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}\.[a-z0-9_]{1,64}$")]
"""A question of a playbook: `book_appointment.notice`."""


HttpsUrl = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(check_url)]


Direction = Literal["inbound", "outbound", "web"]


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


Place = Literal["verify", "human", "message", "end", "before", "answer", "after"]
"""A place in a call that is no goal of its own, such as before the goals or after them."""


Platform = Literal[
    "elevenlabs", "vapi", "retell", "openai_realtime", "gemini_live", "deepgram", "ultravox", "pipecat", "livekit",
    "mcp", "markdown", "json",
]  # fmt: skip
"""Every target that `engine.targets` knows."""


ApprovalTarget = Literal["basics", "tools", "flow", "final"]


class Stage(StrEnum):
    """Where a session stands; computed by `engine.document.stages`, never set by hand."""

    INITIAL = "INITIAL"
    COLLECTING_BASICS = "COLLECTING_BASICS"
    EXPLORING_TOOLS = "EXPLORING_TOOLS"
    CONFIGURING_TOOLS = "CONFIGURING_TOOLS"
    REVIEWING_WORKFLOW = "REVIEWING_WORKFLOW"
    FINALIZING = "FINALIZING"
    COMPLETED = "COMPLETED"
