"""Whole objects by key, in a folder or in S3, through one library. An object is there entirely or not at all.

``file:///var/lib/x``   a folder, made if absent; an object is written beside, flushed to disk and then renamed
``s3://bucket/prefix``  any S3-compatible service; an object appears when its last part is acknowledged
``memory://``           for tests
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from chassis.kernel.errors import Kind, Problem

READ = 256 * 1024
_PART = 5 * 1024 * 1024  # the least that S3 takes as a part
_PARTS_AT_ONCE = 2  # of each upload; so much of a file is in memory
_STAGED = re.compile(r".*#\d+")  # how the library names what is not complete


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Options:
    """endpoint: ``https://s3.example.vn``, empty for Amazon's. Keys empty: as the environment of the process has it."""

    endpoint: str = ""
    region: str = "us-east-1"
    access_key_id: str = ""
    secret_access_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An object and its age by the store's own clock."""

    key: str
    size: int
    age: timedelta


class ObjectStore:
    """Puts, reads, lists, deletes. Raises Problem ``file-store-unavailable`` when the store does not answer."""

    def __init__(self, store: Any, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder

    async def put(self, key: str, chunks: AsyncIterator[bytes]) -> None:
        """Store the object; whatever ``chunks`` raises comes out again, and then nothing was stored."""
        try:
            await obstore.put_async(
                self._store, key, chunks, use_multipart=True, chunk_size=_PART, max_concurrency=_PARTS_AT_ONCE
            )
            if self._folder is not None:
                await asyncio.to_thread(_flush, self._folder / key)
        except (BaseError, OSError) as fault:
            raise _unavailable(fault) from fault

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from ``start`` to before ``end``, as they come. Raises Problem ``file-missing``."""
        options: Any = (
            {} if (start, end) == (0, None) else {"range": {"offset": start} if end is None else (start, end)}
        )
        try:
            found = await obstore.get_async(self._store, key, options=options)
            async for chunk in found.stream(min_chunk_size=READ):
                yield bytes(chunk)
        except FileNotFoundError:
            raise Problem(
                "file-missing",
                Kind.UNAVAILABLE,
                "The content of this file is not in the store. Tell the operator; a backup has it.",
            ) from None
        except (BaseError, OSError) as fault:
            raise _unavailable(fault) from fault

    async def delete(self, key: str) -> None:
        """Take the object away; nothing happens if it is not there."""
        try:
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, key)
        except (BaseError, OSError) as fault:
            raise _unavailable(fault) from fault

    async def listed(self, prefix: str) -> AsyncIterator[Listed]:
        """The objects below a prefix, in no order."""
        now = time.time()  # the store stamps its objects by a real clock, also where the business clock is simulated
        try:
            async for batch in obstore.list(self._store, prefix=prefix):
                for each in batch:
                    age = timedelta(seconds=now - each["last_modified"].timestamp())
                    yield Listed(key=each["path"], size=each["size"], age=age)
        except (BaseError, OSError) as fault:
            raise _unavailable(fault) from fault

    async def clear_staged(self, prefix: str, older_than: timedelta) -> int:
        """Remove what killed processes left incomplete below a prefix of the folder; how many. In S3 a lifecycle rule
        of the bucket does this."""
        if self._folder is None:
            return 0
        return await asyncio.to_thread(_clear_staged, self._folder / prefix, older_than)

    async def check(self) -> None:
        """For readiness: whether the store answers."""
        try:
            if self._folder is not None:
                await asyncio.to_thread(self._folder.stat)
            with suppress(FileNotFoundError):
                await obstore.head_async(self._store, "readiness")
        except (BaseError, OSError) as fault:
            raise _unavailable(fault) from fault


def open_store(url: str, s3: S3Options | None = None) -> ObjectStore:
    """The store of a url. Makes the folder; connects to nothing. Raises Problem ``files-url-invalid``."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    match parts.scheme:
        case "file" if path and not parts.netloc:
            return ObjectStore(_folder(Path(path)), Path(path))
        case "s3" if parts.netloc:
            return ObjectStore(_s3(parts.netloc, path.strip("/"), s3 or S3Options()))
        case "memory":
            return ObjectStore(MemoryStore())
    raise Problem(
        "files-url-invalid", Kind.INVALID, f"Cannot keep files at {url!r}: give file:///folder or s3://bucket/prefix."
    )


def _folder(folder: Path) -> LocalStore:
    try:
        return LocalStore(prefix=folder, mkdir=True)
    except (BaseError, OSError) as fault:
        advice = f"Cannot keep files in {folder} ({type(fault).__name__}); let this process write there."
        raise Problem("files-url-invalid", Kind.INVALID, advice) from None


def _s3(bucket: str, prefix: str, options: S3Options) -> S3Store:
    given = {
        "endpoint": options.endpoint,
        "access_key_id": options.access_key_id,
        "secret_access_key": options.secret_access_key,
    }
    config: Any = {name: value for name, value in given.items() if value}
    return S3Store(
        bucket,
        prefix=prefix or None,
        region=options.region,
        virtual_hosted_style_request=not options.endpoint,
        client_options={"allow_http": options.endpoint.startswith("http:"), "connect_timeout": "3s", "timeout": "60s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=10)},
        **config,
    )


def _flush(path: Path) -> None:
    """To disk, file and folder entry: the register will promise that this file exists."""
    for target in (path, path.parent):
        descriptor = os.open(target, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _clear_staged(folder: Path, older_than: timedelta) -> int:
    cleared, limit = 0, time.time() - older_than.total_seconds()
    for path in folder.rglob("*#*"):
        with suppress(FileNotFoundError):
            if _STAGED.fullmatch(path.name) and path.stat().st_mtime < limit:
                path.unlink()
                cleared += 1
    return cleared


def _unavailable(fault: Exception) -> Problem:
    return Problem(
        "file-store-unavailable",
        Kind.UNAVAILABLE,
        f"The file store does not answer ({type(fault).__name__}); nothing was stored. Try again.",
    )
