"""k8s/manifests/<profile>: the chart as rendered, for those who install without Helm: ``kubectl apply -k``."""

from __future__ import annotations

from copy import deepcopy

import yaml

from support.rendering import Cluster, objects, profile

PROFILES = ("demo", "small")
_HEAD = "# Written by `make generate` from the chart with values/{profile}.yaml. Lay a kustomization over it.\n"
_NAMESPACE = """apiVersion: v1
kind: Namespace
metadata:
  name: motcua
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/warn: restricted
"""
_KUSTOMIZATION = """apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - namespace.yaml
  - motcua.yaml
"""


def manifests(name: str) -> dict[str, str]:
    """Text by file name. Hooks are Helm's: without it there is no `helm test` and no preflight."""
    kept = [each for each in deepcopy(objects(profile(name), Cluster(apis=()))) if not _is_hook(each)]
    for each in kept:
        _forget_helm(each)
    head = _HEAD.format(profile=name)
    return {
        "namespace.yaml": head + _NAMESPACE,
        "motcua.yaml": head + yaml.safe_dump_all(kept, sort_keys=False, allow_unicode=True, width=140),
        "kustomization.yaml": head + _KUSTOMIZATION,
    }


def _is_hook(found: dict[str, object]) -> bool:
    metadata = found["metadata"]
    return isinstance(metadata, dict) and "helm.sh/hook" in metadata.get("annotations", {})


def _forget_helm(node: object) -> None:
    if isinstance(node, dict):
        node.pop("helm.sh/chart", None)
        node.pop("helm.sh/resource-policy", None)
        if node.get("app.kubernetes.io/managed-by") == "Helm":
            node["app.kubernetes.io/managed-by"] = "kustomize"
        for key in [key for key, inner in node.items() if key == "annotations" and not inner]:
            del node[key]
        for inner in node.values():
            _forget_helm(inner)
    elif isinstance(node, list):
        for inner in node:
            _forget_helm(inner)
