"""What a document is, what it may be called, and when it goes, without any store."""

from __future__ import annotations

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from chassis.kernel.errors import Problem
from intake.domain.files.media import EXTENSIONS, Media, Sniffer
from intake.domain.files.names import NAME_MAX, fitting, harmless
from intake.domain.files.stored import FileLimits, Inspection
from unit.intake.papers import DOCX, JPEG, ODT, P7S, PDF, PNG, TEXT, TIFF, XLSX, XML, office, zipped

KINDS = [
    (PDF, Media.PDF),
    (b"\n" * 100 + PDF, Media.PDF),
    (PNG, Media.PNG),
    (JPEG, Media.JPEG),
    (TIFF, Media.TIFF),
    (DOCX, Media.DOCX),
    (XLSX, Media.XLSX),
    (ODT, Media.ODT),
    (P7S, Media.P7S),
    (b"-----BEGIN PKCS7-----\nMIIB\n", Media.P7S),
    (XML, Media.XML),
    (b"\xef\xbb\xbf" + XML, Media.XML),
    (TEXT, Media.TEXT),
]
NOT_TAKEN = [
    b"MZ\x90\x00\x03" + b"\x00" * 60,
    zipped(**{"a.pdf": "x"}),
    office("word/document.xml", "word/vbaProject.bin"),
    office("ppt/presentation.xml"),
    b"\xff\xfe\x00x",
    "Hồ sơ".encode()[:-1],
    b"text\x00with a zero",
]


def media_of(content: bytes, step: int = 7) -> Media | None:
    sniffer = Sniffer()
    for start in range(0, len(content), step):
        sniffer.take(content[start : start + step])
    return sniffer.media()


@pytest.mark.parametrize(("content", "media"), KINDS)
def test_a_kind_is_told_from_the_content_however_it_arrives(content: bytes, media: Media) -> None:
    assert media_of(content) is media
    assert media_of(content, len(content)) is media


def test_a_kind_is_told_from_a_large_file_too() -> None:
    assert media_of(office("word/document.xml", *(f"word/media/{i}.xml" for i in range(2000))), 50_000) is Media.DOCX
    assert media_of(TEXT * 10_000, 65_536) is Media.TEXT


@pytest.mark.parametrize("content", NOT_TAKEN)
def test_what_is_not_on_the_list_is_not_taken(content: bytes) -> None:
    assert media_of(content) is None


@hypothesis_given(st.binary(max_size=300), st.integers(min_value=1, max_value=50))
def test_any_bytes_are_looked_at_without_a_fault_and_alike_in_any_pieces(content: bytes, step: int) -> None:
    assert media_of(content, step) == media_of(content, 1000)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Mẫu\\Hộ chiếu.pdf", "Hộ chiếu.pdf"),
        ("Ho\u0323\u0302 chie\u0302\u0301u.pdf", "Hộ chiếu.pdf"),
        ("anh\u202efdp.exe.pdf", "anhfdp.exe.pdf"),
        ("a<b>:c|d?.pdf", "a_b__c_d_.pdf"),
        ("hai  dòng\nmột\ttên.pdf", "hai dòng một tên.pdf"),
        ("khong-duoi", "khong-duoi.pdf"),
        ("  .pdf", "pdf.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(said: str, kept: str) -> None:
    assert fitting(harmless(said), Media.PDF) == kept


@pytest.mark.parametrize("said", ["", "..", "/", " . ", "\u202e", "thư mục/"])
def test_a_name_of_nothing_is_refused(said: str) -> None:
    with pytest.raises(Problem) as refusal:
        harmless(said)
    assert refusal.value.fields.keys() == {"name"}


@settings(max_examples=500)
@hypothesis_given(st.text(max_size=400))
def test_no_name_has_a_folder_a_control_character_or_no_end(said: str) -> None:
    try:
        name = harmless(said)
    except Problem:
        return
    assert 0 < len(name) <= NAME_MAX
    assert not {"/", "\\", "\x00", "\n", "\u202e"} & set(name)
    assert name not in {".", ".."}
    assert harmless(name) == name


def test_a_name_that_says_otherwise_than_the_content_is_refused() -> None:
    for media, endings in EXTENSIONS.items():
        for ending in endings:
            assert fitting(f"a.{ending.upper()}", media) == f"a.{ending.upper()}"
        with pytest.raises(Problem) as refusal:
            fitting("a.exe", media)
        assert refusal.value.slug == "file-extension-mismatch"


def test_an_upload_is_looked_at_as_a_whole() -> None:
    limits = FileLimits(most_bytes=len(PDF))
    good = Inspection("a.pdf", limits, None)
    good.take(PDF)
    good.finish()
    assert (good.media, good.size) == (Media.PDF, len(PDF))
    again = Inspection("a.pdf", limits, good.sha256.upper())
    again.take(PDF)
    again.finish()
    for content, said, slug in ((b"", None, "document-empty"), (PDF, "0" * 64, "digest-mismatch")):
        bad = Inspection("a.pdf", limits, said)
        bad.take(content)
        with pytest.raises(Problem) as refusal:
            bad.finish()
        assert refusal.value.slug == slug
    with pytest.raises(Problem) as too_large:
        Inspection("a.pdf", limits, None).take(PDF + b"\n")
    assert too_large.value.slug == "document-too-large"
