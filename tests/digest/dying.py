"""What runs in a child process: a replica that reads a document, and kills itself in the middle of it."""

import asyncio
import os
import signal

from engine.interview.contract import Digested, Passage
from engine.interview.guided import Guided
from engine.settings import load_settings
from engine.turns.turn import accept, open_engine, take_turns
from tests.digest.handbook import OPENING, long_handbook, shared
from tests.talk import tell

CHARACTERS = 50_000


class Dying(Guided):
    """`kill -9` once two parts are read and the third is being read."""

    parts = 0

    async def read(self, passage: Passage) -> Digested:
        self.parts += 1
        if self.parts == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return await super().read(passage)


def run(settings: dict[str, str]) -> None:
    asyncio.run(_run(settings))


async def _run(settings: dict[str, str]) -> None:
    engine = await open_engine(load_settings(None, **settings), Dying())
    await tell(engine, OPENING)
    accepted = await accept(engine, shared(long_handbook(CHARACTERS)))
    await take_turns(engine, accepted.session_id)
