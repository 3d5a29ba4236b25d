"""A subscriber's own folder: what it proves itself with, where it connects, what it may hear."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from ctl import broker, nkeys_files
from ctl.client import Api, Json
from ctl.machine import Machine

CONNECTION = "connection.json"
TOKEN_LIFE = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """file: what a client reads. helm: what the chart must be told, empty on one machine, where the broker knows."""

    file: Path
    consumer: Json
    helm: str


def folder_of(machine: Machine, key: str) -> Path:
    return machine.home / "subscribers" / key


async def connect(api: Api, account: str, machine: Machine, key: str, folder: Path, broker_url: str) -> Connected:
    """New credentials for the subscriber, in ``folder``, and its consumer. Earlier credentials end.

    Raises Refused or Unreachable of the API, OSError.
    """
    fresh = folder / ".broker.nk.new"
    public = nkeys_files.new_seed(fresh)
    consumer = await api.request("PUT", f"/v1/subscribers/{key}/consumer", account, {"stream_key": public})
    fresh.replace(folder / "broker.nk")
    here = broker.is_here(machine)
    if here:
        broker.admit(machine, key, public)
        _write_token(machine, key, folder / "token")
    file = folder / CONNECTION
    file.write_text(json.dumps(_connection(api, broker_url, consumer, with_token=here), indent=2) + "\n")
    return Connected(file=file, consumer=consumer, helm="" if here else _helm(consumer, public))


def _connection(api: Api, broker_url: str, consumer: Json, *, with_token: bool) -> Json:
    """Files are named as beside this one."""
    return {
        "servers": [broker_url],
        "nkey_seed_file": "broker.nk",
        "stream": consumer["stream"],
        "consumer": consumer["name"],
        "inbox_prefix": consumer["inbox"],
        "feed": api.address("/v1/events"),
        "token_file": "token" if with_token else "",
    }


def _write_token(machine: Machine, key: str, path: Path) -> None:
    """For the feed. The machine's own issuer signs it; elsewhere the city's identity provider does."""
    token = machine.issuer().token(subject=key, roles=["subscriber"], ttl=TOKEN_LIFE)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(token)


def _helm(consumer: Json, public: str) -> str:
    """The entry of ``streams.subscribers`` in the chart's values, which makes the broker know the key."""
    subjects = "".join(f'\n        - "{subject}"' for subject in consumer["subjects"])
    return f"streams:\n  subscribers:\n    - name: {consumer['name']}\n      nkey: {public}\n      subjects:{subjects}"
