"""Clocks: the machine's and the one that processes share."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chassis.clock import SharedClock, SharedClockControl, SystemClock, clock_from
from chassis.kernel.errors import Problem

NEW_YEAR = datetime(2025, 1, 1, tzinfo=UTC)

READER = """
import sys
from pathlib import Path
from chassis.clock import SharedClock
clock = SharedClock(Path(sys.argv[1]))
print("ready", flush=True)
for _ in sys.stdin:
    print(clock.now().isoformat(), flush=True)
"""


def test_the_system_clock_is_utc_with_microseconds() -> None:
    before, now, after = time.time(), SystemClock().now(), time.time()
    assert now.tzinfo is UTC
    assert before - 1e-6 <= now.timestamp() <= after


def test_a_clock_that_stands_tells_exactly_what_was_set(tmp_path: Path) -> None:
    control = SharedClockControl(tmp_path / "clock")
    at = datetime(2025, 6, 30, 16, 59, 59, 999_999, tzinfo=UTC)
    control.set(at, 0)
    clock = SharedClock(tmp_path / "clock")
    assert clock.now() == clock.now() == at
    control.jump(NEW_YEAR)
    assert clock.now() == NEW_YEAR
    assert clock.speed == 0


def test_two_processes_see_one_clock_and_its_jumps(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    control = SharedClockControl(path)
    control.set(NEW_YEAR, 0)
    command = [sys.executable, "-c", READER, str(path)]
    readers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    def asked() -> list[datetime]:
        answers = []
        for reader in readers:
            assert reader.stdin is not None
            assert reader.stdout is not None
            reader.stdin.write("\n")
            reader.stdin.flush()
            answers.append(datetime.fromisoformat(reader.stdout.readline().strip()))
        return answers

    try:
        for reader in readers:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "ready\n"
        assert asked() == [NEW_YEAR, NEW_YEAR]
        later = NEW_YEAR + timedelta(days=400)
        control.jump(later)
        assert asked() == [later, later]
        control.set(NEW_YEAR, 86_400)
        first, second = asked()
        assert NEW_YEAR < first < second < NEW_YEAR + timedelta(days=10)
    finally:
        for reader in readers:
            reader.communicate("", timeout=10)


def test_a_day_a_second_is_a_day_a_second(tmp_path: Path) -> None:
    SharedClockControl(tmp_path / "clock").set(NEW_YEAR, 86_400)
    clock = SharedClock(tmp_path / "clock")
    before, began, after = time.time(), clock.now(), time.time()
    time.sleep(0.05)
    least, ended, most = time.time() - after, clock.now(), time.time() - before
    assert least * 86_400 - 1 <= (ended - began).total_seconds() <= most * 86_400 + 1


def test_between_two_settings_time_does_not_go_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    control = SharedClockControl(tmp_path / "clock")
    control.set(NEW_YEAR, 1)
    clock = SharedClock(tmp_path / "clock")
    real = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: real + 5_000_000_000)
    seen = clock.now()
    monkeypatch.setattr(time, "time_ns", lambda: real + 3_000_000_000)  # the machine's clock was set back
    assert clock.now() == seen
    generation = clock.generation
    control.set(NEW_YEAR, 1)  # going back on purpose is another matter
    assert clock.now() == NEW_YEAR
    assert clock.generation > generation


def test_setting_and_reading_at_once_never_mixes_two_settings(tmp_path: Path) -> None:
    path = tmp_path / "clock"
    control = SharedClockControl(path)
    control.set(NEW_YEAR, 0)
    writer = (
        "import sys; from pathlib import Path; from datetime import *; from chassis.clock import SharedClockControl\n"
        "c = SharedClockControl(Path(sys.argv[1]))\n"
        "for i in range(4000): c.set(datetime(2025 + i % 2, 1, 1, tzinfo=timezone.utc), 0)\n"
    )
    clock = SharedClock(path)
    seen = set()
    with subprocess.Popen([sys.executable, "-c", writer, str(path)]) as writing:
        while writing.poll() is None:
            seen.add(clock.now())
    assert writing.returncode == 0
    assert seen == {NEW_YEAR, datetime(2026, 1, 1, tzinfo=UTC)}


def test_a_clock_does_not_run_backwards(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="backwards"):
        SharedClockControl(tmp_path / "clock").set(NEW_YEAR, -1)


@pytest.mark.parametrize(
    ("setting", "slug"), [("sundial", "clock-unknown"), ("shared:", "clock-unknown"), ("skewed:much", "clock-unknown")]
)
def test_an_unknown_clock_is_refused(setting: str, slug: str) -> None:
    with pytest.raises(Problem) as refused:
        clock_from(setting)
    assert refused.value.slug == slug


def test_a_clock_can_be_wrong_on_purpose() -> None:
    ahead, behind = (clock_from(f"skewed:{seconds}").now() for seconds in ("+90", "-90"))
    assert timedelta(seconds=150) < ahead - behind < timedelta(seconds=210)


def test_a_clock_nobody_has_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem) as refused:
        clock_from(f"shared:{tmp_path / 'none'}")
    assert refused.value.slug == "clock-missing"
    (tmp_path / "empty").write_bytes(bytes(32))
    with pytest.raises(Problem) as refused:
        clock_from(f"shared:{tmp_path / 'empty'}").now()
    assert refused.value.slug == "clock-unset"
    assert isinstance(clock_from("system"), SystemClock)
