"""What somebody leaves to the builder is settled: nobody is asked for it again and again."""

import pytest

from engine.interview.guided import Guided
from tests.conftest import OpenEngine
from tests.talk import tell


@pytest.mark.parametrize(
    "opening",
    ["A receptionist that books appointments", "A receptionist for our dental clinic that books appointments"],
)
async def test_i_do_not_know_is_heard_once(replica: OpenEngine, opening: str) -> None:
    engine = await replica(Guided())
    first = await tell(engine, opening)
    assert first.session.progress.missing[:2] == ("audience", "languages")
    second = await tell(engine, "I don't know")
    assert second.session.progress.missing[0] == "languages"
    assert second.session.spec.origins["audience"].how == "defaulted"
    third = await tell(engine, "I don't know")
    assert not {"audience", "languages"} & set(third.session.progress.missing)
