"""What both the API and the clients say of the law in protobuf. Below both."""

from __future__ import annotations

from datetime import datetime

from chassis.kernel.worktime import DayKind
from intake.domain.lawpack import LawPack
from motcua.intake.v1 import calendar_pb2

KINDS = {DayKind.OFF: calendar_pb2.CALENDAR_DAY_KIND_OFF, DayKind.WORK: calendar_pb2.CALENDAR_DAY_KIND_WORK}


def calendar(law: LawPack, known_at: datetime | None = None) -> calendar_pb2.Calendar:
    """The whole calendar, or as it could be known at an instant, so that processing can count by itself."""
    counted = law.calendar if known_at is None else law.calendar_known_at(known_at)
    return calendar_pb2.Calendar(
        revision=law.digest,
        agency=law.agency.token,
        zone=counted.zone,
        hours=[
            calendar_pb2.OfficeHours(
                valid_from=row.valid_from.isoformat(),
                valid_to=row.valid_to.isoformat() if row.valid_to else "",
                weekdays=sorted(row.weekdays),
                sessions=[
                    calendar_pb2.OfficeSession(opens=opens.isoformat("minutes"), closes=closes.isoformat("minutes"))
                    for opens, closes in row.sessions
                ],
                rest_ref=row.rest_ref,
                known_from=row.known_from.isoformat() if row.known_from else "",
            )
            for row in counted.hours
        ],
        days=[
            calendar_pb2.CalendarDay(
                on=day.on.isoformat(),
                kind=KINDS[day.kind],
                reason=day.reason,
                reason_en=day.reason_en,
                legal_ref=day.legal_ref,
                known_from=day.known_from.isoformat() if day.known_from else "",
            )
            for day in sorted(counted.days, key=lambda day: day.on)
        ],
        decided_years=sorted(counted.decided_years),
        known_years=sorted(counted.known_years),
    )
