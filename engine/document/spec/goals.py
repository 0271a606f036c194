"""What the agent does for people, and what it has to find out or know for it."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from engine.document.spec.part import Part, distinct
from engine.document.spec.scalars import Document, Line, Name, Paragraph, Slug, ToolName


class Case(Part):
    """Something that goes another way than usual: “When nothing is free on that day”, “offer the next two times”."""

    when: Line
    then: Line


class Goal(Part):
    """One thing that the agent does for people. What serves it is linked here; nobody guesses it from words."""

    id: Slug
    statement: Line
    """What the agent does for the caller, as an imperative: “Book an appointment”."""
    success: Line | None = None
    """How one knows that it worked: “The caller has a date and time and has heard them read back”."""
    playbook: Slug | None = None
    """The job that this is, by its id in `engine.playbooks`; None: nobody knows it but the team."""
    tools: Annotated[tuple[ToolName, ...], Field(max_length=20)] = ()
    """In the order of their use."""
    fields: Annotated[tuple[Name, ...], Field(max_length=30)] = ()
    """What has to be known for it: names of `data_fields`, in the order of asking."""
    rules: Annotated[tuple[Line, ...], Field(max_length=20)] = ()
    """What the business wants kept: “At most 24 hours ahead.”"""
    cases: Annotated[tuple[Case, ...], Field(max_length=20)] = ()
    """The last one is what happens when nothing else helped."""
    by_whom: Slug | None = None
    """The transfer whose people do it, after the agent has found out what they need. None: the agent does it."""

    @model_validator(mode="after")
    def _links_aredistinct(self) -> Self:
        distinct(self, "tools", list(self.tools))
        distinct(self, "fields", list(self.fields))
        return distinct(self, "cases", [case.when for case in self.cases])


class DataField(Part):
    """Something the agent must find out in a call."""

    name: Name
    type: Literal["string", "number", "integer", "boolean", "date", "time", "phone", "email"] = "string"
    description: Line
    ask: Line | None = None
    """The question as it is spoken."""
    source: Literal["caller", "caller_id", "known"] = "caller"
    """Who says it: the caller, the network, or the system before the call. Only the first is asked."""
    required: bool = True
    read_back: Literal["digits", "once", "none"] = "none"
    """`digits`: digit by digit or letter by letter, for identifiers; `once`: at the end of a transaction."""


class Variable(Part):
    """Something that is known before the call starts, written `{{name}}` in texts."""

    name: Name
    description: Line
    example: Line | None = None
    default: Line | None = None


class KnowledgeItem(Part):
    """A fact or a document that the agent may answer from."""

    id: Slug
    title: Line
    kind: Literal["text", "url", "faq"] = "text"
    content: Document


class Note(Part):
    """Something that somebody said and that has no place yet."""

    id: Slug
    text: Paragraph
