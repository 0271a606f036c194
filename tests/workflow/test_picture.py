import asyncio
import re
import struct

import pytest
from hypothesis import given, settings

from engine.document.spec import AgentSpec, Edge, Flow, Goal, Node
from engine.tools.catalog import tool_from
from engine.workflow.picture import OVERVIEW_FROM, PictureFailed, in_words, mermaid, overview, png, svg
from engine.workflow.synthesize import draw
from tests.strategies import edited_specs
from tests.workflow.samples import clinic

AWKWARD = (
    'Say "end" [now] {x} | <b> & #quot; `;` %% end',
    "end",
    "حجز موعد في العيادة",
    "予約を変更する、時間を確認する、そして電話を切る",
    "Rechtsschutzversicherungsgesellschaftenangelegenheiten kündigen",
    "graph TD; click a",
    "🙂" * 40,
    "a\\b$c^d~e*f_g",
)


def titled(*titles: str) -> Flow:
    nodes = tuple(Node(id=f"n{i}", title=title) for i, title in enumerate(titles))
    edges = tuple(
        Edge(id=f"e{i}", source=f"n{i}", target=f"n{i + 1}", condition=titles[i]) for i in range(len(titles) - 1)
    )
    return Flow(start="n0", nodes=nodes, edges=edges)


async def test_awkward_titles_are_drawn() -> None:
    drawn = await svg(mermaid(titled(*AWKWARD)))
    assert "Rechtsschutz" in drawn
    assert "موعد" in drawn


@given(edited_specs(most=3))
@settings(max_examples=5, deadline=None)
def test_any_flow_can_be_drawn(spec: AgentSpec) -> None:
    assert asyncio.run(svg(mermaid(spec.flow))).startswith("<svg")


async def test_a_picture_is_wide_enough_to_read() -> None:
    picture = await png(mermaid(clinic().flow))
    assert picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert 800 <= width <= 2400
    assert height > 400


async def test_text_that_is_no_diagram_is_a_clear_error() -> None:
    with pytest.raises(PictureFailed, match="could not be drawn"):
        await png("flowchart TD\n  a -->")


@given(edited_specs(most=3))
@settings(max_examples=50, deadline=None)
def test_every_step_and_way_stands_in_the_text_and_in_the_words(spec: AgentSpec) -> None:
    source, words = mermaid(spec.flow), in_words(spec.flow)
    assert len(re.findall(r"^    n\d+ -", source, re.MULTILINE)) == len(spec.flow.edges)
    assert len(re.findall(r":::kind_", source)) == len(spec.flow.nodes)
    assert all(n.title in words for n in spec.flow.nodes)


def test_a_label_cannot_break_out_of_its_quotes() -> None:
    source = mermaid(titled(*AWKWARD))
    labels = re.findall(r'"([^"]*)"', source.split("flowchart TD", 1)[1])
    assert all(not set(label.replace("<br/>", "")) & set('"[]{}|<>`\\') for label in labels)


def test_the_words_say_when_each_way_is_taken() -> None:
    words = in_words(draw(AgentSpec(goals=(Goal(id="book", statement="Book a table"),))))
    assert words.splitlines()[:4] == [
        "1. Greet the caller",
        "   - Then go to 2, Book a table",
        "2. Book a table",
        "   - Then go to 3, Anything else?",
    ]


def test_a_large_flow_is_folded_for_a_chat_and_a_small_one_is_not() -> None:
    goals = tuple(Goal(id=f"g{n}", statement=text) for n, text in enumerate(_DUTIES))
    names = ("book_appointment", "check_availability", "reschedule_appointment", "cancel_appointment", "take_payment",
             "schedule_callback")  # fmt: skip
    tools = tuple(tool_from(name).model_copy(update={"state": "accepted"}) for name in names)
    full = draw(AgentSpec(goals=goals, tools=tools))
    folded = overview(full)
    assert len(full.nodes) > OVERVIEW_FROM >= len(folded.nodes)
    assert {t for n in folded.nodes for t in n.tools} == {t for n in full.nodes for t in n.tools}
    known = {n.id for n in folded.nodes}
    assert all({e.source, e.target} <= known for e in folded.edges)
    assert overview(clinic().flow) == clinic().flow


_DUTIES = ("Book appointments", "Move appointments", "Cancel appointments", "Take payments", "Arrange callbacks")
