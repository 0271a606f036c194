"""Opening hours read as a person would write them."""

import pytest

from engine.document.hours import hours_in_words
from engine.document.spec import Hours, Period


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (Hours(said="by appointment"), "by appointment"),
        (
            Hours(periods=(Period(days=("mon", "tue", "wed", "thu", "fri"), opens="09:00", closes="17:00"),)),
            "Monday to Friday 09:00 to 17:00",
        ),
        (
            Hours(
                periods=(
                    Period(days=("tue", "thu"), opens="09:00", closes="12:30"),
                    Period(days=("sat",), opens="22:00", closes="04:00"),
                ),
                closed=("Christmas",),
            ),
            "Tuesday and Thursday 09:00 to 12:30; Saturday 22:00 to 04:00, closed on Christmas",
        ),
        (
            Hours(
                periods=(Period(days=("mon", "tue", "wed", "thu", "fri", "sat", "sun"), opens="00:00", closes="24:00"),)
            ),
            "every day around the clock",
        ),
    ],
)
def test_hours_in_words(hours: Hours, words: str) -> None:
    assert hours_in_words(hours) == words
