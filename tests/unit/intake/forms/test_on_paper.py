"""Every form, printed: its text word by word, its picture's code, its paper, what the file declares of itself.

After a wanted change of wording: ``GOLDEN=write pytest tests/unit/intake/forms/test_on_paper.py``, and read the diff.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from intake.domain.documents import NamedDocument
from intake.domain.forms.receipts import ReceiptSheet
from intake.domain.procedures import DocumentForm
from intake.printing.typst_printer import TypstPrinter
from support import paper
from unit.intake.forms.specimens import DAYS, NEWER, OLDER, SPECIMENS, filling, receipt
from unit.intake.world import SECRET, accepted, applicant

GOLDEN = Path(__file__).parent / "golden"
VIETNAMESE = (
    "ơ ư ễ ặ Ơ Ư Ễ Ặ ắ ằ ẳ ẵ ấ ầ ẩ ẫ ậ ế ề ể ệ ố ồ ổ ỗ ộ ớ ờ ở ỡ ợ ứ ừ ử ữ ự đ Đ ỳ ý ỷ ỹ ỵ ì í ỉ ĩ ị "
    "Nguyễn Thị Hường, phường Lạch Tray, quận Ngô Quyền"
)
HOSTILE = '#import "x" *đậm* _nghiêng_ $x^2$ \\u{41} `mã` <nhãn> @ai [khối] // chú thích {"a": 1} ~ -- \'" & <b>'


@pytest.fixture(scope="module")
def printer() -> TypstPrinter:
    return TypstPrinter()


def received(**changes: object) -> ReceiptSheet:
    """The receipt of an applicant with some fields changed."""
    return filling(accepted(DAYS[NEWER]), applicant(**changes)).receipt()


@pytest.mark.parametrize("name", SPECIMENS)
async def test_a_form_says_word_by_word_what_it_must(printer: TypstPrinter, name: str) -> None:
    said, kept = paper.lines(await printer.pdf(SPECIMENS[name])), GOLDEN / f"{name}.txt"
    if os.getenv("GOLDEN") == "write":
        kept.write_text(said, encoding="utf-8")
    assert said == kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SPECIMENS)
async def test_a_form_is_an_archivable_tagged_vietnamese_document(printer: TypstPrinter, name: str) -> None:
    sheet = SPECIMENS[name]
    pdf = await printer.pdf(sheet)
    assert paper.declared(pdf) == {
        "standard": "2A",
        "title": sheet.heading.form.name,
        "author": "Ban Quản lý Khu kinh tế Hải Phòng",
        "language": "vi-VN",
        "tagged": "True",
    }
    assert await printer.pdf(sheet) == pdf
    assert await TypstPrinter().pdf(sheet) == pdf


@pytest.mark.parametrize(("law", "size"), [(OLDER, (148, 210)), (NEWER, (210, 297))])
async def test_a_receipt_fits_one_page_of_its_paper(printer: TypstPrinter, law: str, size: tuple[int, int]) -> None:
    pdf = await printer.pdf(receipt(DAYS[law]))
    assert (paper.size_mm(pdf), len(paper.pages(pdf))) == (size, 1)


@pytest.mark.parametrize("law", [OLDER, NEWER])
async def test_the_code_on_a_receipt_opens_the_tracking_page(printer: TypstPrinter, law: str) -> None:
    sheet = SPECIMENS[f"receipt.{law}"]
    assert isinstance(sheet, ReceiptSheet)
    address = f"https://motcua.vidu.vn/tra-cuu/{sheet.receipt.code}?s={SECRET}"
    assert paper.scanned(await printer.pdf(sheet)) == [address]


@pytest.mark.parametrize("field", ["name", "address"])
async def test_every_vietnamese_letter_is_printed_in_every_weight(printer: TypstPrinter, field: str) -> None:
    """The name is bold, the address regular."""
    pdf = await printer.pdf(received(**{field: VIETNAMESE}))
    assert VIETNAMESE in paper.text(pdf)
    assert paper.declared(pdf)["standard"] == "2A"


@pytest.mark.parametrize("text", [HOSTILE, "=" * 10 + " tiêu đề", "- mục\n+ số", "https://vidu.vn/a_b*c"])
async def test_text_is_printed_and_never_read_as_markup(printer: TypstPrinter, text: str) -> None:
    said = paper.text(await printer.pdf(received(name=text, address=text)))
    assert said.count(" ".join(text.split())) == 2


async def test_a_name_without_spaces_as_long_as_one_may_be_stays_on_the_paper(printer: TypstPrinter) -> None:
    name = "Ng" * 100
    pdf = await printer.pdf(received(name=name))
    assert paper.text(pdf).replace(" ", "").count(name) == 1
    margin = paper.picture(pdf).crop((1600, 0, 1653, 2300)).convert("L")
    assert margin.getextrema() == (255, 255)


async def test_a_hundred_documents_take_more_pages_and_none_is_lost(printer: TypstPrinter) -> None:
    sheet = receipt(DAYS[OLDER])
    assert isinstance(sheet, ReceiptSheet)
    documents = tuple(
        NamedDocument(key=f"g-{i}", name=f"Giấy tờ thứ {i} của hồ sơ", form=DocumentForm.CERTIFIED, quantity=i)
        for i in range(1, 101)
    )
    pages = paper.pages(await printer.pdf(replace(sheet, receipt=replace(sheet.receipt, documents=documents))))
    said = " ".join(pages)
    assert all(f"Giấy tờ thứ {i} của hồ sơ" in said for i in range(1, 101))
    assert len(pages) > 1
    assert pages[-1].endswith(f"Trang {len(pages)} / {len(pages)}")
    assert all("Bản sao chứng thực" in page for page in pages[:-1])


async def test_letters_that_our_fonts_lack_cost_the_standard_and_not_the_form(printer: TypstPrinter) -> None:
    pdf = await printer.pdf(received(name="李明 Ông Mẫu"))
    assert "Ông Mẫu" in paper.text(pdf)
    assert paper.declared(pdf)["standard"] == ""
