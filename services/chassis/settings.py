"""Settings of a service: from ``MOTCUA_…`` variables, checked once at the start, then frozen.

Every variable can be given as ``…_FILE`` naming a file that holds the value, as mounted secrets do.
A value that cannot be is reported with the variable's name and never with the value.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from chassis.data.urls import database_url
from chassis.kernel.errors import Kind, Problem

PREFIX = "MOTCUA_"
DEMO_ISSUER = "urn:motcua:demo"


class ServiceSettings(BaseSettings):
    """What every service needs to know. A service adds its own in a subclass."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True, validate_default=True
    )

    environment: Literal["production", "sandbox", "demo"] = "production"
    database_url: SecretStr = Field(description="postgresql://… or sqlite+aiosqlite:///file")
    database_sslmode: Literal["", "disable", "allow", "prefer", "require", "verify-ca", "verify-full"] = Field(
        default="", description="PostgreSQL, where the URL says nothing of it"
    )
    database_pool_size: int = Field(default=10, ge=1, le=200)
    migrate_on_start: bool = False
    nats_url: str = "nats://127.0.0.1:4222"
    nats_credentials_file: Path | None = None
    stream_replicas: int = Field(default=1, ge=1, le=5)
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8100, ge=0, le=65535)
    grpc_host: str = "127.0.0.1"
    grpc_port: int = Field(default=8200, ge=0, le=65535)
    token_issuer: str = Field(default=DEMO_ISSUER, description="the `iss` of tokens we accept")
    token_audience: str = "motcua"  # noqa: S105 - a name, not a secret
    jwks_file: Path | None = None
    jwks_url: str | None = None
    tls_certificate_file: Path | None = Field(default=None, description="of our gRPC server; read again when renewed")
    tls_key_file: Path | None = None
    tls_ca_file: Path | None = Field(default=None, description="who signs our neighbours' certificates")
    audit_keys_file: Path | None = Field(default=None, description="signs the daily root of the history")
    service_token_file: Path | None = Field(default=None, description="our own token for calls to neighbours")
    page_secret: SecretStr | None = Field(default=None, description="signs page tokens; same in all replicas")
    clock: str = Field(default="system", description="system | shared:<file> | skewed:<seconds>")
    otlp_endpoint: str | None = Field(default=None, description="http://collector:4317; no traces if absent")
    trace_ratio: float = Field(default=1.0, ge=0, le=1)
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"
    drain_seconds: float = Field(default=5.0, ge=0, le=300, description="unready but serving, before stopping")
    replica: str = Field(default_factory=socket.gethostname)

    @model_validator(mode="after")
    def _production_names_its_issuer(self) -> Self:
        if self.environment == "production" and self.token_issuer == DEMO_ISSUER:
            raise ValueError(
                f"{PREFIX}TOKEN_ISSUER must name your identity provider when {PREFIX}ENVIRONMENT is production"
            )
        if self.jwks_file is not None and self.jwks_url is not None:
            raise ValueError(f"give {PREFIX}JWKS_FILE or {PREFIX}JWKS_URL, not both")
        if (self.tls_certificate_file is None) != (self.tls_key_file is None):
            raise ValueError(f"{PREFIX}TLS_CERTIFICATE_FILE and {PREFIX}TLS_KEY_FILE belong together")
        return self

    @model_validator(mode="after")
    def _database_can_be_named(self) -> Self:
        """Whoever reads ``database_url`` gets it as our driver takes it."""
        try:
            url = database_url(self.database_url.get_secret_value(), self.database_sslmode)
        except ValueError as fault:
            raise ValueError(f"{PREFIX}DATABASE_URL: {fault}") from None
        object.__setattr__(self, "database_url", SecretStr(url))
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, _ValueFiles(settings_cls)


class _ValueFiles(EnvSettingsSource):
    """``MOTCUA_DATABASE_URL_FILE=/run/secrets/url`` stands for ``MOTCUA_DATABASE_URL=<its content>``."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        for key, name, is_complex in self._extract_field_info(field, field_name):
            path = self.env_vars.get(f"{name}_file")
            if path and f"{field_name}_file" not in self.settings_cls.model_fields:
                return _content(Path(path), f"{name}_file".upper()), key, is_complex
        return None, field_name, False


S = TypeVar("S", bound=ServiceSettings)


def load(settings_class: type[S]) -> S:
    """The settings, or Problem ``settings-invalid`` whose fields name each wrong variable."""
    try:
        return settings_class(**{})
    except SettingsError as fault:
        if isinstance(fault.__cause__, Problem):
            raise fault.__cause__ from None
        raise Problem("settings-invalid", Kind.INVALID, str(fault)) from None
    except ValidationError as fault:
        fields = {_variable(error["loc"]): error["msg"] for error in fault.errors(include_input=False)}
    raise Problem("settings-invalid", Kind.INVALID, "; ".join(f"{k}: {v}" for k, v in fields.items()), fields=fields)


def placeholder(settings_class: type[S]) -> S:
    """Settings that describe nothing real, for printing a schema without an environment."""
    values = {name: _stand_in(field) for name, field in settings_class.model_fields.items() if field.is_required()}
    return settings_class.model_construct(_fields_set=None, **{**values, "environment": "sandbox", "clock": "system"})


def _stand_in(field: FieldInfo) -> Any:
    kind = field.annotation
    if kind is SecretStr:
        return SecretStr("sqlite+aiosqlite:////nonexistent/store.db")
    if isinstance(kind, type) and issubclass(kind, Path):
        return Path("/nonexistent")
    return kind() if isinstance(kind, type) else None


def _content(path: Path, variable: str) -> str:
    try:
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Problem(
            "settings-invalid", Kind.INVALID, f"{variable}: cannot read {path} ({type(fault).__name__})"
        ) from None


def _variable(location: tuple[int | str, ...]) -> str:
    return PREFIX + str(location[0]).upper() if location else "settings"
