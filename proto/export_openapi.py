"""Writes each service's OpenAPI document to proto/openapi: ``python proto/export_openapi.py [--check] [service …]``.

Asks the service itself (``python -m intake openapi``; nothing is started). With ``--check`` nothing is written: what is
out of date is named and the exit code is 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OPENAPI = ROOT / "proto" / "openapi"


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes each service's OpenAPI document to proto/openapi.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is out of date")
    parser.add_argument("service", nargs="*", help="default: all")
    arguments = parser.parse_args()
    stale = [service for service in arguments.service or services() if not settle(service, check=arguments.check)]
    sys.stdout.writelines(f"changed: proto/openapi/{service}.json\n" for service in stale)
    return 1 if stale and arguments.check else 0


def services() -> list[str]:
    """The services of the source tree: packages that can be run and have an HTTP interface."""
    return sorted(path.parents[1].name for path in (ROOT / "services").glob("*/api/http") if runnable(path.parents[1]))


def runnable(package: Path) -> bool:
    """Whether ``python -m`` can start the package."""
    return (package / "__main__.py").exists()


def settle(service: str, *, check: bool) -> bool:
    """Whether the committed document was current; without ``check`` it is afterwards."""
    committed = OPENAPI / f"{service}.json"
    now = describe(service)
    if committed.exists() and committed.read_bytes() == now:
        return True
    if not check:
        OPENAPI.mkdir(exist_ok=True)
        committed.write_bytes(now)
    return False


def describe(service: str) -> bytes:
    """What the service says of itself; SystemExit with its own words when it cannot."""
    command = [sys.executable, "-m", service, "openapi"]
    # Nothing of the caller's environment: the document must not depend on anybody's settings.
    environment = {"PYTHONPATH": f"{ROOT / 'services'}:{ROOT / 'proto' / 'gen' / 'python'}"}
    ran = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603 - our own code
    if ran.returncode != 0:
        raise SystemExit(f"python -m {service} openapi failed:\n{ran.stderr.decode()}")
    return ran.stdout


if __name__ == "__main__":
    sys.exit(main())
