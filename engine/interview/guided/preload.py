"""The first answers, given to nobody: whatever is read or built once is there when the first person writes."""

from collections.abc import Callable
from datetime import UTC, datetime

from engine.document.spec import AgentSpec
from engine.document.stages import Standing
from engine.interview.contract import Conversation, Message
from engine.interview.guided.pipeline import interviewed
from engine.interview.guided.preview import applied, redrawn
from engine.messages.inbound import Author

_SAID = (
    ("A friendly receptionist called Ann for Example Ltd that books appointments; do not take payments", "en"),
    ("remove the second goal", "en"),
    ("Una recepcionista amable que agenda citas", "es"),
)


def warm(enough: Callable[[], bool]) -> None:
    """Play a few messages through the pipeline, until it is enough."""
    spec, asked = AgentSpec(), None
    for text, language in _SAID:
        if enough():
            return
        message = Message("warm", "person", Author("warm", "warm"), text, datetime.now(UTC))
        interview = interviewed(Conversation(spec, (message,), asked=asked), language)
        spec = redrawn(applied(spec, interview.proposals))
        asked = interview.speak(Standing(spec), ()).asked
