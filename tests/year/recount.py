"""What the figures of a year must be, from nothing but the events that others can read and the law pack's files.

Every due instant, verdict and working second that an event states is worked out again by ``slow``; the verdicts are
counted by department and month as ADR 0011 tells them. What differs is a finding, one sentence each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from year.slow import Limit, Office, SlowClock, due, limit_of, local

Event = dict[str, Any]
Figures = Counter[tuple[str, str, str]]
"""(department, month ``2026-08``, ``received`` ``met`` ``missed``) → how many; month ``now``: ``open``."""

STARTS, PAUSES, RESUMES, EXTENDS, STOPS = "starts", "pauses", "resumes", "extends", "stops"


@dataclass(frozen=True)
class Entry:
    """One thing that happened to the clock. event: id of the event that told it."""

    what: str
    at: datetime
    event: str
    until: datetime | None = None


@dataclass
class Dossier:
    """What is known of a dossier while its events go by."""

    department: str
    office: Office
    limit: dict[str, Any]
    supplement: Mapping[str, Any]
    received_at: datetime
    entries: list[Entry] = field(default_factory=list)
    decided: bool = False
    issued_at: datetime | None = None
    stopped_at: datetime | None = None
    stop_cause: str = ""

    def clock(self, office: Office | None = None) -> SlowClock:
        """Told from the beginning."""
        clock = SlowClock(office or self.office, Limit.of(self.limit))
        for entry in sorted(self.entries, key=lambda entry: entry.at):
            _tell(clock, entry)
        return clock

    @property
    def is_open(self) -> bool:
        return self.issued_at is None and self.stopped_at is None

    def missed_at(self, now: datetime) -> datetime | None:
        """The first deadline that passed while the clock ran and no answer was there; on the second is in time."""
        clock = SlowClock(self.office, Limit.of(self.limit))
        for entry in sorted(self.entries, key=lambda entry: entry.at):
            if (passed := _passed(clock, entry.at)) is not None:
                return passed
            _tell(clock, entry)
        return _passed(clock, now) if self.is_open else None

    def verdict(self, now: datetime) -> tuple[str, datetime] | None:
        if (missed := self.missed_at(now)) is not None:
            return "missed", missed
        if self.issued_at is not None:
            return "met", self.issued_at
        if self.stopped_at is not None and self.stop_cause == "STOP_CAUSE_AUTHORITY":
            return "met", self.stopped_at
        return None


class Recount:
    """Fed with every event of the stream in its order.

    versions: procedure versions of the law pack by key and number. offices: calendars by law revision.
    """

    def __init__(self, versions: Mapping[tuple[str, int], dict[str, Any]], offices: Mapping[str, Office]) -> None:
        self.findings: list[str] = []
        self.dossiers: dict[str, Dossier] = {}
        self.seen: Counter[str] = Counter()
        self._versions = versions
        self._offices = offices
        self._sequences: dict[tuple[str, str], int] = defaultdict(int)

    def feed(self, events: Iterable[Event]) -> None:
        for event in events:
            name = event["type"].removeprefix("motcua.").removesuffix(".v1")
            self.seen[name] += 1
            self._in_order(event)
            handler = getattr(self, "_" + name.replace(".", "_").replace("-", "_"), None)
            if handler is not None and (name in _FIRST or event["subject"] in self.dossiers):
                handler(event, event["data"])

    def anew(self) -> Recount:
        """One that has heard nothing yet."""
        return Recount(self._versions, self._offices)

    def figures(self, now: datetime) -> Figures:
        """Everything counted up to an instant, which nothing comes after."""
        found: Figures = Counter()
        for dossier in self.dossiers.values():
            started = dossier.entries[0].at
            found[dossier.department, f"{started:%Y-%m}", "received"] += 1
            found[dossier.department, "now", "open"] += dossier.is_open
            if (verdict := dossier.verdict(now)) is not None:
                found[dossier.department, f"{verdict[1]:%Y-%m}", verdict[0]] += 1
        return +found

    def _in_order(self, event: Event) -> None:
        """Per dossier and service: from 1, without gap, repetition or inversion."""
        key = event["source"], event["subject"]
        self._sequences[key] += 1
        if int(event["sequence"]) != self._sequences[key]:
            self._find(event, "sequence", int(event["sequence"]), self._sequences[key])

    def _dossier_accepted(self, event: Event, data: Any) -> None:
        ref = data["dossier"]
        version = self._versions[ref["procedureKey"], ref["procedureVersion"]]
        limit = limit_of(version, ref["channel"].removeprefix("CHANNEL_").lower())
        office = self._offices[data["lawRevision"]]
        at = local(data["acceptedAt"])
        policy = version["supplement"]
        dossier = Dossier(
            department=ref["department"],
            office=office,
            limit=limit,
            supplement=policy,
            received_at=local(data["receivedAt"]),
            entries=[Entry(STARTS, at, event["id"])],
        )
        self.dossiers[event["subject"]] = dossier
        self._compare(event, "dueAt", due(office, at, limit))

    def _calendar_changed(self, event: Event, data: Any) -> None:
        """Open cases follow, unless their deadline has passed or would have."""
        now, office = local(event["time"]), self._offices[data["lawRevision"]]
        for dossier in self.dossiers.values():
            if dossier.is_open and not dossier.decided:
                instants = [_original(dossier.clock(each)) for each in (dossier.office, office)]
                if all(at is None or at > now for at in instants):
                    dossier.office = office

    def _dossier_paused(self, event: Event, data: Any) -> None:
        self._add(event, PAUSES, data["pausedAt"])

    def _dossier_resumed(self, event: Event, data: Any) -> None:
        self._add(event, STARTS if data.get("restarted") else RESUMES, data["resumedAt"])

    def _dossier_due_date_changed(self, event: Event, data: Any) -> None:
        dossier = self.dossiers[event["subject"]]
        if data["cause"] == "CLOCK_CAUSE_APOLOGY":
            dossier.entries.append(Entry(EXTENDS, local(event["time"]), event["id"], local(data["dueAt"])))
        clock = dossier.clock()
        self._compare(event, "dueAt", clock.due.at if clock.due else None)
        self._compare(event, "originalDueAt", _original(clock))

    def _dossier_supplement_requested(self, event: Event, data: Any) -> None:
        dossier = self.dossiers[event["subject"]]
        if (deadline := dossier.supplement.get("applicant_deadline")) and event["source"].endswith("processing"):
            self._compare(event, "applicantDeadlineAt", due(dossier.office, local(data["requestedAt"]), deadline))

    def _dossier_step_completed(self, event: Event, data: Any) -> None:
        begin, end = local(data["startedAt"]), local(data["completedAt"])
        seconds = self.dossiers[event["subject"]].clock().seconds_within(begin, end)
        self._compare_number(event, "workingSeconds", seconds)

    def _dossier_decided(self, event: Event, data: Any) -> None:
        self.dossiers[event["subject"]].decided = True

    def _dossier_result_issued(self, event: Event, data: Any) -> None:
        dossier, at = self.dossiers[event["subject"]], local(data["issuedAt"])
        clock = dossier.clock()
        self._compare_number(event, "workingSeconds", clock.seconds(at))
        self._compare(event, "originalDueAt", _original(clock))
        judged = _judged(at, _original(clock))
        if data["timeliness"] != judged:
            self._find(event, "timeliness", data["timeliness"], judged)
        self._slices(event, dossier, at)
        self._add(event, STOPS, data["issuedAt"])
        dossier.issued_at = at

    def _dossier_stopped(self, event: Event, data: Any) -> None:
        dossier = self.dossiers[event["subject"]]
        self._slices(event, dossier, local(data["stoppedAt"]))
        self._add(event, STOPS, data["stoppedAt"])
        dossier.stopped_at, dossier.stop_cause = local(data["stoppedAt"]), data["cause"]

    def _dossier_corrected(self, event: Event, data: Any) -> None:
        """What the named event told has never been."""
        dossier = self.dossiers[event["subject"]]
        dossier.entries = [entry for entry in dossier.entries if entry.event != data["correctedEventId"]]
        match data["correctedType"].split(".")[2]:
            case "stopped":
                dossier.stopped_at, dossier.stop_cause = None, ""
            case "decided":
                dossier.decided = False

    def _slices(self, event: Event, dossier: Dossier, at: datetime) -> None:
        """Every working second since the reception has one owner; those that count are the clock's."""
        for name, expected in (
            ("workingSeconds", dossier.office.seconds(dossier.received_at, at)),
            ("countedSeconds", dossier.clock().seconds(at)),
        ):
            told = sum(int(each.get(name, 0)) for each in event["data"].get("slices", ()))
            if told != expected:
                self._find(event, f"sum of {name}", told, expected)

    def _add(self, event: Event, what: str, at: str) -> None:
        self.dossiers[event["subject"]].entries.append(Entry(what, local(at), event["id"]))

    def _compare(self, event: Event, name: str, expected: datetime | None) -> None:
        told = local(event["data"][name]) if name in event["data"] else None
        if told != expected:
            self._find(event, name, told, expected)

    def _compare_number(self, event: Event, name: str, expected: int) -> None:
        told = int(event["data"].get(name, 0))
        if told != expected:
            self._find(event, name, told, expected)

    def _find(self, event: Event, name: str, told: object, expected: object) -> None:
        self.findings.append(f"{event['type']} of {event['subject']}: {name} is {told}, should be {expected}")


_FIRST = {"dossier.accepted", "calendar.changed"}


def _tell(clock: SlowClock, entry: Entry) -> None:
    match entry.what:
        case "starts":
            clock.begin(entry.at)
        case "pauses":
            clock.pause(entry.at)
        case "resumes":
            clock.resume(entry.at)
        case "extends" if entry.until is not None:
            clock.extend(entry.until)
        case _:
            clock.stop(entry.at)


def _original(clock: SlowClock) -> datetime | None:
    return clock.original.at if clock.original else None


def _passed(clock: SlowClock, at: datetime) -> datetime | None:
    due_at = _original(clock)
    return due_at if due_at is not None and at > due_at else None


def _judged(at: datetime, due_at: datetime | None) -> str:
    if due_at is None or at > due_at:
        return "TIMELINESS_LATE"
    return "TIMELINESS_ON_TIME" if at.date() == due_at.date() else "TIMELINESS_EARLY"
