"""The bytes of result files in the vault: one sealed object each, its key made of its id."""

from __future__ import annotations

from collections.abc import AsyncIterator

from chassis.files import S3Options, Vault, open_store
from chassis.kernel.errors import Kind, Problem
from processing.store.file_keys import FileKeyRing

PREFIX = "results"


class VaultResults:
    """Fulfils ``result_ports.Contents``. A part: ``start`` opens the store of the url; empty: not set up."""

    name = "files"

    def __init__(self, url: str, s3: S3Options, keys: FileKeyRing) -> None:
        self._url = url
        self._s3 = s3
        self._keys = keys
        self._vault: Vault | None = None

    async def start(self) -> None:
        """Raises Problem ``files-url-invalid``."""
        if self.is_set_up:
            self._vault = Vault(open_store(self._url, self._s3), self._keys)

    async def stop(self) -> None:
        """Nothing to end."""

    async def check(self) -> None:
        """For readiness; without a store there is nothing to be ready."""
        if self._vault is not None:
            await self._vault.store.check()

    @property
    def is_set_up(self) -> bool:
        return bool(self._url) and self._keys.is_set_up

    async def put(self, content_id: str, plain: AsyncIterator[bytes]) -> str:
        return await self._opened.put(_key(content_id), _context(content_id), plain)

    def read(self, content_id: str) -> AsyncIterator[bytes]:
        return self._opened.read(_key(content_id), _context(content_id))

    async def delete(self, content_id: str) -> None:
        await self._opened.store.delete(_key(content_id))

    @property
    def _opened(self) -> Vault:
        if self._vault is None:
            raise Problem(
                "files-not-set-up",
                Kind.REFUSED,
                "Result files have no place to be kept: the operator sets MOTCUA_FILES_URL and "
                "MOTCUA_SEALING_KEYS_FILE first.",
            )
        return self._vault


def _key(content_id: str) -> str:
    """Spread over 256 folders by the last, random digits."""
    return f"{PREFIX}/{content_id[-2:]}/{content_id}"


def _context(content_id: str) -> str:
    return f"result:{content_id}"
