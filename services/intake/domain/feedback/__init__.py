"""Phản ánh, kiến nghị (ND20/2008, amended by ND48/2013 and ND92/2017): what people say of rules and of officials.

vocabulary    kinds, forms, classes, outcomes
feedback      one piece of feedback and what may follow what
handling      what is done with it: each function gives the next version and the fact, or refuses
sender        who sent it, and what was written: sealed, shown to few
rights        who may do and see what; the official concerned never sees it
"""
