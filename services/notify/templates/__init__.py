"""Texts of messages: ``<language>/<occasion>.txt``. First ``version:`` and ``subject:``, for what may
go to telephones ``short:``, a blank line, the body.

A change of wording is a new version number. Every text ends with the five elements that ND224/2025 art.
15(1)(g) wants
in each notice: agency, who receives and handles, time of receipt, of handling and of return
(``_particulars.txt``). A short text knows the code and the link and nothing else: others read it over the shoulder.
"""
