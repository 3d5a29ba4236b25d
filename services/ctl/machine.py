"""One machine: where each part listens, keeps its data and finds its secrets.

Nothing here listens beyond loopback. Ports: the front door on its own (8080), the rest counted from ``base`` (8100):
service n has HTTP on base+n and gRPC on base+100+n, the broker base+5, its monitoring base+6.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil

from chassis.auth.issuer import DemoIssuer
from chassis.blind_index import add_index_key, index_key_ids
from chassis.history.signing import add_signing_key
from chassis.sealing import add_key
from ctl import nkeys_files

LOOPBACK = "127.0.0.1"
SERVICES = ("intake", "processing", "reporting", "notify")
KEYED = ("intake", "processing", "reporting")
"""Who has a key: those whose history people are answerable for sign its days, and reporting closed periods too."""
ISSUER = "urn:motcua:demo-issuer"
PORTS_FILE = "ports.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """front: the one address people use; base: the first of the internal ports."""

    front: int = 8080
    base: int = 8100

    def http(self, service: str) -> int:
        return self.base + 1 + SERVICES.index(service)

    def grpc(self, service: str) -> int:
        return self.base + 101 + SERVICES.index(service)

    @property
    def broker(self) -> int:
        return self.base + 5

    @property
    def broker_monitoring(self) -> int:
        return self.base + 6

    @staticmethod
    def kept(home: Path) -> tuple[int, int]:
        """front and base as the machine of this home was prepared with last; the usual ones if it never was."""
        try:
            front, base = json.loads((home / PORTS_FILE).read_text())
        except (OSError, ValueError):
            return Ports().front, Ports().base
        return int(front), int(base)

    def named(self) -> dict[str, int]:
        """Every port by what listens on it."""
        listed = {"front door": self.front, "nats-server": self.broker}
        listed["nats-server monitoring"] = self.broker_monitoring
        for service in SERVICES:
            listed[f"{service} HTTP"] = self.http(service)
            listed[f"{service} gRPC"] = self.grpc(service)
        return listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """home: folder of this run (data, secrets, logs); simulated: whether the clock is the shared, simulated one.

    smtp_url, sync_file, gateways_dir, officer_mailbox: handed to notify as they are; empty ones are not.
    """

    home: Path
    lawpack: Path
    ports: Ports
    simulated: bool = False
    smtp_url: str = ""
    otlp_endpoint: str = ""
    sync_file: str = ""
    gateways_dir: str = ""
    officer_mailbox: str = ""
    databases: tuple[tuple[str, str], ...] = ()

    @property
    def clock_file(self) -> Path:
        return self.home / "clock"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"

    def audit_keys(self, service: str) -> Path:
        """What signs the daily root of the service's history."""
        return self.secrets / f"{service}-audit-keys.json"

    @property
    def broker_url(self) -> str:
        return f"nats://{LOOPBACK}:{self.ports.broker}"

    @property
    def broker_credentials(self) -> Path:
        """With what our services prove themselves to the broker."""
        return self.secrets / "broker.nk"

    def front_url(self) -> str:
        return f"http://localhost:{self.ports.front}"

    def service_url(self, service: str) -> str:
        return f"http://{LOOPBACK}:{self.ports.http(service)}"

    def issuer(self) -> DemoIssuer:
        return DemoIssuer(self.secrets / "issuer" / "key.json", issuer=ISSUER)

    def prepare(self) -> None:
        """Folders, the demo issuer's key, a token for each service, the keys that seal and sign. Safe to repeat."""
        for folder in (self.home, self.logs, self.secrets, self.home / "data", self.home / "nats"):
            folder.mkdir(parents=True, exist_ok=True)
        self.secrets.chmod(0o700)
        (self.home / PORTS_FILE).write_text(json.dumps([self.ports.front, self.ports.base]))
        issuer = self.issuer()
        for service in SERVICES:
            token = issuer.token(
                subject=f"service:{service}", roles=["system"], agency="heza", ttl=timedelta(days=3650)
            )
            _write_secret(self.secrets / f"{service}.token", token)
        sealing = self.secrets / "sealing-keys.json"
        if not sealing.exists():
            add_key(sealing, "k1")
        if not (link := self.secrets / "link.key").exists():
            _write_secret(link, secrets.token_urlsafe(32))
        if not index_key_ids(sealing)[1]:
            add_index_key(sealing, "i1")
        if not self.broker_credentials.exists():
            nkeys_files.new_seed(self.broker_credentials)
        for service in KEYED:
            if not self.audit_keys(service).exists():
                add_signing_key(self.audit_keys(service))

    def environment(self, service: str) -> dict[str, str]:
        """What a service process is started with."""
        ports, data = self.ports, self.home / "data"
        stores = dict(self.databases)
        settings = {
            "MOTCUA_ENVIRONMENT": "demo",
            "MOTCUA_DATABASE_URL": stores.get(service, f"sqlite+aiosqlite:///{data / service}.db"),
            "MOTCUA_MIGRATE_ON_START": "true",
            "MOTCUA_DRAIN_SECONDS": "0",  # nobody balances load to us here
            "MOTCUA_NATS_URL": self.broker_url,
            "MOTCUA_NATS_CREDENTIALS_FILE": str(self.broker_credentials),
            "MOTCUA_HTTP_PORT": str(ports.http(service)),
            "MOTCUA_GRPC_PORT": str(ports.grpc(service)),
            "MOTCUA_TOKEN_ISSUER": ISSUER,
            "MOTCUA_JWKS_FILE": str(self.secrets / "issuer" / "jwks.json"),
            "MOTCUA_SERVICE_TOKEN_FILE": str(self.secrets / f"{service}.token"),
            "MOTCUA_CLOCK": f"shared:{self.clock_file}" if self.simulated else "system",
            "MOTCUA_LAWPACK": str(self.lawpack),
            "MOTCUA_SEALING_KEYS_FILE": str(self.secrets / "sealing-keys.json"),
            "MOTCUA_FILES_URL": f"file://{self.home.absolute() / 'files'}",
            "MOTCUA_EXPORTS_URL": (data / "exports").resolve().as_uri(),
            "MOTCUA_PUBLIC_URL": self.front_url(),
            "MOTCUA_LINK_KEY_FILE": str(self.secrets / "link.key"),
        }
        for other in SERVICES:
            settings[f"MOTCUA_{other.upper()}_TARGET"] = f"{LOOPBACK}:{ports.grpc(other)}"
        if service in KEYED:
            settings["MOTCUA_AUDIT_KEYS_FILE"] = str(self.audit_keys(service))
        if service == "notify":
            settings |= self._outward()
        if self.otlp_endpoint:
            settings["MOTCUA_OTLP_ENDPOINT"] = self.otlp_endpoint
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("MOTCUA_")}
        return inherited | settings

    def _outward(self) -> dict[str, str]:
        """Where notify's messages go, as far as somebody said."""
        said = {
            "MOTCUA_SMTP_URL": self.smtp_url,
            "MOTCUA_SYNC_FILE": self.sync_file,
            "MOTCUA_GATEWAYS_DIR": self.gateways_dir,
            "MOTCUA_OFFICER_MAILBOX": self.officer_mailbox,
            # Receivers of a sandbox run beside it.
            "MOTCUA_WEBHOOK_ALLOWED_NETWORKS": '["127.0.0.0/8", "::1/128"]',
        }
        return {name: value for name, value in said.items() if value}

    def taken_ports(self) -> list[str]:
        """One sentence for each port that somebody else holds, naming who where the system tells."""
        return [
            f"port {port} ({name}) is taken by {_holder(port)}"
            for name, port in self.ports.named().items()
            if not _is_free(port)
        ]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            here = connection.laddr
            if connection.status == psutil.CONN_LISTEN and here and here.port == port and connection.pid:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except psutil.Error:
        pass
    return "another program"


def _write_secret(path: Path, text: str) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
