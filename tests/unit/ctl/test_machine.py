"""One machine: ports that are free, secrets that nobody else reads."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ctl.commands import options
from ctl.machine import LOOPBACK, Machine, Ports


def machine(home: Path, ports: Ports) -> Machine:
    return Machine(home=home, lawpack=home, ports=ports)


def test_every_port_is_named_once() -> None:
    ports = Ports().named()
    assert len(ports) == 11
    assert len(set(ports.values())) == 11
    assert (ports["front door"], ports["intake HTTP"], ports["notify gRPC"], ports["nats-server"]) == (
        8080,
        8101,
        8204,
        8105,
    )


def test_a_taken_port_is_named_with_who_holds_it(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        number = taken.getsockname()[1]
        told = machine(tmp_path, Ports(front=number, base=20000)).taken_ports()
    assert len(told) == 1
    assert told[0].startswith(f"port {number} (front door) is taken by ")
    assert "pid" in told[0]


def test_secrets_are_readable_by_nobody_else_and_kept_from_start_to_start(tmp_path: Path) -> None:
    here = machine(tmp_path / "home", Ports())
    here.prepare()
    sealing = here.secrets / "sealing-keys.json"
    before = sealing.read_bytes()
    here.prepare()
    assert sealing.read_bytes() == before
    assert (here.secrets.stat().st_mode & 0o777, sealing.stat().st_mode & 0o777) == (0o700, 0o600)
    assert (here.secrets / "intake.token").stat().st_mode & 0o777 == 0o600


def test_a_service_is_started_with_its_own_store_and_none_of_anothers_settings(
    tmp_path: Path,
) -> None:
    here = Machine(home=tmp_path, lawpack=tmp_path, ports=Ports(), smtp_url="smtp://127.0.0.1:25")
    intake, notify = here.environment("intake"), here.environment("notify")
    assert intake["MOTCUA_DATABASE_URL"] == f"sqlite+aiosqlite:///{tmp_path}/data/intake.db"
    assert "MOTCUA_SMTP_URL" not in intake
    assert notify["MOTCUA_SMTP_URL"] == "smtp://127.0.0.1:25"
    assert notify["MOTCUA_INTAKE_TARGET"] == "127.0.0.1:8201"


def test_notify_alone_is_handed_what_the_operator_said_of_mail_gateways_and_other_systems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = {
        "MOTCUA_SMTP_URL": "smtp://127.0.0.1:25",
        "MOTCUA_SYNC_FILE": "/etc/motcua/sync.toml",
        "MOTCUA_GATEWAYS_DIR": "/etc/motcua/gateways",
        "MOTCUA_OFFICER_MAILBOX": "{account}@mail.example",
    }
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    here = options.machine(tmp_path, tmp_path, 8080, 8100, simulated=False)
    assert said.items() <= here.environment("notify").items()
    assert not said.keys() & here.environment("reporting").keys()
