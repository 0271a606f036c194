"""What can be seen from inside of whether this process can do its work."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import text

from engine.errors import OperatorError
from engine.interview.guided import Guided
from engine.store import dead_letters
from engine.store.rows import DeadLetter
from engine.turns.engine import Engine

_PROBE = "agent-builder:ready"


@dataclass(frozen=True, slots=True)
class Health:
    """The facts; what they mean to whom is the caller's."""

    database_down: str
    """Why it does not answer, for the operator; empty: it does."""
    hot_state: bool
    """It was written and read back. It hides its outages from the turns, and so from everybody else."""
    redis: bool
    """The hot state is in Redis, not in this process."""
    model: bool
    """A language model is set up."""
    set_aside: Sequence[DeadLetter]


async def health(engine: Engine) -> Health:
    """Ask the database and the hot state; nothing is raised for what does not answer."""
    down, set_aside = "", list[DeadLetter]()
    try:
        async with engine.store.read() as connection:
            await connection.execute(text("SELECT 1"))
        set_aside = await dead_letters.listed(engine.store)
    except OperatorError as error:
        down = str(error)
    return Health(
        database_down=down,
        hot_state=await _answers(engine),
        redis=bool(engine.settings.redis_address),
        model=not isinstance(engine.interviewer, Guided),
        set_aside=set_aside,
    )


async def _answers(engine: Engine) -> bool:
    await engine.hot.set(_PROBE, b"1", ttl=10)
    return await engine.hot.get(_PROBE) is not None
