"""Where the boxes and lines of a workflow stand: one row for each level, lines that pass a row go between its boxes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from intake.domain.workflow import Workflow

GAP, TRACK, PASSAGE = 26.0, 9.0, 14.0
"""Between rows and boxes; between lines side by side; what a line needs to pass a row. In points of the sheet."""
WIDEST, NARROWEST = 440.0, 168.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The box of the step at a place; x, y: its upper left corner. Boxes of a row are alike."""

    place: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """From the foot of one box to the head of another, all corners square."""

    before: int
    after: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Boxes in the order of their steps. width, height: of the whole, from the origin."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def laid_out(flow: Workflow, width: float, height_of: Callable[[int, float], float]) -> Layout:
    """The picture of a workflow. width: that is there; more is taken if many steps stand side by side.

    height_of: the height that a step's box needs at a width.
    """
    graph = _Graph.of(flow)
    rows = _ordered(graph)
    boxes, across, down = _placed(graph, rows, width, height_of)
    lines = tuple(_line(graph, way, across, down) for way in graph.ways)
    whole = max([width, *(box.x + box.width for box in boxes.values())])
    tall = max((box.y + box.height for box in boxes.values()), default=0.0)
    return Layout(boxes=tuple(boxes[place] for place in sorted(boxes)), lines=lines, width=whole, height=tall)


@dataclass(slots=True, kw_only=True)
class _Graph:
    """Steps (0 and up) and the passages of lines (below 0), each on its level. ways: node by node from step to step."""

    levels: dict[int, int]
    ways: list[tuple[int, ...]] = field(default_factory=list)

    @classmethod
    def of(cls, flow: Workflow) -> _Graph:
        graph = cls(levels=dict(enumerate(flow.levels())))
        for after, direct in enumerate(flow.before):
            for before in direct:
                between = range(graph.levels[before] + 1, graph.levels[after])
                passages = [-1 - len(graph.levels) - number for number in range(len(between))]
                graph.levels |= dict(zip(passages, between, strict=True))
                graph.ways.append((before, *passages, after))
        return graph

    @property
    def links(self) -> list[tuple[int, int]]:
        return [link for way in self.ways for link in pairwise(way)]


def _ordered(graph: _Graph) -> list[list[int]]:
    """The nodes of each level from left to right, each near the nodes it is linked with: few lines cross."""
    rows: list[list[int]] = [[] for _ in range(max(graph.levels.values(), default=-1) + 1)]
    for node in sorted(graph.levels, key=lambda node: (node < 0, abs(node))):
        rows[graph.levels[node]].append(node)
    above: dict[int, list[int]] = {}
    below: dict[int, list[int]] = {}
    for before, after in graph.links:
        above.setdefault(after, []).append(before)
        below.setdefault(before, []).append(after)
    for _ in range(4):
        for upper, lower in pairwise(rows):
            _sort(lower, upper, above)
        for upper, lower in reversed(list(pairwise(rows))):
            _sort(upper, lower, below)
    return rows


def _sort(row: list[int], fixed: Sequence[int], linked: Mapping[int, Sequence[int]]) -> None:
    """By the middle of what each node is linked with in the row that stays; ties keep their order."""
    at = {node: number for number, node in enumerate(fixed)}
    own = {node: number for number, node in enumerate(row)}

    def middle(node: int) -> float:
        places = [at[other] for other in linked.get(node, ()) if other in at]
        return sum(places) / len(places) if places else float(own[node])

    row.sort(key=middle)


def _placed(
    graph: _Graph, rows: list[list[int]], width: float, height_of: Callable[[int, float], float]
) -> tuple[dict[int, Box], dict[int, float], list[tuple[float, float]]]:
    """The boxes; the middle of every node from left to right; where each row begins and ends."""
    wide = [_box_width(row, width) for row in rows]
    spans = [_span(row, each) for row, each in zip(rows, wide, strict=True)]
    whole, y = max([width, *spans]), 0.0
    boxes: dict[int, Box] = {}
    across: dict[int, float] = {}
    down: list[tuple[float, float]] = []
    for level, (row, each, span) in enumerate(zip(rows, wide, spans, strict=True)):
        tallest, x = max((height_of(node, each) for node in row if node >= 0), default=0.0), (whole - span) / 2
        for node in row:
            own = each if node >= 0 else PASSAGE
            if node >= 0:
                boxes[node] = Box(place=node, x=x, y=y, width=own, height=tallest)
            across[node] = x + own / 2
            x += own + GAP
        down.append((y, y + tallest))
        y += tallest + GAP + TRACK * max(len(_tracks(graph, level)) - 1, 0)
    return boxes, across, down


def _box_width(row: Sequence[int], width: float) -> float:
    """Alike in a row: what the lines that pass it leave."""
    steps = sum(node >= 0 for node in row)
    left = width - (len(row) - 1) * GAP - (len(row) - steps) * PASSAGE
    return max(NARROWEST, min(WIDEST, left / steps)) if steps else 0.0


def _span(row: Sequence[int], box: float) -> float:
    return sum(box if node >= 0 else PASSAGE for node in row) + GAP * max(len(row) - 1, 0)


def _tracks(graph: _Graph, level: int) -> list[tuple[str, int]]:
    """What runs across below a level: a line that forks runs once, and so does one that several join."""
    return list(dict.fromkeys(_track(graph, link) for link in graph.links if graph.levels[link[0]] == level))


def _track(graph: _Graph, link: tuple[int, int]) -> tuple[str, int]:
    before, after = link
    forks = sum(one == before for one, _ in graph.links) > 1
    return ("from", before) if forks else ("to", after)


def _line(graph: _Graph, way: tuple[int, ...], across: Mapping[int, float], down: list[tuple[float, float]]) -> Line:
    points: list[Point] = [(across[way[0]], down[graph.levels[way[0]]][1])]
    for link in pairwise(way):
        before, after = link
        level = graph.levels[before]
        tracks = _tracks(graph, level)
        turn = down[level][1] + GAP / 2 + TRACK * tracks.index(_track(graph, link))
        if across[before] != across[after]:
            points += [(across[before], turn), (across[after], turn)]
        points.append((across[after], down[level + 1][0]))
    return Line(before=way[0], after=way[-1], points=tuple(points))
