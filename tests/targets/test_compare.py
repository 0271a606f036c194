"""Two versions of one export: each file as a unified diff that `patch` takes, and what changed in people's words."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings

from engine.document.changes import CHANGE, apply
from engine.document.spec import AgentSpec
from engine.targets import TARGETS, Bundle, export
from engine.targets.compare import changed_files, changed_parts
from tests.targets.samples import dental
from tests.targets.strategies import SPECS


def changed(*changes: dict[str, object]) -> AgentSpec:
    spec = dental()
    for change in changes:
        after = apply(spec, CHANGE.validate_python(change))
        assert isinstance(after, AgentSpec), after
        spec = after
    return spec


def test_what_changed_is_said_in_peoples_words() -> None:
    spec = changed(
        {"op": "set", "path": "greeting", "value": "Good day."},
        {"op": "remove", "part": "tools", "id": "book_appointment"},
        {"op": "configure", "tool": "lookup_patient", "values": {"timeout": 9}}
        if dental().tool("lookup_patient")
        else {"op": "set", "path": "company", "value": "Other"},
        {"op": "add", "part": "guardrails", "item": {"id": "calm", "statement": "Stay calm."}},
    )
    told = changed_parts(dental(), spec)
    assert any(line.startswith("Greeting: “") and line.endswith("is now “Good day.”") for line in told), told
    assert "Tool “book_appointment” is gone" in told
    assert "Rule “Stay calm.” is new" in told
    assert changed_parts(dental(), dental()) == ()


@pytest.mark.parametrize("platform", TARGETS)
def test_each_file_that_differs_is_shown_and_no_other(platform: str) -> None:
    before, after = (
        export(dental(), platform, 3),
        export(changed({"op": "set", "path": "name", "value": "Zoe"}), platform, 5),
    )
    assert {f.path for f in changed_files(before, after)} == {
        path for path in {*before.files, *after.files} if before.files.get(path) != after.files.get(path)
    }
    assert changed_files(before, before) == ()


def test_a_file_that_came_or_went_is_compared_with_nothing() -> None:
    none, one = (Bundle(platform="json", version=n, files=files) for n, files in ((1, {}), (2, {"a.md": "x\ny\n"})))
    (came,), (went,) = changed_files(none, one), changed_files(one, none)
    assert (came.fate, came.lines, came.diff) == (
        "added",
        (2, 0),
        "--- /dev/null\n+++ b/a.md\n@@ -0,0 +1,2 @@\n+x\n+y\n",
    )
    assert (went.fate, went.lines) == ("removed", (0, 2))


@pytest.mark.skipif(shutil.which("patch") is None, reason="there is no patch here")
def test_the_diff_makes_one_bundle_of_the_other(tmp_path: Path) -> None:
    before, after = (
        export(dental(), "vapi", 1),
        export(changed({"op": "set", "path": "name", "value": "Zoe"}), "vapi", 2),
    )
    for path, text in before.files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    text = "".join(file.diff for file in changed_files(before, after))
    subprocess.run(["patch", "-p1", "-s"], input=text.encode(), cwd=tmp_path, check=True)
    assert all((tmp_path / path).read_text("utf-8") == text for path, text in after.files.items())


@settings(max_examples=20, deadline=None)
@given(one=SPECS, other=SPECS)
def test_any_two_specs_can_be_compared(one: AgentSpec, other: AgentSpec) -> None:
    told = changed_parts(one, other)
    assert bool(told) == (one != other) or one.model_dump(exclude={"flow"}) == other.model_dump(exclude={"flow"})
