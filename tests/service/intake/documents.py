"""What tests of documents ask of a filing, and of the folder that files lie in."""

from __future__ import annotations

import os
import time
from pathlib import Path

from service.intake.counter import Json, body


def with_file(key: str, *file_ids: str) -> list[Json]:
    """The documents of the example, one of them with files."""
    documents = [dict(document) for document in body()["documents"]]
    next(document for document in documents if document["key"] == key)["files"] = list(file_ids)
    return documents


def with_reuse(key: str, reuse: dict[str, str]) -> list[Json]:
    documents = [dict(document) for document in body()["documents"]]
    next(document for document in documents if document["key"] == key)["reuse"] = reuse
    return documents


def passport(dossier: Json) -> Json:
    return next(dict(document) for document in dossier["documents"] if document["key"] == "ho-chieu")


def stored(folder: Path) -> list[Path]:
    """Every file of the store, the unfinished included."""
    return sorted(path for path in (folder / "files").rglob("*") if path.is_file())


def age(folder: Path) -> None:
    """Two days pass for what is in the store."""
    for path in stored(folder):
        os.utime(path, (time.time() - 2 * 86400,) * 2)
