"""A report as DOCX: the letter's words with real styles, tables, a repeated head and page numbers, to be edited on.

Times New Roman 13 for the text, 14 for the title (NĐ 30/2020/NĐ-CP, annex I).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph as DocxParagraph

from reporting.printing.letter import COUNTRY, MOTTO, Letter, Paragraph, Table, cell_text
from reporting.printing.letter_data import side

FONT = "Times New Roman"
_SIDES = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
_DOUBT = RGBColor(0x9C, 0x00, 0x06)
_MARGINS_CM = (2.5, 1.5, 2.0)  # left, right, above and below
_A4_CM = (21.0, 29.7)


def document(made: Letter) -> bytes:
    """Blocks for tens of milliseconds: call it in a thread."""
    paper = docx.Document()
    _styles(paper)
    paper.core_properties.title = made.title
    paper.core_properties.author = made.issuer
    paper.core_properties.language = "vi-VN"
    paper.core_properties.created = made.created_at.astimezone(UTC).replace(tzinfo=None)
    _lay(paper, across=made.is_across)
    _footer(paper)
    _head(paper, made)
    _title(paper, made)
    for part in made.parts:
        match part:
            case Paragraph():
                _words(paper, part)
            case Table():
                _table(paper, part, turned=part.is_wide and not made.is_across)
    _ending(paper, made)
    kept = io.BytesIO()
    paper.save(kept)
    return kept.getvalue()


def _styles(paper: Document) -> None:
    for name, size in (("Normal", 13), ("Title", 14), ("Heading 2", 13)):
        style: Any = paper.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.bold = name != "Normal"
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
            fonts.set(qn(attribute), FONT)
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)
        style.paragraph_format.space_after = Pt(4)
    borders = paper.styles["Title"].element.get_or_add_pPr()
    for border in borders.findall(qn("w:pBdr")):
        borders.remove(border)


def _lay(paper: Document, *, across: bool) -> None:
    section = paper.sections[-1]
    short, long = (Cm(size) for size in _A4_CM)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if across else (short, long)
    left, right, rest = (Cm(size) for size in _MARGINS_CM)
    section.left_margin, section.right_margin = left, right
    section.top_margin = section.bottom_margin = rest


def _footer(paper: Document) -> None:
    line = paper.sections[0].footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line.add_run("Trang ")
    _counted(line, "PAGE")
    line.add_run(" / ")
    _counted(line, "NUMPAGES")


def _counted(line: DocxParagraph, what: str) -> None:
    """A field that the word processor fills in."""
    for kind, text in (("begin", ""), ("", what), ("end", "")):
        run = line.add_run()._r
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run.append(mark)


def _head(paper: Document, made: Letter) -> None:
    table = paper.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _widths(table, [[left, right]], (0.46, 0.54), _width(paper))
    upper = [(made.parent.upper(), False, False)] if made.parent else []
    _stack(left, [*upper, (made.issuer.upper(), True, False), ("_" * 8, False, False), (made.number, False, False)])
    _stack(right, [(COUNTRY, True, False), (MOTTO, True, False), ("_" * 16, False, False), (made.dated, False, True)])


def _stack(cell: _Cell, lines: Iterable[tuple[str, bool, bool]], size: int = 11) -> None:
    """Lines in the middle: text, bold, italic."""
    for at, (text, bold, italic) in enumerate(lines):
        line = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_after = Pt(0)
        _run(line, text, bold=bold, italic=italic, size=size)


def _title(paper: Document, made: Letter) -> None:
    if made.form:
        above = paper.add_paragraph()
        above.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(above, made.form, italic=True, size=11)
    line = paper.add_paragraph(made.title.upper(), style="Title")
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in made.about:
        about = paper.add_paragraph()
        about.alignment = WD_ALIGN_PARAGRAPH.CENTER
        about.paragraph_format.space_after = Pt(0)
        _run(about, text, italic=True, size=12)
    paper.add_paragraph().paragraph_format.space_after = Pt(0)


def _words(paper: Document, part: Paragraph) -> None:
    match part.style:
        case "heading":
            paper.add_paragraph(part.text, style="Heading 2")
        case "plain":
            line = paper.add_paragraph(part.text)
            line.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
            line.paragraph_format.first_line_indent = Cm(1.27)
        case style:
            line = paper.add_paragraph()
            run = _run(line, part.text, italic=style != "doubt", size=11)
            if style == "doubt":
                run.font.color.rgb = _DOUBT


def _table(paper: Document, part: Table, *, turned: bool) -> None:
    """turned: on pages of its own, across."""
    if turned:
        paper.add_section(WD_SECTION.NEW_PAGE)
        _lay(paper, across=True)
    if part.title:
        paper.add_paragraph(part.title, style="Heading 2")
    if part.unit:
        unit = paper.add_paragraph()
        unit.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(unit, f"Đơn vị tính: {part.unit}", italic=True, size=11)
    _grid(paper, part)
    paper.add_paragraph().paragraph_format.space_after = Pt(0)
    if turned:
        paper.add_section(WD_SECTION.NEW_PAGE)
        _lay(paper, across=False)


def _grid(paper: Document, part: Table) -> None:
    laid = part.grid
    above = laid.depth + laid.is_numbered
    table = paper.add_table(rows=above + len(laid.lines), cols=len(laid.fields), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    cells = _cells(table, len(laid.fields))
    _widths(table, cells, part.widths, _width(paper))
    for heading in laid.headings:
        top = cells[heading.row][heading.column]
        bottom = cells[heading.row + heading.rows - 1][heading.column + heading.columns - 1]
        _set(top if top is bottom else top.merge(bottom), heading.text, "center", bold=True)
    if laid.is_numbered:
        for place, field in enumerate(laid.fields):
            _set(cells[laid.depth][place], field.printed_number, "center", italic=True)
    for at, row in enumerate(table.rows):
        _keep(row._tr, is_head=at < above)
    for at, line in enumerate(laid.lines):
        for place, field in enumerate(laid.fields):
            _set(cells[above + at][place], cell_text(field, line, place), side(field), bold=line.is_sum)


def _cells(table: DocxTable, width: int) -> list[list[_Cell]]:
    """All cells, looked up once: python-docx finds them anew for every row otherwise."""
    flat = table._cells
    return [flat[start : start + width] for start in range(0, len(flat), width)]


def _widths(table: DocxTable, cells: list[list[_Cell]], shares: Sequence[float], whole: int) -> None:
    """Both in the table's grid and in each cell: word processors differ in what they read."""
    table.autofit = False
    widths = [Emu(int(whole * share / sum(shares))) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in cells:
        for cell, width in zip(row, widths, strict=True):
            cell.width = width


def _set(cell: _Cell, text: str, where: str, *, bold: bool = False, italic: bool = False) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    line = cell.paragraphs[0]
    line.alignment = _SIDES[where]
    line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
    _run(line, text, bold=bold, italic=italic, size=10)


def _keep(row: Any, *, is_head: bool) -> None:
    """No row is torn apart; those of the head stand again on each page."""
    properties = row.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader") if is_head else ("w:cantSplit",):
        properties.append(OxmlElement(name))


def _ending(paper: Document, made: Letter) -> None:
    paper.add_paragraph()
    table = paper.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _run(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True, size=12)
    copies = made.recipients or ("...............",)
    for at, copy in enumerate(copies):
        line = left.add_paragraph()
        line.paragraph_format.space_after = Pt(0)
        _run(line, f"- {copy}{';' if at + 1 < len(copies) else '.'}", size=11)
    signer = made.signer.upper() or "................................"
    _stack(right, [(signer, True, False), ("(Ký, ghi rõ họ tên và đóng dấu; hoặc ký số)", False, True)], size=12)


def _run(line: DocxParagraph, text: str, *, bold: bool = False, italic: bool = False, size: int = 13) -> Any:
    run = line.add_run(text)
    run.bold, run.italic = bold, italic
    run.font.size = Pt(size)
    return run


def _width(paper: Document) -> int:
    """Of the text, in EMU."""
    section = paper.sections[-1]
    return int((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))
