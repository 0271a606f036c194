"""The judges: test-only, and independent of the exporters. One file a platform, one line here."""

from collections.abc import Mapping

from tests.targets.judge import elevenlabs, livekit, mcp, pipecat
from tests.targets.judge.judge import Judge

JUDGES: Mapping[str, Judge] = {
    judge.platform: judge
    for judge in (
        elevenlabs.JUDGE,
        pipecat.JUDGE,
        livekit.JUDGE,
        mcp.JUDGE,
    )
}
