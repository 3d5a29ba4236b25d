"""Settings of intake beside those of every service. From ``MOTCUA_…`` variables, frozen."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """What intake needs to know."""

    http_port: int = Field(default=8101, ge=0, le=65535)
    grpc_port: int = Field(default=8201, ge=0, le=65535)
    lawpack: Path = Field(default=Path("lawpack/heza"), description="folder of the law pack")
    sealing_keys_file: Path | None = Field(default=None, description="keys that seal personal data")
    public_url: str = Field(
        default="http://localhost:8080",
        pattern=r"^https?://[^\s?#]+[^\s?#/]$",
        description="address of the public site, which forms print as text and QR code; no / at its end",
    )
    processing_target: str = Field(default="127.0.0.1:8202", description="gRPC address of processing; empty: none")
