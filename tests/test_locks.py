"""What a lock file names is enough for the programs that are installed by it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bots.test_attachments import pdf
from tests.bots.test_documents_as_text import PAGE, docx

ROOT = Path(__file__).parents[1]
ANSWERS = (ROOT / "tests/readme/answers.txt").read_text("utf-8")


def run(lock: str, module: str, folder: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.only_locked", str(ROOT / lock), module]
    environment = {"PYTHONPATH": str(ROOT), "DATABASE_URL": f"sqlite:///{folder}/chat.db", "HOME": str(folder)}
    return subprocess.run(command, input=said, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_chat_of_a_bare_machine_holds_a_whole_conversation(tmp_path: Path) -> None:
    chat = run("requirements-chat.lock", "bots.terminal", tmp_path, ANSWERS)
    assert (chat.returncode, chat.stderr) == (0, "")
    assert "100 %" in chat.stdout


@pytest.mark.parametrize(
    ("name", "data"), [("page.html", PAGE.encode()), ("terms.docx", docx()), ("hours.pdf", pdf("Nine to five"))]
)
def test_the_chat_of_a_bare_machine_reads_a_file_that_is_dropped(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    chat = run("requirements-chat.lock", "bots.terminal", tmp_path, f"{tmp_path / name}\n")
    assert (chat.returncode, chat.stderr) == (0, "")
    assert "I cannot read" not in chat.stdout
    assert name in chat.stdout


def test_the_bots_and_the_api_load_with_what_is_installed_for_them(tmp_path: Path) -> None:
    loaded = run("requirements.lock", "tests.imports_all", tmp_path)
    assert (loaded.returncode, loaded.stderr) == (0, "")
