"""Somebody's agents, filtered and searched; and new ones that begin with one of them, or with a template."""

import pytest

from bots import listing
from engine import sessions
from engine.document.approvals import is_approved
from engine.errors import PersonError
from engine.interview.guided import Guided
from engine.messages.inbound import Action, Author, Inbound, ThreadKey
from engine.rules import ANYONE, NotTheirs, person
from engine.turns.turn import Engine, SessionView
from tests.conftest import OpenEngine
from tests.talk import ANA, BEN, clicks, says, tell

HERE = ThreadKey.foreign("tcp", "here")


async def designed(engine: Engine, room: str, role: str, author: Author = ANA) -> SessionView:
    thread = ThreadKey.foreign("tcp", room)
    return (await tell(engine, says(f"role: {role}", author=author, thread=thread))).session


async def names(engine: Engine, words: str, author: Author = ANA) -> list[str | None]:
    return [view.spec.role for view in await listing.found(engine, "tcp+", author, words.split())]


async def brought(engine: Engine, idea: str, room: str = "new") -> SessionView:
    thread = ThreadKey.foreign("tcp", room)
    brings = await listing.beginning(engine, thread, ANA, idea)
    assert isinstance(brings, Action)
    return (await tell(engine, Inbound(thread, f"begin-{room}", ANA, idea, brings))).session


async def test_agents_are_found_by_state_by_owner_and_by_words(engine: Engine) -> None:
    for room, role, author in (("1", "hotel clerk", ANA), ("2", "hotel guide", BEN), ("3", "nurse", ANA)):
        await designed(engine, room, role, author)
    await tell(engine, says("tone: warm", thread=ThreadKey.foreign("tcp", "2")))
    assert await names(engine, "") == ["nurse", "hotel guide", "hotel clerk"]
    assert await names(engine, "mine") == ["nurse", "hotel clerk"]
    assert await names(engine, "about Hotel") == ["hotel guide", "hotel clerk"]
    assert await names(engine, "mine open about hotel") == ["hotel clerk"]
    assert await names(engine, "done") == await names(engine, "paused") == []
    assert await names(engine, "", BEN) == ["hotel guide"]


async def test_a_new_agent_begins_from_an_earlier_one_without_its_approvals(engine: Engine) -> None:
    earlier = await designed(engine, "1", "hotel clerk")
    thread = ThreadKey.foreign("tcp", "1")
    await tell(engine, clicks("Agreed", {"op": "approve", "what": "basics"}, thread=thread))
    view = await brought(engine, "new from hotel clerk")
    assert view.spec.role == "hotel clerk"
    assert not is_approved(view.spec, "basics")
    await tell(engine, says("role: porter", thread=ThreadKey.foreign("tcp", "new")))
    assert (await sessions.status(engine, earlier.session_id)).spec.role == "hotel clerk"


async def test_an_agent_of_others_or_one_that_may_not_be_exported_begins_nothing(engine: Engine) -> None:
    await designed(engine, "1", "nurse", BEN)
    with pytest.raises(PersonError, match="no agent that is called"):
        await listing.beginning(engine, HERE, ANA, "from nurse")
    await tell(engine, says("tone: warm", thread=ThreadKey.foreign("tcp", "1")))
    view = await designed(engine, "1", "nurse", BEN)
    await sessions.change_rules(engine, view.session_id, lambda _: ANYONE.given("export", [person(BEN)]))
    with pytest.raises(NotTheirs):
        await listing.beginning(engine, HERE, ANA, "from nurse")


@pytest.mark.parametrize("idea", ["a guide", "from Monday on we need somebody who answers at night", "", "x" * 100_000])
async def test_an_idea_is_no_name(engine: Engine, idea: str) -> None:
    assert await listing.beginning(engine, HERE, ANA, idea) is None


async def test_a_template_brings_the_jobs_of_its_trade(replica: OpenEngine) -> None:
    engine = await replica(Guided())
    view = await brought(engine, "from template dental clinic")
    assert [goal.playbook for goal in view.spec.goals][:1] == ["book_appointment"]
    assert view.spec.guardrails
    assert view.progress.percent > 10


@pytest.mark.parametrize("trade_id", sessions.templates())
def test_every_template_is_known_by_its_title_and_makes_an_agent(trade_id: str) -> None:
    assert sessions.from_template(trade_id).changes
    assert listing._template(sessions.templates()[trade_id].lower()) == trade_id


async def test_a_template_that_is_not_there_or_not_the_only_one_is_asked_about(engine: Engine) -> None:
    with pytest.raises(PersonError, match="no template"):
        await listing.beginning(engine, HERE, ANA, "from template moon base")
    with pytest.raises(PersonError, match="Which one"):
        await listing.beginning(engine, HERE, ANA, "from template company")
