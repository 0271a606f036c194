"""`scenarios` in a thread: a table with pass, fail and why, and the whole call of one."""

import json
from pathlib import Path

import pytest

from bots import commands
from bots.commands import Request
from bots.shown import Shown
from engine.document.spec import AgentSpec
from engine.errors import PersonError
from engine.interview.guided import Guided
from engine.turns.turn import Engine, status
from tests.conftest import OpenEngine
from tests.talk import ANA, tell

GALLERY = Path(__file__).parents[2] / "docs" / "gallery"


@pytest.fixture
async def engine(replica: OpenEngine) -> Engine:
    return await replica(Guided())


async def shown(engine: Engine, agent: str, *words: str) -> Shown:
    """What the command gives in a session whose agent is this one of the gallery."""
    text = (GALLERY / agent / "spec.json").read_text("utf-8")
    session = (
        await tell(engine, json.dumps(AgentSpec.model_validate(json.loads(text)).model_dump(mode="json")))
    ).session
    request = Request(engine, ANA, "Say something.", await status(engine, session.session_id), words)
    found = await commands.run("scenarios", request)
    assert isinstance(found, Shown)
    return found


async def test_it_says_what_failed_and_why_and_the_file_holds_all(engine: Engine) -> None:
    found = await shown(engine, "vet_practice")
    assert "2 failed" in found.markdown
    assert "`verify_identity` is used without `reference`." in found.markdown
    [file] = found.files
    assert "| `goal_book_appointments_happy` | pass |" in file.data.decode()


async def test_with_an_id_it_shows_that_call(engine: Engine) -> None:
    found = await shown(engine, "vet_practice", "goal_book_appointments_happy")
    assert found.markdown.startswith("`goal_book_appointments_happy`: pass")
    assert "- caller: " in found.markdown


async def test_a_scenario_that_is_not_there_gets_a_clear_word(engine: Engine) -> None:
    with pytest.raises(PersonError, match="no scenario “goal_x”"):
        await shown(engine, "vet_practice", "goal_x")


async def test_without_a_flow_it_says_what_is_missing(engine: Engine) -> None:
    session = (await tell(engine, "hello")).session
    request = Request(engine, ANA, "Say something.", await status(engine, session.session_id))
    with pytest.raises(PersonError, match="no call flow"):
        await commands.run("scenarios", request)


@pytest.mark.parametrize(("said", "is_command"), [
    ("scenarios", True), ("/scenarios", True), ("scenarios goal_book_happy", True),
    ("scenarios should be short", False), ("scenarios matter", False),
])  # fmt: skip
def test_only_what_can_be_nothing_else_is_the_command(said: str, is_command: bool) -> None:
    assert (commands.parse(said) is not None) == is_command
