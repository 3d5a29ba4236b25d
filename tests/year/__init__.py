"""A whole year of dossiers, and the figures that ought to come of it, worked out a second time by other code.

slow      the calendar and the clock as ADR 0003 tells them, a day at a time; shares no code with the kernel
recount   figures from nothing but the event stream and the law pack's files
life      what happens to one dossier of the year
foreseen  what would have been said of dossiers before their deadlines
play      the year on a running system
"""
