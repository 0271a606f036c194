"""The model consults with what an experienced designer knows: the playbooks of the goals in hand, and the findings."""

import json
from typing import Any

from engine.document.changes import Approve, Set
from engine.document.spec import AgentSpec, Goal, Stage
from engine.interview.llm.brief import brief
from engine.interview.llm.instructions import instructions
from engine.interview.llm.material import playbooks
from engine.playbooks.load import job, job_ids, trade_ids
from tests.conftest import OpenEngine
from tests.llm.conftest import Open
from tests.llm.script import set_to, wanted
from tests.llm.server import ProviderServer
from tests.llm.talk import RESPONSES, conversation
from tests.llm.test_checked import _after, reviewed
from tests.talk import tell

MOST_MATERIAL = 6_000
"""Bytes: 1,500 tokens."""


def told(spec: AgentSpec) -> dict[str, Any]:
    """The last line of each key."""
    pairs = (line.split(": ", 1) for line in brief(conversation("go on", spec=spec)).split("\n"))
    return {key: json.loads(value) for key, value in pairs}


async def test_the_jobs_in_hand_and_the_trade_are_brought(
    provider: ProviderServer, opened: Open, replica: OpenEngine
) -> None:
    engine = await replica(opened(RESPONSES))
    said = "A receptionist for our dental clinic that books appointments"
    goal = wanted("add", part="goals", item={"id": "book", "statement": "Book appointments"})
    provider.says(
        {"reply": "Good. Who calls?", "changes": [set_to("use_case", said), set_to("role", "receptionist"), goal]}
    )
    spec = (await tell(engine, said)).session.spec
    material = told(spec)["playbooks"]
    assert material["jobs"]["book"]["done_well"] == job("book_appointment").success
    assert any("HIPAA" in law for law in material["trade"]["laws"])
    assert any("swelling" in signs for signs in material["trade"]["emergencies"])
    assert "playbooks" not in told(spec.model_copy(update={"goals": ()}))


def test_the_material_is_bounded_whatever_the_jobs_and_the_trade() -> None:
    goals = tuple(Goal(id=one, statement=one, playbook=one) for one in sorted(job_ids())[:50])
    whole = [AgentSpec(trade=trade, goals=goals[n % 40 :]) for n, trade in enumerate(sorted(trade_ids()))]
    sizes = [len(json.dumps(playbooks(spec, Stage.EXPLORING_TOOLS)).encode()) for spec in whole]
    assert min(sizes) > 1_000
    assert max(sizes) < MOST_MATERIAL


def test_what_the_checks_found_is_told_where_it_is_looked_at() -> None:
    flow = reviewed()
    nodes = told(flow)["agreed"]["flow"]["nodes"]
    assert any(isinstance(node, list) and len(node) == 2 for node in nodes.values())  # with what the step does
    final = _after(flow, Approve(what="flow"))
    final = _after(final, Set(path="platforms", value=["markdown"]))
    seen = told(final)
    assert seen["findings"] == ["No tool and nobody does “Book an appointment”."]
    assert not any(isinstance(node, list) for node in seen["agreed"]["flow"]["nodes"].values())
    early = AgentSpec(use_case="x", role="receptionist")
    assert "findings" not in told(early)


def test_the_stable_part_stays_small_enough_to_be_read() -> None:
    assert len(instructions().encode()) / 4 < 5_500
