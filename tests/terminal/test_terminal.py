"""The chat that needs no token: what a newcomer sees, through a pipe and at a keyboard."""

import asyncio
import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import UNREADABLE
from engine.messages.inbound import Author, Inbound, ThreadKey
from engine.settings import load_settings
from engine.turns.turn import accept, close_engine, open_engine
from tests.interviewers import Plain
from tests.terminal.chats import OPENING, Finished, keyboard, piped

KEY = "sk-" + "proj-" + "Ab3dEf6h" * 6


@pytest.fixture(scope="module")
def eventful(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Finished]:
    """One chat in which much is told; a process takes seconds to start."""
    folder = tmp_path_factory.mktemp("eventful")
    (folder / "file").write_text("in the way")
    told = (OPENING, "make the tone formal", "/undo", "/status", f"our key for the calendar is {KEY}, ok?")
    return folder, piped(folder, *told, "/export json file/inside", "/status")


@pytest.fixture(scope="module")
def _clinic(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Finished]:
    folder = tmp_path_factory.mktemp("clinic")
    return folder, piped(folder, OPENING, "yes", "yes", name="clinic")


@pytest.fixture
def clinic(_clinic: tuple[Path, Finished], tmp_path: Path) -> tuple[Path, Finished]:
    """A chat named “clinic” that came to its end, in a folder of one's own."""
    folder, chat = _clinic
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return tmp_path, chat


def test_an_opening_and_a_few_yeses_leave_a_bundle_on_disk(tmp_path: Path) -> None:
    chat = piped(tmp_path, OPENING, *["yes"] * 10, "/export elevenlabs out")
    assert chat.code == 0, chat.errors
    assert "100 %" in chat.shown
    [agent] = json.loads((tmp_path / "out/agents.json").read_text())["agents"]
    config = json.loads((tmp_path / "out" / agent["config"]).read_text())
    assert "Bright Smile" in config["conversation_config"]["agent"]["prompt"]["prompt"]
    assert list(tmp_path.glob("exports/*/flow-v*.png"))


def test_the_end_of_the_input_is_a_good_end(tmp_path: Path) -> None:
    chat = piped(tmp_path)
    assert chat.code == 0
    assert "what your voice agent should do" in chat.shown
    assert chat.errors == ""


def test_a_named_session_goes_on_where_it_was_with_a_recap(clinic: tuple[Path, Finished]) -> None:
    folder, first = clinic
    second = piped(folder, "yes", name="clinic")
    assert "make chat NAME=clinic" in first.shown
    assert "Welcome back" in second.shown
    assert "Bright Smile" in second.shown
    assert second.shown.count("Welcome back") == 1


def test_a_pipe_without_a_name_never_falls_into_an_older_conversation(clinic: tuple[Path, Finished]) -> None:
    folder, _ = clinic
    assert "Bright Smile" not in piped(folder, "hello").shown


def test_undo_takes_the_last_change_back(eventful: tuple[Path, Finished]) -> None:
    _, chat = eventful
    assert "Tone: friendly" in chat.shown.split("/status")[1]


def test_commands_work_before_anything_is_known_and_a_number_picks_the_suggestion_beside_it(tmp_path: Path) -> None:
    commands = ("/status", "/prompt", "/workflow", "/export json", "/export", "/nonsense", "/help")
    chat = piped(tmp_path, *commands, "2", "/status")
    assert chat.code == 0
    assert "Nothing is agreed yet." in chat.shown
    assert "There is no call flow yet." in chat.shown
    assert "`/export elevenlabs`" in chat.shown
    helped, _, after = chat.shown.partition("You can type:")[2].rpartition("› 2")
    usages = re.findall(r"- `/(\w+).*?` ", helped.rpartition("You can type:")[2] or helped)
    assert sorted(set(usages)) == sorted(usages)
    assert "There is no command “/nonsense”." in chat.shown
    assert "Traceback" not in chat.shown + chat.errors
    assert "start" in chat.shown.lower()
    assert "`lookup_order`" in after


def test_absurd_lines_get_a_clear_word_and_the_chat_goes_on(tmp_path: Path) -> None:
    chat = piped(
        tmp_path,
        "",
        "   \t ",
        b"\xff\xfe\x00\x01 caf\xe9",
        "a\x00b\x1b[31m",
        "🦷" * 2000,
        "مرحبا، نريد موظف استقبال",
        "x" * 200_001,
        '{"a":' * 5000,
        OPENING,
    )
    assert chat.code == 0
    assert "Traceback" not in chat.shown + chat.errors
    assert "200,000" in chat.shown
    assert "Bright Smile" in chat.shown
    assert "\x1b[31m" not in chat.shown


