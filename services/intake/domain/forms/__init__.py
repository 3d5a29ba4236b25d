"""The statutory forms as they are printed: what stands on each, under the legal version of the form's own date.

heading.py        what every form begins with; form keys
letters.py        02 supplement request, 03 refusal, 04 apology, 05 stop notice
receipts.py       01 receipt
control_slip.py   the way of a dossier from hand to hand (phiếu kiểm soát)
register_book.py  the book of a year and a field (sổ theo dõi)
issued.py         which forms exist for a dossier at the moment
filling.py        what is known of a dossier, placed on the sheet of each form
rights.py         who may hold which form
public_pages.py   where the public reads on: tracking, rating
"""
