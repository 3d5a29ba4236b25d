"""Forms on paper: a sheet of the domain becomes blocks of words, and a typesetter makes them PDF/A.

wording.py         dates, limits, channels and legal references in Vietnamese
blocks.py          the parts a form is made of
receipts.py, letters.py, control_slips.py, books.py, people.py   the words of each form
sheets.py          which words stand on which form
qr.py              an address as a picture
typst_printer.py   fulfils ``FormPrinter``; the templates are in ``typ``
"""
