"""A swap that is announced late: 31 August 2026 off for Saturday 22 August, known on 25 August.

Every due day is worked out by hand on the calendar of the Government:

    accepted 17 August                             due without the swap      with it
    5 working days   18 19 20 21 24                24 August, passed         stays: its verdict is given
    10 working days  18 19 20 21 24 25 26 27 28 31 31 August                 28 August: the 22nd counts
    accepted 25 August
    5 working days   26 27 28 31 | 3 September     3 September               4 September: the 31st is off
    3 working days   26 27 28                      28 August                 28 August
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from chassis.clock import SharedClockControl
from ctl.__main__ import app
from ctl.client import Json
from e2e.journey import case_of, resolved
from support.town import COUNTER, LAWPACK, LEADER, Town, filing, town_in, until

pytestmark = pytest.mark.timeout(180)
OPERATOR = "vh.1"
JUDGED = ("met", "missed")


def local(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


@pytest.fixture
def before_the_swap(tmp_path: Path) -> Path:
    """The shipped pack as if nobody had decided on the swap yet."""
    shutil.copytree(LAWPACK.parent, tmp_path / "lawpack")
    calendar = tmp_path / "lawpack" / "heza" / "calendar.yaml"
    lines = calendar.read_text().splitlines(keepends=True)
    calendar.write_text("".join(line for line in lines if "2026-08-" not in line))
    return calendar.parent


@pytest_asyncio.fixture(loop_scope="function")
async def town(tmp_path: Path, before_the_swap: Path) -> AsyncIterator[Town]:
    """A town of its own, on Monday 17 August 2026, 09:00."""
    async with town_in(tmp_path / "home", lawpack=before_the_swap, starts_at=local("2026-08-17T09:00")) as started:
        yield started


async def test_a_late_swap_moves_who_was_previewed_and_no_verdict(town: Town) -> None:
    late, long, done = [await accepted(town, key) for key in ("gia-han-gpxd", "cap-gpld", "cap-gcn-dkdt")]
    await resolved(town, done)
    assert long["due_at"] == "2026-08-31T10:00:00Z"
    SharedClockControl(town.machine.clock_file).jump(local("2026-08-25T08:00"))
    verdicts = await until(lambda: judged(town), lambda told: sum(told.values()) == 2)
    assert verdicts == {"met": 1, "missed": 1}
    soon, other, short = [
        await accepted(town, key) for key in ("dieu-chinh-tien-do", "xac-nhan-khong-gpld", "cap-lai-gpld")
    ]
    for dossier in (late, long, soon, other, short):
        await case_of(town, dossier)

    said = await apply(town, LAWPACK)
    assert "preview 3 = applied 3" in said, said
    history = await town.api.get("/v1/law-packs", OPERATOR)
    rollout = await town.api.get(f"/v1/calendar-rollouts/{history['items'][0]['digest']}", OPERATOR)
    assert {row.pop("department"): tuple(row.values()) for row in rollout["departments"]} == {
        # open, moved, later, earlier, kept
        "dau-tu": (1, 1, 1, 0, 0),
        "lao-dong": (3, 2, 1, 1, 0),
        "quy-hoach-xay-dung": (1, 0, 0, 0, 1),
    }
    due = {
        long["id"]: "2026-08-28T10:00:00Z",
        soon["id"]: "2026-09-04T10:00:00Z",
        other["id"]: "2026-09-04T10:00:00Z",
        short["id"]: "2026-08-28T10:00:00Z",
        late["id"]: "2026-08-24T10:00:00Z",
    }
    for dossier_id, expected in due.items():
        assert await due_of(town, dossier_id, expected) == (expected, expected)
    assert await judged(town) == verdicts
    audit = await town.audit()
    assert (audit["clean"], audit["findings"]) == (True, [])


async def accepted(town: Town, procedure: str) -> Json:
    catalogue = await town.api.get(f"/v1/procedures/{procedure}", on="2026-08-17")
    filed = await town.api.post("/v1/dossiers", COUNTER, filing(1, procedure, documents=catalogue))
    return await town.api.post(f"/v1/dossiers/{filed['id']}/acceptance", COUNTER)


async def judged(town: Town) -> dict[str, Any]:
    """Verdicts of August over all departments."""
    answer = await town.api.get("/v1/on-time", LEADER, **{"from": "2026-08-01", "to": "2026-08-31"})
    return {name: sum(row[name] for row in answer["rows"]) for name in JUDGED}


async def due_of(town: Town, dossier_id: str, expected: str) -> tuple[str, str]:
    """As the register tells it and as the clock's owner does, once the news has come through."""
    found = []
    for path in (f"/v1/dossiers/{dossier_id}", f"/v1/cases/{dossier_id}"):
        ask = partial(town.api.get, path, LEADER)
        found.append((await until(ask, lambda one: one["due_at"] == expected))["due_at"])
    return found[0], found[1]


async def apply(town: Town, folder: Path) -> str:
    """What the command says; it has an event loop of its own."""
    asked = ["lawpack", "apply", str(folder), "--yes", "--url", town.machine.front_url()]
    why = ["--reason", "Hoán đổi ngày làm việc dịp Quốc khánh", "--legal-ref", "CV 9859/VPCP-KGVX"]
    done = await asyncio.to_thread(CliRunner().invoke, app, [*asked, *why])
    assert done.exit_code == 0, done.output
    return done.output
