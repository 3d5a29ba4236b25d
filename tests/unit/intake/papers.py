"""Files for tests: small, real enough to be told by their content."""

from __future__ import annotations

import io
import zipfile

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"\x00" * 32
TIFF = b"II*\x00\x08\x00\x00\x00" + b"\x00" * 32
P7S = b"\x30\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\x00" * 64
XML = '<?xml version="1.0" encoding="UTF-8"?>\n<hồSơ/>'.encode()
TEXT = "Đơn đề nghị\r\ncấp giấy phép".encode()


def zipped(**entries: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return held.getvalue()


def office(*names: str) -> bytes:
    """An office document as Word and Excel write it."""
    return zipped(**dict.fromkeys(("[Content_Types].xml", "_rels/.rels", *names), "<x/>" * 1000))


DOCX = office("word/document.xml")
XLSX = office("xl/workbook.xml")
ODT = zipped(mimetype="application/vnd.oasis.opendocument.text", **{"content.xml": "<x/>"})
