"""Every report: a form is data (which columns, since when, who asks for it) and one pure function (how it is filled).

definition   which form holds, and what must be printed beside it      periods   which days a period has
material     what the functions are given                              filling   the form's function → Report
"""
