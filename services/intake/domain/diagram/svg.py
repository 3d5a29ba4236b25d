"""The SVG of a workflow: one A4 page upright, black on white, told without colours, with nothing needed beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.sax.saxutils import escape

from intake.domain.diagram.layout import Box, Layout, Line, laid_out
from intake.domain.diagram.words import StepWords, heading, legend, step_words, told
from intake.domain.lawpack import LawPack
from intake.domain.procedures import ProcedureVersion, Step
from intake.domain.step_words import Phrase
from intake.domain.workflow import Workflow
from intake.domain.working_hours import working_hours

PAGE, MARGIN, INSET, SPACE = (794.0, 1123.0), 38.0, 9.0, 14.0
"""A4 at 96 points an inch; a drawing that needs more is scaled down as a whole."""
_LETTER = 0.54  # of the size: how wide letters are on average, at most, in the fonts named here
_FONTS = "Arial, 'Liberation Sans', 'Noto Sans', sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """One line of text. size: in points of the sheet."""

    text: str
    size: float
    bold: bool = False
    english: bool = False

    @property
    def height(self) -> float:
        return self.size * 1.28


def workflow_svg(version: ProcedureVersion, pack: LawPack) -> str:
    """The picture of a version's steps, as in force when the version began: a whole SVG document."""
    flow = Workflow.of(version.steps)
    way = () if flow.is_line else flow.longest(lambda step: working_hours(step.budget))[1]
    words = [_step_texts(each) for each in step_words(version, pack)]
    texts = _Texts(head=_head(version, way), foot=list(_phrases([legend(version, has_heavy=bool(way))], 9.5)))
    first = _sheet(flow, words, texts, 1.0)
    sheet = _sheet(flow, words, texts, first.scale)  # what is scaled down has more room from side to side
    drawn = [
        *_lines(sheet.head, MARGIN, MARGIN),
        *_shifted(_picture(sheet.layout, version.steps, words, frozenset(way)), MARGIN, sheet.top),
        *_lines(sheet.foot, MARGIN, sheet.top + sheet.layout.height + SPACE),
    ]
    return _document(drawn, version, told(version, pack), max(first.scale, sheet.scale))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Texts:
    """What stands above and below the picture, not yet in lines."""

    head: list[_Text]
    foot: list[_Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """The picture and its texts in lines. top: where the picture begins. scale: how much larger than A4 it all is."""

    head: list[_Text]
    foot: list[_Text]
    layout: Layout
    top: float
    scale: float


def _sheet(flow: Workflow, words: Sequence[Sequence[_Text]], texts: _Texts, scale: float) -> _Sheet:
    width = PAGE[0] * scale - 2 * MARGIN
    head, foot = _wrapped(texts.head, width), _wrapped(texts.foot, width)
    layout = laid_out(flow, width, lambda place, each: _height(_wrapped(words[place], each - 2 * INSET)) + 2 * INSET)
    top = MARGIN + _height(head) + SPACE
    tall = top + layout.height + SPACE + _height(foot) + MARGIN
    needed = max(1.0, tall / PAGE[1], (layout.width + 2 * MARGIN) / PAGE[0])
    return _Sheet(head=head, foot=foot, layout=layout, top=top, scale=needed)


def _document(drawn: Iterable[str], version: ProcedureVersion, description: str, scale: float) -> str:
    title = f"Sơ đồ quy trình: {version.name} (Diagram of the steps: {version.name_en})"
    head = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" '
        f'viewBox="0 0 {_n(PAGE[0] * scale)} {_n(PAGE[1] * scale)}" role="img" aria-labelledby="title desc" '
        f'xml:lang="vi" font-family="{_FONTS}">'
    )
    arrow = (
        '<defs><marker id="arrow" markerWidth="9" markerHeight="9" refX="8" refY="4" orient="auto" '
        'markerUnits="userSpaceOnUse"><path d="M0 0L8 4L0 8z"/></marker></defs>'
    )
    parts = [
        head,
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(description)}</desc>',
        arrow,
        '<rect width="100%" height="100%" fill="#fff"/>',
        *drawn,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _head(version: ProcedureVersion, way: Sequence[int]) -> list[_Text]:
    lines = heading(version, " → ".join(str(place + 1) for place in way))
    return [
        _Text(text=version.name, size=16.0, bold=True),
        _Text(text=version.name_en, size=12.0, english=True),
        *_phrases(lines if way else lines[:1], 10.5),
    ]


