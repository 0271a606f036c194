"""Stems are the same in every thread."""

from concurrent.futures import ThreadPoolExecutor

from engine.language.stems import stem

WORDS = [f"{begin}{end}" for begin in ("book", "reserv", "calcul", "pati", "nacion", "comunic") for end in (
    "ing", "ations", "ed", "ación", "aciones", "amente", "ible", "erías", "ándose", "iéndola")]  # fmt: skip


def test_stems_are_the_same_when_several_threads_ask_at_once() -> None:
    expected = [stem.__wrapped__(word, "spanish") for word in WORDS]

    def all_of(_: int) -> list[str]:
        return [stem.__wrapped__(word, "spanish") for word in WORDS]

    with ThreadPoolExecutor(8) as threads:
        assert all(found == expected for found in threads.map(all_of, range(60)))
