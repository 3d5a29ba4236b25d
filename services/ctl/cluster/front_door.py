"""The demonstration's front door as a pod: the same pages and tokens, the services at their cluster addresses."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from chassis.auth.issuer import DemoIssuer
from ctl import front_door
from ctl.cluster.neighbours import NotConfigured, addresses, demo_issuer
from ctl.machine import Machine, Ports

_EVERYWHERE, _PORT = "0.0.0.0", "8080"  # noqa: S104 - inside a pod, behind a Service and a network policy


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterMachine(Machine):
    """Looks like a machine to the front door; its services are elsewhere."""

    at: Mapping[str, str] = field(default_factory=dict)
    signer: DemoIssuer

    def service_url(self, service: str) -> str:
        return self.at[service]

    def issuer(self) -> DemoIssuer:
        return self.signer


def serve() -> None:
    """Blocks until SIGTERM. Raises NotConfigured."""
    signer = demo_issuer()
    if signer is None:
        raise NotConfigured("MOTCUA_DEMO_ISSUER_FILE is not set: there is a front door in demonstrations only")
    home, port = Path("/tmp"), int(os.environ.get("MOTCUA_HTTP_PORT", _PORT))  # noqa: S108 - nothing is kept there
    machine = ClusterMachine(home=home, lawpack=home, ports=Ports(front=port), at=addresses(), signer=signer)
    web.run_app(front_door.application(machine), host=_EVERYWHERE, port=port, access_log=None, print=None)
