"""The JSON export is the spec: reading it back gives the same one, and a broken file is explained."""

import pytest

from engine.errors import PersonError
from engine.targets import export
from engine.targets.json import FILE, read
from tests.targets.samples import dental


def test_reading_the_export_back_gives_the_same_spec() -> None:
    spec = dental()
    assert read(export(spec, "json", 3).files[FILE]) == spec


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not JSON"),
        ("", "not JSON"),
        ("[]", "not an agent spec"),
        ('{"nme": "Mia"}', "“nme” is not something I know"),
        ('{"goals": [{"id": "a"}]}', "goals.0.statement"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_file_is_explained(text: str, says: str) -> None:
    with pytest.raises(PersonError) as caught:
        read(text)
    assert says in str(caught.value)
