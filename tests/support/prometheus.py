"""A real Prometheus of our own, on loopback, scraping every second; and promtool."""

from __future__ import annotations

import asyncio
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import yaml

from support.ports import free_port

_ADVICE = "was not found. Install it: apt-get install prometheus"


def promtool() -> str:
    """Path of promtool; LookupError with advice if there is none."""
    return _binary("promtool")


def _binary(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise LookupError(f"{name} {_ADVICE}")
    return found


class Prometheus:
    """What tests ask of a running server."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}/api/v1", timeout=10)

    async def query(self, expression: str) -> list[dict[str, Any]]:
        """An instant query; AssertionError with Prometheus' words if it is refused."""
        answer = await self._http.get("/query", params={"query": expression})
        body = answer.json()
        assert body["status"] == "success", f"{expression}: {body.get('error')}"
        result = body["data"]["result"]
        return result if isinstance(result, list) else [result]

    async def value(self, expression: str) -> float | None:
        """Of the one series that the expression gives; None if it gives none."""
        found = await self.query(expression)
        assert len(found) <= 1, f"{expression}: {len(found)} series"
        return float(found[0]["value"][1]) if found else None

    async def alerts(self, *, state: str = "firing") -> dict[str, list[dict[str, Any]]]:
        """Those of a state, by name."""
        listed = (await self._http.get("/alerts")).json()["data"]["alerts"]
        found: dict[str, list[dict[str, Any]]] = {}
        for alert in listed:
            if alert["state"] == state:
                found.setdefault(alert["labels"]["alertname"], []).append(alert)
        return found

    async def rules(self) -> list[dict[str, Any]]:
        """Every rule with its health and last error."""
        groups = (await self._http.get("/rules")).json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    async def exemplars(self, expression: str) -> list[dict[str, Any]]:
        answer = await self._http.get("/query_exemplars", params={"query": expression, "start": 0, "end": 4e9})
        series: list[dict[str, Any]] = answer.json()["data"]
        return [one for each in series for one in each["exemplars"]]

    async def until_up(self, targets: int, seconds: float = 20.0) -> None:
        """Until so many targets have been scraped."""
        async with asyncio.timeout(seconds):
            while True:
                try:
                    if await self.value("sum(up)") == targets:
                        return
                except (httpx.TransportError, ValueError):
                    pass
                await asyncio.sleep(0.1)

    async def close(self) -> None:
        await self._http.aclose()


class Watch(Prometheus):
    """A running server, and the process and folder it runs in."""

    def __init__(self, home: Path, targets: Mapping[str, str], *, scrape: str) -> None:
        super().__init__(free_port())
        self._home, self._targets, self._scrape = home, targets, scrape
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._home.mkdir(parents=True, exist_ok=True)
        self._configure([])
        command = [_binary("prometheus"), f"--config.file={self._home}/prometheus.yaml"]
        command += [f"--storage.tsdb.path={self._home}/data", f"--web.listen-address=127.0.0.1:{self.port}"]
        command += ["--enable-feature=exemplar-storage", "--log.level=warn"]
        with (self._home / "prometheus.log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)

    async def load(self, rules: Sequence[Path]) -> None:
        """Evaluate these rule files from now on."""
        self._configure(rules)
        if self._process is not None:
            self._process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(15):
            while not await self.rules():
                await asyncio.sleep(0.1)

    async def stop(self) -> None:
        await self.close()
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(15)

    def _configure(self, rules: Sequence[Path]) -> None:
        every = {"scrape_interval": self._scrape, "scrape_timeout": self._scrape, "evaluation_interval": self._scrape}
        jobs = [
            {"job_name": job, "honor_labels": True, "static_configs": [{"targets": [target]}]}
            for job, target in self._targets.items()
        ]
        settings = {"global": every, "rule_files": [str(path) for path in rules], "scrape_configs": jobs}
        (self._home / "prometheus.yaml").write_text(yaml.safe_dump(settings), "utf-8")


@asynccontextmanager
async def prometheus_in(home: Path, targets: Mapping[str, str], *, scrape: str = "1s") -> AsyncIterator[Watch]:
    """Scrapes as soon as the block begins; rules come with ``load``. targets: job → ``host:port``."""
    watch = Watch(home, targets, scrape=scrape)
    watch.start()
    try:
        await watch.until_up(len(targets))
        yield watch
    finally:
        await watch.stop()


_DURATION = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def faster(path: Path, into: Path, *, times: int, shortest_range: int) -> Path:
    """A copy of a rule file whose ``for`` and ranges (``[5m]``) are so many times shorter; thresholds stay.

    No ``for`` becomes shorter than a second, no range shorter than ``shortest_range`` seconds: a rate needs scrapes.
    """

    def shorter(text: str, least: int) -> str:
        seconds = sum(int(number) * _SECONDS[unit] for number, unit in _DURATION.findall(text))
        return f"{max(seconds // times, least)}s"

    content = yaml.safe_load(path.read_text("utf-8"))
    for group in content["groups"]:
        for rule in group["rules"]:
            rule["expr"] = re.sub(r"\[(\w+)\]", lambda found: f"[{shorter(found[1], shortest_range)}]", rule["expr"])
            if "for" in rule:
                rule["for"] = shorter(rule["for"], 1)
    copy = into / f"{path.parent.name}-{path.name}"
    copy.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return copy
