"""Network policies allow what the code does, and nothing else."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
import yaml

from chart.test_pods import settings_of
from chart.variants import VARIANTS
from ctl.machine import SERVICES
from support.rendering import CHART, Json, objects, pods

GRPC, HTTP, NATS, CLUSTER, MONITOR = 9090, 8080, 4222, 6222, 8222
#: A setting that names somebody to speak to, by the end of its name.
PARTIES = {
    "nats_url": "nats",
    "database_url": "database",
    "jwks_url": "identity",
    "otlp_endpoint": "traces",
    "smtp_url": "mail",
    "files_url": "files",
    "signing_url": "signing",
    "sync_file": "systems",
    "gateways_dir": "gateways",
    "webhook_allowed_networks": "subscribers",
    "exports_url": "files",
    "files_s3_endpoint": "files",
}
NOBODY = {"public_url"}  # printed, never called
CLOSED = {name: values for name, values in VARIANTS.items() if values.get("networkPolicy", {}).get("enabled", True)}


def called_by(service: str) -> set[str]:
    """Whom the service's settings name."""
    found = set()
    for name in settings_of(service).model_fields:
        if name.endswith("_target"):
            found.add(name.removesuffix("_target"))
        elif (name in PARTIES or name.endswith(("_url", "_endpoint"))) and name not in NOBODY:
            assert name in PARTIES, f"{service}: whom does {name} speak to? Say it here and in files/edges.yaml"
            found.add(PARTIES[name])
    return {each for each in found if each in {*SERVICES, *PARTIES.values()}}


def edges() -> dict[str, list[str]]:
    table: dict[str, list[str]] = yaml.safe_load((CHART / "files/edges.yaml").read_text("utf-8"))
    return table


@pytest.mark.parametrize("service", SERVICES)
def test_the_table_of_edges_is_what_the_code_does(service: str) -> None:
    assert set(edges()[service]) == called_by(service)


@pytest.mark.parametrize("values", CLOSED.values(), ids=CLOSED.keys())
def test_pods_reach_each_other_as_the_table_says_and_not_otherwise(values: Json) -> None:
    found = objects(values)
    policies = [each for each in found if each["kind"] == "NetworkPolicy"]
    labels = {
        pod["metadata"]["labels"]["app.kubernetes.io/component"]: pod["metadata"]["labels"]
        for _maker, pod in pods(found)
    }
    for (source, theirs), (target, ours) in product(labels.items(), labels.items()):
        for port in (GRPC, HTTP, NATS, CLUSTER, MONITOR):
            leaves = _allowed(policies, theirs, ours, port, "egress")
            arrives = _allowed(policies, ours, theirs, port, "ingress")
            wanted = _expected(source, target, port)
            assert (leaves and arrives) is wanted, f"{source} → {target}:{port} must be {wanted}"


@pytest.mark.parametrize("values", CLOSED.values(), ids=CLOSED.keys())
def test_a_service_leaves_the_cluster_only_where_it_must(values: Json) -> None:
    policies = [each for each in objects(values) if each["kind"] == "NetworkPolicy"]
    for service in SERVICES:
        rules = [
            rule
            for policy in policies
            if policy["metadata"]["name"] == f"motcua-{service}"
            for rule in policy["spec"]["egress"]
        ]
        outside = {port["port"] for rule in rules for port in rule["ports"] if not _is_ours(rule)}
        assert outside <= _outside(service, values)


def _outside(service: str, values: Json) -> set[int]:
    """Ports that a service may call beyond its own release, by what is switched on."""
    table, ports = edges()[service], set[int]()
    for party, port in {
        "database": 5432,
        "nats": 4222,
        "files": 443,
        "mail": 587,
        "identity": 443,
        "traces": 4317,
    }.items():
        ports |= {port} if party in table else set()
    if not values.get("mail", {}).get("enabled"):
        ports -= {587}
    return ports


def _is_ours(rule: Json) -> bool:
    return all(
        "app.kubernetes.io/name" in peer.get("podSelector", {}).get("matchLabels", {}) for peer in rule.get("to", [{}])
    )


def _expected(source: str, target: str, port: int) -> bool:
    if port == GRPC:
        return {source, target} <= set(SERVICES) and target in edges()[source]
    if port == HTTP:
        own = source.startswith("preflight-") and source.removeprefix("preflight-") == target
        return target in SERVICES and (own or source in {"front-door", "lawpack", "tests"})
    if target != "nats":
        return False
    if port == NATS:
        return source in {*SERVICES, "streams", "tests"} or source.startswith("preflight-")
    return port == CLUSTER and source == "nats"


def _allowed(policies: list[Json], here: Json, there: Json, port: int, way: str) -> bool:
    """Whether the policies that select ``here`` let it exchange with ``there`` on the port, as Kubernetes decides."""
    kind = way.capitalize()
    chosen = [
        each["spec"]
        for each in policies
        if kind in each["spec"]["policyTypes"] and _matches(each["spec"]["podSelector"], here)
    ]
    if not chosen:
        return True
    peers = "to" if way == "egress" else "from"
    return any(_rule(rule, peers, there, port) for spec in chosen for rule in spec.get(way, []))


def _rule(rule: dict[str, Any], peers: str, there: Json, port: int) -> bool:
    if port not in {each["port"] for each in rule.get("ports", [{"port": port}])}:
        return False
    if peers not in rule:
        return True
    # Our own pods are of one namespace, which no peer of another namespace means.
    return any("namespaceSelector" not in each and _matches(each["podSelector"], there) for each in rule[peers])


def _matches(selector: Json, labels: Json) -> bool:
    wanted: Json = selector.get("matchLabels", {})
    return wanted.items() <= labels.items()
