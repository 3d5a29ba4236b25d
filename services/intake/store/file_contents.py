"""The contents of files in the vault: one object each, its key made of its id, nothing of its name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from chassis.files import S3Options, Vault, open_store
from chassis.files.format import FileKeys
from chassis.kernel.errors import Kind, Problem

PREFIX = "documents"


class VaultContents:
    """Fulfils ``ports.FileContents``. A part: ``start`` opens the store of the url, and makes the folder."""

    name = "files"

    def __init__(self, url: str, s3: S3Options, keys: FileKeys) -> None:
        self._url = url
        self._s3 = s3
        self._keys = keys
        self._vault: Vault | None = None

    async def start(self) -> None:
        """Raises Problem ``files-url-missing``, ``files-url-invalid``."""
        self.open()

    def open(self) -> None:
        if not self._url:
            raise Problem(
                "files-url-missing",
                Kind.INVALID,
                "Set MOTCUA_FILES_URL to where documents are kept: file:///folder or s3://bucket/prefix.",
            )
        self._vault = Vault(open_store(self._url, self._s3), self._keys)

    async def stop(self) -> None:
        """Nothing to end."""

    async def check(self) -> None:
        """For readiness."""
        await self._opened.store.check()

    async def put(self, content_id: str, plain: AsyncIterator[bytes]) -> str:
        return await self._opened.put(_key(content_id), _context(content_id), plain)

    def read(self, content_id: str) -> AsyncIterator[bytes]:
        return self._opened.read(_key(content_id), _context(content_id))

    def read_range(self, content_id: str, size: int, start: int, end: int) -> AsyncIterator[bytes]:
        return self._opened.read_range(_key(content_id), _context(content_id), size, start, end)

    async def delete(self, content_id: str) -> None:
        await self._opened.store.delete(_key(content_id))

    async def reseal(self, content_id: str) -> str:
        return await self._opened.reseal(_key(content_id), _context(content_id))

    async def active_key(self) -> str:
        return self._keys.derived(b"", b"")[0]

    async def clear_incomplete(self, shard: int, older_than: timedelta) -> int:
        return await self._opened.store.clear_staged(f"{PREFIX}/{shard:02x}", older_than)

    async def listed(self, shard: int, older_than: timedelta) -> AsyncIterator[str]:
        async for each in self._opened.store.listed(f"{PREFIX}/{shard:02x}"):
            if each.age > older_than:
                yield each.key.rpartition("/")[2]

    @property
    def _opened(self) -> Vault:
        if self._vault is None:
            raise Problem("file-store-unavailable", Kind.UNAVAILABLE, "The file store is not open yet; try again.")
        return self._vault


def _key(content_id: str) -> str:
    """Spread over 256 folders by the last, random digits."""
    return f"{PREFIX}/{content_id[-2:]}/{content_id}"


def _context(content_id: str) -> str:
    return f"file:{content_id}"
