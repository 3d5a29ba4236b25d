"""The chart's pods as processes of this machine: each container's own arguments, environment, secrets and files,
with cluster addresses replaced by loopback ports. What Kubernetes would do with probes and hooks, a test does.
"""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ctl.cluster.secret import contents
from ctl.machine import SERVICES
from support.nats_server import _binary as nats_server
from support.ports import free_port
from support.rendering import Json, containers, objects, pods

ROOT = Path(__file__).parents[2]
PROBES = ("startupProbe", "livenessProbe", "readinessProbe")


@dataclass
class LocalCluster:
    """values: of the chart. folder: for secrets and volumes. secrets: by name of the Secret, beside motcua-keys."""

    values: Json
    folder: Path
    secrets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.objects = objects(self.values)
        self.pods = {self._name(pod): pod for _maker, pod in pods(self.objects)}
        names = [name for name in self.pods if not name.startswith("test")]
        self.ports = {(name, port): free_port() for name in names for port in (8080, 9090, 4222, 6222, 8222)}
        self._held = {"motcua-keys": contents(demo=True), **self.secrets}

    @staticmethod
    def _name(pod: Json) -> str:
        component = str(pod["metadata"]["labels"]["app.kubernetes.io/component"])
        return f"test-{pod['spec']['containers'][0]['name']}" if component == "tests" else component

    def start(self, name: str, **replaced: str) -> None:
        """The main container of a pod, in the background. replaced: variables in place of the pod's."""
        log = (self.folder / f"{name}.log").open("ab")
        command, environment = self.command(name, **replaced)
        with log:
            self.running[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)

    def run(self, name: str, *arguments: str, **replaced: str) -> tuple[int, str]:
        """A pod that ends by itself: exit code, and what it said. arguments: in place of the pod's."""
        command, environment = self.command(name, **replaced)
        command = [*command[:3], *arguments] if arguments else command
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, cwd=ROOT, timeout=110, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def stop(self) -> None:
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            process.wait(30)

    def kill(self, name: str) -> None:
        """Told to stop, as by an eviction, and started again when it has."""
        self.running[name].terminate()
        self.running[name].wait(60)
        self.start(name)

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text("utf-8")

    def probes(self, name: str) -> Iterator[tuple[str, int, str]]:
        """(probe, status, text) of each probe of the pod's main container; status 0: no answer."""
        container = containers(self.pods[name])[-1]
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        for probe in PROBES:
            asked = container[probe]["httpGet"]
            address = f"http://127.0.0.1:{self.ports[name, ports[asked['port']]]}{asked['path']}"
            yield probe, *_answer(address)

    def held(self, key: str) -> str:
        """A key of the secret with the keys."""
        return self._held["motcua-keys"][key]

    def verbose(self, name: str) -> str:
        """Every check of a service, also of one that is ready."""
        return _answer(f"{self.url(name)}/readyz?verbose")[1]

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.ports[name, 8080]}"

    def command(self, name: str, **replaced: str) -> tuple[list[str], dict[str, str]]:
        container = containers(self.pods[name])[-1]
        environment = {each["name"]: self._local(name, each.get("value", name)) for each in container.get("env", [])}
        environment |= self._listening(name) | {"PYTHONPATH": f"{ROOT}/services:{ROOT}/proto/gen/python"} | replaced
        if "command" in container:  # nats-server
            return [nats_server(), "--config", str(self._nats_configuration(name))], environment
        module = re.sub(".*/([a-z]+):.*", r"\1", container["image"])
        arguments = [self._local(name, each) for each in container["args"]]
        return [sys.executable, "-m", module, *arguments], environment

    def _listening(self, name: str) -> dict[str, str]:
        if name in SERVICES:
            http, grpc = self.ports[name, 8080], self.ports[name, 9090]
            return {
                "MOTCUA_HTTP_HOST": "127.0.0.1",
                "MOTCUA_GRPC_HOST": "127.0.0.1",
                "MOTCUA_HTTP_PORT": str(http),
                "MOTCUA_GRPC_PORT": str(grpc),
            }
        return {"MOTCUA_HTTP_PORT": str(self.ports["front-door", 8080])} if name == "front-door" else {}

    def _local(self, name: str, value: str) -> str:
        value = value.replace("/opt/motcua/lawpack", str(ROOT / "lawpack"))
        if value.startswith("/run/secrets/motcua/"):
            return str(self._secret(name, value.rpartition("/")[2]))
        if value.startswith("/etc/motcua/"):
            return str(self._configuration(name, value.rpartition("/")[2]))
        data = self.folder / "data" / name
        data.mkdir(parents=True, exist_ok=True)
        value = value.replace("/var/lib/motcua", str(data))
        return re.sub(r"(dns:///)?motcua-([a-z-]+?)(-grpc)?\.motcua\.svc[a-z.]*:(\d+)", self._address, value)

    def _address(self, found: re.Match[str]) -> str:
        return f"127.0.0.1:{self.ports[found[2], int(found[4])]}"

    def _secret(self, name: str, file: str) -> Path:
        """The file as the pod's volume shows it."""
        for volume in self.pods[name]["spec"]["volumes"]:
            for secret, items in _secrets(volume):
                for item in items:
                    if item["path"] == file:
                        path = self.folder / "secrets" / name / file
                        path.parent.mkdir(parents=True, exist_ok=True)
                        path.write_text(self._held[secret][item["key"]], "utf-8")
                        return path
        raise AssertionError(f"{name} has no {file} mounted")

    def _configuration(self, name: str, file: str) -> Path:
        mounted = {
            volume["configMap"]["name"] for volume in self.pods[name]["spec"]["volumes"] if "configMap" in volume
        }
        data = next(
            each["data"]
            for each in self.objects
            if each["metadata"]["name"] in mounted and file in each.get("data", {})
        )
        path = self.folder / f"{name}.{file}"
        path.write_text(data[file], "utf-8")
        return path

    def _nats_configuration(self, name: str) -> Path:
        path = self._configuration(name, "nats.conf")
        text = path.read_text("utf-8").replace('"/data"', f'"{self.folder}/jetstream"')
        for port in (4222, 6222, 8222):
            text = text.replace(f"0.0.0.0:{port}", f"127.0.0.1:{self.ports[name, port]}")
        path.write_text(text, "utf-8")
        return path


def _secrets(volume: Json) -> Iterator[tuple[str, Sequence[dict[str, Any]]]]:
    if "secret" in volume:
        yield volume["secret"]["secretName"], volume["secret"].get("items", [])
    for source in volume.get("projected", {}).get("sources", []):
        yield source["secret"]["name"], source["secret"]["items"]


def _answer(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return int(answer.status), answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()
    except OSError as fault:
        return 0, str(fault)
