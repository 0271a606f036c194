"""Files become text, or a sentence that says why not."""

import io
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from bots.attachments import MOST_BYTES, read
from engine.messages.inbound import Attachment
from engine.targets import export, zip_of
from tests.targets.samples import dental

OPENAPI = """
openapi: 3.1.0
info: {title: Orders}
servers: [{url: https://api.example.com}]
paths:
  /orders/{id}:
    get:
      summary: Look up an order
      parameters: [{name: id, in: path}]
    delete: {}
  broken: 7
"""


def pdf(text: str, password: str = "") -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    if password:
        writer.encrypt(password)
    data = io.BytesIO()
    writer.write(data)
    return data.getvalue()


async def text_of(name: str, media_type: str, data: bytes) -> str:
    found = await read(name, media_type, data)
    assert isinstance(found, Attachment), found
    return found.text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Naše otevírací doba je každý den od devíti"),
        ("cp1251", "Наши часы работы: с девяти до пяти, звоните"),
        ("cp1252", "Pour réserver, appelez l’hôtel à midi"),
        ("cp1252", "Price: €5 – “cheap”"),
        ("cp1253", "Ώρες λειτουργίας"),
        ("cp932", "営業時間は九時から五時までです。"),
        ("gb18030", "我们的营业时间是九点到五点"),
    ],
)
async def test_text_in_an_older_encoding_is_read_as_it_was_written(encoding: str, text: str) -> None:
    assert await text_of("a.txt", "text/plain", text.encode(encoding)) == text
    long = f"{text}\n" * 2_000
    assert (await text_of("a.txt", "text/plain", long.encode(encoding))).startswith(text)


async def test_text_in_its_usual_encodings_is_read() -> None:
    assert await text_of("a.md", "text/markdown", b"# Hours\n\nNine to five") == "# Hours\n\nNine to five"
    assert await text_of("a.txt", "text/plain", "Grüße".encode("utf-16")) == "Grüße"
    assert await text_of("a.txt", "text/plain", "Grüße".encode("cp1252")) == "Grüße"
    assert await text_of("notes", "application/octet-stream", b"just words") == "just words"


async def test_the_text_of_a_pdf_is_read() -> None:
    assert "Nine to five" in await text_of("hours.pdf", "application/pdf", pdf("Nine to five"))


async def test_an_openapi_document_stays_whole_for_whoever_reads_it() -> None:
    assert await text_of("api.yaml", "application/yaml", OPENAPI.encode()) == OPENAPI


@pytest.mark.parametrize(
    ("name", "media_type", "data", "words"),
    [
        ("photo.png", "image/png", b"\x89PNG", "a picture"),
        ("call.mp3", "audio/mpeg", b"ID3", "a recording"),
        ("big.txt", "text/plain", b"x" * (MOST_BYTES + 1), "8 MB"),
        ("broken.pdf", "application/pdf", b"%PDF-1.7 nonsense", "not a PDF that I can open"),
        ("locked.pdf", "application/pdf", pdf("x", "secret"), "protected by a password"),
        ("empty.txt", "text/plain", b"  ", "no text"),
        ("data.bin", "application/octet-stream", b"\x00\x01\x02", "cannot read"),
    ],
)
async def test_what_cannot_be_read_gets_a_sentence(name: str, media_type: str, data: bytes, words: str) -> None:
    found = await read(name, media_type, data)
    assert isinstance(found, str)
    assert words in found
    assert name in found


@given(data=st.binary(max_size=300), media_type=st.sampled_from(["application/pdf", "text/plain", "application/json"]))
async def test_no_file_makes_it_fail(data: bytes, media_type: str) -> None:
    assert isinstance(await read("a.file", media_type, data), Attachment | str)


async def test_a_zip_of_an_export_is_its_files_and_any_other_zip_gets_a_word() -> None:
    bundle = export(dental(), "json", 1)
    text = await text_of("mia-json-v1.zip", "application/zip", zip_of(bundle))
    assert json.loads(text)["files"] == bundle.files
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("photo.png", b"x")
    assert "no export of an agent" in str(await read("photos.zip", "application/zip", other.getvalue()))


async def test_a_zip_that_would_fill_the_memory_is_not_unpacked() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("agent.json", b"0" * (MOST_BYTES + 1))
    assert "no export of an agent" in str(await read("agent.zip", "application/zip", bomb.getvalue()))
