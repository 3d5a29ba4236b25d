"""What runs in the pods: restricted, with an environment that the services know, and nothing mounted in vain."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from chart.variants import VARIANTS
from chassis.settings import PREFIX, ServiceSettings, load
from ctl.machine import SERVICES
from support.rendering import Json, containers, objects, pods

every_variant = pytest.mark.parametrize("values", VARIANTS.values(), ids=VARIANTS.keys())
CONTENT = {
    "database-url": "postgresql://intake:p%40ss@db:5432/intake",
    "smtp-url": "smtp+starttls://u:p@mail:587",
    "nats-url": "nats://motcua:p@nats:4222",
}


def settings_of(service: str) -> type[ServiceSettings]:
    found: type[ServiceSettings] = importlib.import_module(f"{service}.settings").Settings
    return found


def component(pod: Json) -> str:
    return str(pod["metadata"]["labels"]["app.kubernetes.io/component"])


@every_variant
def test_every_pod_is_restricted(values: Json) -> None:
    for _maker, pod in pods(objects(values)):
        spec = pod["spec"]
        assert (spec["automountServiceAccountToken"], spec["enableServiceLinks"]) == (False, False)
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert spec["securityContext"]["runAsUser"] > 0
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys()
        kinds = {next(key for key in volume if key != "name") for volume in spec.get("volumes", [])}
        assert kinds <= {"emptyDir", "secret", "projected", "configMap", "persistentVolumeClaim"}
        for container in containers(pod):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "runAsNonRoot": True,
                "capabilities": {"drop": ["ALL"]},
            }


@every_variant
def test_no_name_stands_twice_in_an_environment(values: Json) -> None:
    for _maker, pod in pods(objects(values)):
        for container in containers(pod):
            names = [each["name"] for each in container.get("env", [])]
            assert len(names) == len(set(names))


@every_variant
def test_every_variable_is_one_that_the_service_knows(values: Json) -> None:
    for _maker, pod in pods(objects(values)):
        service = re.sub("^(migrate|preflight)-", "", component(pod))
        if service in SERVICES:
            known = {f"{PREFIX}{name.upper()}" for name in settings_of(service).model_fields}
            for container in containers(pod):
                for each in container["env"]:
                    assert {each["name"], each["name"].removesuffix("_FILE")} & known, each["name"]


@every_variant
def test_a_service_starts_with_what_it_is_given(values: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of the pod are loaded as the service loads them, each secret from the file where it is mounted."""
    for _maker, pod in pods(objects(values)):
        service = component(pod)
        if service not in SERVICES:
            continue
        with monkeypatch.context() as patch:
            for each in pod["spec"]["containers"][0]["env"]:
                patch.setenv(each["name"], _mounted(each.get("value", "pod-1"), each["name"], pod, tmp_path))
            settings = load(settings_of(service))
        assert settings.http_port == 8080
        assert settings.database_url.get_secret_value().partition(":")[0] in {
            "postgresql+asyncpg",
            "sqlite+aiosqlite",
        }


def _mounted(value: str, name: str, pod: Json, folder: Path) -> str:
    """A path below /run/secrets becomes a real file, or folder, if a volume holds it."""
    if not value.startswith("/run/secrets/"):
        return value
    mount, _, file = value.removeprefix("/run/secrets/").partition("/")
    held, path = _files(pod, f"/run/secrets/{mount}"), folder / file
    if any(each.startswith(f"{file}/") for each in held):
        path.mkdir()
        return str(path)
    assert file in held, f"{name}={value} is mounted by nothing"
    path.write_text(CONTENT.get(file, "{}"))
    return str(path)


def _files(pod: Json, path: str) -> set[str]:
    mounts = {each["mountPath"]: each["name"] for each in pod["spec"]["containers"][0]["volumeMounts"]}
    volume = next(each for each in pod["spec"]["volumes"] if each["name"] == mounts[path])
    if "secret" in volume:
        return {"tls.crt", "tls.key", "ca.crt"}
    sources = volume["projected"]["sources"]
    return {item["path"] for source in sources for item in source["secret"]["items"]}


@every_variant
def test_what_is_mounted_is_there_and_used(values: Json) -> None:
    found = objects(values)
    maps = {
        each["metadata"]["name"]: each
        for each in found
        if each["kind"] == "ConfigMap" and "grafana_dashboard" not in each["metadata"]["labels"]
    }
    claims = {each["metadata"]["name"] for each in found if each["kind"] == "PersistentVolumeClaim"}
    used: set[tuple[str, str]] = set()
    for maker, pod in pods(found):
        volumes = {each["name"]: each for each in pod["spec"].get("volumes", [])}
        volumes |= {one["metadata"]["name"]: {} for one in maker["spec"].get("volumeClaimTemplates", [])}
        mounted = {mount["name"] for container in containers(pod) for mount in container.get("volumeMounts", [])}
        assert mounted == set(volumes), maker["metadata"]["name"]
        text = json.dumps([[one.get("args"), one.get("command")] for one in containers(pod)])
        for volume in volumes.values():
            name = volume.get("configMap", {}).get("name", "")
            used |= {(name, key) for key in maps.get(name, {}).get("data", {}) if f"/{key}" in text}
            if "persistentVolumeClaim" in volume:
                assert volume["persistentVolumeClaim"]["claimName"] in claims
    assert used == {(name, key) for name, each in maps.items() for key in each["data"]}


@every_variant
def test_a_pod_has_time_to_end_what_it_began(values: Json) -> None:
    for maker, pod in pods(objects(values)):
        if maker["kind"] == "Deployment" and component(pod) in SERVICES:
            env: dict[str, Any] = {each["name"]: each.get("value") for each in pod["spec"]["containers"][0]["env"]}
            assert pod["spec"]["terminationGracePeriodSeconds"] >= float(env["MOTCUA_DRAIN_SECONDS"]) + 30


def test_images_are_named_by_values_alone() -> None:
    for container in _all_containers("city, registry"):
        assert container["image"].startswith("r.vn/motcua/")
        assert container["imagePullPolicy"] == "IfNotPresent"


def test_a_demonstration_needs_no_image_but_ours() -> None:
    images = {container["image"].split(":")[0] for container in _all_containers("demo, as it is")}
    assert images == {f"motcua/{name}" for name in (*SERVICES, "ctl")}


def _all_containers(variant: str) -> list[Json]:
    return [one for _maker, pod in pods(objects(VARIANTS[variant])) for one in containers(pod)]
