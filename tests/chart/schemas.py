"""Kubernetes' own schemas, strict, read once a version."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
from kubernetes_validate import utils
from referencing import Registry, Resource

from support.rendering import Json

VERSIONS = tuple(version for version in utils.all_versions() if int(version.split(".")[1]) >= 27)


def faults(found: Json, version: str) -> Iterator[str]:
    """One line for each; none for a kind that is not Kubernetes' own."""
    validator = _validator(found["kind"], found["apiVersion"], version)
    if validator is None:
        return
    for error in validator.iter_errors(found):
        yield f"{version} {found['kind']} {found['metadata']['name']} {error.json_path}: {error.message[:200]}"


def is_builtin(found: Json) -> bool:
    group = str(found["apiVersion"]).partition("/")[0]
    return "." not in group or (group.endswith(".k8s.io") and group != "gateway.networking.k8s.io")


@cache
def _validator(kind: str, api_version: str, version: str) -> Any:
    group, slash, rest = api_version.partition("/")
    short = f"{group.partition('.')[0]}-{rest}" if slash else group
    folder = f"kubernetes-json-schema/v{version}-local-strict"
    try:
        schema = utils.schema_contents(f"{folder}/{kind.lower()}-{short}.json", version)
    except FileNotFoundError:
        return None
    return jsonschema.Draft202012Validator(schema, registry=_registry(version))


@cache
def _registry(version: str) -> Registry[Any]:
    folder = f"kubernetes-json-schema/v{version}-local-strict"
    definitions: Resource[Any] = Resource.from_contents(utils.schema_contents(f"{folder}/_definitions.json", version))
    return definitions @ Registry()
