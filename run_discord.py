"""`python run_discord.py`: Agent Builder in Discord. It needs DISCORD_TOKEN, see docs/discord.md."""

import asyncio
import signal
import sys

from bots.discord.start import run
from engine.errors import OperatorError
from engine.logs import set_up_logs
from engine.settings import load_settings


def main() -> int:
    """0 when it was asked to stop; 1, with one sentence, where it cannot start."""
    set_up_logs()
    try:
        asyncio.run(_until_told())
    except OperatorError as error:
        print(error, file=sys.stderr)  # noqa: T201 - whoever starts it is at this terminal
        return 1
    return 0


async def _until_told() -> None:
    """Run until SIGINT or SIGTERM; turns that are under way are finished first."""
    bot = asyncio.create_task(run(load_settings()))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, bot.cancel)
    try:
        await bot
    except asyncio.CancelledError:
        if not bot.cancelled():
            raise


if __name__ == "__main__":
    sys.exit(main())