def _step_texts(words: StepWords) -> list[_Text]:
    name, name_en = words.name
    return [
        _Text(text=name, size=11.5, bold=True),
        _Text(text=name_en, size=9.5, english=True),
        *_phrases(words.facts, 10.0),
    ]


def _phrases(phrases: Iterable[Phrase], size: float) -> Iterator[_Text]:
    """Vietnamese, with English under it."""
    for vi, en in phrases:
        yield _Text(text=vi, size=size)
        yield _Text(text=en, size=size - 1.5, english=True)


def _wrapped(texts: Iterable[_Text], width: float) -> list[_Text]:
    """Lines that fit; a word that is too long stands alone."""
    lines: list[_Text] = []
    for text in texts:
        letters = int(width / (text.size * _LETTER * (1.06 if text.bold else 1.0)))
        line = ""
        for word in text.text.split():
            if line and len(line) + 1 + len(word) > letters:
                lines.append(_again(text, line))
                line = ""
            line = f"{line} {word}" if line else word
        lines.append(_again(text, line))
    return lines


def _again(text: _Text, line: str) -> _Text:
    return _Text(text=line, size=text.size, bold=text.bold, english=text.english)


def _height(lines: Iterable[_Text]) -> float:
    return sum(line.height for line in lines)


def _picture(
    layout: Layout, steps: Sequence[Step], words: Sequence[Sequence[_Text]], critical: frozenset[int]
) -> Iterator[str]:
    """Lines first: boxes lie over their ends. Heavy ones last, where several run together."""
    links = set(pairwise(sorted(critical)))
    for line in sorted(layout.lines, key=lambda line: (line.before, line.after) in links):
        yield _arrow(line, heavy=(line.before, line.after) in links)
    for box in layout.boxes:
        yield from _box(box, steps[box.place], heavy=box.place in critical)
        yield from _lines(_wrapped(words[box.place], box.width - 2 * INSET), box.x + INSET, box.y + INSET)


def _arrow(line: Line, *, heavy: bool) -> str:
    path = "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in line.points)
    weight = 2.4 if heavy else 1.0
    return f'<path d="{path}" fill="none" stroke="#000" stroke-width="{weight}" marker-end="url(#arrow)"/>'


def _box(box: Box, step: Step, *, heavy: bool) -> Iterator[str]:
    dashes = ' stroke-dasharray="6 3"' if step.guard else ""
    yield _frame(box, 0.0, 2.4 if heavy else 1.0, dashes)
    if step.decides:
        yield _frame(box, 3.5, 1.0, "")


def _frame(box: Box, inside: float, weight: float, dashes: str) -> str:
    return (
        f'<rect x="{_n(box.x + inside)}" y="{_n(box.y + inside)}" width="{_n(box.width - 2 * inside)}" '
        f'height="{_n(box.height - 2 * inside)}" rx="4" fill="#fff" stroke="#000" stroke-width="{weight}"{dashes}/>'
    )


def _lines(lines: Iterable[_Text], x: float, y: float) -> Iterator[str]:
    for line in lines:
        weight = ' font-weight="bold"' if line.bold else ""
        english = ' font-style="italic" fill="#333" xml:lang="en"' if line.english else ""
        place = f'x="{_n(x)}" y="{_n(y + line.size)}" font-size="{_n(line.size)}"'
        yield f"<text {place}{weight}{english}>{escape(line.text)}</text>"
        y += line.height


def _shifted(parts: Iterable[str], x: float, y: float) -> Iterator[str]:
    yield f'<g transform="translate({_n(x)} {_n(y)})">'
    yield from parts
    yield "</g>"


def _n(value: float) -> str:
    """A coordinate: a tenth of a point is enough."""
    return f"{value:.1f}".removesuffix(".0")
