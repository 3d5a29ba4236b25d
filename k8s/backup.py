"""Back up and restore the four databases on PostgreSQL. The streams need no backup of their own: what they hold is in
the outboxes, and is published again after a restore.

    export INTAKE_URL=postgresql://… PROCESSING_URL=… REPORTING_URL=… NOTIFY_URL=…
    python k8s/backup.py save  FOLDER      # while everything runs
    python k8s/backup.py check FOLDER      # is it whole?
    python k8s/backup.py restore FOLDER    # into four empty databases, with the services stopped and NATS empty

Needs pg_dump and pg_restore of the server's version or later, and asyncpg. The sealing keys and the documents are
backed up apart: docs/operate/backup.md.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg

#: Readers first: what a reader has applied must be in its publisher's snapshot, which is taken after it.
SERVICES = ("reporting", "notify", "intake", "processing")
MANIFEST = "backup.json"
#: As long as the stream keeps events; older ones were read by everybody long ago.
REPUBLISH = """UPDATE outbox SET published_at = NULL, stream_sequence = NULL
WHERE published_at > now() - interval '90 days'"""


class Refused(Exception):
    """The message says what is wrong and what to do."""


async def save(folder: Path, urls: Mapping[str, str]) -> None:
    """Four dumps of one moment: all snapshots are taken, within milliseconds, before the first dump begins."""
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"{folder} is not empty; name a new folder for each backup")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    manifest: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "services": {}}
    async with AsyncExitStack() as stack:
        snapshots = {service: await _snapshot(stack, urls[service]) for service in SERVICES}
        for service, (revision, snapshot) in snapshots.items():
            path = folder / f"{service}.dump"
            options = [f"--snapshot={snapshot}", "--format=custom", "--no-owner", "--no-privileges", f"--file={path}"]
            await _run("pg_dump", *options, url=urls[service])
            manifest["services"][service] = {
                "revision": revision,
                "bytes": path.stat().st_size,
                "sha256": _digest(path),
            }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    print(f"saved four databases of {manifest['at']} in {folder}")


def check(folder: Path) -> Mapping[str, Any]:
    """The manifest, once every dump is what it says. Raises Refused."""
    try:
        manifest: Mapping[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise Refused(f"{folder} has no readable {MANIFEST}: the backup did not finish; use another") from fault
    for service in SERVICES:
        path = folder / f"{service}.dump"
        if not path.exists() or _digest(path) != manifest["services"][service]["sha256"]:
            raise Refused(f"{path} is missing or not what was saved; use another backup")
    print(f"whole: four databases of {manifest['at']}")
    return manifest


async def restore(folder: Path, urls: Mapping[str, str]) -> None:
    """All four or, if one database holds anything, none. Every event of the last 90 days is published again."""
    check(folder)
    for service in SERVICES:
        if await _tables(urls[service]):
            raise Refused(f"the database of {service} is not empty; restore into a new one, and keep the old one")
    for service in SERVICES:
        options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
        await _run("pg_restore", *options, f"--dbname={_plain(urls[service])}", str(folder / f"{service}.dump"))
    for service in SERVICES:
        connection = await asyncpg.connect(_plain(urls[service]))
        done = await connection.execute(REPUBLISH)
        await connection.close()
        print(f"{service}: restored; {done.rpartition(' ')[2]} events will be published again")
    print("start NATS with empty streams, then the services; then: motcua audit conservation")


async def _snapshot(stack: AsyncExitStack, url: str) -> tuple[str, str]:
    """(schema revision, name of a snapshot that lives as long as the stack)"""
    connection = await asyncpg.connect(_plain(url))
    stack.push_async_callback(connection.close)
    await stack.enter_async_context(connection.transaction(isolation="repeatable_read", readonly=True))
    snapshot: str = await connection.fetchval("SELECT pg_export_snapshot()")
    revision: str = await connection.fetchval("SELECT version_num FROM alembic_version")
    return revision, snapshot


async def _tables(url: str) -> int:
    connection = await asyncpg.connect(_plain(url))
    try:
        return int(await connection.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
    finally:
        await connection.close()


async def _run(program: str, *options: str, url: str = "") -> None:
    words = [program, *options, *([f"--dbname={_plain(url)}"] if url else [])]
    done = await asyncio.to_thread(subprocess.run, words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Refused(f"{program} failed: {done.stderr.strip()[-500:]}")


def _plain(url: str) -> str:
    return url.replace("postgresql+asyncpg://", "postgresql://")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _urls(environment: Mapping[str, str]) -> dict[str, str]:
    missing = [f"{service.upper()}_URL" for service in SERVICES if not environment.get(f"{service.upper()}_URL")]
    if missing:
        raise Refused(f"set {', '.join(missing)}")
    return {service: environment[f"{service.upper()}_URL"] for service in SERVICES}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=["save", "check", "restore"])
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    try:
        if asked.command == "check":
            check(asked.folder)
        else:
            asyncio.run({"save": save, "restore": restore}[asked.command](asked.folder, _urls(os.environ)))
    except (Refused, OSError, asyncpg.PostgresError) as fault:
        print(f"{asked.command}: {fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
