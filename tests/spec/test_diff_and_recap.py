"""What changed, who said it, and what is agreed: in words for people."""

from engine.document.changes import Set, add
from engine.document.diff import diff
from engine.document.spec import AgentSpec, Goal, Tool
from engine.interview.recap import recap
from tests.spec.test_changes import ANA, BEN, after


def test_a_diff_names_the_old_value_the_new_value_and_who_said_each() -> None:
    old = after(AgentSpec(), Set(path="tone", value=["warm"]), origin=ANA)
    new = after(old, Set(path="tone", value=["formal"]), origin=BEN)
    [line] = diff(old, new)
    assert (line.path, line.before, line.after) == ("tone", "warm", "formal")
    assert (line.before_by, line.after_by) == ("Ana", "Ben")


def test_a_diff_of_equal_specs_is_empty_and_shows_single_fields_of_items() -> None:
    old = after(AgentSpec(), add("goals", Goal(id="book", statement="Book")))
    new = after(old, add("tools", Tool(name="lookup", purpose="Finds an order")))
    assert diff(old, old) == ()
    assert {line.path for line in diff(old, new)} == {"tools.lookup.purpose"}


def test_a_recap_says_what_is_agreed_and_where_we_are() -> None:
    spec = AgentSpec(
        name="Mia",
        role="receptionist",
        company="Bright Smile",
        direction="inbound",
        goals=(Goal(id="book", statement="Book appointments"),),
        languages=("en", "pt-BR"),
        tools=(Tool(name="book_appointment", purpose="Books", state="accepted"),),
    )
    text = recap(spec)
    assert text.startswith("**Mia**, receptionist for Bright Smile, answers calls")
    assert "English and Portuguese (Brazil)" in text
    assert "- Tools: `book_appointment`" in text
    assert "Where we are: The basics" in text


def test_a_recap_of_nothing_says_so() -> None:
    assert recap(AgentSpec()) == "Nothing is agreed yet."
