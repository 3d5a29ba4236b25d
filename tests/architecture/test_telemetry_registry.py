"""What telemetry/*.yaml promises is what the code declares, and the other way round."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from chassis.telemetry import metrics
from chassis.telemetry.attributes import ATTRIBUTES
from chassis.telemetry.privacy import is_telling

ROOT = Path(__file__).parents[2]
SERVICES = ("chassis", "intake", "processing", "reporting", "notify")
PERSONAL_LABELS = {"dossier", "dossier_id", "dossier_code", "applicant", "officer", "actor", "subject", "user", "text"}


def registry(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOT / "telemetry" / name).read_text("utf-8"))
    return content


@pytest.fixture(scope="module")
def declared() -> dict[str, metrics.Declared]:
    """Every family that importing the services declares."""
    for service in SERVICES:
        package = importlib.import_module(service)
        for module in pkgutil.walk_packages(package.__path__, f"{service}."):
            if not module.name.endswith(".__main__") and ".versions." not in module.name:
                importlib.import_module(module.name)
    return {name: each for name, each in metrics.declared().items() if not name.startswith("test_")}


def test_every_declared_metric_is_in_the_registry_as_it_is(declared: dict[str, metrics.Declared]) -> None:
    listed = registry("metrics.yaml")
    in_code = {name: (each.type, list(each.labels), each.help) for name, each in declared.items()}
    in_file = {name: (each["type"], each["labels"], each["help"]) for name, each in listed.items() if name in in_code}
    assert in_file == in_code


def test_every_metric_of_the_registry_is_declared_unless_it_is_planned(
    declared: dict[str, metrics.Declared],
) -> None:
    promised = {name for name, each in registry("metrics.yaml").items() if not each.get("planned")}
    assert promised - set(declared) == set()
    planned = {name for name, each in registry("metrics.yaml").items() if each.get("planned")}
    assert planned & set(declared) == set(), "no longer only planned"


def test_nothing_is_both_ours_and_others() -> None:
    assert set(registry("metrics.yaml")).isdisjoint(registry("external.yaml"))


def test_names_and_labels_keep_to_the_rules() -> None:
    for name, each in registry("metrics.yaml").items():
        assert re.fullmatch(r"(motcua|dossier)_[a-z0-9_]+", name), name
        assert name.endswith("_total") == (each["type"] == "counter"), name
        assert each["help"].endswith("."), name
        assert PERSONAL_LABELS.isdisjoint(each["labels"]), name


def test_every_attribute_of_a_span_is_in_the_registry() -> None:
    listed = {each["code"]: name for name, each in registry("spans.yaml")["attributes"].items()}
    assert listed == ATTRIBUTES
    assert not [code for code in ATTRIBUTES if is_telling(code)]


def test_every_span_is_in_the_registry_and_says_only_what_it_may() -> None:
    listed = set(registry("spans.yaml")["spans"])
    opened: set[str] = set()
    for path, call in _spans():
        unknown = {each.arg for each in call.keywords} - {"kind"} - set(ATTRIBUTES)
        assert not unknown, f"{path}:{call.lineno} {unknown}"
        name = call.args[-1] if _called(call) == "continued" else call.args[0]
        if isinstance(name, ast.Constant):
            opened.add(str(name.value))
    assert opened <= listed
    assert {name for name in listed if "{" not in name} <= opened


def _spans() -> Iterator[tuple[Path, ast.Call]]:
    for service in SERVICES:
        for path in sorted((ROOT / "services" / service).rglob("*.py")):
            if path.parent.name == "telemetry":
                continue
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and _called(node) in {"span", "continued"} and node.args:
                    yield path, node


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
