"""Which kinds of files are taken, told from their bytes while they pass; what a browser claims does not count."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum

_SEEN = 64 * 1024  # bytes kept of the beginning and of the end
_ZIP, _DER_SIGNED = b"PK\x03\x04", b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_BOM = b"\xef\xbb\xbf"


class Media(StrEnum):
    """The allow-list. A signed PDF is a PDF; archives and documents with macros are not taken."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    ODT = "application/vnd.oasis.opendocument.text"
    P7S = "application/pkcs7-signature"
    XML = "application/xml"
    TEXT = "text/plain"


EXTENSIONS: dict[Media, tuple[str, ...]] = {
    Media.PDF: ("pdf",),
    Media.PNG: ("png",),
    Media.JPEG: ("jpg", "jpeg"),
    Media.TIFF: ("tif", "tiff"),
    Media.DOCX: ("docx",),
    Media.XLSX: ("xlsx",),
    Media.ODT: ("odt",),
    Media.P7S: ("p7s", "p7m", "p7b"),
    Media.XML: ("xml",),
    Media.TEXT: ("txt",),
}
"""What a name may end in; the first is given to a name that ends in nothing."""

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", Media.PNG),
    (b"\xff\xd8\xff", Media.JPEG),
    (b"II*\x00", Media.TIFF),
    (b"MM\x00*", Media.TIFF),
    (b"-----BEGIN PKCS7-----", Media.P7S),
)


class Sniffer:
    """Sees a file pass: ``take`` each part, then ask ``media``."""

    def __init__(self) -> None:
        self._head = bytearray()
        self._tail = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._is_text = True

    def take(self, part: bytes) -> None:
        if len(self._head) < _SEEN:
            self._head += part[: _SEEN - len(self._head)]
        self._tail = (self._tail + part)[-_SEEN:] if len(part) < _SEEN else part[-_SEEN:]
        if self._is_text:
            self._is_text = self._reads_as_text(part)

    def media(self) -> Media | None:
        """What the file is; null for a kind that is not taken."""
        head = bytes(self._head)
        for beginning, media in _BEGINNINGS:
            if head.startswith(beginning):
                return media
        if b"%PDF-" in head[:1024]:
            return Media.PDF
        if head.startswith(_ZIP):
            return self._office(head)
        if head.startswith(b"\x30") and _DER_SIGNED in head[:32]:
            return Media.P7S
        return self._text(head)

    def _office(self, head: bytes) -> Media | None:
        """Names of a ZIP's entries stand in its directory at the end, and before each entry."""
        both = head + self._tail
        if b"vbaProject" in both:
            return None
        if head[30:].startswith(b"mimetype" + Media.ODT.value.encode()):
            return Media.ODT
        if b"[Content_Types].xml" in both:
            if b"word/document" in both:
                return Media.DOCX
            if b"xl/workbook" in both:
                return Media.XLSX
        return None

    def _text(self, head: bytes) -> Media | None:
        try:
            self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return None
        if not self._is_text:
            return None
        return Media.XML if head.removeprefix(_BOM).lstrip().startswith(b"<?xml") else Media.TEXT

    def _reads_as_text(self, part: bytes) -> bool:
        try:
            self._decoder.decode(part)
        except UnicodeDecodeError:
            return False
        return _CONTROL.search(part) is None
