"""No filler: what stands in one playbook is about that job or trade, and is not copied from another."""

from collections import Counter, defaultdict

from engine.playbooks import jobs, trades
from tests.playbooks.words import texts

SHARED_BY = 3
"""Files. A sentence in more of them is a set phrase of every agent."""


def _sentences() -> dict[str, set[str]]:
    """Sentence -> the playbooks that hold it; of five words or more, since shorter ones are names and labels."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, playbook in (*jobs().items(), *trades().items()):
        for text in texts(playbook.model_dump(exclude={"statement", "cues", "callers", "role", "industry"})):
            if len(text.split()) >= 5:
                found[text.casefold()].add(name)
    return found


def test_hardly_a_sentence_occurs_in_more_than_three_playbooks() -> None:
    sentences = _sentences()
    shared = [text for text, held_by in sentences.items() if len(held_by) > SHARED_BY]
    assert len(shared) < len(sentences) * 0.1, shared


def test_no_two_jobs_have_the_same_script() -> None:
    scripts = Counter(tuple(step.text for step in job.script) for job in jobs().values())
    assert max(scripts.values()) == 1


def test_no_two_jobs_share_a_failure_a_success_or_an_example() -> None:
    for part in ("success", "failure", "examples"):
        seen = Counter(str(getattr(job, part)) for job in jobs().values())
        assert max(seen.values()) == 1, part
