"""``python -m intake.lawpack check [lawpack/heza]``: findings and exit 1, or a summary and exit 0."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from intake.domain.lawpack import LawPack
from intake.lawpack.reader import inspect


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 valid, 1 findings, 2 wrong usage."""
    parser = argparse.ArgumentParser(prog="python -m intake.lawpack", description="Checks a law pack.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="check a pack and print every fault with file, line and what to do")
    check.add_argument("path", nargs="?", type=Path, default=Path("lawpack/heza"))
    pack, findings = inspect(parser.parse_args(arguments).path)
    if pack is None:
        lines = [*map(str, findings), f"{len(findings)} to correct"]
        sys.stdout.write("\n".join(lines) + "\n")
        return 1
    sys.stdout.write(summary(pack))
    return 0


def summary(pack: LawPack) -> str:
    """One line per procedure: key, versions, newest limit by channel, department."""
    widest = max(len(procedure.key) for procedure in pack.procedures)
    lines = [f"{pack.agency.name}: law pack {pack.digest[:12]}", ""]
    for procedure in pack.procedures:
        latest = procedure.latest
        limits = {offer.channel: latest.limit_for(offer.channel).to_dict() for offer in latest.channels}
        said = ", ".join(sorted({f"{limit['amount']} {limit['unit'].replace('_', ' ')}" for limit in limits.values()}))
        lines.append(f"{procedure.key:{widest}}  {len(procedure.versions)} versions  {said:30}  {latest.department}")
    versions = sum(len(procedure.versions) for procedure in pack.procedures)
    decided = sorted(pack.calendar.decided_years)
    open_years = sorted(pack.calendar.known_years - pack.calendar.decided_years)
    lines += [
        "",
        f"{len(pack.procedures)} procedures, {versions} versions, {len(pack.departments)} departments",
    ]
    lines += [f"calendar decided for {decided}, provisional for {open_years}", "valid"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    raise SystemExit(main())
