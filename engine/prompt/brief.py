"""What every section is written from: the spec, the target's profile, and the few things that follow from both."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from engine.document.spec import AgentSpec, Tool
from engine.prompt.phrases import Phrases, phrases_for
from engine.prompt.profiles import Profile
from engine.prompt.regulation import is_regulated
from engine.prompt.text import capital, imperative
from engine.sentences import person_of

Fallback = Literal["transfer", "callback", "none"]

_BACKUP_TOOLS = frozenset({"schedule_callback", "take_message", "create_ticket"})
"""Tools that bring a person back to the caller later, where nobody can be put through now."""
_CALLER = re.compile(r"\b[Tt]he caller\b")
_AGENT = re.compile(r"\b[Tt]he agent (has|is|can|cannot|needs|wants)\b")
_YOUR_VERB = {"has": "have", "is": "are", "needs": "need", "wants": "want"}


@dataclass(frozen=True)
class Brief:
    spec: AgentSpec
    profile: Profile

    @property
    def person(self) -> str:
        """Who is at the other end, as a noun."""
        return person_of(self.spec.direction)

    @cached_property
    def language(self) -> str:
        """BCP 47 tag of the default language."""
        return self.spec.languages[0] if self.spec.languages else "en"

    @cached_property
    def phrases(self) -> Phrases:
        return phrases_for(self.language)

    @cached_property
    def tools(self) -> tuple[Tool, ...]:
        return self.spec.accepted_tools()

    def tool_like(self, *ids: str) -> Tool | None:
        """The first accepted tool that came from one of these catalog entries, or has its name."""
        return next((t for t in self.tools if t.catalog in ids or t.name in ids), None)

    @property
    def end_call(self) -> Tool | None:
        return self.tool_like("end_call")

    @property
    def transfer(self) -> Tool | None:
        return self.tool_like("transfer_to_human")

    @property
    def backup(self) -> Tool | None:
        return self.tool_like(*sorted(_BACKUP_TOOLS))

    @property
    def fallback(self) -> Fallback:
        """What can be offered when the agent gets no further."""
        if self.transfer or self.spec.transfers:
            return "transfer"
        return "callback" if self.backup else "none"

    @property
    def fillers(self) -> bool:
        return self.spec.speech.fillers and self.profile.fillers == "spec"

    @cached_property
    def regulated(self) -> bool:
        return is_regulated(self.spec)

    @property
    def private_call(self) -> bool:
        """The agent calls about something that only the right person may hear."""
        return self.spec.direction == "outbound" and self.regulated

    @property
    def discloses_ai(self) -> bool:
        """Said without being asked: because the team wants it, or by default where the call is outbound or "
        "regulated."""
        asked = self.spec.compliance.ai_disclosure
        return (self.spec.direction == "outbound" or self.regulated) if asked is None else asked

    @property
    def asks_recording_consent(self) -> bool:
        asked = self.spec.compliance.recording_consent
        return (self.spec.direction == "outbound" or self.regulated) if asked is None else asked

    def addressed(self, text: str) -> str:
        """The text as the agent reads it: “the agent can” is “you can”; outbound, nobody else is the caller."""
        text = _AGENT.sub(lambda m: f"{'Y' if m[0][0] == 'T' else 'y'}ou {_YOUR_VERB.get(m[1], m[1])}", text)
        return _CALLER.sub(lambda m: self.person if m[0][0] == "t" else capital(self.person), text)

    def call(self, tool: Tool) -> str:
        """How prose names a tool: `book_table` in backticks, or what it does where the vendor wants no names."""
        return (
            f"`{tool.name}`"
            if self.profile.tool_names == "exact"
            else f"the tool that does this: {imperative(tool.purpose)}"
        )


def said(line: str) -> str:
    """A line that is spoken aloud, in the quotation marks by which the lint knows it."""
    return f"“{line}”"
