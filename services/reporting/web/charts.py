"""Charts as SVG text, made on the server: no script, no style attribute, so the pages' strict policy holds.

Each has a title and a description that a screen reader says instead of it; colour is never the only difference (dashes,
markers, hatching, written values); ``currentColor`` and classes of the style sheet make it fit print and dark screens.
A small module of our own, because the libraries that draw static SVG write inline styles or scripts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

WIDTH, HEIGHT = 640, 232
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 36, 34
_INNER_WIDTH, _INNER_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
_BAR_HEIGHT, _LABEL_WIDTH = 30, 240
_FLOORS = (0.9, 0.8, 0.5)
Number = int | float | Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a chart. key: of its ids, once a page. description: the chart in a sentence or two."""

    key: str
    title: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """values: one a category; None leaves a gap, which is not 0."""

    name: str
    values: Sequence[Number | None]


def share_lines(words: Words, categories: Sequence[str], series: Series, *, target: Number, target_name: str) -> Markup:
    """Shares from 0 to 1 over time, with markers and written percents; the target as a dashed line.

    Where all are high the axis begins higher, as it says itself.
    """
    floor = _floor([float(value) for value in (*series.values, target) if value is not None])
    step = _INNER_WIDTH / max(len(categories), 1)
    places = [
        (LEFT + step * (number + 0.5), None if value is None else _y(float(value), 1.0, floor))
        for number, value in enumerate(series.values)
    ]
    parts = [_axis(1.0, floor, percent=True), _names(categories, step)]
    aim = _y(float(target), 1.0, floor)
    parts.append(f'<line class="aim" x1="{LEFT}" y1="{aim:.1f}" x2="{WIDTH - RIGHT}" y2="{aim:.1f}"/>')
    parts.append(f'<line class="aim" x1="{LEFT}" y1="8" x2="{LEFT + 24}" y2="8"/>{_text(LEFT + 30, 12, target_name)}')
    for (x1, y1), (x2, y2) in pairwise(places):
        if y1 is not None and y2 is not None:
            parts.append(f'<line class="one" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')
    for (x, y), value in zip(places, series.values, strict=True):
        if y is not None and value is not None:
            parts.append(f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>')
            parts.append(_text(x, y - 8, _percent(value), anchor="middle"))
    return _svg(words, "".join(parts), HEIGHT)


def paired_columns(words: Words, categories: Sequence[str], pair: tuple[Series, Series]) -> Markup:
    """Counts of two kinds side by side: the first full, the second hatched; a key above them."""
    highest = max([int(value or 0) for one in pair for value in one.values] or [0])
    top = _round_up(highest)
    step = _INNER_WIDTH / max(len(categories), 1)
    wide = step * 0.36
    hatched = f'class="hatched" fill="url(#{words.key}-hatch)"'
    parts = [_hatching(words.key), _axis(top), _names(categories, step)]
    for number, (first, second) in enumerate(zip(pair[0].values, pair[1].values, strict=True)):
        middle = LEFT + step * (number + 0.5)
        parts.append(_column(middle - wide - 1, wide, float(first or 0), top, 'class="full"'))
        parts.append(_column(middle + 1, wide, float(second or 0), top, hatched))
    parts.append(_key(words.key, pair[0].name, pair[1].name))
    return _svg(words, "".join(parts), HEIGHT)


def bars(words: Words, rows: Sequence[tuple[str, Number | None]], *, percent: bool = False) -> Markup:
    """Lying bars, one a row, each with its value written at its end; None has no bar and a dash."""
    known = [float(value) for _, value in rows if value is not None]
    top = 1.0 if percent else float(_round_up(max(known, default=0)))
    room = WIDTH - _LABEL_WIDTH - 70
    parts = []
    for number, (name, value) in enumerate(rows):
        y = number * _BAR_HEIGHT + 6
        middle = y + _BAR_HEIGHT / 2
        parts.append(_text(_LABEL_WIDTH - 8, middle, _cut(name), look="name", anchor="end"))
        long = 0.0 if value is None else room * float(value) / top
        parts.append(f'<rect class="full" x="{_LABEL_WIDTH}" y="{y}" width="{long:.1f}" height="{_BAR_HEIGHT - 10}"/>')
        said = "—" if value is None else _percent(value) if percent else _plain(value)
        parts.append(_text(_LABEL_WIDTH + long + 6, middle, said, look="name"))
    return _svg(words, "".join(parts), max(len(rows), 1) * _BAR_HEIGHT + 8)


def _svg(words: Words, inner: str, height: int) -> Markup:
    title, told = f"{words.key}-title", f"{words.key}-told"
    return Markup(  # noqa: S704 - every text in it is escaped here
        # Narrow screens scroll it rather than make it too small to read.
        f'<div class="drawn" role="group" tabindex="0" aria-label={quoteattr(words.title)}>'
        f'<svg class="chart" role="img" aria-labelledby="{title} {told}" viewBox="0 0 {WIDTH} {height}" '
        f'xmlns="http://www.w3.org/2000/svg"><title id="{title}">{escape(words.title)}</title>'
        f'<desc id="{told}">{escape(words.description)}</desc>{inner}</svg></div>'
    )


def _y(value: float, top: float, floor: float = 0.0) -> float:
    return TOP + _INNER_HEIGHT * (top - value) / (top - floor)


def _floor(shares: Sequence[float]) -> float:
    return next((floor for floor in _FLOORS if min(shares) > floor), 0.0)


def _axis(top: float, floor: float = 0.0, *, percent: bool = False) -> str:
    """Four steps and their values."""
    marks = []
    for number in range(5):
        value = floor + (top - floor) * number / 4
        y = _y(value, top, floor)
        marks.append(f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}"/>')
        said = _percent(value) if percent else _plain(value)
        marks.append(_text(LEFT - 6, y + 4, said, anchor="end"))
    return "".join(marks)


def _names(categories: Sequence[str], step: float) -> str:
    return "".join(
        _text(LEFT + step * (number + 0.5), HEIGHT - BOTTOM + 18, name, anchor="middle")
        for number, name in enumerate(categories)
    )


def _text(x: float, y: float, said: str, *, look: str = "small", anchor: str = "start") -> str:
    return f'<text class="{look}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'


def _column(x: float, width: float, value: float, top: float, look: str) -> str:
    y = _y(value, top)
    return f'<rect {look} x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{HEIGHT - BOTTOM - y:.1f}"/>'


def _hatching(key: str) -> str:
    return (
        f'<defs><pattern id="{key}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="under" width="6" height="6"/>'
        '<line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>'
    )


def _key(key: str, first: str, second: str) -> str:
    return (
        f'<rect class="full" x="{LEFT}" y="0" width="12" height="10"/>'
        f"{_text(LEFT + 17, 10, first)}"
        f'<rect class="hatched" fill="url(#{key}-hatch)" x="{LEFT + 150}" y="0" width="12" height="10"/>'
        f"{_text(LEFT + 167, 10, second)}"
    )


def _round_up(value: float) -> int:
    """The next of 4, 8, 20, 40, 80, 200 …: four even steps."""
    unit = 4
    while unit < value:
        unit = unit * 2 if str(unit)[0] in "42" else unit * 5 // 2
    return unit


def _percent(share: Number) -> str:
    return f"{float(share) * 100:.1f}".removesuffix(".0").replace(".", ",") + " %"


def _plain(value: Number) -> str:
    text = f"{float(value):,.1f}".removesuffix(".0")
    return text.translate(str.maketrans(",.", ".,"))


def _cut(name: str, most: int = 34) -> str:
    return name if len(name) <= most else name[: most - 1] + "…"
