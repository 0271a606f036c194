"""What people paste and what they only talk about; at least 98 of 100 both ways, also where nothing was tuned."""

import pytest

from engine.secrets import find_secrets, redact
from tests.secrets.corpus import Sample, harmless, secrets

LEAST = 0.98
HALVES = pytest.mark.parametrize("half", ["tuned", "held_out"])


@HALVES
def test_what_people_paste_is_removed_whole(half: str) -> None:
    left = [sample.text for sample in secrets(half) if _is_left(sample)]
    assert len(left) <= (1 - LEAST) * len(secrets(half)), left


@HALVES
def test_what_is_no_secret_stays(half: str) -> None:
    eaten = [text for text in harmless(half) if find_secrets(text)]
    assert len(eaten) <= (1 - LEAST) * len(harmless(half)), eaten


def test_the_corpus_is_large_and_its_halves_share_no_line() -> None:
    for of in (secrets, harmless):
        assert len(of("tuned")) + len(of("held_out")) >= 250
    assert not set(harmless("tuned")) & set(harmless("held_out"))


def _is_left(sample: Sample) -> bool:
    text, _ = redact(sample.text)
    return any(secret in text or secret[-5:] in text for secret in sample.secrets)
