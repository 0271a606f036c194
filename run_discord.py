"""`python run_discord.py`: Agent Builder in Discord. It needs DISCORD_TOKEN, see docs/discord.md."""

import sys

from engine.signals import end_at_once, until_told


def main() -> int:
    """0 after SIGINT or SIGTERM, turns that are under way are finished first; 1, with one sentence, where it cannot
    start."""
    end_at_once()
    import asyncio

    from bots.discord.start import run
    from engine.errors import OperatorError
    from engine.logs import set_up_logs
    from engine.settings import load_settings

    set_up_logs()
    try:
        asyncio.run(until_told(run(load_settings())))
    except OperatorError as error:
        print(error, file=sys.stderr)  # noqa: T201 - whoever starts it is at this terminal
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
