"""Settings of processing, beside those every service has."""

from __future__ import annotations

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
