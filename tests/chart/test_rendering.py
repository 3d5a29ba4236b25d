"""The chart renders into objects that Kubernetes takes: every example with every feature, on every version."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator

import helm_python
import pytest

from chart.schemas import VERSIONS, faults, is_builtin
from chart.variants import VARIANTS
from support.rendering import APIS, CHART, PROFILES, Cluster, Json, containers, objects, pods, profile

QUANTITY = re.compile(r"^[0-9]+(\.[0-9]+)?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$")
NAME = re.compile(r"^[a-z0-9]([-a-z0-9.]{0,61}[a-z0-9])?$")
NO_APIS = Cluster(apis=())
every_variant = pytest.mark.parametrize("values", VARIANTS.values(), ids=VARIANTS.keys())


def test_the_linter_finds_nothing_strictly() -> None:
    for values in VARIANTS.values():
        report = helm_python.lint(CHART, values, strict=True)
        found = [each for each in report["messages"] if each["severity"] > 1 or "icon" not in each["error"]]
        assert (found, report["errors"]) == ([], [])


@pytest.mark.parametrize("name", PROFILES)
def test_a_dry_run_of_an_installation_ends_well(name: str) -> None:
    with helm_python.Config(storage_driver="memory", namespace="motcua") as helm:
        release = helm.install(CHART, "motcua", profile(name), dry_run="client")
    assert "helm test motcua -n motcua" in release["notes"]


def test_every_object_is_valid_strictly_on_every_version() -> None:
    """Templates do not look at the version, so an object is the same on all: each different one is tried on each."""
    seen: dict[str, Json] = {}
    for values in VARIANTS.values():
        for found in objects(values):
            seen[json.dumps(found, sort_keys=True)] = found
    own = [found for found in seen.values() if is_builtin(found)]
    wrong = [line for found in own for line in faults(found, VERSIONS[-1])]
    for name in PROFILES:
        for version in VERSIONS[:-1]:
            for found in objects(profile(name), Cluster(version=f"v{version}.0")):
                wrong += faults(found, version)
    assert wrong == []
    assert len(own) > 400


def test_versions_and_missing_operators_change_nothing_but_what_watches() -> None:
    for values in VARIANTS.values():
        newest, oldest = objects(values), objects(values, Cluster(version="v1.27.0"))
        without = objects(values, NO_APIS)
        assert newest == oldest
        gone = [each for each in newest if each not in without]
        assert {each["apiVersion"] for each in gone} <= {"monitoring.coreos.com/v1"}


def test_an_old_cluster_is_refused() -> None:
    with helm_python.Config(storage_driver="memory", namespace="motcua") as helm:
        release = helm.install(CHART, "motcua", profile("demo"), dry_run="client")
    assert release["chart_name"] == "motcua"
    assert helm_python.Chart.load(CHART).metadata["kubeVersion"] == ">=1.27.0-0"


@every_variant
def test_names_are_good_and_no_object_comes_twice(values: Json) -> None:
    found = objects(values)
    twice = Counter((each["apiVersion"], each["kind"], each["metadata"]["name"]) for each in found)
    assert [key for key, times in twice.items() if times > 1] == []
    assert [each["metadata"]["name"] for each in found if not NAME.match(each["metadata"]["name"])] == []


@every_variant
def test_selectors_match_the_labels_of_the_pods_that_they_mean(values: Json) -> None:
    found = objects(values)
    labels = [(maker, pod["metadata"]["labels"]) for maker, pod in pods(found)]
    for maker, own in labels:
        if "selector" in maker.get("spec", {}):
            assert maker["spec"]["selector"]["matchLabels"].items() <= own.items()
    for each in found:
        for selector in _selectors(each):
            meant = [own for _maker, own in labels if selector.items() <= own.items()]
            assert meant, f"{each['kind']} {each['metadata']['name']} selects nothing"


@every_variant
def test_ports_and_quantities_are_such(values: Json) -> None:
    for _maker, pod in pods(objects(values)):
        for container in containers(pod):
            named = {port["name"]: port["containerPort"] for port in container.get("ports", [])}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                if probe in container:
                    assert container[probe]["httpGet"]["port"] in named
            resources = container["resources"]
            amounts = [*resources["requests"].values(), *resources["limits"].values()]
            assert all(QUANTITY.match(str(amount)) for amount in amounts)
            assert "cpu" not in resources["limits"], "a limit of CPU slows without need"


@every_variant
def test_services_lead_to_ports_that_containers_have(values: Json) -> None:
    found = objects(values)
    making = [pod for _maker, pod in pods(found)]
    for each in found:
        if each["kind"] != "Service":
            continue
        selector = each["spec"]["selector"]
        pod = next(pod for pod in making if selector.items() <= pod["metadata"]["labels"].items())
        names = {port["name"] for container in containers(pod) for port in container.get("ports", [])}
        assert {port["targetPort"] for port in each["spec"]["ports"]} <= names
    backends = {each["metadata"]["name"]: each for each in found if each["kind"] == "Service"}
    for name, port in _backends(found):
        assert port in {value for one in backends[name]["spec"]["ports"] for value in (one["port"], one["name"])}


@every_variant
def test_an_autoscaler_alone_sets_the_number(values: Json) -> None:
    found = objects(values)
    scaled = {
        each["spec"]["scaleTargetRef"]["name"]
        for each in found
        if each["kind"] in {"HorizontalPodAutoscaler", "ScaledObject"}
    }
    for each in found:
        if each["kind"] == "Deployment":
            assert ("replicas" in each["spec"]) is (each["metadata"]["name"] not in scaled)


def test_all_that_can_watch_is_made_where_the_cluster_has_it() -> None:
    watching = VARIANTS["city, monitoring"]
    kinds = Counter(each["kind"] for each in objects(watching, Cluster(apis=APIS)))
    assert kinds["ServiceMonitor"] == 1
    assert kinds["PodMonitor"] == 4


def test_what_cannot_be_made_again_is_kept_when_the_release_goes() -> None:
    for values in VARIANTS.values():
        for each in objects(values):
            if each["kind"] in {"PersistentVolumeClaim", "Cluster"}:
                assert each["metadata"]["annotations"]["helm.sh/resource-policy"] == "keep"
            if each["kind"] == "StatefulSet":
                assert each["spec"]["persistentVolumeClaimRetentionPolicy"]["whenDeleted"] == "Retain"


def test_nothing_makes_a_secret() -> None:
    assert [each for values in VARIANTS.values() for each in objects(values) if each["kind"] == "Secret"] == []


def _selectors(found: Json) -> Iterator[Json]:
    spec = found.get("spec", {})
    match found["kind"]:
        case "Service":
            yield spec["selector"]
        case "PodDisruptionBudget":
            yield spec["selector"]["matchLabels"]


def _backends(found: list[Json]) -> Iterator[tuple[str, int | str]]:
    for each in found:
        if each["kind"] in {"HTTPRoute", "GRPCRoute"}:
            for rule in each["spec"]["rules"]:
                assert len(rule["matches"]) <= 8
                yield from ((back["name"], back["port"]) for back in rule["backendRefs"])
            assert len(each["spec"]["rules"]) <= 16
        if each["kind"] == "Ingress":
            for rule in each["spec"]["rules"]:
                for path in rule["http"]["paths"]:
                    yield path["backend"]["service"]["name"], path["backend"]["service"]["port"]["name"]
