"""The sample clients for subscribers, as their own programs, in Python and in TypeScript."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[2] / "docs" / "subscribe" / "samples"
TYPESCRIPT = SAMPLES / "typescript"
_SECONDS = 60
_COLUMNS = 3  # time, type, dossier, source and sequence: two blanks between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a sample printed: a line an event, and its own count at the end."""

    lines: tuple[str, ...]
    told: dict[str, Any]

    def sequences(self, dossier: str, source: str = "intake") -> list[int]:
        """Of the dossier's events from this publisher, in the order in which they were applied."""
        ends = [line.split()[2:] for line in self.lines if line.count("  ") == _COLUMNS]
        return [int(number[1:]) for about, publisher, number in ends if (about, publisher) == (dossier, source)]


@cache
def built() -> Path:
    """The folder of the TypeScript sample, compiled, with its dependencies from the lock."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError("The tests of samples need Node.js 20 or later, which brings npm")
    if not (TYPESCRIPT / "node_modules" / ".package-lock.json").exists():
        quiet = ["--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run([npm, "ci", *quiet], cwd=TYPESCRIPT, check=True, timeout=120)
    subprocess.run([npm, "run", "--silent", "build"], cwd=TYPESCRIPT, check=True, timeout=120)
    return TYPESCRIPT


async def run_sample(language: str, connection: Path, state: Path, *options: str) -> Heard:
    """Until it ends by itself: give it ``--count`` or ``--idle``. Raises AssertionError with what it said if not."""
    if language == "python":
        command = [sys.executable, str(SAMPLES / "python" / "subscriber.py")]
    else:
        command = ["node", str(built() / "dist" / "subscriber.js")]
    said = await ran(*command, str(connection), "--state", str(state), *options)
    *lines, last = said.splitlines()
    return Heard(lines=tuple(lines), told=json.loads(last))


async def ran(*command: str) -> str:
    """What a program said on its standard output; it must end well."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        out, err = await asyncio.wait_for(process.communicate(), _SECONDS)
    except TimeoutError:
        process.kill()
        out, err = await process.communicate()
        raise AssertionError(f"did not end: {out.decode()[-2000:]} {err.decode()[-2000:]}") from None
    assert process.returncode == 0, f"{out.decode()[-2000:]} {err.decode()[-4000:]}"
    return out.decode()
