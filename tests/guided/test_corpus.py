"""Whole conversations from `tests/conversations/*.yaml`, each with what a person would expect to stand in the spec."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from engine.language.text import fold
from tests.guided.talk import Talk, talk
from tests.read_yaml import read_yaml

_FOLDER = Path(__file__).parent.parent / "conversations"
CORPUS: list[dict[str, Any]] = [
    {**case, "file": path.stem} for path in sorted(_FOLDER.glob("*.yaml")) for case in read_yaml(path)
]


@pytest.mark.parametrize("case", CORPUS, ids=[f"{c['file']}: {c['title']}" for c in CORPUS])
async def test_a_conversation_leaves_what_a_person_expects(case: Mapping[str, Any]) -> None:
    session = await talk(*(_turn(turn) for turn in case["turns"]))
    wrong = [
        f"{what}: expected {wanted!r}" for what, wanted in case["expect"].items() if not _holds(session, what, wanted)
    ]
    assert not wrong, f"{wrong}\n{session.spec.model_dump_json(exclude={'flow', 'origins'}, exclude_defaults=True)}"
    assert not session.problems


def test_the_corpus_is_large_enough() -> None:
    assert len(CORPUS) >= 40


def _turn(turn: str | Sequence[Mapping[str, str]]) -> str | list[tuple[str, str]]:
    return turn if isinstance(turn, str) else [(one["author"], one["says"]) for one in turn]


def _holds(session: Talk, what: str, wanted: Any) -> bool:
    spec, progress = session.spec, session.progress
    tools = {t.name: t for t in spec.tools}
    match what:
        case "role" | "audience":
            return fold(wanted) in fold(getattr(spec, what) or "")
        case "name" | "company" | "direction" | "greeting":
            return bool(getattr(spec, what) == wanted)
        case "languages" | "tone":
            return bool(list(getattr(spec, what)) == wanted)
        case "goals":
            return all(any(fold(w) in fold(g.statement) for g in spec.goals) for w in wanted)
        case "not_goals":
            return not any(fold(w) in fold(g.statement) for w in wanted for g in spec.goals)
        case "guardrails":
            return all(any(fold(w) in fold(g.statement) for g in spec.guardrails) for w in wanted)
        case "guardrail_count":
            return bool(len(session.forbidden) == wanted)
        case "tools":
            return all(name in tools and tools[name].state != "declined" for name in wanted)
        case "not_tools":
            return all(name not in tools or tools[name].state == "declined" for name in wanted)
        case "accepted" | "declined":
            return all(name in tools and tools[name].state == what for name in wanted)
        case "url":
            return all(tools[name].url == url for name, url in wanted.items())
        case "secret":
            return all(tools[name].auth_ref == secret for name, secret in wanted.items())
        case "transfers":
            return bool({t.label.casefold(): t.destination for t in spec.transfers} == wanted)
        case "no_transfers" | "no_company":
            return not getattr(spec, what.removeprefix("no_"))
        case "data_fields":
            return set(wanted) <= {f.name for f in spec.data_fields}
        case "regimes":
            return bool(list(spec.compliance.regimes) == wanted)
        case "hours":
            return bool(spec.runtime.hours and spec.runtime.hours.said == wanted)
        case "stage":
            return bool(progress.stage == wanted)
        case "missing":
            return bool(progress.missing[0] == wanted)
        case "words":
            return all(w in session.words for w in wanted)
        case _:
            raise AssertionError(f"nobody knows how to check {what}")
