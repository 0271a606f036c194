import asyncio
import re
import struct
import zlib
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from engine import sessions
from engine.document.spec import AgentSpec, Edge, Emergency, Flow, Goal, Node
from engine.errors import PersonError
from engine.playbooks import job_ids
from engine.workflow.diagram import diagram_of
from engine.workflow.layout import LETTER, SMALL, UNREADABLE
from engine.workflow.layout import svg as drawing
from engine.workflow.letters import visual
from engine.workflow.mermaid import mermaid
from engine.workflow.overview import detail, numbers, overview
from engine.workflow.picture import PictureFailed, in_words, png, svg
from engine.workflow.synthesize import draw
from tests.more import MORE
from tests.strategies import edited_specs
from tests.workflow.samples import agent, clinic

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
SHOWN = 500
"""Pixels that a chat gives to a picture."""


def titled(*titles: str) -> Flow:
    nodes = tuple(Node(id=f"n{i}", title=title) for i, title in enumerate(titles))
    edges = tuple(
        Edge(id=f"e{i}", source=f"n{i}", target=f"n{i + 1}", condition=titles[i]) for i in range(len(titles) - 1)
    )
    return Flow(start="n0", nodes=nodes, edges=edges)


def many(count: int) -> AgentSpec:
    """An agent of so many goals."""
    goals = tuple(Goal(id=f"g{n}", statement=f"Book the table number {n} in the garden") for n in range(count))
    spec = AgentSpec(goals=goals, emergencies=(Emergency(id="fire", signs="Fire", say="Leave the house."),))
    return spec.model_copy(update={"flow": draw(spec)})


