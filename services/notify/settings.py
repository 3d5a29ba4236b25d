"""Settings of notify, from ``MOTCUA_…`` variables."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

from pydantic import Field, SecretStr, field_validator

from chassis.settings import ServiceSettings
from notify.clients.smtp import SmtpServer
from notify.domain.channels import DayHours


class Settings(ServiceSettings):
    """Beside the common ones: where intake answers, and how mail goes out. Without a mail server, messages
    are recorded in the delivery log and not sent."""

    http_port: int = Field(default=8104, ge=0, le=65535)
    grpc_port: int = Field(default=8204, ge=0, le=65535)
    intake_target: str = "127.0.0.1:8201"
    processing_target: str = Field(default="127.0.0.1:8202", description="processing's gRPC address, for consultations")
    reporting_target: str = Field(
        default="127.0.0.1:8203", description="reporting's gRPC address, for its dead letters"
    )
    notify_target: str = Field(default="127.0.0.1:8204", description="notify itself, for its dead letters")
    smtp_url: SecretStr | None = Field(
        default=None, description="smtp://host:port | smtp+starttls://user:password@host | smtps://…"
    )
    smtp_ca_file: Path | None = Field(default=None, description="certificates to trust instead of the system's")
    smtp_timeout_seconds: float = Field(default=15.0, gt=0, le=60)
    mail_from: str = "khong-tra-loi@motcua.example"
    mail_from_name: str = "Bộ phận Một cửa"
    agency_names: dict[str, dict[str, str]] = Field(
        default={
            "heza": {
                "vi": "Ban Quản lý Khu kinh tế Hải Phòng",
                "en": "Hai Phong Economic Zone Authority",
            }
        },
        description="JSON: agency token → language → name in messages",
    )
    gateways_dir: Path | None = Field(
        default=None, description="folder with a description (*.toml) of each gateway for SMS and Zalo"
    )
    # Source: practice [I]; the law orders notices at once (ND224 art. 15(1)(g)), which mail is at any hour.
    telephone_hours: str = Field(
        default="07:00-21:00", description="local times between which SMS and Zalo go out; equal times: always"
    )
    outage_notice_days: int = Field(
        default=7, ge=0, le=60, description="working days of notice before a planned interruption"
    )  # Source: ND224/2025 art. 13 [V].
    officer_mailbox: str = Field(
        default="", description="how an officer's mailbox is made from the account, {account}@mail.example; empty: none"
    )
    public_url: str = Field(default="", description="where the pages are reached from outside, for links in messages")
    sync_file: Path | None = Field(default=None, description="TOML with the systems dossiers are handed over to")
    consumer_lanes: int = Field(default=8, ge=1, le=64)
    sealing_keys_file: Path | None = Field(default=None, description="keys that seal webhooks' secrets")
    webhook_allowed_networks: tuple[str, ...] = Field(
        default=(), description='JSON: ["10.20.0.0/16"]; private networks that webhooks may go to, by plain HTTP too'
    )
    webhook_ca_file: Path | None = Field(
        default=None, description="certificates that webhooks trust beside the system's"
    )
    webhook_failing_hours: int = Field(
        default=24, ge=1, le=120, description="an endpoint that takes nothing for so long: its owner is told"
    )
    webhook_kept_days: int = Field(default=7, ge=1, le=365, description="what was delivered can be sent again so long")
    webhook_failed_kept_days: int = Field(
        default=30, ge=1, le=365, description="so long for what was given up, and what waits for a disabled endpoint"
    )

    @field_validator("webhook_allowed_networks")
    @classmethod
    def _networks_can_be_read(cls, networks: tuple[str, ...]) -> tuple[str, ...]:
        for each in networks:
            ip_network(each)
        return networks

    @field_validator("telephone_hours")
    @classmethod
    def _hours_can_be_read(cls, text: str) -> str:
        DayHours.of(text)
        return text

    @field_validator("officer_mailbox")
    @classmethod
    def _names_the_account(cls, pattern: str) -> str:
        if pattern and ("{account}" not in pattern or "@" not in pattern):
            raise ValueError("write it like {account}@mail.example")
        return pattern

    @field_validator("public_url")
    @classmethod
    def _without_stroke(cls, url: str) -> str:
        return url.rstrip("/")

    @field_validator("smtp_url")
    @classmethod
    def _server_can_be_read(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            SmtpServer.of(url.get_secret_value())
        return url
