"""Files that are sealed on their way into the store and opened on their way out."""

from __future__ import annotations

from collections.abc import AsyncIterator

from chassis.files.format import (
    CHUNK,
    HEADER_MOST,
    FileKeys,
    FileOpening,
    FileSealing,
    header_of,
    key_id_of,
    sealed_range,
)
from chassis.files.objects import ObjectStore


class Vault:
    """One store under one set of keys. context: what a file is bound to, the same in and out (``file:0197…``)."""

    def __init__(self, store: ObjectStore, keys: FileKeys) -> None:
        self.store = store
        self._keys = keys

    async def put(self, key: str, context: str, plain: AsyncIterator[bytes]) -> str:
        """Seal and store, a chunk at a time; id of the sealing key. What ``plain`` raises leaves nothing behind."""
        sealing = FileSealing(self._keys, context)
        await self.store.put(key, _sealed(sealing, plain))
        return sealing.key_id

    async def read(self, key: str, context: str) -> AsyncIterator[bytes]:
        """The whole file. Raises Problem ``file-missing``, ``file-broken``, ``sealing-key-missing``."""
        sealed = self.store.read(key)
        beginning = bytearray()
        async for part in sealed:
            beginning += part
            if len(beginning) >= HEADER_MOST:
                break
        header = header_of(bytes(beginning))
        opening = FileOpening(self._keys, context, header)
        async for plain in _opened(opening, _chained(bytes(beginning[len(header) :]), sealed), last=True):
            yield plain

    async def read_range(self, key: str, context: str, size: int, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from ``start`` to before ``end`` of a file of ``size`` bytes; 0 <= start < end <= size."""
        header = await self._header(key)
        first, sealed_start, sealed_end, is_end = sealed_range(header, size, start, end)
        opening = FileOpening(self._keys, context, header, first_chunk=first)
        skip, left = start - first * CHUNK, end - start
        async for plain in _opened(opening, self.store.read(key, sealed_start, sealed_end), last=is_end):
            wanted = plain[skip : skip + left]
            skip, left = 0, left - len(wanted)
            if wanted:
                yield wanted

    async def key_id(self, key: str) -> str:
        """Id of the key that sealed a file."""
        return key_id_of(await self._header(key))

    async def reseal(self, key: str, context: str) -> str:
        """Seal a file anew under the active key; its id. Readers see the file before or after, never between."""
        return await self.put(key, context, self.read(key, context))

    async def _header(self, key: str) -> bytes:
        return header_of(b"".join([part async for part in self.store.read(key, 0, HEADER_MOST)]))


async def _sealed(sealing: FileSealing, plain: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield sealing.header
    async for part in plain:
        for chunk in sealing.feed(part):
            yield chunk
    yield sealing.finish()


async def _opened(opening: FileOpening, sealed: AsyncIterator[bytes], *, last: bool) -> AsyncIterator[bytes]:
    async for part in sealed:
        for chunk in opening.feed(part):
            yield chunk
    yield opening.finish(last=last)


async def _chained(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for part in rest:
        yield part
