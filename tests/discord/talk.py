"""Shorthand for tests: a person in a thread, and what the bot says there."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.discord.local import Channel, Interaction, LocalDiscord, Message, Person

IDEA = "A friendly receptionist for our dental clinic that books and moves appointments, in English and Spanish"


def everything(discord: LocalDiscord, channel: Channel) -> str:
    return "\n---\n".join(
        f"{m.content} {[c.get('label') or c.get('placeholder') for c in m.controls()]} {list(m.files)}"
        for m in discord.said_by_bot(channel)
    )


@dataclass
class Talk:
    """One person in one thread. It remembers what the bot had said before the person's last step."""

    discord: LocalDiscord
    person: Person
    thread: Channel
    seen: int = 0

    async def hears(self, words: str, *, label: str = "") -> Message:
        """The first new message of the bot with these words (and a control of this label)."""

        found = await self._some(lambda m: words in m.content and (not label or label in _labels(m)), self.seen)
        return found[0]

    def new(self) -> list[Message]:
        return self.discord.said_by_bot(self.thread)[self.seen :]

    async def says(self, text: str) -> Message:
        self._looks_away()
        return await self.person.says(self.thread, text)

    async def clicks(self, message: Message, label: str, below: str = "") -> Interaction:
        self._looks_away()
        return await self.person.clicks(message, label, below)

    async def chooses(self, message: Message, *values: str) -> Interaction:
        self._looks_away()
        return await self.person.chooses(message, *values)

    async def submits(self, opened: Interaction, values: dict[str, str]) -> Interaction:
        self._looks_away()
        return await self.person.submits(opened, values)

    async def agrees(self, label: str) -> Message:
        """Press the suggestion of this label, and wait for the answer; its last message."""
        offering = await self._some(lambda m: label in _labels(m))
        await self.clicks(offering[-1], label)
        return await self.hears(" % · ")

    async def to_the_tools(self) -> None:
        """Agree to all that is asked until the tools are shown."""
        while not any("Configure" in _labels(m) for m in self.new()):
            await self.says("yes")
            await self.hears(" % · ")

    async def _some(self, fits: Callable[[Message], bool], seen: int = 0) -> list[Message]:
        def found() -> list[Message]:
            return [m for m in self.discord.said_by_bot(self.thread)[seen:] if fits(m)]

        try:
            await self.discord.until(lambda: bool(found()), "the words or the button")
        except AssertionError as error:
            raise AssertionError(f"{error}\n\n{everything(self.discord, self.thread)}") from None
        return found()

    def _looks_away(self) -> None:
        self.seen = len(self.discord.said_by_bot(self.thread))


async def begins(discord: LocalDiscord, person: Person, channel: Channel, idea: str = IDEA) -> Talk:
    """`/agent new`, up to the first answer in the thread."""
    opened = await person.runs(channel, "new", **({"idea": idea} if idea else {}))
    await discord.until(lambda: bool(opened.followups), "the thread is named")
    talk = Talk(discord, person, discord.channels[opened.answer.partition("<#")[2].partition(">")[0]])
    await talk.hears(" % · ")
    return talk


def _labels(message: Message) -> list[str]:
    return [str(c.get("label") or c.get("placeholder")) for c in message.controls()]
