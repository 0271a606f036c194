"""`make chat` with a key in the environment talks to the model, and says which one."""

import os
import subprocess
import sys
from pathlib import Path

from tests.llm.consultant import CONVERSATION
from tests.llm.script import Fail
from tests.llm.server import ProviderServer
from tests.llm.talk import OPENAI_KEY

ROOT = Path(__file__).parents[2]


def chat(directory: Path, lines: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "_BASE_URL"))}
    return subprocess.run(
        [sys.executable, "-m", "bots.terminal"],
        input=lines,
        text=True,
        capture_output=True,
        cwd=directory,
        env={**known, "PYTHONPATH": str(ROOT), **environment},
        timeout=120,
        check=False,
    )


def test_the_chat_names_its_model_and_goes_on_without_it(tmp_path: Path, provider: ProviderServer) -> None:
    provider.says(CONVERSATION[0][1], Fail(529))
    ended = chat(
        tmp_path,
        f"{CONVERSATION[0][0]}\nOur patients, of every age\n",
        OPENAI_API_KEY=OPENAI_KEY,
        OPENAI_BASE_URL=provider.openai_url,
        LLM_MODELS="openai:gpt-6.1-terra",
    )
    assert ended.returncode == 0, ended.stderr
    said = " ".join(ended.stdout.split())
    assert "You are talking to openai:gpt-6.1-terra." in said
    assert CONVERSATION[0][1]["reply"] in said
    assert "very busy right now" in said
    assert ended.stderr == ""


def test_a_model_that_cannot_be_is_one_sentence_at_the_start(tmp_path: Path) -> None:
    ended = chat(tmp_path, "hello\n", LLM_MODELS="gpt-5", OPENAI_API_KEY=OPENAI_KEY)
    assert ended.returncode == 1
    assert ended.stderr.startswith("LLM_MODELS names “gpt-5”")
    assert ended.stderr.count("\n") == 1