def test_a_pasted_key_is_stored_nowhere(eventful: tuple[Path, Finished]) -> None:
    folder, chat = eventful
    assert "removed it before storing" in chat.shown
    for file in folder.glob("agent-builder*"):
        assert KEY.encode() not in file.read_bytes(), file


def test_a_wrong_setting_is_one_sentence_and_exit_code_1(tmp_path: Path) -> None:
    for url in (
        "mysql://localhost/x",
        "nonsense",
        "postgresql://nobody:pw-1234@127.0.0.1:1/none",
        "sqlite:////proc/x/y.db",
    ):
        chat = piped(tmp_path, "hi", DATABASE_URL=url)
        assert chat.code == 1, url
        assert "Traceback" not in chat.errors
        assert len(chat.errors.strip().splitlines()) == 1, chat.errors
        assert "pw-1234" not in chat.errors


def test_an_export_that_cannot_be_written_says_where_and_why(eventful: tuple[Path, Finished]) -> None:
    _, chat = eventful
    assert "Could not write" in chat.shown
    assert "Where we are" in chat.shown.rpartition("/status")[2]


def test_a_message_that_nobody_answered_is_answered_when_somebody_comes_back(tmp_path: Path) -> None:
    async def accepted_and_killed() -> None:
        settings = load_settings(env_file=None, database_url=f"sqlite:///{tmp_path}/agent-builder.db")
        engine = await open_engine(settings, Plain())
        thread, author = ThreadKey.terminal("clinic"), Author("ana", "Ana")
        await accept(engine, Inbound(thread=thread, event_key="e1", author=author, text=OPENING))
        await close_engine(engine)

    asyncio.run(accepted_and_killed())
    with keyboard(tmp_path, name="clinic") as chat:
        chat.wait_for("Got it")


def test_at_a_keyboard_the_last_unfinished_session_comes_back(tmp_path: Path) -> None:
    with keyboard(tmp_path) as chat:
        chat.wait_for("what your voice agent should do")
        chat.wait_for("›")
        chat.type(OPENING + "\r")
        chat.wait_for("Got it")
        chat.process.kill()
    with keyboard(tmp_path) as chat:
        assert "Bright Smile" in chat.wait_for("Where we are")
        chat.wait_for("›")
        chat.type("/new\r")
        chat.wait_for("what your voice agent should do")
        chat.wait_for("›")
        chat.type("\x04")
        assert chat.process.wait(60) == 0


def test_what_is_typed_before_all_is_loaded_is_answered(tmp_path: Path) -> None:
    with keyboard(tmp_path, name="clinic") as chat:
        chat.wait_for("›")
        chat.type(OPENING + "\r")
        chat.type("/status\r")
        assert "Got it" in chat.wait_for("Where we are")
    with keyboard(tmp_path, name="clinic") as chat:
        assert "Bright Smile" in chat.wait_for("Where we are"), "an older session is greeted with its recap"
        chat.wait_for("›")


def test_every_line_of_a_pipe_is_answered_before_the_next_one_is_read(clinic: tuple[Path, Finished]) -> None:
    folder, chat = clinic  # the lexicons are warmed in a thread while the first line is read
    assert chat.shown.count("% ·") == 4
    assert "A turn failed" not in (folder / "agent-builder.log").read_text()


def test_a_session_that_only_another_release_can_read_is_told_of_in_a_sentence_without_its_id(
    clinic: tuple[Path, Finished],
) -> None:
    folder, _ = clinic
    with closing(sqlite3.connect(folder / "agent-builder.db")) as database:
        database.execute("UPDATE spec_versions SET spec = ?", (json.dumps({"goals": "no list any more"}),))
        database.commit()
    chat = piped(folder, "tone: warm", name="clinic")
    assert (chat.code, chat.errors) == (1, f"{UNREADABLE}\n")
    assert "ses_" not in chat.shown


def test_the_path_of_a_file_is_the_file_even_where_it_begins_like_a_command(tmp_path: Path) -> None:
    (tmp_path / "handbook.md").write_text(
        "# Hours\n\nWe are open Monday to Friday from nine to five.\n\n" + "Call us any time. " * 300
    )
    chat = piped(tmp_path, OPENING, str(tmp_path / "handbook.md"))
    assert "I have read handbook.md (" in chat.shown
    assert "from handbook.md, line 3" in chat.shown
