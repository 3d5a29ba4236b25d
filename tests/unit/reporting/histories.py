"""Random dossiers of a year, told as Story tells them: pauses, extensions, withdrawals, corrections, no appointment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from reporting.domain.evidence import PROCEDURE_FEE, SYNTHETIC, EvidenceKind, Papers, Place
from unit.reporting.story import Story

START = datetime(2023, 11, 1, 9, 0)
PROCEDURES = {
    "cap-gcn-dkdt": "dau-tu",
    "dieu-chinh-gcn": "dau-tu",
    "cap-gpld": "lao-dong",
    "la-khong-co-ten": "lao-dong",
}
CHANNELS = ("counter", "online", "post")


def year(seed: int, count: int) -> Iterator[Story]:
    """As many dossiers, accepted over fourteen months."""
    dice = Random(seed)
    for number in range(count):
        yield _history(dice, f"018f7b6e-0000-7000-8000-{number:012d}")


def _history(dice: Random, dossier_id: str) -> Story:
    procedure = dice.choice(list(PROCEDURES))
    place = Place(
        agency="heza",
        department=PROCEDURES[procedure],
        procedure_key=procedure,
        channel=dice.choice(CHANNELS),
        code=f"H24.15-{dossier_id[-6:]}",
    )
    story = Story(dossier_id=dossier_id, place=place)
    at = START + timedelta(days=dice.randrange(420), hours=dice.randrange(8))
    due = at + timedelta(days=dice.randrange(1, 30))
    if dice.random() < 0.03:
        return story.add("intake", EvidenceKind.RECEIVED, _text(at), label=SYNTHETIC).add(
            "intake", EvidenceKind.ACCEPTED, _text(at), due=_text(due)
        )
    if dice.random() < 0.05:
        return story.received(_text(at)).refused(_text(at + timedelta(hours=1)))
    _filed(story, at, _due(dice, due))
    return _handled(dice, story.assigned(_text(at + timedelta(hours=1))), at, due)


def _filed(story: Story, at: datetime, due: str) -> None:
    """Some with papers that were counted, some with a fee, of which some was paid, of that some online; no dice."""
    number, on = int(story.dossier_id[-12:]), _text(at)
    counted = Papers(total=4, electronic=number % 5, exempt=int(number % 7 == 0), reused=int(number % 4 == 0))
    fee = (None, 0, 600_000)[number % 3]
    story.add("intake", EvidenceKind.RECEIVED, on, papers=counted if number % 6 else None)
    story.add("intake", EvidenceKind.ACCEPTED, on, due=due, amount=fee)
    if fee and number % 2:
        online = fee if number % 4 == 1 else 0
        story.add("intake", EvidenceKind.PAID, on, label=PROCEDURE_FEE, amount=fee, online=online)


def _handled(dice: Random, story: Story, at: datetime, due: datetime) -> Story:
    now = at + timedelta(days=dice.randrange(1, 10))
    original = due
    for _ in range(dice.choice((0, 0, 0, 1, 2))):
        if dice.random() < 0.5:
            story.paused(_text(now))
            if dice.random() < 0.2:
                return story
            stood = timedelta(days=dice.randrange(1, 40))
            now, due, original = now + stood, due + stood, original + stood
            story.resumed(_text(now), _text(due))
        else:
            due = now + timedelta(days=dice.randrange(1, 20))
            story.moved(_text(now), _text(due), _text(original))
        now += timedelta(days=dice.randrange(1, 25))
    match dice.randrange(10):
        case 0:
            return story
        case 1:
            return story.withdrawn(_text(now)).stopped(_text(now), "withdrawn")
        case 2:
            story.stopped(_text(now), dice.choice(("authority", "applicant-deadline-passed")))
            if dice.random() < 0.5:
                story.corrected(_text(now + timedelta(hours=1)), story.last_id)
            return story
        case _:
            ends = max(now, due + timedelta(days=dice.randrange(-6, 7), hours=dice.randrange(-4, 5)))
            return story.issued(_text(ends), _text(due), _text(original))


def _due(dice: Random, due: datetime) -> str:
    """Hardly ever none, which is an error of the data."""
    return "" if dice.random() < 0.03 else _text(due)


def _text(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M:%S")
