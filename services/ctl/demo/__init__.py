"""The demonstration: a seeded stream of dossiers, played through the public API on the simulated clock.

scenario   what will happen: who files what when, how fast each department works (pure, seeded)
opinions   whom a specialist asks for an opinion, and how they answer (pure, seeded)
filings    the bodies that a counter or an applicant would send, made from the public catalogue
player     makes it happen, as the accounts of the people whose work it is
table      the on-time table per department
command    ``motcua demo``
"""
