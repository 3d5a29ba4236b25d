"""One dashboard: panels in rows, each chart beside a table with the same numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as common_model
from grafana_foundation_sdk.models import dashboard as model
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

SOURCE = model.DataSourceRef(type_val="prometheus", uid="${datasource}")
PAGES = {
    "agency": "Toàn cơ quan · Agency",
    "department": "Phòng · Department",
    "events": "Sự kiện · Events",
    "services": "Dịch vụ · Services",
    "stores": "Kho dữ liệu · Stores",
}
WIDTH, CHART, HEIGHT, FIGURE = 24, 16, 8, 4
_DASHES = ((), (10.0, 6.0), (2.0, 4.0), (14.0, 4.0, 2.0, 4.0), (20.0, 4.0), (6.0, 2.0))

P = TypeVar("P", stat.Panel, table.Panel, timeseries.Panel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """expr: PromQL, with dashboard variables. name: what the series is called; ``{{label}}`` for a label's value."""

    expr: str
    name: str
    exemplar: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table, named by the field it comes from (``Value #A`` is the first query's)."""

    source: str
    title: str
    unit: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    link: str = ""
    hidden: bool = False

    def properties(self) -> list[model.DynamicConfigValue]:
        listed = [model.DynamicConfigValue("displayName", self.title)]
        if self.unit:
            listed.append(model.DynamicConfigValue("unit", self.unit))
        if self.words:
            listed.append(model.DynamicConfigValue("mappings", [_words(self.words)]))
        if self.link:
            listed.append(model.DynamicConfigValue("links", [{"title": "Xem · Open", "url": self.link}]))
        if self.hidden:
            listed.append(model.DynamicConfigValue("custom.hidden", True))
        return listed


class Page:
    """Collects panels from left to right and downwards."""

    def __init__(self, key: str, description: str) -> None:
        self._board = (
            dashboard.Dashboard(f"motcua · {PAGES[key]}")
            .uid(f"motcua-{key}")
            .description(description)
            .tags(["motcua"])
            .timezone("Asia/Ho_Chi_Minh")
            .time("now-24h", "now")
            .refresh("1m")
            .readonly()
            .tooltip(model.DashboardCursorSync.CROSSHAIR)
            .with_variable(dashboard.DatasourceVariable("datasource").label("Nguồn · Source").type("prometheus"))
        )
        for other, title in PAGES.items():
            link = dashboard.DashboardLink(title).type(model.DashboardLinkType.LINK).url(f"/d/motcua-{other}")
            self._board.link(link.keep_time(True).include_vars(True))
        self._next_id, self._x, self._y, self._row = 1, 0, 0, 0

    def variable(self, name: str, label: str, query: str, *, several: bool = False) -> None:
        """A choice among a label's values. several: all of them unless chosen."""
        chosen = dashboard.QueryVariable(name).label(label).datasource(SOURCE).query(query)
        chosen = chosen.refresh(model.VariableRefresh.ON_TIME_RANGE_CHANGED)
        if several:
            chosen = chosen.multi(True).include_all(True).all_value(".*")
        self._board.with_variable(chosen)

    def runbooks(self) -> None:
        """Where the runbooks are published: a box that the operator fills in once."""
        box = dashboard.TextBoxVariable("runbooks").label("Sổ tay xử lý ở · Runbooks at").default_value("docs/runbooks")
        self._board.with_variable(box)

    def heading(self, title: str) -> None:
        self._break()
        self._board.with_row(dashboard.Row(title).grid_pos(self._place(WIDTH, 1)).id(self._id()))
        self._break()

    def figure(
        self, title: str, query: Query, unit: str, *, words: Mapping[str, str] | None = None, explain: str = ""
    ) -> None:
        """One number, six of them in a row."""
        panel = (
            stat.Panel().graph_mode(common_model.BigValueGraphMode.NONE).color_mode(common_model.BigValueColorMode.NONE)
        )
        panel.reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
        panel.mappings([_words(words)] if words else []).no_value("—")
        self._add(_described(panel, title, unit, explain), [query], FIGURE, FIGURE, at_once=True)

    def chart(
        self, title: str, unit: str, *queries: Query, stacked: bool = False, explain: str = "", twin: str = ""
    ) -> None:
        """Lines over time, and beside them a table of what they are now. twin: title of its name column."""
        lines = timeseries.Panel().line_width(2).fill_opacity(15 if stacked else 0)
        legend = common.VizLegendOptions().display_mode(common_model.LegendDisplayMode.LIST)
        lines.legend(legend.placement(common_model.LegendPlacement.BOTTOM).show_legend(True)).min(0)
        if stacked:
            lines.stacking(common.StackingConfig().mode(common_model.StackingMode.NORMAL).group("A"))
        for place, _ in enumerate(queries):
            dash = _DASHES[place % len(_DASHES)]
            style = {"fill": "dash", "dash": list(dash)} if dash else {"fill": "solid"}
            lines.override_by_query(chr(65 + place), [model.DynamicConfigValue("custom.lineStyle", style)])
        self._add(_described(lines, title, unit, explain), queries, CHART, HEIGHT)
        columns = [
            Column(source="Value" if len(queries) == 1 else f"Value #{chr(65 + place)}", title=_plain(query.name))
            for place, query in enumerate(queries)
        ]
        names = [Column(source=label, title=twin or label) for label in _labels(queries)]
        self.table(f"{title} (bảng · table)", unit, queries, [*names, *columns], width=WIDTH - CHART)

    def table(
        self,
        title: str,
        unit: str,
        queries: Sequence[Query],
        columns: Sequence[Column],
        *,
        width: int = WIDTH,
        sort: tuple[str, bool] | None = None,
        explain: str = "",
    ) -> None:
        """What the queries say now, joined by their labels. sort: title of a column, and whether largest first."""
        grid = table.Panel().show_header(True)
        if sort:
            grid.sort_by([common.TableSortByFieldState().display_name(sort[0]).desc(sort[1])])
        if len(queries) > 1:
            grid.with_transformation(model.DataTransformerConfig(id_val="merge", options={}))
        order = {column.source: place for place, column in enumerate(columns)}
        organize = {"excludeByName": {"Time": True}, "indexByName": order, "renameByName": {}}
        grid.with_transformation(model.DataTransformerConfig(id_val="organize", options=organize))
        for column in columns:
            grid.override_by_name(column.source, column.properties())
        self._add(_described(grid, title, unit, explain), queries, width, HEIGHT, at_once=True)

    def json(self) -> str:
        """As Grafana imports it, stable under comparison."""
        built = json.loads(json.dumps(self._board.build(), cls=JSONEncoder))
        return json.dumps(built, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

    def _add(self, panel: P, queries: Sequence[Query], width: int, height: int, *, at_once: bool = False) -> None:
        for place, query in enumerate(queries):
            target = prometheus.Dataquery().expr(query.expr).legend_format(query.name).ref_id(chr(65 + place))
            if at_once:
                is_table = isinstance(panel, table.Panel)
                target.instant().format(PromQueryFormat.TABLE if is_table else PromQueryFormat.TIME_SERIES)
            else:
                target.range().exemplar(query.exemplar)
            panel.with_target(target)
        panel.datasource(SOURCE).grid_pos(self._place(width, height)).id(self._id())
        self._board.with_panel(panel)

    def _id(self) -> int:
        self._next_id += 1
        return self._next_id - 1

    def _place(self, width: int, height: int) -> model.GridPos:
        if self._x + width > WIDTH:
            self._break()
        place = model.GridPos(h=height, w=width, x=self._x, y=self._y)
        self._x, self._row = self._x + width, max(self._row, height)
        return place

    def _break(self) -> None:
        self._x, self._y, self._row = 0, self._y + self._row, 0


def _described(panel: P, title: str, unit: str, explain: str) -> P:
    return panel.title(title).unit(unit).description(explain)


def _words(words: Mapping[str, str]) -> model.ValueMap:
    numbered = enumerate(words.items())
    return model.ValueMap(
        options={value: model.ValueMappingResult(text=text, index=place) for place, (value, text) in numbered}
    )


def _labels(queries: Sequence[Query]) -> list[str]:
    """Labels that a query's name shows: the columns that tell its rows apart."""
    found: dict[str, Any] = {}
    for query in queries:
        for part in query.name.split("{{")[1:]:
            found[part.partition("}}")[0]] = None
    return list(found)


def _plain(name: str) -> str:
    """A series' name without its labels, which have columns of their own."""
    while "{{" in name:
        before, _, rest = name.partition("{{")
        name = before + rest.partition("}}")[2]
    return name.strip(" ·") or "Giá trị · Value"
