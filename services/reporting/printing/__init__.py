"""Reports as files. A report and its grid go in, bytes come out; no medium counts anything itself.

letterheads.py   who reports, to whom copies go, who signs: data of ``lawpack/letterheads.toml``
letter.py        the words of a report as an official letter (NĐ 30/2020/NĐ-CP), for PDF and DOCX alike
spreadsheet.py   XLSX with formulas for its sums
document.py      DOCX
printer.py       fulfils ``ReportPrinter``; the template of the PDF is in ``typ``
"""
