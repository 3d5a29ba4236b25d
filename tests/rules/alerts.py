"""The rule files of the chart, read as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser as promql
import yaml

ROOT = Path(__file__).parents[2]
FILES = ROOT / "k8s" / "charts" / "motcua" / "files"
RUNBOOKS = ROOT / "docs" / "runbooks"
PROMTOOL_TESTS = Path(__file__).parent / "promtool"
#: What Prometheus itself adds to every series, and what its operator adds.
TARGET_LABELS = frozenset({"job", "instance", "namespace", "pod"})
#: Labels that functions make (``label_replace``) or that rules' results have.
MADE_LABELS = frozenset({"reason", "le"})
_SUFFIXES = ("_bucket", "_sum", "_count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """A series that an expression asks for, with the labels it matches on."""

    metric: str
    labels: frozenset[str]


def rule_files() -> list[Path]:
    """Recording rules first, as Prometheus should evaluate them."""
    return [*sorted((FILES / "rules").glob("*.yaml")), *sorted((FILES / "alerts").glob("*.yaml"))]


def rules(path: Path) -> list[dict[str, Any]]:
    groups = yaml.safe_load(path.read_text("utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> dict[str, dict[str, Any]]:
    """Every alert by the name of its file."""
    return {path.stem: rules(path)[0] for path in sorted((FILES / "alerts").glob("*.yaml"))}


def recorded() -> dict[str, str]:
    """Expression of every recording rule, by name."""
    return {rule["record"]: rule["expr"] for path in (FILES / "rules").glob("*.yaml") for rule in rules(path)}


def registry() -> dict[str, frozenset[str]]:
    """Labels of every series there is: the services' metrics, and others' that rules may name."""
    named: dict[str, frozenset[str]] = {}
    for file in ("metrics.yaml", "external.yaml"):
        for name, each in yaml.safe_load((ROOT / "telemetry" / file).read_text("utf-8")).items():
            for series in series_of(name, each["type"]):
                named[series] = frozenset(each["labels"])
    return named


def series_of(name: str, kind: str) -> list[str]:
    return [name + suffix for suffix in _SUFFIXES] if kind == "histogram" else [name]


def selected(expression: str) -> Iterator[Selected]:
    """Every series that an expression reads."""
    found: list[Selected] = []

    def visit(node: Any) -> bool:
        if isinstance(node, promql.VectorSelector):
            matchers = [one for one in node.matchers.matchers if one.name != "__name__"]
            found.append(Selected(metric=node.name or "", labels=frozenset(one.name for one in matchers)))
        return True

    promql.walk(promql.parse(expression), visit)
    return iter(found)


def grouped_by(expression: str) -> frozenset[str]:
    """Labels in every ``by``, ``without``, ``on`` and ``group_left`` of an expression."""
    lists = re.findall(r"\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)", expression)
    return frozenset(label.strip() for text in lists for label in text.split(",") if label.strip())
