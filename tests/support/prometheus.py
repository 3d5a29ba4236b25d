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


@asynccontextmanager
async def prometheus_in(
    home: Path, targets: Mapping[str, str], rules: Sequence[Path] = (), *, scrape: str = "1s"
) -> AsyncIterator[Prometheus]:
    """targets: job → ``host:port``. rules: files to load. Exemplars are kept."""
    port = free_port()
    settings = {
        "global": {"scrape_interval": scrape, "scrape_timeout": scrape, "evaluation_interval": scrape},
        "rule_files": [str(path) for path in rules],
        "scrape_configs": [
            {"job_name": job, "honor_labels": True, "static_configs": [{"targets": [target]}]}
            for job, target in targets.items()
        ],
    }
    home.mkdir(parents=True, exist_ok=True)
    (home / "prometheus.yaml").write_text(yaml.safe_dump(settings), "utf-8")
    command = [_binary("prometheus"), f"--config.file={home}/prometheus.yaml", f"--storage.tsdb.path={home}/data"]
    command += [f"--web.listen-address=127.0.0.1:{port}", "--enable-feature=exemplar-storage", "--log.level=warn"]
    with (home / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    running = Prometheus(port)
    try:
        yield running
    finally:
        await running.close()
        process.send_signal(signal.SIGTERM)
        process.wait(15)


_DURATION = re.compile(r"(\d+)([smhd])")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def faster(path: Path, into: Path, *, times: int, shortest_range: int = 4) -> Path:
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
