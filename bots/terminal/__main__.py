"""`python -m bots.terminal [NAME]`: the chat that needs no token, at a keyboard or through a pipe."""

import gc
import sys

from engine.signals import end_at_once


def main() -> int:
    """0 at the end of the input, or after SIGINT or SIGTERM; 1, with one sentence, where the chat cannot start."""
    end_at_once()
    for stream in (sys.stdin, sys.stdout):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # text streams here
    print("Agent Builder (/help lists the commands)", flush=True)  # noqa: T201 - before anything heavy is imported
    gc.disable()  # nothing that is imported is garbage; looking through it takes a tenth of the start
    from bots.terminal.start import start

    return start(sys.argv[1] if len(sys.argv) > 1 else None)


if __name__ == "__main__":
    sys.exit(main())
