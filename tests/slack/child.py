"""A bot in a process of its own, whose turns take longer than it will live: `python -m tests.slack.child`."""

import asyncio

from bots.slack.app import running
from engine.settings import load_settings
from engine.turns.turn import close_engine, open_engine
from tests.interviewers import Plain


async def main() -> None:
    engine = await open_engine(load_settings(None), Plain(seconds=600))
    try:
        async with running(engine):
            await asyncio.Event().wait()
    finally:
        await close_engine(engine)


if __name__ == "__main__":
    asyncio.run(main())