def size(picture: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


async def test_awkward_titles_are_drawn() -> None:
    drawn = await svg(mermaid(titled(*AWKWARD)))
    assert "Rechtsschutz" in drawn
    assert "موعد" in drawn


@given(edited_specs(most=3))
@settings(max_examples=15 * MORE, deadline=None)
def test_any_flow_can_be_drawn_and_no_box_is_too_narrow_for_its_words(spec: AgentSpec) -> None:
    assert asyncio.run(svg(mermaid(spec.flow))).startswith("<svg")
    assert asyncio.run(svg(mermaid(overview(spec), numbers(spec.flow)))).startswith("<svg")


@pytest.mark.parametrize("count", [2, 10, 36])
async def test_letters_can_be_read_where_a_chat_shows_the_picture(count: int) -> None:
    spec = many(count)
    shown = await svg(mermaid(overview(spec), numbers(spec.flow)))
    width = float(re.findall(r'width="([\d.]+)"', shown)[0])
    assert min(LETTER, SMALL) * SHOWN / width >= 9


async def test_a_picture_of_many_goals_is_tall_and_sharp() -> None:
    spec = many(36)
    width, height = size(await png(mermaid(overview(spec), numbers(spec.flow))))
    assert width == 2 * SHOWN
    assert height > width


async def test_a_picture_is_a_sound_png() -> None:
    picture = await png(mermaid(clinic().flow))
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = size(picture)
    chunks = dict(_chunks(picture))
    assert len(zlib.decompress(chunks[b"IDAT"])) == height * (4 * width + 1)
    assert b"IEND" in chunks


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        assert struct.unpack(">I", picture[at + 8 + length : at + 12 + length]) == (zlib.crc32(kind + body),)
        yield kind, body
        at += 12 + length


async def test_text_that_is_no_flow_is_a_clear_error() -> None:
    for drawn in (png, svg):
        with pytest.raises(PictureFailed, match="could not be drawn"):
            await drawn("flowchart TD\n  a -->")


async def test_a_stored_picture_of_the_release_before_is_still_drawn() -> None:
    boxes = '    n0(["Greet the<br/>caller"]):::kind_start\n    n1(["Bye"]):::kind_end\n'
    old = f'flowchart TD\n{boxes}    n0 -.->|"otherwise"| n1\n'
    assert "Greet the caller" in await svg(old)


# --- what is drawn ---


def test_an_overview_shows_each_goal_once_in_the_teams_words() -> None:
    spec = clinic()
    shown = overview(spec)
    assert [n.title for n in shown.nodes if n.goal] == ["Book appointments", "Cancel appointments"]
    assert {t for n in shown.nodes for t in n.tools} == {t for n in spec.flow.nodes for t in n.tools}
    known = {n.id for n in shown.nodes}
    assert all({e.source, e.target} <= known for e in shown.edges)


def test_an_overview_shows_an_emergency_once_though_it_may_come_up_anywhere() -> None:
    shown = overview(many(3))
    assert len([e for e in shown.edges if e.target == "emergency"]) == 1


def test_one_goal_alone_is_shown_step_by_step() -> None:
    spec = agent("book_appointment")
    assert {n.id for n in overview(spec).nodes} == {n.id for n in spec.flow.nodes}


@pytest.mark.parametrize("job_id", job_ids()[::9])
def test_a_detail_shows_the_steps_of_one_goal_and_what_is_around_them(job_id: str) -> None:
    spec = agent(job_id, "take_message")
    goal = spec.goals[0].id
    shown = detail(spec, goal)
    own = {n.id for n in spec.flow.nodes if n.goal == goal}
    assert own < {n.id for n in shown.nodes}
    assert all(own & {e.source, e.target} for e in shown.edges)
    assert len(shown.nodes) <= 9


def test_a_goal_that_is_not_there_has_no_detail() -> None:
    assert detail(clinic(), "wine").nodes == ()


def test_steps_have_the_same_numbers_in_the_picture_and_in_the_words() -> None:
    spec = clinic()
    rows = diagram_of(mermaid(overview(spec), numbers(spec.flow))).rows
    words = in_words(spec.flow)
    titles = {n.title for n in spec.flow.nodes if not n.goal}
    assert [f"\n{row.number}. {row.text}" in f"\n{words}" for row in rows if row.text in titles] == [True] * 4


@given(edited_specs(most=3))
@settings(max_examples=20 * MORE, deadline=None)
def test_every_step_and_way_stands_in_the_text_and_in_the_words(spec: AgentSpec) -> None:
    diagram, words = diagram_of(mermaid(spec.flow)), in_words(spec.flow)
    ends = {n.id: number for number, n in enumerate(spec.flow.nodes)}
    there = [(ends[e.source], ends[e.target]) for e in spec.flow.edges]
    back = [(ends[e.target], ends[e.source]) for e in spec.flow.edges if e.back]
    drawn = [(arrow.source, arrow.target) for arrow in diagram.arrows]
    assert sorted(drawn) == sorted(pair for pair in there + back if pair[0] != pair[1])
    assert [" ".join(row.text.split()) for row in diagram.rows] == [" ".join(n.title.split()) for n in spec.flow.nodes]
    assert all(n.title in words for n in spec.flow.nodes)


def test_a_label_cannot_break_out_of_its_quotes() -> None:
    source = mermaid(titled(*AWKWARD))
    labels = re.findall(r'"([^"]*)"', source.split("flowchart TD", 1)[1])
    assert all(not set(label.replace("<br/>", "")) & set('"[]{}|<>`\\') for label in labels)


def test_the_words_say_when_each_way_is_taken() -> None:
    words = in_words(draw(AgentSpec(goals=(Goal(id="book", statement="Book a table"),))))
    assert words.splitlines() == [
        "1. Greet the caller",
        "   - Then go to 2, Book a table",
        "2. Book a table",
        "   - If: It is done and the caller has heard it, or the caller knows what happens instead. → go to 4, "
        "Anything else?",
        "   - Otherwise go to 3, Say what is not possible",
        "3. Say what is not possible",
        "   - Then go to 4, Anything else?",
        "4. Anything else?",
        "   - If: The caller wants to book a table. → back, go to 2, Book a table",
        "   - Otherwise go to 5, Say goodbye",
        "5. Say goodbye",
    ]


# --- scripts ---


def test_arabic_is_joined_and_set_from_the_right() -> None:
    assert visual("موعد 25 OK") == "OK 25 " + visual("موعد")
    assert visual("باب") == "\ufe8f\ufe8e\ufe91"
    assert visual("سلام") == "\ufee1\ufefc\ufeb3"
    assert visual("plain (text)") == "plain (text)"


def test_hebrew_is_turned_and_its_brackets_are_mirrored() -> None:
    assert visual("תור (חדש)") == "(שדח) רות"


def test_a_flow_in_arabic_is_mirrored() -> None:
    plain, mirrored = (drawing(diagram_of(mermaid(titled("A", text)))) for text in ("B", "موعد"))
    number = re.compile(r'<text x="([\d.]+)"[^>]*>1</text>')
    left, right = (float(number.findall(shown)[0]) for shown in (plain, mirrored))
    assert left < SHOWN / 2 < right


def test_a_title_that_no_font_has_is_the_number_of_its_step_and_never_empty_boxes() -> None:
    diagram = diagram_of(mermaid(titled("Greet", "予約を変更する")))
    shown = drawing(diagram, lambda text: (text, "DejaVu Sans") if text.isascii() else None)
    assert f"{UNREADABLE} 2" in shown
    assert "予" not in shown


def test_the_picture_of_a_goal_that_is_not_there_is_a_sentence() -> None:
    assert "kind_collect" in sessions.flow_mermaid(clinic(), "book")
    with pytest.raises(PersonError, match="no steps for “wine”"):
        sessions.flow_mermaid(clinic(), "wine")


def test_what_may_happen_at_any_step_is_said_once_in_the_words() -> None:
    lines = in_words(many(3).flow).splitlines()
    assert [line for line in lines if "emergency" in line] == [
        "At any step: If: There are signs of an emergency: fire. → go to 6, Emergency"
    ]


def test_edges_to_a_step_that_is_not_there_do_not_keep_the_words_from_being_said() -> None:
    edges = tuple(Edge(id=f"e{i}", source="n0", target="nowhere", condition="It is urgent.") for i in range(4))
    assert in_words(titled("Ask").model_copy(update={"edges": edges})) == "1. Ask"
