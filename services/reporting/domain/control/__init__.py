"""The control team's own work: what it plans, inspects, reviews, proposes and makes known. Pure.

acts         who did what, and which act is possible when      plans        the year's plans of inspections and reviews
inspections  a division is inspected                           findings     what was found, its remedy and its deadline
suggestions  what figures say should be inspected              costs        compliance cost by the standard cost model
reviews      a procedure against the four questions            proposals    how it is made simpler, and what became of
it initiatives  ideas of officers and divisions                   activities   what was made known, taught, commended
rules        incomes and targets with their dates
"""
