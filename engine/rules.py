"""What a team has set for its session: who may do what there, and which messages the builder answers."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field

from engine.document.changes import Approve, Change
from engine.document.unknown import Keeping
from engine.errors import ForThem, PersonError
from engine.markdown import plain
from engine.messages.inbound import Author
from engine.sentences import listed

Right = Literal["edit", "approve", "export", "push", "abandon"]
MOST_HOLDERS = 50
RIGHTS: tuple[Right, ...] = get_args(Right)
FOLLOWS: Mapping[Right, Right] = {"export": "approve", "push": "export", "abandon": "approve"}
"""Until a team says otherwise, whoever may do the one may do the other; to edit and to approve is for everybody."""
IN_WORDS: Mapping[Right, str] = {
    "edit": "change the agent",
    "approve": "approve",
    "export": "export",
    "push": "push",
    "abandon": "abandon",
}


class Holder(BaseModel):
    """A person or a group who may do something. `who` is `everybody`, `person:ID` or `group:ID`; the ids are the
    platform's, a group is a role of Discord or a user group of Slack. `name` is what people are told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: Annotated[str, Field(max_length=310)]
    name: Annotated[str, Field(max_length=300)] = ""

    @property
    def group(self) -> str:
        """Its id; empty for a person."""
        return self.who.removeprefix("group:") if self.who.startswith("group:") else ""


EVERYBODY = Holder(who="everybody")


def person(author: Author) -> Holder:
    return Holder(who=f"person:{author.id}", name=author.name)


class Rules(Keeping):
    """Stored as JSON with the session; read and written by `engine.document.unknown`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rights: Mapping[Right, Annotated[tuple[Holder, ...], Field(max_length=MOST_HOLDERS)]] = {}
    """The table of rights: who has which. What is not in it follows `FOLLOWS`, or is for everybody."""
    approvals: Literal[1, 2] = 1
    """How many people have to approve before something is approved."""
    answers: Literal["every message", "mentions"] = "every message"
    """What the builder answers in its thread; the rest it keeps as context."""

    def holders(self, right: Right) -> tuple[Holder, ...]:
        """Who has it. Nobody: only a newer release knows whom."""
        if right in self.rights:
            return self.rights[right]
        if any(steps[:2] in (("rights",), ("rights", right)) for steps in self._unknown):
            return ()
        return self.holders(FOLLOWS[right]) if right in FOLLOWS else (EVERYBODY,)

    def may(self, right: Right, author: Author) -> bool:
        """The one place where it is decided who may do what."""
        known = {EVERYBODY.who, f"person:{author.id}", *(f"group:{group}" for group in author.groups)}
        return any(holder.who in known for holder in self.holders(right))

    def may_any(self, author: Author, *rights: Right) -> bool:
        return any(self.may(right, author) for right in rights)

    def check(self, right: Right, author: Author) -> None:
        """Raises NotTheirs for somebody who may not."""
        if not self.may(right, author):
            raise NotTheirs(self.refusal(right))

    def refusal(self, right: Right) -> str:
        """What somebody is told who may not; it says who may."""
        some = len(self.holders(right))
        return self.in_words(right) + (" Ask them." if some == 1 else " Ask one of them." if some else "")

    def in_words(self, *rights: Right) -> str:
        """`Only Ana and @leads may approve or export.`, of rights that the same people have."""
        what = listed([IN_WORDS[right] for right in rights], "or")
        holders = self.holders(rights[0])
        if EVERYBODY in holders:
            return f"Anyone here may {what}."
        names = [plain(holder.name or holder.who.partition(":")[2]) for holder in holders]
        return f"Only {listed(names) or 'people whom a newer release of me knows'} may {what}."

    @property
    def groups(self) -> frozenset[str]:
        """Ids of the groups whose members matter here."""
        return frozenset(holder.group for holders in self.rights.values() for holder in holders if holder.group)

    def given(self, right: Right, holders: Sequence[Holder]) -> Self:
        """These rules with others who have this right; nobody who had it before has it any more. Raises PersonError."""
        if len(holders) > MOST_HOLDERS:
            raise PersonError(f"Name at most {MOST_HOLDERS} people; a role or a group holds more.")
        after = self.model_copy(update={"rights": {**self.rights, right: tuple(dict.fromkeys(holders))}})
        after._unknown = {steps: v for steps, v in self._unknown.items() if steps[:2] not in _places(right)}
        return after


def right_for(change: Change) -> Right:
    """What somebody must be allowed to do who asks for it."""
    return "approve" if isinstance(change, Approve) else "edit"


def _places(right: Right) -> Sequence[tuple[str, ...]]:
    return ("rights",), ("rights", right)


class NotTheirs(ForThem):
    """This person may not do that here; it says who may."""


ANYONE = Rules()
"""How every session begins."""
