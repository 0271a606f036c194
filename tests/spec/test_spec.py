"""The spec is immutable, closed, and reads back as it was written."""

import langcodes
import pytest
from pydantic import ValidationError

from engine.document.spec import GROUPS, ITEM_KEYS, AgentSpec, Param, Platform, Tool
from engine.document.spec.scalars import COMMON_LANGUAGES
from engine.targets import TARGETS

PUBLIC_FIELDS = [
    "name", "role", "use_case", "company", "industry", "direction", "audience", "goals", "tone", "languages",
    "greeting", "data_fields", "variables", "tools", "knowledge", "flow", "transfers", "guardrails", "compliance",
    "criteria", "speech", "voice", "runtime", "platforms", "trade", "fallback", "identity", "emergencies", "notes",
    "questions",
]  # fmt: skip


def test_the_public_field_names_are_kept() -> None:
    assert set(PUBLIC_FIELDS) <= set(AgentSpec.model_fields)


def test_every_field_is_either_an_item_list_a_group_a_word_list_or_a_single_value() -> None:
    single = {
        "name", "role", "use_case", "company", "industry", "trade", "direction", "audience", "greeting", "flow",
        "fallback", "identity",
    }  # fmt: skip
    words = {"tone", "languages", "platforms", "questions"}
    assert set(ITEM_KEYS) | set(GROUPS) | single | words == set(PUBLIC_FIELDS)


def test_languages_are_bcp_47_in_their_normal_form() -> None:
    assert AgentSpec(languages=("EN-us", "pt_BR")).languages == ("en-US", "pt-BR")
    with pytest.raises(ValidationError, match="not a language tag"):
        AgentSpec(languages=("klingonish-language",))


@pytest.mark.parametrize("tag", sorted(COMMON_LANGUAGES))
def test_a_common_language_is_taken_as_the_registry_has_it(tag: str) -> None:
    assert langcodes.tag_is_valid(tag)
    assert langcodes.standardize_tag(tag) == tag


def test_a_parameter_is_written_under_its_public_name_in() -> None:
    tool = Tool(name="lookup", purpose="Finds an order", params=(Param.model_validate({"name": "id", "in": "query"}),))
    assert tool.model_dump()["params"][0]["in"] == "query"
    assert Tool.model_validate_json(tool.model_dump_json()) == tool


def test_a_fixed_parameter_needs_its_value_and_a_spoken_one_has_none() -> None:
    with pytest.raises(ValidationError, match="needs a value"):
        Param(name="shop", source="constant")
    with pytest.raises(ValidationError, match="cannot also have"):
        Param(name="shop", value="x")


def test_nothing_unknown_and_nothing_twice_gets_in() -> None:
    with pytest.raises(ValidationError):
        AgentSpec.model_validate({"colour": "red"})
    with pytest.raises(ValidationError, match="twice"):
        AgentSpec.model_validate({"tone": ["warm", "Warm"]})


def test_control_characters_are_dropped_and_scripts_are_kept() -> None:
    assert AgentSpec(role="rece\x00ption\x1bist").role == "receptionist"
    assert AgentSpec(role="موظف استقبال").role == "موظف استقبال"


def test_a_text_that_is_only_control_characters_is_empty() -> None:
    with pytest.raises(ValidationError, match="at least 1 character"):
        AgentSpec(role=" \x00\x1f ")


def test_every_platform_that_can_be_chosen_can_be_exported() -> None:
    assert set(TARGETS) == set(Platform.__args__)  # type: ignore[attr-defined]
