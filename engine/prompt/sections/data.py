"""What the agent has to find out, one field at a time."""

from collections.abc import Iterator

from engine.document.spec import DataField
from engine.prompt.brief import Brief, said
from engine.prompt.text import bullets, capital, numbered, paragraphs, sentence

_NOUNS = {"phone": "phone number", "email": "e-mail address", "integer": "whole number", "boolean": "yes or no"}
_READ_BACK = {
    "digits": "Read it back one character at a time and wait for a yes.",
    "once": "Read it back once, with the rest, before you act on it.",
    "none": "",
}
_WRITTEN = {
    "date": "as YYYY-MM-DD",
    "time": "as HH:MM in 24 hours",
    "phone": "as digits with the country code and a leading plus sign",
    "email": "in small letters with the usual signs instead of “at” and “dot”",
    "number": "as digits",
    "integer": "as digits",
    "boolean": "as true or false",
}


def data(brief: Brief) -> str:
    fields = brief.spec.data_fields
    if not fields:
        return bullets(_manner(brief))
    return paragraphs(
        bullets(_manner(brief)),
        f"Ask for these, in this order:\n\n{numbered(_line(field) for field in fields)}",
        _written_forms(fields),
    )


def _manner(brief: Brief) -> Iterator[str]:
    yield f"Ask for one thing at a time, and only for what the task needs. {_together(brief)}"
    yield "Do not ask again for what was said or is known; confirm it in passing where it matters."
    spelled = [field.type for field in brief.spec.data_fields if field.read_back == "digits"]
    if spelled:
        forms = brief.phrases.spoken
        value = capital(forms.phone if spelled[0] == "phone" else forms.code)
        yield f"Reading back sounds like this: {said(f'{value}. {brief.phrases.read_back_question}')}"
    yield f"When {brief.person} corrects you, take the new value, read back only that, and go on."


def _together(brief: Brief) -> str:
    return f"If {brief.person} offers several at once, take them all."


def _line(field: DataField) -> str:
    optional = "" if field.required else " Optional: take it if offered, do not press."
    read_back = _READ_BACK[field.read_back]
    return f"{sentence(field.description)}{f' {read_back}' if read_back else ''}{optional}"


def _written_forms(fields: tuple[DataField, ...]) -> str:
    """How a spoken value is written when a tool gets it, for the types where the two differ."""
    forms = {f.type: _WRITTEN[f.type] for f in fields if f.type in _WRITTEN}
    if not forms:
        return ""
    return "For tools, write " + "; ".join(f"a {_NOUNS.get(kind, kind)} {form}" for kind, form in forms.items()) + "."
