"""Whatever a model or its provider does, people get one true answer, and the spec holds what was said."""

from typing import Any

import pytest

from engine.document.spec import ITEM_KEYS, AgentSpec
from engine.document.stages import suggested_in
from engine.interview.llm.failures import FALLBACK_NOTICES
from tests.llm.conftest import Open
from tests.llm.misbehaviour import CASES, Misbehaviour
from tests.llm.script import Hang, Ping, Say
from tests.llm.server import ProviderServer
from tests.llm.talk import MODELS, Heard, Screen, conversation, hear

WAYS = [(case, model) for case in CASES for model in MODELS if model.startswith(case.only)]
SHORT = {"llm_first_word_seconds": 0.5, "llm_timeout_seconds": 3.0}


@pytest.mark.parametrize(("case", "model"), WAYS, ids=[f"{c.name}-{m.partition(':')[0]}" for c, m in WAYS])
async def test_people_get_one_true_answer(
    provider: ProviderServer, opened: Open, case: Misbehaviour, model: str
) -> None:
    provider.says(*case.sends)
    screen = Screen()
    heard = await hear(opened(model, **_patience(case)), conversation(case.says), screen)
    seen = "\n".join((*heard.notices, heard.words))
    if case.taken_over:
        assert heard.notices[0] == FALLBACK_NOTICES[case.taken_over]
        assert heard.spec.role == "receptionist"  # the guided reader has heard it
        assert [*suggested_in(heard.spec)] == []
    assert heard.words
    assert case.sees in seen
    assert [path for path in case.suggested if path not in suggested_in(heard.spec)] == []
    assert {path: _at(heard.spec, path) for path in case.holds} == dict(case.holds)
    kept = heard.spec.model_dump_json()
    assert [word for word in case.never if word in screen.now or word in seen or word in kept] == []
    assert _buttons(heard).isdisjoint(case.never)
    assert case.calls in (None, len(provider.calls))


def test_there_are_enough_ways() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)


def _patience(case: Misbehaviour) -> dict[str, Any]:
    """Short only where somebody is waited for."""
    waits = any(isinstance(step, Hang | Ping) or (isinstance(step, Say) and step.pause) for step in case.sends)
    return SHORT if waits else {}


def _buttons(heard: Heard) -> set[str]:
    return {s.label for s in heard.asked.suggestions} if heard.asked else set()


def _at(spec: AgentSpec, path: str) -> Any:
    """The value at a path; None where nothing is."""
    value: Any = spec
    for step in path.split("."):
        if isinstance(value, tuple):
            value = next((i for i in value if step in (getattr(i, k, None) for k in ITEM_KEYS.values())), None)
        else:
            value = getattr(value, step, None)
    return value
