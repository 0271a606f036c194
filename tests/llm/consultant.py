"""A whole conversation: what the team says, and what a model answers to it, up to the finished export and beyond."""

from collections.abc import Iterator, Sequence
from typing import Any

from tests.llm.script import set_to, wanted

CONVERSATION: Sequence[tuple[str, dict[str, Any]]] = (
    (
        "A friendly receptionist for our dental clinic Bright Smile that books appointments, in English and Spanish",
        {
            "reply": "A receptionist for Bright Smile that books appointments. Who calls: only patients, or others?",
            "changes": [
                set_to("use_case", "A receptionist for a dental clinic that books appointments"),
                set_to("role", "receptionist"),
                set_to("company", "Bright Smile"),
                set_to("industry", "dental care"),
                set_to("direction", "inbound"),
                set_to("tone", ["friendly"]),
                set_to("languages", ["en", "es"]),
                wanted("add", part="goals", item={"id": "book", "statement": "Book an appointment"}),
                wanted(
                    "add",
                    part="tools",
                    item={
                        "name": "book_appointment",
                        "catalog": "book_appointment",
                        "purpose": "Books an appointment at a time that is free.",
                        "because": "books appointments",
                    },
                ),
            ],
            "asks": "audience",
            "suggestions": [
                {"label": "Only patients", "changes": [{"op": "set", "path": "audience", "value": "patients"}]}
            ],
        },
    ),
    (
        "Only patients. It should never give medical advice.",
        {
            "reply": "Noted, no medical advice. How should it open the call? For example: “Bright Smile, this is Mia.”",
            "changes": [
                set_to("audience", "patients"),
                wanted("add", part="guardrails", item={"id": "no_advice", "statement": "Never give medical advice"}),
            ],
            "asks": "greeting",
        },
    ),
    (
        "Use that one please: Bright Smile, this is Mia.",
        {
            "reply": "Then her name is Mia. To book, she needs the tool `book_appointment`. Shall she have it?",
            "changes": [set_to("name", "Mia"), set_to("greeting", "Bright Smile, this is Mia. How can I help?")],
            "asks": "approval:tools",
        },
    ),
    (
        "Yes, she needs the booking tool. Use your defaults, and let her take messages otherwise.",
        {
            "reply": "She has it. At which address is it called, and what is the name of its secret?",
            "changes": [
                wanted("accept", tool="book_appointment", quote="she needs the booking tool"),
                wanted("decline", tool="check_availability"),
                wanted("set", path="questions", value=[], quote="Use your defaults"),
                set_to("fallback", {"kind": "message"}),
            ],
            "asks": "tools.book_appointment.url",
        },
    ),
    (
        "https://api.example.com/bookings with the secret CLINIC_API_KEY. Yes, she needs the tool for messages too: "
        "https://api.example.com/messages, same secret",
        {
            "reply": "All set. The call flow is below: is it right?",
            "changes": [
                wanted(
                    "configure",
                    tool="book_appointment",
                    values={
                        "url": "https://api.example.com/bookings",
                        "auth": "bearer",
                        "auth_ref": "CLINIC_API_KEY",
                    },
                ),
                wanted("accept", tool="take_message", quote="she needs the tool for messages too"),
                wanted(
                    "configure",
                    tool="take_message",
                    values={"url": "https://api.example.com/messages", "auth": "bearer", "auth_ref": "CLINIC_API_KEY"},
                ),
            ],
            "asks": "approval:flow",
        },
    ),
    (
        "Looks good, keep it",
        {
            "reply": "Kept. Where will she run: ElevenLabs?",
            "changes": [wanted("approve", what="flow", quote="Looks good")],
            "asks": "platforms",
        },
    ),
    (
        "ElevenLabs, and a document for my boss",
        {
            "reply": "Both. The prompt is written; shall I export everything?",
            "changes": [set_to("platforms", ["elevenlabs", "markdown"])],
            "asks": "approval:final",
        },
    ),
    (
        "Yes, export it",
        {"reply": "Done: the files are below.", "changes": [wanted("approve", what="final", quote="Yes, export it")]},
    ),
)


def afterthoughts(count: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """What a busy team still adds afterwards: rules, data to ask for, and how a call is judged."""
    parts: Sequence[tuple[str, str]] = (
        ("guardrails", "statement"),
        ("data_fields", "description"),
        ("criteria", "name"),
    )
    for number in range(count):
        part, field = parts[number % len(parts)]
        words = f"Point {number} of the practice's handbook, in a sentence of the usual length"
        key = {"name": f"point_{number}"} if part == "data_fields" else {"id": f"point_{number}"}
        more = {"prompt": f"Did the agent keep to point {number}?"} if part == "criteria" else {}
        yield (
            f"One more thing from our last team meeting, for the {part.replace('_', ' ')}: {words}. Please add that.",
            {
                "reply": f"Added, as number {number}. Is there anything else that callers should notice?",
                "changes": [wanted("add", part=part, item={**key, field: words, **more})],
            },
        )
