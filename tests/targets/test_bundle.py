"""The registry and the bundle: every platform there is, equal bytes for equal bundles, nothing but names of secrets."""

import io
import zipfile
from typing import get_args

import pytest
from hypothesis import given, settings

from engine.document.spec import AgentSpec, Platform
from engine.errors import PersonError
from engine.targets import TARGETS, Bundle, export, zip_of
from engine.targets.losses import row_for
from tests.targets.samples import dental, unfinished
from tests.targets.strategies import SPECS


def test_the_spec_names_exactly_the_platforms_that_there_are() -> None:
    assert set(get_args(Platform)) == set(TARGETS)


def test_an_unknown_platform_is_answered_with_those_that_there_are() -> None:
    with pytest.raises(PersonError, match=r"Choose one of: elevenlabs, .*markdown, json"):
        export(AgentSpec(), "fax", 1)


@pytest.mark.parametrize("platform", TARGETS)
def test_a_bundle_survives_json(platform: Platform) -> None:
    bundle = export(dental(), platform, 7)
    assert (bundle.platform, bundle.version) == (platform, 7)
    assert Bundle.model_validate_json(bundle.model_dump_json()) == bundle


@pytest.mark.parametrize("platform", TARGETS)
def test_every_platform_lists_the_same_open_points_and_secrets(platform: Platform) -> None:
    bundle = export(unfinished(), platform, 1)
    assert bundle.open == ("LOOKUP_ORDER_URL", "LOOKUP_ORDER_TOKEN", "transfer_team_number")
    assert bundle.secrets == ("LOOKUP_ORDER_TOKEN",)


@pytest.mark.parametrize("platform", TARGETS)
def test_what_the_team_left_open_is_listed_as_open(platform: Platform) -> None:
    bundle = export(AgentSpec(skipped=("greeting",)), platform, 1)
    assert bundle.open == ("greeting",)


def test_equal_bundles_give_equal_zips_with_all_files() -> None:
    bundle = export(dental(), "elevenlabs", 1)
    packed = zip_of(bundle)
    assert packed == zip_of(export(dental(), "elevenlabs", 1))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {name: archive.read(name).decode() for name in archive.namelist()} == dict(bundle.files)


@settings(max_examples=40, deadline=None)
@given(SPECS)
def test_any_spec_has_a_document_for_people(spec: AgentSpec) -> None:
    text = export(spec, "markdown", 1).files["agent.md"]
    assert text.startswith("# ")
    assert "## System prompt" in text


def test_the_document_shows_the_flow_as_a_picture_and_in_words() -> None:
    text = export(dental(), "markdown", 1).files["agent.md"]
    picture = text.partition("```mermaid\n")[2].partition("```")[0]
    assert "flowchart" in picture
    assert "Greet" in picture
    assert "1. Greet" in text


def test_the_document_tells_of_each_argument_what_it_is_and_who_fills_it() -> None:
    lines = export(dental(), "markdown", 1).files["agent.md"].splitlines()
    assert "- `slot` (body, string, required): Start of the slot. Format: date-time." in lines
    assert "- `channel` (body, string, required): Always `phone`." in lines
    assert "- `clinic` (path, string, required): From `{{clinic_id}}`." in lines
    assert "- `caller` (body, string, required): From the platform: `caller_id`." in lines
    assert "- `teeth` (body, array, optional)" in lines
    assert "| Speed | 1.1 |" in lines
    assert "- **Front desk** (warm, +14155550123): The caller asks for a person" in lines


def test_a_part_has_the_row_of_the_part_around_it() -> None:
    row = row_for("goals.statement", TARGETS["markdown"].capabilities.parts)
    assert row is not None
    assert row.part == "goals"
