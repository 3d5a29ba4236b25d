"""What was made known and taught, and how many people were commended or disciplined: counts, nobody's name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from reporting.domain.control.acts import LINE, PARAGRAPH, Act, Checks, Moves


class ActivityKind(StrEnum):
    COMMUNICATION = "communication"  # tuyên truyền
    TRAINING = "training"  # tập huấn
    COMMENDATION = "commendation"  # khen thưởng
    DISCIPLINE = "discipline"  # xử lý vi phạm


class Channel(StrEnum):
    """How something was made known."""

    PORTAL = "portal"  # cổng, trang thông tin điện tử
    PRESS = "press"  # báo chí, phát thanh, truyền hình
    SOCIAL = "social"  # mạng xã hội
    MEETING = "meeting"  # hội nghị, hội thảo, đối thoại
    NOTICE = "notice"  # niêm yết, tờ rơi, văn bản
    OTHER = "other"


class ActivityState(StrEnum):
    RECORDED = "recorded"
    STRUCK = "struck"


MOVES = Moves(of="entry", table={"strike-activity": (frozenset({ActivityState.RECORDED}), ActivityState.STRUCK)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityContent:
    """on: local day. title: what, empty for commendation and discipline, of which only the number is noted. audience:
    who it was for. people: reached, taught, commended, disciplined. link: https, empty for none. Raises Problem
    ``invalid-request``."""

    kind: ActivityKind
    on: date
    title: str = ""
    channel: Channel | None = None
    audience: str = ""
    people: int = 0
    link: str = ""

    def __post_init__(self) -> None:
        checks = Checks()
        only_counted = self.kind in (ActivityKind.COMMENDATION, ActivityKind.DISCIPLINE)
        said = bool(self.title or self.audience or self.link)
        checks.that("title", not (only_counted and said), "only the number of people is noted here, no text")
        checks.text("title", self.title, most=LINE, needed=not only_counted)
        checks.text("audience", self.audience, most=PARAGRAPH, needed=False)
        checks.that("people", (1 if only_counted else 0) <= self.people <= 10**7, "must be a number of people")
        is_told = self.kind is ActivityKind.COMMUNICATION
        checks.that("channel", (self.channel is not None) == is_told, "is for communications, which need it")
        checks.text("link", self.link, most=2_000, needed=False)
        checks.that("link", not self.link or self.link.startswith("https://"), "must begin with https://")
        checks.that("link", self.link.isprintable() and " " not in self.link, "must be one address")
        checks.done()


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """An entry of the log. A mistake is struck out, never changed. department: whose it was, empty: the agency's."""

    id: str
    agency: str
    department: str
    kind: ActivityKind
    on: date
    title: str
    channel: Channel | None
    audience: str
    people: int
    link: str
    state: ActivityState = ActivityState.RECORDED
    version: int = 1
    acts: tuple[Act, ...] = ()


def struck(activity: Activity, act: Act) -> Activity:
    """Raises Problem ``act-not-possible``."""
    return replace(activity, state=MOVES.after(activity.state, act.name), acts=(*activity.acts, act))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many entries of a kind, and people in them."""

    kind: ActivityKind
    entries: int
    people: int


def tallied(activities: Iterable[Activity]) -> tuple[Tally, ...]:
    """One of every kind, also where there was none; what was struck out does not count."""
    valid = [each for each in activities if each.state is ActivityState.RECORDED]
    return tuple(
        Tally(
            kind=kind,
            entries=sum(each.kind is kind for each in valid),
            people=sum(each.people for each in valid if each.kind is kind),
        )
        for kind in ActivityKind
    )
