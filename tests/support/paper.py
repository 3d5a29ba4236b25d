"""What a printed form says: its text, its picture, the code on it, what it declares of itself."""

from __future__ import annotations

import io
import re

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as a reader's clipboard has it: one space between words."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [re.sub(r"\s+", " ", page.get_textpage().get_text_range()).strip() for page in document]
    finally:
        document.close()


def text(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def lines(pdf: bytes) -> str:
    """The text of all pages, line by line."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document) + "\n"
    finally:
        document.close()


def picture(pdf: bytes, page: int = 0, *, dots_per_inch: int = 200) -> Image.Image:
    document = pypdfium2.PdfDocument(pdf)
    try:
        drawn: Image.Image = document[page].render(scale=dots_per_inch / 72).to_pil()
        return drawn
    finally:
        document.close()


def scanned(pdf: bytes) -> list[str]:
    """What a camera reads from the QR codes on the first page."""
    return [found.text for found in zxingcpp.read_barcodes(picture(pdf))]


def size_mm(pdf: bytes) -> tuple[int, int]:
    """Width and height of the first page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        width, height = document[0].get_size()
    finally:
        document.close()
    return round(width / 72 * 25.4), round(height / 72 * 25.4)


def declared(pdf: bytes) -> dict[str, str]:
    """``standard`` (``2A``), title, author, language and whether it is tagged."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        metadata = document.open_metadata()
        return {
            "standard": f"{metadata.get('pdfaid:part', '')}{metadata.get('pdfaid:conformance', '')}",
            "title": str(metadata.get("dc:title", "")),
            "author": ", ".join(metadata.get("dc:creator", ())),
            "language": str(document.Root.get("/Lang")),
            "tagged": str("/MarkInfo" in document.Root and bool(document.Root.MarkInfo.Marked)),
        }
