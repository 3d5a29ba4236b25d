"""The chart as Helm renders it, without a cluster: for the tests, and for the manifests that are made of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import helm_python
import yaml
from helm_python import _native

Json = dict[str, Any]

CHART = Path(__file__).parents[2] / "k8s/charts/motcua"
PROFILES = tuple(sorted(path.stem for path in (CHART / "values").glob("*.yaml")))
NEWEST = "v1.36.0"
#: What a cluster has once the operators that the chart can work with are installed.
APIS = (
    "barmancloud.cnpg.io/v1",
    "cert-manager.io/v1",
    "gateway.networking.k8s.io/v1",
    "keda.sh/v1alpha1",
    "monitoring.coreos.com/v1",
    "postgresql.cnpg.io/v1",
)
ChartRefused = helm_python.HelmError
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Strict(_Loader):  # type: ignore[misc]
    """Refuses a key that stands twice in a map, which Kubernetes would silently take once."""


def _mapping(loader: Any, node: yaml.MappingNode) -> Json:
    keys = [loader.construct_object(key) for key, _ in node.value]
    if len(keys) != len(set(keys)):
        raise ValueError(f"a key twice in {sorted(map(str, keys))}, line {node.start_mark.line + 1}")
    return dict(zip(keys, [loader.construct_object(value, deep=True) for _, value in node.value], strict=True))


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """What templates may ask about. apis: groups and versions that are installed beside the built-in ones."""

    version: str = NEWEST
    apis: Sequence[str] = APIS


def profile(name: str) -> Json:
    """Values of one of the chart's examples."""
    values: Json = yaml.load((CHART / f"values/{name}.yaml").read_text("utf-8"), Loader=_Strict)
    return values


def merged(*layers: Mapping[str, Any]) -> Json:
    """Later layers on top, map by map, as Helm does with several -f."""
    result: Json = {}
    for layer in layers:
        for key, value in layer.items():
            both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
            result[key] = merged(result[key], value) if both else value
    return result


def files_of(values: Mapping[str, Any], cluster: Cluster | None = None) -> dict[str, str]:
    """Text by template. Raises ChartRefused with the chart's own sentence."""
    asked = cluster or Cluster()
    options = {"name": "motcua", "namespace": "motcua", "kube_version": asked.version, "api_versions": list(asked.apis)}
    rendered = _native.call_string("helm_render", _chart()._raw(), json.dumps(values), json.dumps(options))
    return {path.partition("/templates/")[2]: text for path, text in json.loads(rendered).items()}


def objects(values: Mapping[str, Any], cluster: Cluster | None = None) -> list[Json]:
    """Every object, hooks and tests included, in the order of the templates. Made once: look, do not change."""
    asked = cluster or Cluster()
    return _objects(json.dumps(values, sort_keys=True), asked.version, tuple(asked.apis))


@cache
def _objects(values: str, version: str, apis: tuple[str, ...]) -> list[Json]:
    rendered = files_of(json.loads(values), Cluster(version=version, apis=apis))
    return [each for path in sorted(rendered) if path.endswith(".yaml") for each in documents(rendered[path])]


def documents(text: str) -> Iterator[Json]:
    """The objects of a YAML text; ValueError for a key that stands twice."""
    for document in yaml.load_all(text, Loader=_Strict):
        if document is not None:
            yield document


def pods(found: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
    """(object, its pod's metadata and spec) for everything that makes pods."""
    for each in found:
        if each["kind"] == "Pod":
            yield each, {"metadata": each["metadata"], "spec": each["spec"]}
        elif each["kind"] in {"Deployment", "StatefulSet", "Job"}:
            yield each, each["spec"]["template"]


def containers(pod: Json) -> list[Json]:
    """Init containers, then containers."""
    return [*pod["spec"].get("initContainers", []), *pod["spec"]["containers"]]


@cache
def _chart() -> helm_python.Chart:
    return helm_python.Chart.load(CHART)
