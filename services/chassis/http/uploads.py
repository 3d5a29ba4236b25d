"""A file in a request's body, as a stream: the body itself, or the file of a form that a browser sends.

    POST /v1/documents                                       POST /v1/documents
    Content-Type: application/pdf                            Content-Type: multipart/form-data; boundary=…
    Content-Disposition: attachment; filename*=UTF-8''…      (one part with a filename)

Nothing is kept on disk on the way, and no more than a part of the body in memory.
"""

from __future__ import annotations

import base64
import binascii
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.message import Message
from email.utils import collapse_rfc2231_value

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from chassis.kernel.errors import Kind, Problem, invalid

_HEADER_MOST = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """name: as the client gave it, never to be used as a path. content: to be read once."""

    name: str
    content: AsyncIterator[bytes]


async def upload_of(request: Request) -> Upload:
    """The file of a request. Raises ``invalid-request`` without a name, ``upload-malformed`` for a broken form;
    its content raises ``upload-malformed``, and ``upload-interrupted`` when the client goes away."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"multipart/form-data":
        return await _Form(_body(request), options.get(b"boundary", b"")).file()
    name = _named(request.headers.get("content-disposition", ""))
    if not name:
        raise invalid(
            "invalid-request",
            "A file needs a name: send it as a form, or with Content-Disposition: attachment; filename*=UTF-8''a.pdf",
            name="Content-Disposition with a filename is needed",
        )
    return Upload(name=name, content=_body(request))


def sha256_of(request: Request) -> str | None:
    """The body's SHA-256 as ``Content-Digest``, ``Repr-Digest`` or ``Digest`` have it, hexadecimal; null if none."""
    for header in ("content-digest", "repr-digest", "digest"):
        for said in request.headers.get(header, "").split(","):
            algorithm, _, value = said.strip().partition("=")
            if algorithm.lower() == "sha-256":
                try:
                    return base64.b64decode(value.strip(":"), validate=True).hex()
                except binascii.Error:
                    raise invalid(
                        "invalid-request", f"{header} cannot be read.", **{header: "base64 is needed"}
                    ) from None
    return None


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for part in request.stream():
            yield part
    except ClientDisconnect:
        advice = "The upload broke off; nothing was stored. Send the file again."
        raise Problem("upload-interrupted", Kind.INVALID, advice) from None


def _named(disposition: str) -> str:
    """The filename of a Content-Disposition header, ``filename*`` before ``filename`` (RFC 6266); empty for none."""
    header = Message()
    header["content-disposition"] = disposition.encode("latin-1", "replace").decode("utf-8", "replace")
    said = [value for name, value in header.get_params([], "content-disposition") if name.lower() == "filename"]
    extended = [collapse_rfc2231_value(value) for value in said if isinstance(value, tuple)]
    return next(iter([*extended, *(value for value in said if isinstance(value, str))]), "")


class _Form:
    """Reads a form up to its file, then gives the file's bytes as they come; everything else is passed over."""

    def __init__(self, body: AsyncIterator[bytes], boundary: bytes) -> None:
        if not boundary:
            raise _malformed()
        self._body = body
        self._name: str | None = None
        self._header, self._value, self._disposition = bytearray(), bytearray(), b""
        self._in_file = self._is_over = False
        self._parts: deque[bytes] = deque()
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begun,
                    "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
                    "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                    "on_header_end": self._header_ended,
                    "on_headers_finished": self._headers_ended,
                    "on_part_data": self._data,
                    "on_part_end": self._ended,
                },
                max_header_size=_HEADER_MOST,
            )
        except FormParserError:
            raise _malformed() from None

    async def file(self) -> Upload:
        while self._name is None:
            if not await self._more():
                raise invalid("invalid-request", "The form has no file.", file="a part with a filename is needed")
        return Upload(name=self._name, content=self._content())

    async def _content(self) -> AsyncIterator[bytes]:
        while True:
            while self._parts:
                yield self._parts.popleft()
            if not await self._more():
                break
        while self._parts:
            yield self._parts.popleft()
        if not self._is_over:
            raise _malformed()

    async def _more(self) -> bool:
        """Parse another piece of the body; whether there was one."""
        try:
            part = await anext(self._body)
            self._parser.write(part)
        except StopAsyncIteration:
            return False
        except FormParserError:
            raise _malformed() from None
        return True

    def _begun(self) -> None:
        self._disposition = b""

    def _header_ended(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _headers_ended(self) -> None:
        _, options = parse_options_header(self._disposition.decode("latin-1"))
        given = options.get(b"filename")
        if given is None:
            return
        if self._name is not None:
            raise invalid("invalid-request", "Send one file at a time.", file="one file only")
        # Browsers send the name in the page's encoding, UTF-8, and escape quotes and line breaks as in an address.
        self._name = given.decode("utf-8", "replace").replace("%22", '"')
        self._in_file = True

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._in_file:
            self._parts.append(data[start:end])

    def _ended(self) -> None:
        if self._in_file:
            self._in_file, self._is_over = False, True


def _malformed() -> Problem:
    return invalid("upload-malformed", "The form cannot be read: it is not valid multipart/form-data or was cut off.")
