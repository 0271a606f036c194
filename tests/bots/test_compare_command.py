"""`export PLATFORM compare 3 5` in a chat: what is shown, which versions are meant, and what is said where none is."""

import pytest

from bots.commands import Request, parse, run
from bots.compare_command import compare_in_words
from bots.shown import Shown
from engine import sessions
from engine.errors import PersonError
from engine.turns.turn import Engine, status
from tests.talk import ANA, BEN, tell


async def _told(engine: Engine, session_id: str, *words: str) -> Shown:
    request = Request(engine, ANA, "Mention me.", await status(engine, session_id), words)
    outcome = await run("export", request)
    assert isinstance(outcome, Shown)
    return outcome


@pytest.mark.parametrize(
    ("text", "is_command"),
    [
        ("export elevenlabs compare 3 5", True),
        ("/export Vapi compare 3", True),
        ("export vapi compare", True),
        ("export vapi compare prices", False),
        ("export vapi compare 1 2 3", False),
    ],
)
def test_only_what_can_be_nothing_else_is_a_comparison(text: str, is_command: bool) -> None:
    assert (parse(text) is not None) == is_command


async def test_two_versions_are_compared_in_words_and_line_by_line(engine: Engine) -> None:
    for words in ("role: guide", "tone: warm", "role: host"):
        session_id = (await tell(engine, words)).session.session_id
    shown = await _told(engine, session_id, "vapi", "compare", "1", "3")
    assert "What changed in the Vapi export between version 1 and version 3" in shown.markdown
    assert "Role: “guide” is now “host”" in shown.markdown
    assert "Tone: “warm” is new" in shown.markdown
    [file] = shown.files
    assert file.name == "vapi-v1-v3.diff"
    assert file.data.startswith(b"--- a/")
    one_to_now = await _told(engine, session_id, "vapi", "compare", "1")
    assert one_to_now.markdown == shown.markdown
    same = await _told(engine, session_id, "vapi", "compare", "3", "3")
    assert (same.markdown, same.files) == ("The Vapi export is the same in version 3 and version 3.", ())


async def test_without_a_number_it_is_compared_with_what_was_exported_last(engine: Engine) -> None:
    session_id = (await tell(engine, "role: guide")).session.session_id
    with pytest.raises(PersonError, match="Nobody has exported an earlier version"):
        await _told(engine, session_id, "vapi", "compare")
    await _told(engine, session_id, "vapi")
    await tell(engine, "role: host")
    assert "between version 1 and version 2" in (await _told(engine, session_id, "vapi", "compare")).markdown


@pytest.mark.parametrize(
    ("words", "why"),
    [(("vapi", "compare", "1", "9"), "no version 9"), (("abacus", "compare", "1"), "no export of that name")],
)
async def test_what_is_not_there_gets_a_word(engine: Engine, words: tuple[str, ...], why: str) -> None:
    session_id = (await tell(engine, "role: guide")).session.session_id
    with pytest.raises(PersonError, match=why):
        await _told(engine, session_id, *words)


async def test_every_export_is_remembered_once_for_each_person(engine: Engine) -> None:
    session_id = (await tell(engine, "role: guide")).session.session_id
    for author in (ANA, BEN, ANA):
        await run("export", Request(engine, author, "", await status(engine, session_id), ("vapi",)))
    await tell(engine, "role: host")
    await _told(engine, session_id, "json")
    asked = await sessions.export_requests(engine, session_id)
    assert [(a.platform, a.version, a.author.name) for a in asked] == [
        ("json", 2, "Ana"), ("vapi", 1, "Ben"), ("vapi", 1, "Ana"),
    ]  # fmt: skip
    spec = await sessions.spec_at(engine, session_id, 1)
    assert spec is not None
    assert asked[1].checksum == asked[2].checksum == sessions.export(spec, "vapi", 1).checksum


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("what changed in the retell export since version 3?", "retell compare 3"),
        ("Compare the last two ElevenLabs exports.", "elevenlabs compare last two"),
        ("Can you show me the differences between version 2 and 5 of the OpenAI Realtime export?",
         "openai_realtime compare 2 5"),
        ("compare v3 of the vapi export with now", "vapi compare 3"),
        ("What is different in the Vapi bundle?", "vapi compare"),
        ("Could you compare versions 3 and 5 of the retell bundle please?", "retell compare 3 5"),
        ("show us what's different between the last two exports of Vapi", "vapi compare last two"),
        ("What changed since version 3?", None),
        ("Compare the vapi export, then tell me what it is", None),
        ("The retell export changed hands", None),
        ("We compare the vapi version with our menu", None),
        ("export retell", None),
        ("Compare the vapi and retell exports", None),
    ],
)  # fmt: skip
def test_free_words_mean_the_same_comparison_and_any_other_sentence_is_left_to_the_builder(
    text: str, words: str | None
) -> None:
    assert compare_in_words(text) == (words.split() if words else None)


async def test_the_last_two_exports_are_compared(engine: Engine) -> None:
    session_id = (await tell(engine, "role: guide")).session.session_id
    await _told(engine, session_id, "vapi")
    with pytest.raises(PersonError, match="Nobody has exported two versions"):
        await _told(engine, session_id, "vapi", "compare", "last", "two")
    await tell(engine, "role: host")
    await _told(engine, session_id, "vapi")
    await tell(engine, "role: clerk")
    shown = await _told(engine, session_id, "vapi", "compare", "last", "two")
    assert "between version 1 and version 2" in shown.markdown
