"""Settings of intake beside those of every service. From ``MOTCUA_…`` variables, frozen."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

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
    files_url: str = Field(default="", description="where documents are kept: file:///folder or s3://bucket/prefix")
    files_s3_endpoint: str = Field(default="", description="https://s3.example.vn; empty: Amazon's")
    files_s3_region: str = "us-east-1"
    files_s3_access_key_id: SecretStr = SecretStr("")
    files_s3_secret_access_key: SecretStr = SecretStr("")
    files_most_mib: int = Field(default=50, ge=1, le=1024, description="of one document")
    files_account_mib: int = Field(default=1024, ge=1, description="of an account's documents without a dossier")
    files_unattached_days: int = Field(default=7, ge=1, le=365, description="an upload without a dossier is kept")
    files_draft_days: int = Field(default=30, ge=1, le=365, description="a draft is kept after its last change")
    personal_data_reads_keep_days: int = Field(
        default=822, ge=90, description="how long the log of who saw personal data is kept: 3 months and 24 more"
    )
    exports_url: str = Field(
        default="file:///var/lib/motcua/exports",
        description="where sealed exports lie: file:///folder, s3://bucket/prefix",
    )
    exports_keep_hours: int = Field(default=24, ge=1, le=720, description="how long an export can be fetched")
