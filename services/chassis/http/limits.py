"""Limits on what one client may try, kept in the memory of one process: each replica counts for itself."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address

from fastapi import Request

from chassis.kernel.errors import Kind, Problem

_CLIENTS = 10_000


class Guesses:
    """Wrong guesses of a secret: each costs a token; who has none left is not even told whether he guessed right.

    burst: tokens at the beginning. seconds_each: after which one comes back. Right answers cost nothing, so an office
    behind one address can look up as many dossiers as it has receipts.
    """

    def __init__(
        self, *, burst: int = 20, seconds_each: float = 5.0, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst, self._each, self._now = burst, seconds_each, now
        self._tokens: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @contextmanager
    def counted(self, request: Request, wrong: type[Problem]) -> Iterator[None]:
        """Around one guess, which raises ``wrong`` when it is. Raises Problem ``too-many-attempts`` (429)."""
        client = client_of(request)
        if self._left(client) < 1:
            raise Problem(
                "too-many-attempts", Kind.LIMITED, "Too many wrong attempts from your address; wait a little."
            )
        try:
            yield
        except wrong:
            self._take(client)
            raise

    def _left(self, client: str) -> float:
        tokens, since = self._tokens.get(client, (float(self._burst), self._now()))
        return min(float(self._burst), tokens + (self._now() - since) / self._each)

    def _take(self, client: str) -> None:
        self._tokens[client] = (self._left(client) - 1, self._now())
        self._tokens.move_to_end(client)
        if len(self._tokens) > _CLIENTS:
            self._tokens.popitem(last=False)


def client_of(request: Request) -> str:
    """The address of the client as the nearest proxy saw it; of IPv6 the network, which is one client's own."""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    peer = request.client.host if request.client else ""
    try:
        address = ip_address(forwarded or peer)
    except ValueError:
        return peer
    return address.exploded[:19] if isinstance(address, IPv6Address) else str(address)
