"""A sealed file: chunks under AES-256-GCM with a key of its own, as ADR "How files are kept" describes.

    file   = header ‖ chunk 0 ‖ chunk 1 ‖ … ‖ last chunk
    header = "MCF" ‖ 0x01 ‖ length of key id ‖ key id ‖ 16 random bytes of salt
    chunk  = ciphertext of 65,536 bytes (the last: 0 to 65,536) ‖ 16-byte tag
    key    = HKDF-SHA256(the named sealing key, salt, header ‖ context)
    nonce  = number of the chunk, 11 bytes ‖ 0x01 for the last chunk, else 0x00

The number and the mark of the last chunk are in the nonce and header and context in the key: a file that was cut off,
continued, reordered, mixed from two files or put in another one's place does not open.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from chassis.kernel.errors import Kind, Problem

CHUNK = 64 * 1024
"""Bytes of plain text in every chunk but the last."""

SEALED_CHUNK = CHUNK + 16
HEADER_MOST = 5 + 255 + 16
"""No header is longer."""

_MAGIC = b"MCF\x01"
_SALT = 16


class FileKeys(Protocol):
    """Where keys come from; ``chassis.sealing.Sealer`` is one."""

    def derived(self, salt: bytes, info: bytes, key: str | None = None) -> tuple[str, bytes]:
        """(id of the key it was derived from: the active one unless named, 32 bytes)."""
        ...


class FileSealing:
    """Seals one file: ``header``, then what ``feed`` gives back, then ``finish``. context: what it is bound to."""

    def __init__(self, keys: FileKeys, context: str) -> None:
        salt = os.urandom(_SALT)
        self.key_id, _ = keys.derived(salt, b"")
        name = self.key_id.encode()
        self.header = _MAGIC + bytes((len(name),)) + name + salt
        self._cipher = _cipher(keys, self.key_id, self.header, context)
        self._held = bytearray()
        self._number = 0

    def feed(self, plain: bytes) -> Iterator[bytes]:
        """The chunks that are complete and certainly not the last."""
        self._held += plain
        while len(self._held) > CHUNK:
            chunk = bytes(self._held[:CHUNK])
            del self._held[:CHUNK]
            yield self._cipher.encrypt(_nonce(self._number, last=False), chunk, None)
            self._number += 1

    def finish(self) -> bytes:
        """The last chunk; an empty file has it too."""
        return self._cipher.encrypt(_nonce(self._number, last=True), bytes(self._held), None)


class FileOpening:
    """Opens one file, from a chunk on: ``feed`` with sealed bytes behind the header, then ``finish``.

    header: as ``header_of`` read it. Raises Problem ``file-broken`` as soon as a chunk is not what was sealed.
    """

    def __init__(self, keys: FileKeys, context: str, header: bytes, *, first_chunk: int = 0) -> None:
        self._cipher = _cipher(keys, key_id_of(header), header, context)
        self._held = bytearray()
        self._number = first_chunk

    def feed(self, sealed: bytes) -> Iterator[bytes]:
        """The chunks that are complete and certainly not the last."""
        self._held += sealed
        while len(self._held) > SEALED_CHUNK:
            yield self._opened(bytes(self._held[:SEALED_CHUNK]), last=False)
            del self._held[:SEALED_CHUNK]

    def finish(self, *, last: bool = True) -> bytes:
        """What is left: the end of the file, or, if ``last`` is false, a chunk from its middle."""
        return self._opened(bytes(self._held), last=last)

    def _opened(self, chunk: bytes, *, last: bool) -> bytes:
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=last), chunk, None)
        except (InvalidTag, ValueError):
            raise broken() from None
        self._number += 1
        return plain


def header_of(beginning: bytes) -> bytes:
    """The header of a sealed file. beginning: its first ``HEADER_MOST`` bytes, or all if it has fewer."""
    if len(beginning) < len(_MAGIC) + 1 or not beginning.startswith(_MAGIC):
        raise broken()
    end = len(_MAGIC) + 1 + beginning[len(_MAGIC)] + _SALT
    if len(beginning) < end:
        raise broken()
    return bytes(beginning[:end])


def key_id_of(header: bytes) -> str:
    """Id of the sealing key."""
    try:
        return header[len(_MAGIC) + 1 : -_SALT].decode()
    except UnicodeDecodeError:
        raise broken() from None


def sealed_range(header: bytes, size: int, start: int, end: int) -> tuple[int, int, int, bool]:
    """Where the plain bytes ``start..end`` (end not included) of a file of ``size`` plain bytes are.

    Gives first chunk, first and last sealed byte (the last not included), and whether that is the end of the file.
    """
    first, last = start // CHUNK, max(end - 1, 0) // CHUNK
    is_end = last == max(size - 1, 0) // CHUNK
    beginning = len(header) + first * SEALED_CHUNK
    ending = len(header) + last * SEALED_CHUNK + (size - last * CHUNK + 16 if is_end else SEALED_CHUNK)
    return first, beginning, ending, is_end


def broken() -> Problem:
    return Problem(
        "file-broken", Kind.UNAVAILABLE, "The stored file was changed or cut off. Tell the operator; a backup has it."
    )


def _cipher(keys: FileKeys, key_id: str, header: bytes, context: str) -> AESGCM:
    return AESGCM(keys.derived(header[-_SALT:], header + context.encode(), key_id)[1])


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")
