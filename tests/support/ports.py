"""Ports nobody listens on, and that nobody else gets.

They lie below those from which the kernel takes for outgoing connections: a server that is started again finds its port
free, and a client that asks for a server that is away cannot meet itself.
"""

from __future__ import annotations

import atexit
import os
import random
import socket
import time
from collections import deque
from collections.abc import Iterable

from ctl.machine import Ports

_SINGLE = range(11_000, 21_000)
_BASES = range(21_000, 31_000, 200)
_draw = random.Random(os.getpid())

#: While a UDP socket has the same number, no other process of the tests is given the port. The oldest make room.
_held: deque[socket.socket] = deque(maxlen=256)


@atexit.register
def _give_back() -> None:
    for each in _held:
        each.close()


def free_port() -> int:
    """A TCP port of the loopback interface."""
    for _ in range(1000):
        port = _draw.choice(_SINGLE)
        if _reserved(port, [port]):
            return port
    raise RuntimeError(f"no free port from {_SINGLE.start} to {_SINGLE.stop}")


def free_ports() -> Ports:
    """A base from which all ports of a machine are free."""
    for base in _draw.sample(_BASES, len(_BASES)):
        ports = Ports(front=base, base=base)
        if _reserved(base, ports.named().values()):
            return ports
    raise RuntimeError(f"no free range of ports from {_BASES.start} to {_BASES.stop}")


def _reserved(number: int, ports: Iterable[int]) -> bool:
    reservation = _bound(socket.SOCK_DGRAM, number)
    if reservation is None:
        return False
    if not all(_is_free(port) for port in ports):
        reservation.close()
        return False
    if len(_held) == _held.maxlen:
        _held.popleft().close()
    _held.append(reservation)
    return True


def _is_free(port: int) -> bool:
    probe = _bound(socket.SOCK_STREAM, port)
    if probe is not None:
        probe.close()
    return probe is not None


def _bound(kind: socket.SocketKind, port: int) -> socket.socket | None:
    made = socket.socket(socket.AF_INET, kind)
    try:
        made.bind(("127.0.0.1", port))
    except OSError:
        made.close()
        return None
    return made


def wait_for_port(port: int, *, seconds: float = 20.0) -> None:
    """Until something listens; raises TimeoutError."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise TimeoutError(f"nothing listens on port {port} after {seconds} s") from None
            time.sleep(0.02)
        else:
            return
