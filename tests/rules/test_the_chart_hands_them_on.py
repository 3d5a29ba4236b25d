"""What a cluster gets from the chart is what was tested here."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

from chart.variants import VARIANTS
from rules.alerts import alerts, recorded
from rules.boards import FOLDER
from support.prometheus import promtool
from support.rendering import APIS, Cluster, objects

RUNBOOKS = "https://docs.example.org/motcua/runbooks"


def rendered(**monitoring: Any) -> list[dict[str, Any]]:
    base = VARIANTS["city, monitoring"]
    values = {**base, "monitoring": {**base["monitoring"], **monitoring}}
    return list(objects(values, Cluster(apis=APIS)))


def groups(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [group for each in found if each["kind"] == "PrometheusRule" for group in each["spec"]["groups"]]


def test_every_rule_reaches_the_cluster_and_prometheus_accepts_it(tmp_path: Path) -> None:
    made = groups(rendered())
    rules = [rule for group in made for rule in group["rules"]]
    assert {rule["alert"]: rule["expr"] for rule in rules if "alert" in rule} == {
        name: alert["expr"] for name, alert in alerts().items()
    }
    assert {rule["record"]: rule["expr"] for rule in rules if "record" in rule} == recorded()
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"groups": made}, allow_unicode=True), "utf-8")
    checked = subprocess.run([promtool(), "check", "rules", file], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_an_alert_leads_to_where_the_runbooks_are_published() -> None:
    rules = [rule for group in groups(rendered(runbookUrl=RUNBOOKS)) for rule in group["rules"]]
    for rule in (rule for rule in rules if "alert" in rule):
        assert rule["annotations"]["runbook_url"] == f"{RUNBOOKS}/{rule['alert']}.md"


def test_prometheus_is_told_to_leave_our_label_service_alone() -> None:
    monitors = [each for each in rendered() if each["kind"] == "ServiceMonitor"]
    assert monitors
    assert all(endpoint["honorLabels"] is True for each in monitors for endpoint in each["spec"]["endpoints"])


def test_each_dashboard_is_a_config_map_that_grafana_finds() -> None:
    maps = [each for each in rendered() if each["metadata"]["labels"].get("grafana_dashboard") == "1"]
    boards = {name: json.loads(text) for each in maps for name, text in each["data"].items()}
    assert boards == {path.name: json.loads(path.read_text("utf-8")) for path in FOLDER.glob("*.json")}
