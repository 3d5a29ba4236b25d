"""The law pack at the command line.

python -m intake.lawpack check [lawpack/heza]   findings and exit 1, or a summary and exit 0
python -m intake.lawpack diff OLD NEW           what differs, field by field; exit 0 nothing, 1 something, 2 no pack
python -m intake.lawpack diagram KEY            the steps of a procedure as SVG; exit 0, or 2 if there is none to draw
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path as FilePath

from chassis.kernel.errors import Problem
from intake.domain.diagram import workflow_svg
from intake.domain.law_diff import differences
from intake.domain.lawpack import LawPack
from intake.lawpack.finding import Finding
from intake.lawpack.reader import inspect
from intake.lawpack.telling import as_json, told


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 valid or alike, 1 findings or differences, 2 wrong usage or a pack that cannot be compared."""
    given = _parser().parse_args(arguments)
    match given.command:
        case "check":
            return check(given.path)
        case "diagram":
            return diagram(given.path, given.key, given.on, given.out)
        case _:
            return diff(given.old, given.new, as_data=given.json)


def check(path: FilePath) -> int:
    """Prints every fault, or what the pack holds."""
    pack, findings = inspect(path)
    sys.stdout.write(summary(pack) if pack is not None else _listed(findings))
    return 0 if pack is not None else 1


def diff(old: FilePath, new: FilePath, *, as_data: bool) -> int:
    """Prints what differs; the faults of a pack that cannot be read go to standard error."""
    (before, old_findings), (after, new_findings) = (inspect(path, schemas=_schemas(old, new)) for path in (old, new))
    if before is None or after is None:
        sys.stderr.write(_listed((*old_findings, *new_findings)))
        return 2
    found = differences(before, after)
    sys.stdout.write(f"{json.dumps(as_json(found), ensure_ascii=False, indent=2)}\n" if as_data else told(found))
    return 1 if found else 0


def diagram(path: FilePath, key: str, on: str | None, out: FilePath | None) -> int:
    """Writes the picture of the version in force on a day, the latest one without a day, to a file or to the output."""
    pack, findings = inspect(path)
    if pack is None:
        sys.stderr.write(_listed(findings))
        return 2
    try:
        version = pack.version_on(key, date.fromisoformat(on)) if on else pack.procedure(key).latest
    except Problem as refusal:
        sys.stderr.write(f"{refusal.detail}\n")
        return 2
    except ValueError:
        sys.stderr.write(f"{on} is no day. Write it like 2026-04-26.\n")
        return 2
    drawn = workflow_svg(version, pack)
    if out is None:
        sys.stdout.write(drawn)
    else:
        out.write_text(drawn, encoding="utf-8")
    return 0


def _schemas(old: FilePath, new: FilePath) -> FilePath | None:
    """The schemas of the newer pack for both: they know every field of the older one, which may stand alone."""
    return next((path.parent / "schema" for path in (new, old) if (path.parent / "schema").is_dir()), None)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m intake.lawpack", description="Checks and compares law packs.")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="check a pack and print every fault with file, line and what to do")
    checking.add_argument("path", nargs="?", type=FilePath, default=FilePath("lawpack/heza"))
    comparing = commands.add_parser("diff", help="what was added, removed and changed from one pack to another")
    comparing.add_argument("old", type=FilePath)
    comparing.add_argument("new", type=FilePath)
    comparing.add_argument("--json", action="store_true", help="for a program: everything, as JSON")
    drawing = commands.add_parser("diagram", help="draw the steps of a procedure as SVG, to print on A4")
    drawing.add_argument("key", help="key or national code")
    drawing.add_argument("path", nargs="?", type=FilePath, default=FilePath("lawpack/heza"))
    drawing.add_argument("--on", help="the version in force on a day, such as 2026-04-26; the latest without it")
    drawing.add_argument("--out", type=FilePath, help="file to write; the output without it")
    return parser


def _listed(findings: Sequence[Finding]) -> str:
    return "\n".join([*map(str, findings), f"{len(findings)} to correct"]) + "\n"


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
