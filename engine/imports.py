"""An agent, or what a system can do, in what comes in: a file, pasted text, a system prompt. It becomes a change, for
every door the same.

JSON that is meant as an agent is read or refused; there is no third way, for half an agent is worse than none. What may
as well be material (a prompt) is only offered. Everything else is a message as ever. Pure.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.document.changes import Import, OfferTools
from engine.document.upcast import write
from engine.errors import PersonError
from engine.markdown import plain
from engine.messages.inbound import MOST_OF_FILE, Attachment
from engine.messages.material import block
from engine.messages.prompt_to_check import prompt_to_check
from engine.secrets import without_secrets
from engine.sentences import counted, quoted

_MOST_BEFORE = 2_000
"""Characters that somebody writes before pasted JSON."""


class Brought(NamedTuple):
    """An agent that came with a message."""

    change: Import | OfferTools
    text: str
    """The message as it stands in the transcript: the words, and which agent came with them."""


def brought_in(words: str, files: Sequence[Attachment]) -> Brought | None:
    """What this message brings; None where it brings nothing. PersonError where it cannot be read."""
    if prompt_to_check("\n\n".join((words, *(file.text for file in files)))):
        return None
    return _system(words, files) or _in_files(words, files) or _pasted(words) or _prompt(words, files)


def import_of(text: str, *, words: str = "", sure: bool = True) -> Import:
    """The change that takes over the agent in this text. PersonError says what is wrong with it."""
    from engine.targets.read import read  # most messages are no agent

    found = read(text)
    return Import(source=found.source, agent=write(found.spec), kept=found.kept, words=_besides(words), sure=sure)


def offer_of(text: str, words: str = "") -> OfferTools:
    """The change that offers the operations of the system that this text describes. PersonError says what is wrong."""
    from engine.tools.sources import brought

    found = brought.offered_in(text)
    return OfferTools(source=found.title, tools=found.tools, left=found.left, words=_besides(words))


def _system(words: str, files: Sequence[Attachment]) -> Brought | None:
    """The first document of a system in the files, or what is pasted of one among a few words."""
    from engine.tools.sources import brought  # most messages are no document

    file = next((file for file in files if brought.describes(file.text)), None)
    said = words
    if file is None and (pasted := brought.pasted(words)):
        said, file = without_secrets(pasted.words), Attachment(pasted.name, "", pasted.text)
    if file is None:
        return None
    rest = [block(other.name, other.text, cut=False) for other in files if other is not file]
    said = "\n\n".join(filter(None, (said, *rest)))
    change = offer_of(file.text.strip(" \n`"), said)
    line = block(file.name, f"({plain(change.source)}, {counted(len(change.tools), 'operation')})", cut=False)
    return Brought(change, "\n\n".join(filter(None, (said, line))))


def _besides(words: str) -> str:
    """What is said beyond “here is our agent”."""
    return _POINTS.sub("", words).strip()


_POINTS = re.compile(
    r"(?:^|(?<=[.?!] ))(?:(?:hi|hello|hey|please|ok|okay|so|and|now)[, ]+){0,2}"
    r"(?:here(?:'s|’s| is| are| comes)|(?:this|that|it)(?: is|'s|’s)|attached|"
    r"i(?:'ve|’ve| have)? (?:attached|exported|uploaded|brought)|"
    r"(?:(?:can|could|would) you )?(?:please )?(?:import|load|read|take over|start from|start with|use|see|look at))"
    r"\b[^,;.?!\n]{0,60}(?:[.?!:]+ ?|$)",
    re.IGNORECASE | re.MULTILINE,
)
"""One short clause that points at what came with it."""


def _in_files(words: str, files: Sequence[Attachment]) -> Brought | None:
    """Several objects of one agent may come as several files; what is no agent is read as what was said with it."""
    agents = [file for file in files if _is_agent(file)]
    if not agents:
        return None
    rest = [block(file.name, file.text, cut=False) for file in files if file not in agents]
    text = agents[0].text if len(agents) == 1 else f"[{','.join(file.text for file in agents)}]"
    change = import_of(text, words="\n\n".join(filter(None, (words, *rest))))
    lines = [block(file.name, f"(an agent from {change.source})", cut=False) for file in agents]
    return Brought(change, "\n\n".join(filter(None, (words, *rest, *lines))))


def _is_agent(file: Attachment) -> bool:
    """PersonError for JSON that is broken, or too long to be looked at."""
    from engine.targets.read import is_json, seems_agent

    if not is_json(file.text):
        return False
    if len(file.text) > MOST_OF_FILE:
        raise PersonError(
            f"{quoted(file.name)} has more than {MOST_OF_FILE:,} characters, which is too long for an agent. "
            "Send the part that matters, or paste it here."
        )
    try:
        return seems_agent(json.loads(file.text))
    except (ValueError, RecursionError) as error:
        where = f"it breaks off in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "it is too deep"
        raise PersonError(
            f"{quoted(file.name)} is not whole JSON: {where}. I have taken nothing from it; export it anew, and bring "
            "it again."
        ) from None


def _pasted(words: str) -> Brought | None:
    """`Here is our agent: {…}`, also between code fences."""
    found = _JSON.search(words[:_MOST_BEFORE])
    if not found:
        return None
    value, end = _decoded(words, found.start("json"))
    if value is None and _MARKED.search(words):
        raise PersonError(
            "That looks like an agent as JSON, but it is not whole. I have taken nothing from it; send it as a file, "
            "or paste all of it."
        )
    from engine.targets.read import seems_agent

    if value is None or not seems_agent(value):
        return None
    said = without_secrets(_FENCES.sub("", f"{words[: found.start()]}\n{words[end:]}").strip())
    change = import_of(words[found.start("json") : end], words=said)
    return Brought(change, "\n\n".join(filter(None, (said, f"(an agent from {change.source}, as JSON)"))))


_JSON = re.compile(r"(?:^|[\s:])(?:```\w*\s*)?(?P<json>\{\s*\"|\[\s*\{\s*\")")
_FENCES = re.compile(r"```\w*")
_MARKED = re.compile(
    r"\"(?:schema_version|conversation_config|firstMessage|first_message|general_prompt|response_engine|agent_id|"
    r"systemPrompt|system_prompt|instructions)\"\s*:"
)
"""Keys of agents in text that does not parse."""


def _decoded(text: str, start: int) -> tuple[Any, int]:
    """The JSON that begins here, and where it ends; None where it does not."""
    try:
        return json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start


def _prompt(words: str, files: Sequence[Attachment]) -> Brought | None:
    """A whole system prompt, ours or anybody's, that nothing else came with."""
    texts = list(filter(None, (words, *(file.text for file in files))))
    if len(texts) != 1 or not is_prompt(texts[0]):
        return None
    text = without_secrets(texts[0])
    return Brought(import_of(text, sure=False), "")


def is_prompt(text: str) -> bool:
    """Whether it addresses an agent and has sections, as prompts do and briefs do not."""
    begins = _ADDRESSED.match(text)
    return begins is not None and len(_SECTION.findall(text)) >= _FEWEST_SECTIONS


_HEAD = r"(?:#{1,4} .+|\[[^\]\n]+\]|\*\*[^*\n]+\*\*:?|<\w+>|[A-Z][A-Za-z ]{2,40}:)[ \t]*"
_ADDRESSED = re.compile(
    rf"\s*(?:{_HEAD}\n\s*){{0,3}}(?:[-*] )?(?:You are|You’re|You're|Act as|Your (?:name|role|job|task) is|"
    r"Du bist|Sie sind|Eres|Usted es|Tu es|Vous êtes|Sei |Lei è|Você é|Je bent|U bent)\b"
)
_SECTION = re.compile(rf"^{_HEAD}$", re.MULTILINE)
_FEWEST_SECTIONS = 2
