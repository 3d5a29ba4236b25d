"""Files and the documents they belong to, as JSON."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from intake.domain.documents import SubmittedDocument, named
from intake.domain.files.media import Media
from intake.domain.files.stored import StoredFile
from intake.domain.procedures import ProcedureVersion

Shape = dict[str, Any]


def handed_in(
    version: ProcedureVersion, documents: Sequence[SubmittedDocument], files: Sequence[StoredFile]
) -> list[Shape]:
    """Documents of a dossier; what is known of their files is told where it is given."""
    known = {file.id: file for file in files}
    return [
        {
            "key": name.key,
            "name": name.name,
            "form": name.form,
            "quantity": name.quantity,
            "files": [file_shape(file_id, known.get(file_id)) for file_id in document.files],
            "digitised": document.is_digitised,
            "reused": document.is_reused,
            "from_national_store": document.is_from_national_store,
            "replaces_result_code": document.replaces_result_code or None,
            "exemption": document.exemption,
        }
        for name, document in zip(named(version, documents), documents, strict=True)
    ]


def stored_shape(file: StoredFile) -> Shape:
    """An upload."""
    return {
        **file_shape(file.id, file),
        "uploaded_at": file.uploaded_at,
        "expires_at": file.expires_at,
        "dossier": file.dossier_id,
    }


def content_headers(file: StoredFile) -> dict[str, str]:
    """For sending the content: to be saved and never to be run by a browser."""
    kind = f"{file.media}; charset=utf-8" if file.media is Media.TEXT else str(file.media)
    digest = base64.b64encode(bytes.fromhex(file.sha256)).decode()
    return {
        "Content-Type": kind,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "ETag": f'"{file.sha256}"',
        "Repr-Digest": f"sha-256=:{digest}:",
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox",
    }


def file_shape(file_id: str, file: StoredFile | None) -> Shape:
    """A file; all but its id null where nothing else is known."""
    return {
        "id": file_id,
        "name": file and file.name,
        "size": file and file.size,
        "media_type": file and file.media,
        "sha256": file and file.sha256,
    }
