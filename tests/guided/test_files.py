"""Files that are shared in a message: read for what they say, never for what they are called."""

from engine.intake import checked
from engine.messages.inbound import Attachment, Inbound, ThreadKey
from tests.guided.talk import Talk
from tests.talk import ANA


def shared(name: str, text: str, words: str = "") -> str:
    """The message as it is stored."""
    files = (Attachment(name, "text/markdown", text),)
    return checked(Inbound(ThreadKey.terminal("test"), "e", ANA, words, attachments=files)).text


async def test_the_name_of_a_file_is_no_wish() -> None:
    talk = await Talk().say(shared("cancel orders and book a table.md", "Nine to five."))
    assert (talk.spec.goals, talk.spec.tools, talk.spec.use_case) == ((), (), None)


async def test_a_file_that_gives_nothing_to_act_on_is_said_to_be_read() -> None:
    talk = await Talk().say(shared("notes.md", "Nine to five."))
    assert "I read “notes.md”" in talk.last.notices[0]


async def test_a_file_is_read_like_words() -> None:
    talk = await Talk().say(shared("idea.md", "We need a receptionist for our dental clinic that books appointments."))
    assert [goal.statement for goal in talk.spec.goals] == ["Book appointments"]
    assert "idea.md" not in (talk.spec.use_case or "")


async def test_the_words_beside_a_file_are_read_with_it() -> None:
    talk = await Talk().say(shared("pets.md", "We love dogs.", words="a receptionist for our clinic"))
    assert talk.spec.role == "receptionist"
