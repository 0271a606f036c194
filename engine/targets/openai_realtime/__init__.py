"""OpenAI Realtime: the session that your own code sends over its WebSocket, and code that does."""

from engine.targets.openai_realtime.capabilities import CAPABILITIES
from engine.targets.target import target_in

TARGET = target_in(
    __name__,
    "OpenAI Realtime",
    "for OpenAI Realtime",
    CAPABILITIES,
    gives="the `session.update` event, how each function is carried out, and a script that holds a call",
    spoken=("openai realtime", "openai", "realtime api", "gpt-realtime", "gpt realtime"),
)
