"""Where the services are in a cluster, and as whom a pod of ours calls them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import mkdtemp

from chassis.auth.issuer import DemoIssuer
from ctl.client import Api
from ctl.machine import ISSUER, SERVICES
from ctl.routes import destination

TOKEN_LIFE = timedelta(minutes=30)


class NotConfigured(Exception):
    """A variable is missing or a file cannot be read; the message names it."""


def addresses(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """HTTP address by service. Raises NotConfigured."""
    return {service: _variable(environment, f"MOTCUA_{service.upper()}_URL") for service in SERVICES}


def demo_issuer(environment: Mapping[str, str] = os.environ) -> DemoIssuer | None:
    """The demonstration's issuer, when its key is mounted; None in production."""
    path = environment.get("MOTCUA_DEMO_ISSUER_FILE")
    if not path:
        return None
    # The issuer keeps its public half beside its key, and a mounted secret cannot be written to.
    copy = Path(mkdtemp(prefix="issuer-")) / "key.json"
    copy.write_text(_content(path), "utf-8")
    return DemoIssuer(copy, issuer=environment.get("MOTCUA_TOKEN_ISSUER") or ISSUER)


def token(subject: str, roles: list[str], environment: Mapping[str, str] = os.environ) -> str:
    """From MOTCUA_TOKEN_FILE; in a demonstration signed here for the subject and roles. Raises NotConfigured."""
    issuer = demo_issuer(environment)
    if issuer is not None:
        return issuer.token(subject=subject, roles=roles, agency="heza", ttl=TOKEN_LIFE)
    return _content(_variable(environment, "MOTCUA_TOKEN_FILE")).strip()


class ClusterApi(Api):
    """The public API without a front door: each path at the service that owns it."""

    def __init__(self, at: Mapping[str, str], *, token: str = "", patience_seconds: float = 0.0) -> None:
        super().__init__("", token=token, patience_seconds=patience_seconds)
        self._at = dict(at)

    def address(self, path: str) -> str:
        found = destination(path)
        if found is None:
            raise ValueError(f"no service answers {path}")
        service, inner = found
        return f"{self._at[service]}{inner}"


def nats_settings(environment: Mapping[str, str] = os.environ) -> tuple[str, str | None]:
    """URL of the broker, path of a credentials file. Raises NotConfigured."""
    path = environment.get("MOTCUA_NATS_URL_FILE")
    url = _content(path).strip() if path else _variable(environment, "MOTCUA_NATS_URL")
    return url, environment.get("MOTCUA_NATS_CREDENTIALS_FILE")


def _variable(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise NotConfigured(f"{name} is not set")
    return value


def _content(path: str) -> str:
    try:
        text = Path(path).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise NotConfigured(f"cannot read {path} ({type(fault).__name__})") from None
    if path.endswith(".json"):
        try:
            json.loads(text)
        except ValueError:
            raise NotConfigured(f"{path} is not JSON") from None
    return text
