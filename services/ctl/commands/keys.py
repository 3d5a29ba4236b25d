"""``motcua keys``: the keys that seal personal data on this machine, their rotation and their end."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from chassis.blind_index import add_index_key, index_key_ids
from chassis.history.signing import add_signing_key
from chassis.kernel.errors import Problem
from chassis.sealing import add_key, key_ids, remove_key
from ctl.cluster import secret
from ctl.commands import options
from ctl.machine import KEYED, Machine

group = typer.Typer(no_args_is_help=True, help="Khoá mã hoá dữ liệu cá nhân. Keys that seal personal data.")

#: Running services look at the file once a second; whoever sealed just before has then finished.
SETTLE_SECONDS = 3.0
DEFAULT_HOME = Path(".motcua/run")
KeyId = Annotated[str, typer.Argument(help="Id of a key, k1 say.")]


@group.command("list")
def list_keys(home: options.Home = DEFAULT_HOME) -> None:
    """Các khoá hiện có. The ids of the keys, the active one marked."""
    active, ids = key_ids(_file(home))
    for each in ids:
        options.console.print(f"{each}{'  (đang dùng / active)' if each == active else ''}", highlight=False)


@group.command()
def audit(service: Annotated[str, typer.Argument(help=" | ".join(KEYED))], home: options.Home = DEFAULT_HOME) -> None:
    """Thêm khoá ký nhật ký. Adds a key that signs the daily root of a service's history from now on.

    Keep its public half elsewhere: GET /<service>/v1/audit/keys.
    """
    if service not in KEYED:
        options.errors.print(f"[red]{service}: {' | '.join(KEYED)}[/red]", highlight=False)
        raise typer.Exit(1)
    name = add_signing_key(home.resolve() / "secrets" / f"{service}-audit-keys.json")
    options.console.print(f"Khoá mới / new signing key: {name}", highlight=False)


@group.command()
def rotate(home: options.Home = DEFAULT_HOME, port: options.Port = 8080, base_port: options.BasePort = 8100) -> None:
    """Thêm khoá mới và niêm phong lại. Adds a key, makes it active, and reseals everything under it.

    Services keep running; stopped half way, run it again with ``motcua keys reseal``. The older key stays in the file.
    """
    path = _file(home)
    _active, ids = key_ids(path)
    name = _next(ids, "k")
    add_key(path, name)
    options.console.print(f"Khoá mới / new active key: {name}", highlight=False)
    time.sleep(SETTLE_SECONDS)
    raise typer.Exit(_reseal(_machine(home, port, base_port)))


@group.command()
def index(home: options.Home = DEFAULT_HOME, port: options.Port = 8080, base_port: options.BasePort = 8100) -> None:
    """Thêm khoá chỉ mục mù. Adds a key for the blind index and indexes every applicant under it.

    Applicants are found under the older key meanwhile.
    """
    path = _file(home)
    _active, ids = index_key_ids(path)
    name = _next(ids, "i")
    add_index_key(path, name)
    options.console.print(f"Khoá chỉ mục mới / new index key: {name}", highlight=False)
    time.sleep(SETTLE_SECONDS)
    raise typer.Exit(_reseal(_machine(home, port, base_port)))


@group.command()
def reseal(home: options.Home = DEFAULT_HOME, port: options.Port = 8080, base_port: options.BasePort = 8100) -> None:
    """Niêm phong lại bằng khoá đang dùng. Goes on with a rotation; says how many rows remain under another key."""
    raise typer.Exit(_reseal(_machine(home, port, base_port)))


@group.command()
def remove(
    key: KeyId, home: options.Home = DEFAULT_HOME, port: options.Port = 8080, base_port: options.BasePort = 8100
) -> None:
    """Bỏ khoá cũ. Takes a key out of the file, once nothing is sealed by it any more.

    Backups that hold values sealed by it then need a copy of the key kept elsewhere.
    """
    if (code := _reseal(_machine(home, port, base_port))) != 0:
        raise typer.Exit(code)
    try:
        remove_key(_file(home), key)
    except Problem as refusal:
        options.errors.print(f"[red]{refusal.detail}[/red]", highlight=False)
        raise typer.Exit(1) from refusal
    options.console.print(f"Đã bỏ / removed: {key}", highlight=False)


@group.command("secret")
def kubernetes_secret(
    name: Annotated[str, typer.Option("--name", help="secrets.existingSecret of the chart.")] = "motcua-keys",
    demo: Annotated[
        bool, typer.Option("--demo", help="With an issuer and tokens, worth nothing in production.")
    ] = False,
) -> None:
    """Secret cho Kubernetes. Prints new keys as a manifest: ``motcua keys secret | kubectl apply -f -``.

    Keep a copy apart from the databases' backups: without the sealing keys nobody can read who the applicants are.
    Without --demo add your provider's tokens:
    ``intake.token``, ``processing.token``, ``reporting.token``, ``notify.token``.
    """
    typer.echo(secret.manifest(name, demo=demo))


def _reseal(machine: Machine) -> int:
    command = [sys.executable, "-m", "intake", "reseal"]
    return subprocess.run(command, env=machine.environment("intake"), check=False).returncode


def _machine(home: Path, port: int, base_port: int) -> Machine:
    return options.machine(home, options.DEFAULT_LAWPACK, port, base_port, simulated=False)


def _file(home: Path) -> Path:
    path = home / "secrets" / "sealing-keys.json"
    if not path.exists():
        options.errors.print(f"[red]Không có / there is no {path}[/red]", highlight=False)
        raise typer.Exit(1)
    return path


def _next(ids: tuple[str, ...], letter: str) -> str:
    numbers = [int(each[1:]) for each in ids if each[:1] == letter and each[1:].isdigit()]
    return f"{letter}{max(numbers, default=0) + 1}"
