"""Settings of reporting, from ``MOTCUA_…`` variables."""

from __future__ import annotations

from pydantic import Field

from chassis.settings import ServiceSettings


class Settings(ServiceSettings):
    """Beside the common ones: where the neighbours answer by gRPC (``host:port``), and the target shown."""

    http_port: int = Field(default=8103, ge=0, le=65535)
    grpc_port: int = Field(default=8203, ge=0, le=65535)
    intake_target: str = "127.0.0.1:8201"
    processing_target: str = "127.0.0.1:8202"
    reporting_target: str = Field(default="127.0.0.1:8203", description="reporting itself, for the audit")
    notify_target: str = "127.0.0.1:8204"
    on_time_target: float = Field(default=0.95, ge=0, le=1, description="dossier_on_time_target_ratio")
    consumer_lanes: int = Field(default=8, ge=1, le=64)
    foresight_threshold: float = Field(
        default=0.4, ge=0, le=1, description="probability from which an open dossier is told to be late"
    )
    foresight_seconds: float = Field(default=60.0, gt=0, description="how often what will be late is foreseen anew")
