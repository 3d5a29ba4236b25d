"""Writes again what is generated from the protos: ``python proto/generate.py [--check]``.

    gen/python/motcua/…   stubs, their types, and the event registry
    asyncapi.yaml         the events for subscribers
    samples/*.json        one whole event of each type
    ../docs/reference/events.md

With ``--check`` nothing is written: what is out of date is listed and the exit code is 1. Same protos and same locked
tools give the same bytes. Needs the development dependencies.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

PROTO = Path(__file__).resolve().parent
sys.path[:0] = [str(PROTO), str(PROTO / "gen" / "python"), str(PROTO.parent / "services")]
sys.dont_write_bytecode = True

from generators import output, stubs  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description="Writes again what is generated from the protos.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if something is out of date")
    check: bool = parser.parse_args().check

    stale = output.settle(stubs.trees(), check=check)
    if check and stale:
        return report(stale)  # what follows is read from the stubs: no use looking further
    from generators import documents

    stale += output.settle(documents.trees(), check=check)
    return report(stale) if check else tell(stale)


def tell(stale: list[str]) -> int:
    """Says what was written; nothing when all was current."""
    sys.stdout.writelines(f"{line}\n" for line in stale)
    return 0


def report(stale: list[str]) -> int:
    """Says what is out of date; the exit code."""
    sys.stderr.writelines(f"{line}\n" for line in stale)
    if stale:
        sys.stderr.write("Out of date: run `python proto/generate.py` and commit the result.\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
