"""The judges: test-only, and independent of the exporters. One file a platform, one line here."""

from collections.abc import Mapping

from tests.targets.judge import deepgram, elevenlabs, gemini_live, openai_realtime, ultravox
from tests.targets.judge.judge import Judge

JUDGES: Mapping[str, Judge] = {
    judge.platform: judge
    for judge in (elevenlabs.JUDGE, openai_realtime.JUDGE, gemini_live.JUDGE, deepgram.JUDGE, ultravox.JUDGE)
}
