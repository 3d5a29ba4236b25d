"""The five dashboards: as the code makes them, readable by everybody, and about series that there are."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from dashboards import DASHBOARDS
from rules.alerts import TARGET_LABELS, grouped_by, recorded, registry, selected
from rules.boards import FOLDER, board, panels, queries

NAMES = list(DASHBOARDS)
#: Prometheus' own, of our rules.
ALERTS = frozenset({"alertname", "alertstate", "severity", "department", "service", "consumer"})


def test_what_is_committed_is_what_the_code_makes() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)
    for name, page in DASHBOARDS.items():
        assert (FOLDER / f"{name}.json").read_text("utf-8") == page().json(), f"{name}: run make generate"


@pytest.mark.parametrize("name", NAMES)
def test_grafana_s_own_model_reads_it_and_loses_nothing(name: str) -> None:
    register_default_plugins()
    read = Dashboard.from_json(board(name))
    assert json.loads(json.dumps(read.to_json(), cls=JSONEncoder)) == board(name)


@pytest.mark.parametrize("name", NAMES)
def test_panels_have_ids_and_places_of_their_own(name: str) -> None:
    every = board(name)["panels"]
    assert len({panel["id"] for panel in every}) == len(every)
    for one, other in combinations([panel["gridPos"] for panel in every], 2):
        apart = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        assert apart or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in every)


@pytest.mark.parametrize("name", NAMES)
def test_a_panel_speaks_vietnamese_and_english_and_has_a_unit(name: str) -> None:
    assert len({panel["title"] for panel in panels(name)}) == len(panels(name))
    for panel in panels(name):
        assert " · " in panel["title"] or panel["title"] == "NATS"
        assert panel["fieldConfig"]["defaults"]["unit"]
    assert " · " in board(name)["title"]


@pytest.mark.parametrize("name", NAMES)
def test_each_chart_has_a_table_of_the_same_queries_and_tells_series_without_colour(name: str) -> None:
    tables = {panel["title"]: panel for panel in panels(name) if panel["type"] == "table"}
    for chart in (panel for panel in panels(name) if panel["type"] == "timeseries"):
        twin = tables[f"{chart['title']} (bảng · table)"]
        assert [target["expr"] for target in twin["targets"]] == [target["expr"] for target in chart["targets"]]
        assert twin["gridPos"]["y"] == chart["gridPos"]["y"]
        styles = [_line(override) for override in chart["fieldConfig"]["overrides"]]
        assert len({json.dumps(style) for style in styles}) == len(chart["targets"])
        assert chart["options"]["legend"]["showLegend"]


def _line(override: dict[str, Any]) -> Any:
    return next(one["value"] for one in override["properties"] if one["id"] == "custom.lineStyle")


def test_dashboards_lead_to_one_another_and_to_the_runbooks() -> None:
    uids = {board(name)["uid"] for name in NAMES}
    for name in NAMES:
        assert {link["url"].removeprefix("/d/") for link in board(name)["links"]} == uids
    text = (FOLDER / "agency.json").read_text("utf-8")
    assert "${runbooks}/${__data.fields.alertname}.md" in text
    assert {link.split("?")[0] for link in re.findall(r"/d/(motcua-[\w-]+)", text)} <= uids


@pytest.mark.parametrize("name", NAMES)
def test_every_series_and_label_of_a_query_is_in_the_registry(name: str) -> None:
    known = registry() | {record: grouped_by(expr) for record, expr in recorded().items()} | {"ALERTS": ALERTS}
    for asked in queries(name):
        labels: set[str] = set()
        for series in selected(asked.filled()):
            assert series.metric in known, (asked.panel, series.metric)
            assert series.labels <= known[series.metric] | TARGET_LABELS, (asked.panel, series)
            labels |= known[series.metric]
        assert grouped_by(asked.filled()) <= labels | {"le"}, asked.panel


def test_every_variable_that_a_query_names_is_offered() -> None:
    for name in NAMES:
        offered = {variable["name"] for variable in board(name)["templating"]["list"]} | {"__rate_interval"}
        assert {found for asked in queries(name) for found in re.findall(r"\$(\w+)", asked.expr)} <= offered
