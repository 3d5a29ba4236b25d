"""files/routes.yaml: which paths and gRPC services each service answers, from the front door's table and the protos."""

from __future__ import annotations

import importlib
import pkgutil

from ctl.machine import SERVICES
from ctl.routes import PREFIXES

_HEAD = "# Written by `make generate`: paths from services/ctl/routes.py, gRPC services from proto/.\n"


def routes() -> str:
    lines = ["http:"]
    for service in SERVICES:
        lines += [f"  {service}:", *(f"    - {path}" for path in PREFIXES[service])]
    lines.append("grpc:")
    for service in SERVICES:
        lines += [f"  {service}:", *(f"    - {name}" for name in grpc_services(service))]
    return _HEAD + "\n".join(lines) + "\n"


def grpc_services(service: str) -> list[str]:
    """Full names of the gRPC services that a service offers to others."""
    package = importlib.import_module(f"motcua.{service}.v1")
    modules = sorted(each.name for each in pkgutil.iter_modules(package.__path__) if each.name.endswith("_pb2"))
    return [
        described.full_name
        for name in modules
        for described in importlib.import_module(f"{package.__name__}.{name}").DESCRIPTOR.services_by_name.values()
    ]
