"""What is true of a case whoever asks. Standard library and chassis.kernel only; every instant aware, in UTC.

    vocabulary   the words of the field          law          a procedure version and its calendar, as data
    case         the aggregate                   facts        what happened to it
    states       which action leads where        rights       who may do what
    clock        the ledger and the due instant  opening, steps, supplements, endings, corrections: the transitions
    timers       when something happens by itself

A transition is a pure function ``(case, law, …) -> Change(case, facts)`` or raises a Problem.
"""
