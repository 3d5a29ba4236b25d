"""A grant as subjects of the stream, for the consumer that a subscriber reads by itself."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from chassis.kernel.errors import Kind, Problem
from notify.domain.selection import Selection

MOST_SUBJECTS = 200


def subjects_of(grant: Selection) -> tuple[str, ...]:
    """``motcua.v1.<agency>.<department>.<entity>.<event>`` for all that is granted, no two of which overlap.

    Raises Problem ``grant-needs-feed`` for a grant by procedure: the procedure stands in the event, not in its subject,
    so the broker would hand out more than was granted. ``grant-too-fine`` beyond 200 subjects.
    """
    if grant.procedures:
        detail = "A grant by procedure cannot be kept by the broker. Use the feed or a webhook, or grant by type."
        raise Problem("grant-needs-feed", Kind.REFUSED, detail)
    events = [one.removeprefix("motcua.").removesuffix(".v1") for one in sorted(grant.types)]
    every = sorted(grant.agencies) or ["*"], sorted(grant.departments) or ["*"], events or [">"]
    subjects = tuple(f"motcua.v1.{'.'.join(tokens)}" for tokens in product(*every))
    if len(subjects) > MOST_SUBJECTS:
        detail = f"The grant makes {len(subjects)} subjects; the broker takes {MOST_SUBJECTS}. Leave a question empty."
        raise Problem("grant-too-fine", Kind.REFUSED, detail)
    return subjects


def widest_subjects(selection: Selection) -> tuple[str, ...]:
    """Subjects that hold everything chosen and perhaps more, for a reader that looks at each event itself."""
    try:
        return subjects_of(replace(selection, procedures=frozenset()))
    except Problem:
        return ("motcua.v1.>",)
