"""Nothing is dropped in silence: every part of a spec is in the files, or the loss report names it."""

from itertools import count

import pytest

from engine.document.spec import AgentSpec, Platform
from engine.targets import TARGETS, Bundle, Loss, export
from engine.targets.losses import REPORT, parts_of, report, row_for
from tests.targets.leaves import changed, leaves, part_of
from tests.targets.samples import dental, everything
from tests.targets.texts import with_free_texts

_TABLES = {name: target.capabilities.parts for name, target in TARGETS.items() if target.capabilities.parts}
_PARTS = 4
"""Of the leaves, so that two workers share them."""


def _marked(spec: AgentSpec) -> tuple[AgentSpec, dict[str, list[str]]]:
    """The spec with a mark at the end of every free text in it, and part -> its marks."""
    marks: dict[str, list[str]] = {}
    numbers = count()

    def mark(part: str, old: str) -> str:
        word = f"Zq{next(numbers)}x"
        marks.setdefault(part, []).append(word)
        return f"{old} {word}"

    return with_free_texts(spec, mark), marks


@pytest.mark.parametrize("platform", _TABLES)
def test_every_field_of_the_spec_has_a_row_in_the_loss_table(platform: Platform) -> None:
    assert [part_of(leaf) for leaf in leaves() if row_for(part_of(leaf), _TABLES[platform]) is None] == []


@pytest.mark.parametrize("platform", _TABLES)
def test_every_row_of_the_loss_table_is_about_a_field_of_the_spec(platform: Platform) -> None:
    parts = list(map(part_of, leaves()))
    rows = {row.part for row in _TABLES[platform]}
    assert [row for row in rows if not any(p == row or p.startswith(f"{row}.") for p in parts)] == []


@pytest.mark.parametrize("platform", _TABLES)
def test_the_report_covers_every_part_that_the_spec_uses(platform: Platform) -> None:
    losses = export(dental(), platform, 1).losses
    assert [part for part in parts_of(dental()) if row_for(part, losses) is None] == []


@pytest.mark.parametrize("platform", _TABLES)
def test_a_text_is_in_the_files_or_reported_as_not_supported(platform: Platform) -> None:
    spec, marks = _marked(dental().model_copy(update={"tools": dental().accepted_tools()}))
    assert len(marks) > 30
    bundle = export(spec, platform, 1)
    everything = "\n".join(bundle.files.values())
    lost = [part for part, words in marks.items() if any(word not in everything for word in words)]
    rows = {part: row_for(part, bundle.losses) for part in lost}
    assert [part for part, row in rows.items() if row is None or row.handling != "not_supported"] == []


@pytest.mark.parametrize("part", range(_PARTS))
def test_a_leaf_of_the_spec_changes_the_bundle_exactly_when_it_is_not_said_to_be_lost(part: int) -> None:
    """Leaf by leaf and not platform by platform: what platforms have in common is worked out once a spec."""
    spec = everything()
    bundles = {platform: export(spec, platform, 1) for platform in _TABLES}
    wrong = []
    for leaf in list(leaves())[part::_PARTS]:
        other = changed(spec, leaf)
        assert other != spec, f"the sample has no value at {part_of(leaf)}"
        for platform, bundle in bundles.items():
            rows = tuple({row.part: row for row in (*_TABLES[platform], *bundle.losses)}.values())
            row = row_for(part_of(leaf), rows)
            moves = _without_report(export(other, platform, 1)) != _without_report(bundle)
            if row is None or moves != (row.handling != "not_supported"):
                wrong.append((platform, part_of(leaf), "changes" if moves else "changes nothing", row))
    assert wrong == []


def _without_report(bundle: Bundle) -> dict[str, str]:
    return {path: text for path, text in bundle.files.items() if path != REPORT}


def test_a_markdown_table_is_not_broken_by_what_stands_in_it() -> None:
    spec = AgentSpec.model_validate({"voice": {"provider": "a | b", "id": "x"}})
    report = export(spec, "elevenlabs", 1).files["LOSSES.md"]
    assert "a \\| b" in report


def test_what_a_spec_loses_in_particular_replaces_the_general_row_and_comes_first() -> None:
    general = (Loss(part="name", handling="native"), Loss(part="role", handling="native", note="as it is"))
    particular = Loss(part="role", handling="not_supported", note="too long there")
    assert report(AgentSpec(name="Mia", role="guide"), general, [particular]) == (particular, general[0])


def test_a_row_is_reported_only_for_what_the_spec_uses() -> None:
    general = (Loss(part="name", handling="native"), Loss(part="role", handling="native"))
    assert report(AgentSpec(role="guide"), general) == (general[1],)


def test_each_part_is_reported_once() -> None:
    spec = AgentSpec.model_validate({"runtime": {"model": "mine", "temperature": 1.5}, "languages": ["en", "tlh"]})
    parts = [loss.part for loss in export(spec, "elevenlabs", 1).losses]
    assert len(parts) == len(set(parts))
    assert {"runtime.model", "runtime.temperature", "languages"} <= set(parts)
