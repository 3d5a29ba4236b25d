"""Files that come with a form: kept by the use case that keeps all files; a refusal stands at the file's own field."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile as SentFile

from chassis.http.deps import allow_seconds
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from chassis.web.forms import Form
from chassis.web.visitor import Visitor
from intake.application import UseCases
from intake.application.files.get_file import GetFile
from intake.application.files.upload_file import UploadFile
from intake.domain.documents import MAX_FILES
from intake.domain.files.media import EXTENSIONS
from intake.domain.files.stored import StoredFile
from intake.domain.procedures import ProcedureVersion

ACCEPT = ",".join(f".{ending}" for endings in EXTENSIONS.values() for ending in endings)
MOST_BYTES = 60 * 1024 * 1024
"""Of one form with its files; larger ones go in one after the other."""
_SLOW_LINE_SECONDS = 600.0
_PART = 256 * 1024

_SAID = {
    "document-too-large": ("Tệp quá lớn; hãy quét ở 200–300 dpi hoặc chia nhỏ", "The file is too large; split it"),
    "document-empty": ("Tệp rỗng; hãy chọn lại", "The file is empty; choose it again"),
    "document-kind-refused": (
        "Không nhận loại tệp này; hãy lưu thành PDF, hình ảnh hoặc văn bản không có macro",
        "Files of this kind are not taken; save it as PDF, a picture or a document without macros",
    ),
    "file-extension-mismatch": ("Đuôi tệp không đúng với nội dung", "The file's ending does not fit its content"),
    "uploads-too-many": ("Bạn giữ quá nhiều tệp chưa nộp; hãy xoá bớt", "You keep too many files; delete some"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """files: key of a document → ids of what came. wrong: field → what is wrong with a file."""

    files: Mapping[str, tuple[str, ...]]
    wrong: Mapping[str, str]


def patience(request: Request) -> None:
    """An upload may take as long as the client's line needs."""
    allow_seconds(request, _SLOW_LINE_SECONDS)


async def taken(form: Form, version: ProcedureVersion, looking: Visitor, use_cases: UseCases) -> Taken:
    """Everything that came with the form, stored; what is refused is told and the rest kept."""
    files: dict[str, tuple[str, ...]] = {}
    wrong: dict[str, str] = {}
    for required in version.documents:
        for sent in form.files.get(f"file-{required.key}", ())[:MAX_FILES]:
            try:
                stored = await use_cases.files.upload(
                    UploadFile(actor=looking.signed_in, name=sent.filename or "", content=_parts(sent))
                )
            except Problem as problem:
                said = looking.t(*_SAID.get(problem.slug, (problem.detail, problem.detail)))
                wrong[f"file-{required.key}"] = f"{required.name}: {said}"
            else:
                files[required.key] = (*files.get(required.key, ()), stored.id)
    return Taken(files=files, wrong=wrong)


async def known(ids: tuple[str, ...], actor: Actor, use_cases: UseCases) -> dict[str, StoredFile]:
    """What is known of files by id; those that are gone are left out."""
    found: dict[str, StoredFile] = {}
    for file_id in ids:
        try:
            found[file_id] = await use_cases.files.get(GetFile(actor=actor, file_id=file_id))
        except Problem:
            continue
    return found


async def _parts(sent: SentFile) -> AsyncIterator[bytes]:
    while part := await sent.read(_PART):
        yield part
