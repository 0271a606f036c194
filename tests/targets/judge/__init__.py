"""The judges: test-only, and independent of the exporters. One file a platform, one line here."""

from collections.abc import Mapping

from tests.targets.judge import (
    deepgram,
    elevenlabs,
    gemini_live,
    livekit,
    mcp,
    openai_realtime,
    pipecat,
    retell,
    ultravox,
    vapi,
)
from tests.targets.judge.judge import Judge

_MODULES = (
    elevenlabs, vapi, retell, openai_realtime, gemini_live, deepgram, ultravox, pipecat, livekit, mcp,
)  # fmt: skip
JUDGES: Mapping[str, Judge] = {module.JUDGE.platform: module.JUDGE for module in _MODULES}
