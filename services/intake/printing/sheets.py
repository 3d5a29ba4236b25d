"""Which words stand on which form. ``printable(sheet)`` gives what the template takes."""

from __future__ import annotations

from typing import Any

from intake.domain.forms.control_slip import ControlSheet
from intake.domain.forms.heading import Heading
from intake.domain.forms.letters import ApologySheet, RefusalSheet, StopSheet, SupplementSheet
from intake.domain.forms.receipts import ReceiptSheet
from intake.domain.forms.register_book import BookSheet
from intake.domain.forms.sheets import Sheet
from intake.printing import letters
from intake.printing.blocks import Block
from intake.printing.books import book_blocks, book_title
from intake.printing.control_slips import control_blocks
from intake.printing.receipts import receipt_blocks
from intake.printing.wording import dated, law, numbered

Printable = dict[str, Any]

PAPER_WHERE_UNREAD = "A4"
"""The size where the law pack gives none: that of TT03/25's forms was not read [I]."""

DRAFT = "(DỰ THẢO – chưa ký)"


def printable(sheet: Sheet) -> Printable:
    """Everything that the template needs, as plain JSON."""
    match sheet:
        case ReceiptSheet():
            return page(sheet.heading, receipt_blocks(sheet))
        case SupplementSheet():
            return page(sheet.heading, letters.supplement(sheet))
        case RefusalSheet():
            return page(sheet.heading, letters.refusal(sheet))
        case ApologySheet():
            return page(sheet.heading, letters.apology(sheet), subtitle=DRAFT if sheet.is_draft else None)
        case StopSheet():
            return page(sheet.heading, letters.stop(sheet))
        case ControlSheet():
            return page(sheet.heading, control_blocks(sheet))
        case BookSheet():
            return page(sheet.heading, book_blocks(sheet), subtitle=book_title(sheet), landscape=True)


def page(heading: Heading, blocks: list[Block], *, subtitle: str | None = None, landscape: bool = False) -> Printable:
    on = heading.dated
    return {
        "paper": (heading.form.paper_size or PAPER_WHERE_UNREAD).lower(),
        "landscape": landscape,
        "title": heading.form.name,
        "subtitle": subtitle,
        "keywords": [heading.form.legal_ref, f"Mẫu số {heading.form.number:02d}"],
        "date": {"year": on.year, "month": on.month, "day": on.day},
        "form": {"mark": f"Mẫu số {heading.form.number:02d}", "law": law(heading.form.legal_ref)},
        "agency": heading.agency,
        "unit": heading.unit,
        "number": numbered(heading),
        "dated": dated(heading),
        "blocks": blocks,
    }
