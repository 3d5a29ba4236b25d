"""Certificates of gRPC from files that are renewed under us: nothing is started again for it.

The server asks for its certificate at each handshake. A client's channel keeps the authority it was made with, so the
client makes another channel when the file changes (``RpcChannel.opened``).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import grpc

from chassis.kernel.errors import Kind, Problem
from chassis.settings import ServiceSettings
from chassis.telemetry import logs

_LOOK_SECONDS = 1.0
_log = logs.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCertificate:
    """certificate, key: PEM files of one pair."""

    certificate: Path
    key: Path

    @classmethod
    def of(cls, settings: ServiceSettings) -> Self | None:
        """None where the settings name none."""
        if settings.tls_certificate_file is None or settings.tls_key_file is None:
            return None
        return cls(certificate=settings.tls_certificate_file, key=settings.tls_key_file)

    def credentials(self) -> grpc.ServerCredentials:
        """Raises Problem ``certificate-unreadable`` when there is nothing to begin with."""
        renewed: Any = self._renewed  # the stubs do not know that None means: no change
        return grpc.dynamic_ssl_server_credentials(self._configuration(), renewed)

    def _configuration(self) -> grpc.ServerCertificateConfiguration:
        pair = (_read(self.key), _read(self.certificate))
        return grpc.ssl_server_certificate_configuration([pair])

    def _renewed(self) -> grpc.ServerCertificateConfiguration | None:
        """Asked at each handshake; None: go on with the last."""
        try:
            return self._configuration()
        except Problem as problem:
            _log.warning("certificate not read, going on with the last one", reason=problem.detail)
            return None


class Authority:
    """Who signs neighbours' certificates: a PEM file, looked at once a second at most."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp = (0, 0)
        self._looked = float("-inf")

    def changed(self) -> bool:
        """Whether the file is another since ``credentials`` was last asked for."""
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return False
        self._looked = time.monotonic()
        return self._stamp_now() not in {self._stamp, (0, 0)}

    def credentials(self) -> grpc.ChannelCredentials:
        """Raises Problem ``certificate-unreadable``."""
        self._stamp = self._stamp_now()
        return grpc.ssl_channel_credentials(root_certificates=_read(self._path))

    def _stamp_now(self) -> tuple[int, int]:
        try:
            state = self._path.stat()
        except OSError:
            return (0, 0)
        return state.st_mtime_ns, state.st_ino


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        detail = f"Cannot read {path} ({type(fault).__name__}); see MOTCUA_TLS_CERTIFICATE_FILE and its like."
        raise Problem("certificate-unreadable", Kind.UNAVAILABLE, detail) from None
