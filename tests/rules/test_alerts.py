"""Alert = file = runbook = test; and every expression speaks of series that there are."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rules.alerts import (
    FILES,
    MADE_LABELS,
    PROMTOOL_TESTS,
    RUNBOOKS,
    TARGET_LABELS,
    alerts,
    grouped_by,
    recorded,
    registry,
    rule_files,
    rules,
    selected,
)
from support.prometheus import promtool

ALERTS = alerts()
SECTIONS = ["Meaning", "Impact", "Diagnosis", "Mitigation"]
EXPRESSIONS = {name: alert["expr"] for name, alert in ALERTS.items()} | recorded()


def test_each_alert_has_a_file_a_runbook_and_a_test_of_its_name_and_the_other_way_round() -> None:
    names = set(ALERTS)
    assert {alert["alert"] for alert in ALERTS.values()} == names
    assert {path.stem for path in RUNBOOKS.glob("*.md")} - {"README"} == names
    assert {path.stem for path in PROMTOOL_TESTS.glob("[A-Z]*.yaml")} == names
    listed = re.findall(r"^\| \[(\w+)\]\((\w+)\.md\) \| (\w+) \|", (RUNBOOKS / "README.md").read_text("utf-8"), re.M)
    assert listed == [(name, name, ALERTS[name]["labels"]["severity"]) for name in sorted(names)]


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_says_how_bad_what_and_where_to_read(name: str) -> None:
    alert = ALERTS[name]
    assert len(rules(FILES / "alerts" / f"{name}.yaml")) == 1
    assert alert["labels"]["severity"] in {"critical", "warning"}
    assert re.fullmatch(r"\d+[smh]", alert["for"])
    annotations = alert["annotations"]
    assert set(annotations) == {"summary", "description", "runbook_url"}
    assert annotations["runbook_url"] == f"docs/runbooks/{name}.md"
    vietnamese, _, english = annotations["summary"].partition(" · ")
    assert vietnamese != english != ""
    assert annotations["description"].endswith(".")


@pytest.mark.parametrize("name", ALERTS)
def test_a_runbook_has_its_four_parts_with_commands_and_names_only_alerts_that_exist(name: str) -> None:
    text = (RUNBOOKS / f"{name}.md").read_text("utf-8")
    assert text.startswith(f"# {name}\n")
    assert re.findall(r"^## (.+)$", text, re.M) == SECTIONS
    parts = dict(zip(SECTIONS, re.split(r"^## .+$", text, flags=re.M)[1:], strict=True))
    assert all(len(part.split()) >= 9 for part in parts.values())
    assert "```sh" in parts["Diagnosis"] or "`" in parts["Diagnosis"]
    assert set(re.findall(r"`(Dossier\w+)`", text)) <= set(ALERTS)
    for page in re.findall(r"`(docs/[\w/.-]+)`", text):
        assert (FILES.parents[3] / page).exists(), page


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_every_series_and_label_of_an_expression_is_in_the_registry(name: str) -> None:
    known = registry() | {record: made_of(expr) for record, expr in recorded().items()}
    expression = EXPRESSIONS[name]
    read = list(selected(expression))
    assert read
    labels: set[str] = set()
    for series in read:
        assert series.metric in known, series.metric
        allowed = known[series.metric] | TARGET_LABELS
        assert series.labels <= allowed, (series.metric, series.labels - allowed)
        labels |= allowed
    assert grouped_by(expression) <= labels | MADE_LABELS


@pytest.mark.parametrize("name", ALERTS)
def test_what_an_alert_writes_about_is_a_label_it_keeps(name: str) -> None:
    alert = ALERTS[name]
    named = set(re.findall(r"\$labels\.(\w+)", " ".join(alert["annotations"].values())))
    known = registry() | {record: made_of(expr) for record, expr in recorded().items()}
    kept = {label for series in selected(alert["expr"]) for label in known[series.metric]}
    assert named <= kept | TARGET_LABELS | MADE_LABELS


def made_of(expression: str) -> frozenset[str]:
    return grouped_by(expression)


def test_prometheus_accepts_the_rules() -> None:
    checked = run([promtool(), "check", "rules", *map(str, rule_files())])
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("path", sorted(PROMTOOL_TESTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_rules_do_as_their_promtool_test_says(path: Path) -> None:
    tested = run([promtool(), "test", "rules", path.name], cwd=path.parent)
    assert tested.returncode == 0, tested.stdout + tested.stderr


@pytest.mark.parametrize("name", ALERTS)
def test_a_promtool_test_tries_firing_silence_and_absent_series(name: str) -> None:
    text = (PROMTOOL_TESTS / f"{name}.yaml").read_text("utf-8")
    assert f'alertname="{name}"' in text
    assert "exp_samples: []" in text
    assert "input_series: []" in text


def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, **options)
