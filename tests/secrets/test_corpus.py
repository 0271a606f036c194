"""What people paste and what they only talk about; at least 98 of 100 both ways, also where nothing was tuned."""

import pytest

from engine.secrets import find_secrets, redact
from tests.secrets.corpus import Sample, harmless, secrets

LEAST = {"tuned": (0.99, 0.99), "held_out": (0.98, 0.98), "unseen": (0.98, 0.98)}
"""What is removed of the secrets, and what stays of the harmless texts: as measured. Asked are 0.98."""
HALVES = pytest.mark.parametrize("half", LEAST)


@HALVES
def test_what_people_paste_is_removed_whole(half: str) -> None:
    left = [sample.text for sample in secrets(half) if _is_left(sample)]
    count, most = len(left), (1 - LEAST[half][0]) * len(secrets(half))
    assert count <= most, _shown(left, half)


@HALVES
def test_what_is_no_secret_stays(half: str) -> None:
    eaten = [text for text in harmless(half) if find_secrets(text)]
    count, most = len(eaten), (1 - LEAST[half][1]) * len(harmless(half))
    assert count <= most, _shown(eaten, half)


def test_the_corpus_is_large_and_its_halves_share_no_line() -> None:
    for of in (secrets, harmless):
        assert len(of("tuned")) + len(of("held_out")) >= 250
        assert len(of("unseen")) == 125
    shared = len(set(harmless("tuned")) & (set(harmless("held_out")) | set(harmless("unseen"))))
    assert shared == 0


def _is_left(sample: Sample) -> bool:
    text, _ = redact(sample.text)
    return any(secret in text or secret[-5:] in text for secret in sample.secrets)


def _shown(texts: list[str], half: str) -> object:
    """Who reads a failure must not tune on what is held out; pytest shows what an assertion calls, so only numbers are
    compared above."""
    return texts if half == "tuned" else len(texts)
