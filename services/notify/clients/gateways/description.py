"""What a gateway's file says: how it is called, what its answers mean, what its receipts look like.

Secrets are not in it: it names files, read at each call, so that changing one needs no restart.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, field_validator, model_validator

from notify.clients.gateways import pointers
from notify.domain.channels import SHORT
from notify.domain.occasions import Channel

NAME = r"^[a-z0-9-]{1,40}$"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Success(_Part):
    """The message was taken when the HTTP status is one of these and, if named, the value at the pointer too."""

    statuses: frozenset[int] = frozenset({200, 201, 202})
    pointer: str = ""
    values: frozenset[str] = frozenset()
    receipt_id: str = Field(default="", description="pointer to the provider's id of the message")

    @field_validator("pointer", "receipt_id")
    @classmethod
    def _points(cls, pointer: str) -> str:
        return pointers.check(pointer) if pointer else ""


class Errors(_Part):
    """Which refusals waiting will not heal. All others are tried again. pointer: where the code stands."""

    pointer: str = ""
    permanent: frozenset[str] = frozenset()
    permanent_statuses: frozenset[int] = frozenset()


class Receipts(_Part):
    """What the provider's own calls look like: where the id and the state stand, and what its states mean.

    secret: file with the secret they are signed with. signature_header: carries the HMAC-SHA256 of the body in
    hexadecimal; secret_header: carries the secret itself, for providers that sign nothing.
    """

    secret: Path
    signature_header: str = ""
    secret_header: str = ""
    id: str
    state: str
    delivered: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()
    failed: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def _is_proven(self) -> Self:
        if bool(self.signature_header) is bool(self.secret_header):
            raise ValueError("name either signature_header or secret_header: receipts from anybody are not taken")
        pointers.check(self.id)
        pointers.check(self.state)
        return self


class Gateway(_Part):
    """One provider. name: the file's. In headers and body ``{phone}``, ``{text}``, ``{id}``, ``{language}`` stand for
    the message's own and ``${name}`` for a secret's content.

    with_marks: whether Vietnamese letters may be sent. international: 84912345678 instead of 0912345678.
    per_second: what the provider allows all our replicas together.
    """

    name: str = Field(pattern=NAME)
    channel: Channel
    url: HttpUrl
    method: str = Field(default="POST", pattern="^(POST|PUT)$")
    timeout_seconds: float = Field(default=10.0, gt=0, le=60)
    per_second: float = Field(default=10.0, gt=0, le=1000)
    with_marks: bool = True
    international: bool = False
    headers: dict[str, str] = {}
    body: dict[str, str]
    secrets: dict[str, Path] = {}
    ca_file: Path | None = None
    success: Success = Success()
    errors: Errors = Errors()
    receipts: Receipts | None = None

    @field_validator("channel")
    @classmethod
    def _is_short(cls, channel: Channel) -> Channel:
        if channel not in SHORT:
            raise ValueError("a gateway serves sms or zalo")
        return channel

    @field_validator("body")
    @classmethod
    def _is_pointed(cls, body: dict[str, str]) -> dict[str, str]:
        return {pointers.check(pointer): value for pointer, value in body.items()}


def read_gateways(folder: Path | None) -> tuple[Gateway, ...]:
    """Every ``*.toml`` of the folder, one gateway a channel. Raises ValueError, naming the file, for a bad one."""
    if folder is None:
        return ()
    made = []
    for path in sorted(folder.glob("*.toml")):
        try:
            made.append(Gateway.model_validate({"name": path.stem} | tomllib.loads(path.read_text("utf-8"))))
        except ValueError as fault:
            raise ValueError(f"{path.name}: {fault}") from None
    channels = [gateway.channel for gateway in made]
    if len(set(channels)) < len(channels):
        raise ValueError("two gateways serve the same channel; keep one of the files")
    return tuple(made)
