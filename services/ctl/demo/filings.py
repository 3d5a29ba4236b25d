"""What a counter or an applicant would send, made from the public catalogue and calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from chassis.kernel.worktime import CalendarDay, DayKind, OfficeHours, WorkCalendar
from ctl.client import Json
from ctl.demo.scenario import Offer, Story

# How often a procedure is asked for, by its department's daily business: certificates of origin are filed by the
# dozen, investment policies a few times a year.
WEIGHTS = {"doanh-nghiep": 3.0, "lao-dong": 4.0, "dau-tu": 3.0, "quy-hoach-xay-dung": 2.0, "tai-nguyen-moi-truong": 1.0}


def offers(procedures: Mapping[str, Json]) -> list[Offer]:
    """The procedures that one may file, in a fixed order; a department's procedures share its weight."""
    by_department: dict[str, int] = {}
    for procedure in procedures.values():
        by_department[procedure["department"]] = by_department.get(procedure["department"], 0) + 1
    return [
        Offer(
            key=key,
            department=procedure["department"],
            channels=tuple(offer["channel"] for offer in procedure["channels"]),
            weight=WEIGHTS.get(procedure["department"], 1.0) / by_department[procedure["department"]],
        )
        for key, procedure in sorted(procedures.items())
    ]


def filing(story: Story, procedure: Json) -> Json:
    """The body of ``POST /v1/dossiers``: a sample applicant that names nobody."""
    is_organisation = "organisation" in procedure["subjects"]
    number = f"{story.number:06d}"
    return {
        "procedure": story.procedure,
        "channel": story.channel,
        "applicant": {
            "kind": "organisation" if is_organisation else "individual",
            "name": f"Doanh nghiệp mẫu số {story.number}" if is_organisation else f"Người nộp mẫu số {story.number}",
            "identity_number": f"0299{number}" if is_organisation else f"031999{number}",
            "address": "Địa chỉ mẫu, Khu kinh tế Đình Vũ – Cát Hải, Hải Phòng",
            "phone": f"0999{number}",
            "email": f"mau-{story.number}@example.org",
        },
        "documents": [
            {"key": document["key"], "quantity": document["quantity"]} | _digital(story, place)
            for place, document in enumerate(procedure["documents"])
            if document["required"]
        ],
        "request": f"{procedure['name']} (hồ sơ mẫu)",
    }


def _digital(story: Story, place: int) -> Json:
    """Online, papers come as files; the counter scans those of four dossiers in five, of the fifth every second one.
    Every third applicant need not hand in the first paper: it is taken from the national store."""
    is_scanned = story.channel == "online" or story.number % 5 > 0 or place % 2 == 1
    return {"digitised": is_scanned, "from_national_store": story.number % 3 == 0 and place == 0}


def calendar_of(plain: Json) -> WorkCalendar:
    """The working calendar from ``GET /v1/calendar``."""
    return WorkCalendar(
        zone=plain["zone"],
        hours=tuple(
            OfficeHours(
                valid_from=date.fromisoformat(hours["valid_from"]),
                valid_to=date.fromisoformat(hours["valid_to"]) if hours["valid_to"] else None,
                weekdays=frozenset(hours["weekdays"]),
                sessions=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in hours["sessions"]),
                rest_ref=hours["rest_ref"],
            )
            for hours in plain["hours"]
        ),
        days=tuple(
            CalendarDay(
                on=date.fromisoformat(day["on"]),
                kind=DayKind(day["kind"]),
                reason=day["reason"],
                reason_en=day["reason_en"],
                legal_ref=day["legal_ref"],
            )
            for day in plain["days"]
        ),
        decided_years=frozenset(plain["decided_years"]),
        known_years=frozenset(plain["known_years"]),
    )
