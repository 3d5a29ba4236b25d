"""Counting for forms: a value and what it was counted from come of one selector, in tables and in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from string import Formatter

from reporting.domain.forms.material import Material
from reporting.domain.origin import Count, Facet, Formula, Given, Origin, Part, Source, Where, taken
from reporting.domain.report import Figure, Row, Section, Sheet, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A figure and its origin; shown: as a text, if not the plain number."""

    value: Value
    origin: Origin | None = None
    shown: str = ""


def where(**facets: Facet | Iterable[Facet]) -> Where:
    """``where(kind="conduct", came=("new", "carried"))``."""
    return {
        name: frozenset([taken_of] if taken_of is None or isinstance(taken_of, str | bool) else taken_of)
        for name, taken_of in facets.items()
    }


def counted(material: Material, source: Source, *any_of: Where) -> Counted:
    """Of the things of a source those in any of the selectors."""
    count = Count(source=source, any_of=any_of or ({},))
    return Counted(value=count.of(material.things(source)), origin=count)


def across(
    material: Material, source: Source, of: Where, columns: Mapping[int, Where], sums: Mapping[int, tuple[int, ...]]
) -> dict[int, Counted]:
    """The columns of a row: each what the row takes and the column too. sums: columns that add others up. Facets of
    ``of`` and of a column must be different ones."""
    mine = [thing for thing in material.things(source) if taken(of, thing)]
    found: dict[int, Counted] = {}
    for number, column in columns.items():
        value = Count(source=source, any_of=(column,)).of(mine)
        found[number] = Counted(value=value, origin=Count(source=source, any_of=({**of, **column},)))
    return found | {number: together(*(found[part] for part in parts)) for number, parts in sums.items()}


def together(*parts: Counted) -> Counted:
    """The sum of counts of one source that share nothing."""
    counts = [part.origin for part in parts if isinstance(part.origin, Count)]
    any_of = tuple(each for count in counts for each in count.any_of)
    value = sum(part.value for part in parts if isinstance(part.value, int))
    return Counted(value=value, origin=Count(source=counts[0].source, any_of=any_of))


def ratio(value: Value, said: str, said_en: str, *parts: tuple[str, Counted], shown: str = "") -> Counted:
    """A figure made of counts; said: how."""
    made = tuple(
        Part(said=label, value=part.value, origin=part.origin)  # type: ignore[arg-type]
        for label, part in parts
        if part.origin is not None and part.value is not None
    )
    return Counted(value=value, origin=Formula(said=said, said_en=said_en, parts=made), shown=shown)


def given(value: Value, said: str, said_en: str) -> Counted:
    """A figure with nothing behind it that could be listed here; said: why, and where else to look."""
    return Counted(value=value, origin=Given(said=said, said_en=said_en))


def of_row(row: Row, found: Mapping[int, Counted]) -> Row:
    """With these cells beside its own."""
    return replace(
        row,
        values={**row.values, **{number: each.value for number, each in found.items()}},
        origins={
            **row.origins,
            **{number: each.origin for number, each in found.items() if each.origin is not None},
        },
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A sentence; figures: start, length and what stands there."""

    text: str
    figures: tuple[tuple[int, int, Counted], ...] = ()


Paragraph = str | Told


def told(template: str, **figures: Counted | str | int) -> Told:
    """The template with its figures, which remember where they stand."""
    text, placed = "", []
    for literal, name, _, _ in Formatter().parse(template):
        text += literal
        if name is None:
            continue
        figure = figures[name]
        shown = (figure.shown or str(figure.value)) if isinstance(figure, Counted) else str(figure)
        if isinstance(figure, Counted) and figure.origin is not None:
            placed.append((len(text), len(shown), figure))
        text += shown
    return Told(text=text, figures=tuple(placed))


def section(number: str, title: str, paragraphs: Iterable[Paragraph] = (), sheet: Sheet | None = None) -> Section:
    """With the figures of its text."""
    said = [Told(text=each) if isinstance(each, str) else each for each in paragraphs]
    return Section(
        number=number,
        title=title,
        paragraphs=tuple(each.text for each in said),
        sheet=sheet,
        figures=tuple(
            Figure(paragraph=at, start=start, length=length, value=figure.value, origin=figure.origin)
            for at, each in enumerate(said)
            for start, length, figure in each.figures
            if figure.origin is not None
        ),
    )
