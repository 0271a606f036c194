"""Word documents, web pages and pages of a PDF become text in which every place can be found again."""

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from bots.attachments import MOST_BYTES, read
from bots.html import html_text
from engine.interview.digest.blocks import blocks_of
from engine.messages.inbound import Attachment
from tests.bots.test_attachments import pdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = f"""<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Refunds</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">Within </w:t></w:r><w:r><w:t>14 days.</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Cleaning</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Whitening</w:t></w:r></w:p></w:tc>
<w:tc><w:p><w:r><w:t>90 pounds</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"""
PAGE = """<html><head><title>x</title><style>p {}</style></head><body><nav>Home</nav><h2>Opening hours</h2>
<p>Monday to <b>Friday</b>,<br>nine to five</p><ul><li>Parking &amp; lift</ul><script>alert(1)</script>
<table><tr><th>service<th>price<tr><td>cleaning</td><td>40</td></tr></table>"""


def docx(body: str | bytes = BODY) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", body)
    return data.getvalue()


async def text_of(name: str, data: bytes) -> str:
    found = await read(name, "", data)
    assert isinstance(found, Attachment), found
    return found.text


async def test_a_word_document_is_its_paragraphs_headings_and_tables() -> None:
    text = await text_of("terms.docx", docx())
    assert text.splitlines() == ["# Refunds", "Within 14 days.", "- Cleaning", "Whitening | 90 pounds"]
    assert str(blocks_of(text, "paragraph")[1].place) == "paragraph 2, under “Refunds”"


async def test_a_web_page_is_what_people_see_of_it() -> None:
    text = await text_of("site.html", PAGE.encode())
    assert text.splitlines() == [
        "## Opening hours", "Monday to Friday,", "nine to five", "- Parking & lift", "service | price", "cleaning | 40",
    ]  # fmt: skip


async def test_the_pages_of_a_pdf_can_be_told_apart() -> None:
    writer = PdfWriter()
    for words in ("Nine to five", "Closed on Sundays"):
        writer.append(PdfReader(io.BytesIO(pdf(words))))
    data = io.BytesIO()
    writer.write(data)
    places = {b.text: str(b.place) for b in blocks_of(await text_of("hours.pdf", data.getvalue()), "page")}
    assert places == {"Nine to five": "page 1", "Closed on Sundays": "page 2"}


@pytest.mark.parametrize(
    "body",
    [
        "<w:document",
        f'<!DOCTYPE d [<!ENTITY a "{"a" * 1000}">]><w:document xmlns:w="{W}">&a;</w:document>',
        "x" * (MOST_BYTES + 1),
    ],
)
async def test_a_word_document_that_is_broken_or_a_bomb_gets_a_sentence(body: str) -> None:
    assert "is not a Word document that I can open" in str(await read("bad.docx", "", docx(body)))


async def test_a_table_in_a_table_is_told_once() -> None:
    deep = 60
    inner = "<w:tbl><w:tr><w:tc>" * deep + "<w:p><w:r><w:t>x</w:t></w:r></w:p>" + "</w:tc></w:tr></w:tbl>" * deep
    body = f'<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'
    assert await text_of("nested.docx", docx(body)) == "x"


async def test_a_document_type_is_refused_in_every_encoding() -> None:
    body = f'<!DOCTYPE d [<!ENTITY a "aa">]><w:document xmlns:w="{W}">&a;</w:document>'.encode("utf-16")
    assert "is not a Word document that I can open" in str(await read("bad.docx", "", docx(body)))


@pytest.mark.parametrize("shape", ["<a ", "<!--", "</", "<?", "<a b='", "<![", "<div>", "<td>", "<b>", "a&"])
def test_a_hostile_page_costs_no_more_a_character_when_it_is_long(shape: str) -> None:
    """Where that is so, a page of 8 MB takes seconds; the parser of the standard library took minutes for 50 kB."""

    def seconds(length: int) -> float:
        begun = time.process_time()
        html_text(shape * (length // len(shape)))
        return time.process_time() - begun

    short, long = seconds(100_000), seconds(800_000)
    assert long < 0.5 + 24 * short, (short, long)


@given(page=st.text("<>/[]ahp&;!-?=\"' \0", max_size=200))
def test_no_page_makes_it_fail(page: str) -> None:
    assert isinstance(html_text(page), str)
