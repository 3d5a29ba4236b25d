"""Twenty-five dossiers with verdicts worked out by hand from docs/adr/0011, in the words of the counter.

Accepted on Thursday 2024-05-02 at 09:00; due on Tuesday 2024-05-14 at 17:00 unless said otherwise.
"""

from __future__ import annotations

from reporting.domain.facts import Stage
from unit.reporting.story import Story

DUE = "2024-05-14 17:00"
START = "2024-05-02 09:00"


def accepted() -> Story:
    return Story().accepted(START, DUE).assigned("2024-05-02 14:00")


def undone_stop() -> Story:
    story = accepted().stopped("2024-05-06 10:00", "authority")
    mistake = story.last_id
    return story.corrected("2024-05-06 11:00", mistake).issued("2024-05-13 09:00", DUE)


def undone_withdrawal() -> Story:
    """The applicant withdrew when the decision had been made: the withdrawal does not hold."""
    story = accepted().withdrawn("2024-05-13 10:00")
    withdrawal = story.last_id
    return story.corrected("2024-05-13 10:05", withdrawal).issued("2024-05-14 08:00", DUE)


def undone_overdue() -> Story:
    """A day off was announced late: the deadline had not passed after all."""
    story = accepted().overdue(DUE)
    alarm = story.last_id
    story.corrected("2024-05-15 08:00", alarm).moved("2024-05-15 08:00", "2024-05-15 17:00", "2024-05-15 17:00")
    return story.issued("2024-05-15 10:00", "2024-05-15 17:00")


# name → (story, verdict and its local instant or None, stage, open state or None)
GOLDEN: dict[str, tuple[Story, tuple[str, str] | None, Stage, str | None]] = {
    "registered only": (Story().received(START), None, Stage.REGISTERED, None),
    "refused at intake": (
        Story().received(START).refused("2024-05-02 10:00"),
        None,
        Stage.REFUSED,
        None,
    ),
    "open and running": (accepted(), None, Stage.IN_PROCESS, "running"),
    "early": (
        accepted().issued("2024-05-10 09:00", DUE),
        ("met", "2024-05-10 09:00"),
        Stage.ISSUED,
        None,
    ),
    "on the due day": (
        accepted().issued("2024-05-14 08:00", DUE),
        ("met", "2024-05-14 08:00"),
        Stage.ISSUED,
        None,
    ),
    "on the second": (
        accepted().issued("2024-05-14 17:00:00", DUE),
        ("met", DUE),
        Stage.ISSUED,
        None,
    ),
    "on the second, the timer ran too": (
        accepted().issued(DUE, DUE).overdue(DUE),
        ("met", DUE),
        Stage.ISSUED,
        None,
    ),
    "one second late": (
        accepted().issued("2024-05-14 17:00:01", DUE),
        ("missed", DUE),
        Stage.ISSUED,
        None,
    ),
    "open overdue": (accepted().overdue(DUE), ("missed", DUE), Stage.IN_PROCESS, "overdue"),
    "overdue, then issued": (
        accepted().overdue(DUE).issued("2024-05-20 09:00", DUE),
        ("missed", DUE),
        Stage.ISSUED,
        None,
    ),
    "paused": (accepted().paused("2024-05-06 09:00"), None, Stage.SUPPLEMENT, "paused"),
    "paused and resumed, met by the moved date": (
        accepted()
        .paused("2024-05-06 09:00")
        .resumed("2024-05-09 09:00", "2024-05-17 17:00")
        .issued("2024-05-16 15:00", "2024-05-17 17:00"),
        ("met", "2024-05-16 15:00"),
        Stage.ISSUED,
        None,
    ),
    "restarted, missed the new date": (
        accepted()
        .paused("2024-05-06 09:00")
        .resumed("2024-05-09 09:00", "2024-05-21 17:00")
        .overdue("2024-05-21 17:00"),
        ("missed", "2024-05-21 17:00"),
        Stage.IN_PROCESS,
        "overdue",
    ),
    "extended, issued before the original date": (
        accepted()
        .moved("2024-05-10 09:00", "2024-05-24 17:00", original=DUE)
        .issued("2024-05-14 16:00", "2024-05-24 17:00", original=DUE),
        ("met", "2024-05-14 16:00"),
        Stage.ISSUED,
        None,
    ),
    "extended, issued between the dates": (
        accepted()
        .moved("2024-05-10 09:00", "2024-05-24 17:00", original=DUE)
        .issued("2024-05-22 09:00", "2024-05-24 17:00", original=DUE),
        ("missed", DUE),
        Stage.ISSUED,
        None,
    ),
    "extended and overdue": (
        accepted().moved("2024-05-10 09:00", "2024-05-24 17:00", original=DUE).overdue("2024-05-24 17:00"),
        ("missed", DUE),
        Stage.IN_PROCESS,
        "overdue",
    ),
    "withdrawn in time": (
        accepted().withdrawn("2024-05-08 10:00").stopped("2024-05-08 10:01", "withdrawn"),
        None,
        Stage.WITHDRAWN,
        None,
    ),
    "withdrawn when already late": (
        accepted().overdue(DUE).withdrawn("2024-05-16 10:00").stopped("2024-05-16 10:01", "withdrawn"),
        ("missed", DUE),
        Stage.WITHDRAWN,
        None,
    ),
    "the applicant let the own deadline pass": (
        accepted().paused("2024-05-06 09:00").stopped("2024-05-31 00:00", "applicant-deadline-passed"),
        None,
        Stage.STOPPED,
        None,
    ),
    "stopped by the authority in time": (
        accepted().stopped("2024-05-10 09:00", "authority"),
        ("met", "2024-05-10 09:00"),
        Stage.STOPPED,
        None,
    ),
    "a stop by mistake, undone": (undone_stop(), ("met", "2024-05-13 09:00"), Stage.ISSUED, None),
    "a withdrawal after the decision, undone": (
        undone_withdrawal(),
        ("met", "2024-05-14 08:00"),
        Stage.ISSUED,
        None,
    ),
    "an overdue alarm, undone": (undone_overdue(), ("met", "2024-05-15 10:00"), Stage.ISSUED, None),
    "carried over from the year before": (
        Story().accepted("2023-12-28 09:00", "2024-01-05 17:00").issued("2024-01-05 10:00", "2024-01-05 17:00"),
        ("met", "2024-01-05 10:00"),
        Stage.ISSUED,
        None,
    ),
    "issued and collected": (
        accepted().issued("2024-05-10 09:00", DUE).collected("2024-05-11 09:00").rated("2024-05-11 09:05", 5),
        ("met", "2024-05-10 09:00"),
        Stage.COLLECTED,
        None,
    ),
}
