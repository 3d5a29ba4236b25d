"""All of motcua on one machine: what it takes when nothing happens, and how long a demonstration lasts."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

from ctl.commands.up import running
from ctl.machine import Machine
from ctl.supervisor import Supervisor
from load.rows import Row, at_most
from load.sizes import Sizes
from load.stage import LAWPACK
from support.ports import free_ports

SETTLE_SECONDS = 5.0
DEMO_PATIENCE_SECONDS = 600


async def idle(sizes: Sizes) -> list[Row]:
    """Broker and four services on SQLite, as ``make run`` starts them; the front door is told apart."""
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        machine = Machine(home=Path(folder), lawpack=LAWPACK, ports=free_ports())
        async with running(machine) as supervisor:
            await asyncio.sleep(SETTLE_SECONDS)
            processes = _processes(supervisor)
            before = {name: _cpu_seconds(process) for name, process in processes.items()}
            began = time.perf_counter()
            await asyncio.sleep(sizes.idle_seconds)
            seconds = time.perf_counter() - began
            share = {name: (_cpu_seconds(each) - before[name]) / seconds * 100 for name, each in processes.items()}
            memory = {name: process.memory_full_info().pss / 1e6 for name, process in processes.items()}
    return [
        _summed("idle memory (PSS), four services and NATS", "MB", memory, 600),
        _summed("idle processor, of one core, the same", "%", share, 5),
    ]


async def demo(sizes: Sizes) -> list[Row]:
    """``motcua demo --once`` from its start to its exit code 0, on free ports, in a folder of its own."""
    ports = free_ports()
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as folder:
        command = [sys.executable, "-m", "ctl", "demo", "--once", "--dossiers", str(sizes.demo_dossiers), "--seed", "7"]
        command += ["--port", str(ports.front), "--base-port", str(ports.base), "--home", folder]
        began = time.perf_counter()
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, check=False, timeout=DEMO_PATIENCE_SECONDS
        )
        seconds = time.perf_counter() - began
    fault = "" if done.returncode == 0 else f"exit code {done.returncode}: {(done.stderr or done.stdout)[-600:]}"
    name = f"motcua demo --once --dossiers {sizes.demo_dossiers}"
    return [Row(measure=name, unit="s", value=seconds, asked=at_most(90), fault=fault)]


def _processes(supervisor: Supervisor) -> dict[str, psutil.Process]:
    return {child.name: psutil.Process(child.process.pid) for child in supervisor.children if child.process}


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _summed(name: str, unit: str, parts: dict[str, float], bound: float) -> Row:
    note = ", ".join(f"{part} {value:.1f}" for part, value in parts.items())
    value = sum(each for part, each in parts.items() if part != "front-door")
    return Row(measure=name, unit=unit, value=value, asked=at_most(bound), note=note)
