"""The judges: test-only, and independent of the exporters. One file a platform, one line here."""

from collections.abc import Mapping

from tests.targets.judge import elevenlabs, retell, vapi
from tests.targets.judge.judge import Judge

JUDGES: Mapping[str, Judge] = {judge.platform: judge for judge in (elevenlabs.JUDGE, vapi.JUDGE, retell.JUDGE)}
