"""Settings of processing, beside those every service has."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Where intake answers by gRPC (``host:port`` or ``dns:///intake:8201``), and in which zone its people live."""

    http_port: int = Field(default=8102, ge=0, le=65535)
    grpc_port: int = Field(default=8202, ge=0, le=65535)
    zone: str = Field(default="Asia/Ho_Chi_Minh", description="time zone of the pages' dates and times")
    link_key: SecretStr | None = Field(
        default=None, description="secret of the links by which consulted bodies answer; same in all replicas"
    )
    public_url: str = Field(default="", description="where the pages are reached from outside, for those links")
    intake_target: str = Field(default="127.0.0.1:8201", description="intake's gRPC address, for the law pack")
    sealing_keys_file: Path | None = Field(default=None, description="keys that seal result files and notes")
    files_url: str = Field(default="", description="where result files are kept: file:///folder or s3://bucket/prefix")
    files_s3_endpoint: str = Field(default="", description="https://s3.example.vn; empty: Amazon's")
    files_s3_region: str = "us-east-1"
    files_s3_access_key_id: SecretStr = SecretStr("")
    files_s3_secret_access_key: SecretStr = SecretStr("")
    results_most_mib: int = Field(default=50, ge=1, le=1024, description="of one result file")
    signing_url: str = Field(default="", description="the signing gateway; empty: results are not signed here")
    signing_header_files: dict[str, Path] = Field(default={}, description="header: file with its value")
    signing_fields: dict[str, str] = Field(
        default={}, description="names of the gateway's fields: digest, algorithm, reference, signature, certificate"
    )
    signing_fixed: dict[str, str] = Field(default={}, description="further fields that the gateway wants")
    signed_procedures: frozenset[str] = Field(
        default=frozenset(), description="keys of procedures whose results are issued signed; *: all"
    )
