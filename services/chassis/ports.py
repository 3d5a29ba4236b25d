"""Binds a port, or says in one line which setting to change."""

from __future__ import annotations

import errno
import socket

from chassis.failures import CannotStart

_TAKEN = {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}


def bound(host: str, port: int, setting: str) -> socket.socket:
    """A bound socket, not listening yet; port 0 for any free one. Raises CannotStart naming port and setting."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
    except OSError as fault:
        made.close()
        if fault.errno in _TAKEN:
            raise CannotStart.port_taken(host, port, setting) from None
        raise CannotStart(f"cannot listen on {host}:{port}: {fault.strerror}; see {setting}") from None
    return made
