"""The calls that the documentation shows are run word for word."""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.admin_api.serving import Api

ROOT = Path(__file__).parents[2]
CALLS = re.compile(r"<!-- calls -->\n```(?:bash|sh)?\n(.*?)```", re.DOTALL)
PAGES = [page for page in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")) if CALLS.search(page.read_text("utf-8"))]


def test_the_page_of_the_api_shows_its_calls() -> None:
    assert ROOT / "docs" / "api.md" in PAGES


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="needs bash and curl")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_five_calls_work_as_they_are_written(api: Api, page: Path, tmp_path: Path) -> None:
    (calls,) = CALLS.findall(page.read_text("utf-8"))
    assert calls.count("curl ") == 5
    (tmp_path / ".curlrc").write_text("fail\n")  # an answer that is an error ends the run
    environment = os.environ | {"API": str(api.base_url.join("/api/v1")), "CURL_HOME": str(tmp_path)}
    command = ["bash", "-e", "-o", "pipefail", "-c", calls]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    (archive,) = tmp_path.glob("*.zip")
    with zipfile.ZipFile(archive) as files:
        assert files.testzip() is None
        assert "agents.json" in files.namelist()
