"""What a turn costs the database: docs/performance.md tells why each round trip counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import event

from engine.store.driver import Driver
from engine.store.statement import Statement
from engine.turns.turn import Engine, accept, take_turns
from tests.talk import says, tell


class Counting:
    """A driver that notes what it is asked to do."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver
        self.asked: list[str] = []

    async def run(self, statements: Sequence[Statement], values: Mapping[str, Any]) -> list[Any]:
        self.asked.append(statements[0].text)
        return await self._driver.run(statements, values)

    async def close(self) -> None:
        await self._driver.close()


async def test_a_turn_is_four_visits_to_the_database_and_nothing_goes_the_long_way(engine: Engine) -> None:
    await tell(engine, "role: guide")
    engine.store.driver = visits = Counting(engine.store.driver)
    the_long_way = list[str]()

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        the_long_way.append(statement)

    event.listen(engine.store.engine.sync_engine, "before_cursor_execute", note)
    accepted = await accept(engine, says("role: host"))
    await take_turns(engine, accepted.session_id)
    assert len(visits.asked) == 4, "accept, take the lease with what waits, commit, look whether more has come"
    assert the_long_way == []
