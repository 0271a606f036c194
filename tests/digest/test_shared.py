"""What of a message becomes a document of its own: nothing is refused or cut up to 200,000 characters."""

from engine.intake import checked
from engine.interview.digest.places import extent_of
from engine.interview.digest.shared import MOST_OF_DOCUMENT
from tests.digest.handbook import HANDBOOK, long_handbook, shared
from tests.talk import says

KEY = "sk-proj-" + "a1B2c3D4e5" * 4


def test_a_file_with_pages_is_a_document_and_the_message_names_it() -> None:
    intake = checked(shared())
    assert intake.text == "Here is our handbook.\n\n[document: handbook.pdf (4 pages)]"
    assert (intake.documents[0].unit, intake.documents[0].text) == ("page", HANDBOOK)


def test_a_short_note_is_read_as_if_it_were_typed() -> None:
    intake = checked(shared("Nine to five.", "hours.md"))
    assert (intake.documents, "Nine to five." in intake.text) == ((), True)


def test_pasted_text_up_to_two_hundred_thousand_characters_is_kept_whole() -> None:
    pasted = long_handbook(MOST_OF_DOCUMENT - 100).replace("\f", "")
    intake = checked(says(f"Here is our handbook:\n\n{pasted}"))
    assert intake.text.startswith("Here is our handbook:\n\n[document: the pasted text (")
    assert intake.documents[0].text == pasted.strip()
    assert not intake.documents[0].more


def test_what_is_longer_is_kept_up_to_there_and_marked() -> None:
    (document,) = checked(shared(long_handbook(MOST_OF_DOCUMENT + 5_000))).documents
    assert (len(document.text), document.more) == (MOST_OF_DOCUMENT, True)
    assert document.extent == extent_of(document.text, "page")


def test_a_secret_in_a_document_is_removed_before_anything_is_stored() -> None:
    at_the_cut = long_handbook(MOST_OF_DOCUMENT - 20).ljust(MOST_OF_DOCUMENT - 20) + KEY
    for text in (f"{HANDBOOK}\n\fThe key is {KEY}", at_the_cut):
        intake = checked(shared(text))
        assert KEY[:16] not in intake.documents[0].text
        assert intake.secrets


def test_a_prompt_that_is_to_be_checked_is_no_document() -> None:
    prompt = "Check this prompt: " + "You are a receptionist. " * 500
    assert checked(says(prompt)).documents == ()
