"""A handbook as a team would share it: pages with what callers need, and pages that no call needs."""

from engine.messages.inbound import Attachment, Inbound
from tests.talk import ANA, THREAD, says

PAGES = (
    "Harbour Dental, handbook for the front desk\n\nThe practice is open Monday to Friday from 8:30 to 17:30.",
    "3.1 Deposits\n\nA deposit of 25 pounds is refunded up to 48 hours before the appointment.",
    "Parking is behind the building and is free for two hours.\n\nStaff must wash their hands between patients.",
    "The agent must never give medical advice.\n\nPatients in severe pain are put through to the duty dentist on "
    "0113 496 0177.",
)
HANDBOOK = "\n\n\f".join(PAGES)
OPENING = "We need a receptionist for our dental practice that books appointments."


def shared(text: str = HANDBOOK, name: str = "handbook.pdf", words: str = "Here is our handbook.") -> Inbound:
    """A message with a document."""
    file = Attachment(name, "application/octet-stream", text)
    return Inbound(THREAD, says("").event_key, ANA, words, attachments=(file,))


def long_handbook(characters: int) -> str:
    """Many pages, none like another."""
    pages, length = list[str](), 0
    while length < characters:
        n = len(pages) + 1
        pages.append(
            f"Treatment {n} takes {n} minutes and costs {n + 40} pounds.\n\n"
            f"The manual of device {n} lies in drawer {n}, below the one for the lamps of room {n}.\n\n"
            + f"It was bought in spring {n} and is looked after by the firm that sold it, as all the others are. "
            * 9
        )
        length += len(pages[-1]) + 3
    return "\n\n\f".join(pages)[:characters]
