"""A document as blocks: nothing of it is lost, and each block knows where it stands."""

from hypothesis import given
from hypothesis import strategies as st

from engine.interview.digest.blocks import blocks_of, part_after
from engine.interview.digest.places import Place, Unit
from tests.digest.handbook import HANDBOOK, long_handbook


def test_a_page_is_told_by_its_number() -> None:
    places = {block.text: str(block.place) for block in blocks_of(HANDBOOK, "page")}
    assert places["The practice is open Monday to Friday from 8:30 to 17:30."] == "page 1"
    assert places["Parking is behind the building and is free for two hours."] == "page 3"


def test_a_line_is_told_by_its_number_in_the_file() -> None:
    blocks = blocks_of("# Hours\n\nWe open at nine.\nWe close at five.\n", "line")
    assert [(b.text, str(b.place)) for b in blocks] == [
        ("Hours", "line 1"), ("We open at nine.", "line 3"), ("We close at five.", "line 4"),
    ]  # fmt: skip


def test_a_paragraph_is_told_with_the_heading_above_it() -> None:
    assert str(blocks_of("# Refunds\nWithin 14 days.", "paragraph")[1].place) == "paragraph 2, under “Refunds”"


def test_lines_that_were_wrapped_are_one_sentence_again() -> None:
    wrapped = "A deposit is refunded up to 48 hours before the appointment if\nthe patient calls us. We send it back."
    assert [b.text for b in blocks_of(wrapped, "line")] == [wrapped.replace("\n", " ")]


def test_items_rows_and_speakers_stay_apart() -> None:
    assert len(blocks_of("We offer all of this and a lot more for our patients\n- cleaning\n- whitening", "line")) == 3
    assert len(blocks_of("service,price\ncleaning,40\nwhitening,90", "row")) == 3
    assert len(blocks_of("Ana: what do callers ask for most of all in your opinion\nBen: prices", "line")) == 2


def test_the_times_of_a_transcript_are_no_words() -> None:
    srt = "1\n00:00:01,000 --> 00:00:04,000\nWe close at five.\n"
    assert [(b.text, str(b.place)) for b in blocks_of(srt, "line")] == [("We close at five.", "line 3")]


@given(text=st.text("ab .#-\n\f1", max_size=400), unit=st.sampled_from(["page", "line", "paragraph", "row"]))
def test_part_by_part_every_block_is_read_once(text: str, unit: Unit) -> None:
    blocks, read, parts = blocks_of(text, unit), 0, list[str]()
    while part := part_after(blocks, read, most=20):
        assert part[-1].end > read
        read = part[-1].end
        parts += (block.text for block in part)
    assert parts == [block.text for block in blocks]


def test_two_hundred_thousand_characters_lose_no_word() -> None:
    text = long_handbook(200_000)
    said = " ".join(block.text for block in blocks_of(text, "page")).split()
    assert said == text.replace("\f", " ").split()


def test_a_place_is_one_shape_for_every_file() -> None:
    assert str(Place("row", 12)) == "row 12"


def test_a_paragraph_of_any_length_is_read_in_pieces() -> None:
    for text in ("word " * 40_000, "x" * 200_000, "One sentence. " * 14_000):
        blocks = blocks_of(text.strip(), "line")
        assert max(len(block.text) for block in blocks) <= 1_500
        assert len(part_after(blocks, 0)) < len(blocks)
        assert "".join(b.text for b in blocks).replace(" ", "") == text.replace(" ", "")
