"""The reply on a screen while it grows."""

import structlog

from engine.interview.contract import OnText
from engine.secrets import without_secrets

_log = structlog.get_logger()


def forgiving(on_text: OnText) -> OnText:
    """`on_text` for as long as it works: a screen that fails costs the stream, never the turn. No key is shown."""
    working = True

    async def shown(text: str) -> None:
        nonlocal working
        if not working:
            return
        try:
            await on_text(without_secrets(text))
        except Exception:  # noqa: BLE001 - whatever an adapter raises, its reply will still be delivered
            working = False
            _log.warning("A reply could not be streamed; it is delivered whole.", exc_info=True)

    return shown
