"""OrderDigests: one mail a working morning instead of one for each deadline. One pass of a loop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime

from chassis.kernel.clock import Clock
from chassis.kernel.ids import Ids
from chassis.kernel.worktime import is_office_time
from notify.application.outages.ports import OfficeCalendar
from notify.application.ports import Reads, UnitOfWork
from notify.domain.dates import HO_CHI_MINH, in_english, in_vietnamese
from notify.domain.delivery import Delivery
from notify.domain.departure import Departure
from notify.domain.occasions import Audience, Channel, Occasion
from notify.domain.occurrence import Particulars

LISTED = frozenset({Occasion.DUE_SOON, Occasion.OVERDUE, Occasion.STEP_DUE_SOON})
MOST_LINES = 50


class OrderDigestsHandler:
    """Once a working day and officer, when the office is open; what has been read in the inbox is not repeated."""

    def __init__(
        self,
        uow: UnitOfWork,
        reads: Reads,
        calendar: OfficeCalendar,
        departure: Departure,
        *,
        clock: Clock,
        real: Clock,
        ids: Ids,
        planned: Callable[[], None],
    ) -> None:
        """departure: how a message begins here. planned: wakes the senders."""
        self._uow = uow
        self._reads = reads
        self._calendar = calendar
        self._departure = departure
        self._clock = clock
        self._real = real
        self._ids = ids
        self._planned = planned
        self._done: date | None = None

    async def __call__(self) -> None:
        """Raises Problem while intake, whose calendar counts, has never answered."""
        now = self._clock.now()
        today = now.astimezone(HO_CHI_MINH).date()
        if self._done == today or not is_office_time(await self._calendar(), now):
            return
        of: dict[str, list[Delivery]] = defaultdict(list)
        for one in await self._reads.unread(LISTED):
            of[one.recipient].append(one)
        async with self._uow.begin() as tx:
            await tx.deliveries.add([self._digest(officer, listed, today, now) for officer, listed in of.items()])
            await tx.commit()
        self._done = today
        if of:
            self._planned()

    def _digest(self, officer: str, listed: Sequence[Delivery], today: date, now: datetime) -> Delivery:
        """Known by its day and officer, so that a second replica adds nothing."""
        begun = self._departure.of(Channel.EMAIL, Audience.OFFICER, now=now, real=self._real.now())
        known = listed[0].particulars
        return Delivery(
            id=self._ids.new(),
            event_id=f"digest:{today.isoformat()}:{officer}",
            event_type="digest",
            dossier_id="",
            occasion=Occasion.DIGEST,
            audience=Audience.OFFICER,
            channel=begun.channel,
            recipient=officer,
            particulars=Particulars(
                agency=known.agency,
                department=known.department,
                officer=officer,
                happened_at=now,
                note=_lines(listed, vietnamese=True),
                note_en=_lines(listed, vietnamese=False),
            ),
            state=begun.state,
            failure=begun.failure,
            created_at=now,
            next_attempt_at=begun.next_attempt_at,
            finished_at=begun.finished_at,
        )


def _lines(listed: Sequence[Delivery], *, vietnamese: bool) -> str:
    """One line a dossier, the late ones first; codes and days, no name."""
    latest = {one.dossier_id: one for one in listed}
    late = sorted(latest.values(), key=lambda one: (one.occasion is not Occasion.OVERDUE, one.created_at))
    lines = [_line(one, vietnamese=vietnamese) for one in late[:MOST_LINES]]
    more = len(late) - len(lines)
    if more:
        lines.append(f"… và {more} hồ sơ khác" if vietnamese else f"… and {more} more")
    return "\n".join(lines)


def _line(one: Delivery, *, vietnamese: bool) -> str:
    code, due = one.particulars.code or one.dossier_id, one.particulars.due_at
    if vietnamese:
        said = "quá hạn" if one.occasion is Occasion.OVERDUE else "sắp đến hạn"
        return f"- {code}: {said}, {in_vietnamese(due)}" if due else f"- {code}: {said}"
    said = "overdue" if one.occasion is Occasion.OVERDUE else "due soon"
    return f"- {code}: {said}, {in_english(due)}" if due else f"- {code}: {said}"
