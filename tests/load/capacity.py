"""``make capacity``: from what one replica carries to a city and a country, and where the first wall is.

Arithmetic on ``load/measured.py``, supported by a simulation of the queues (``load/queueing.py``). Prints the tables
that stand in ``docs/operate/capacity.md``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from load.measured import (
    ACTIONS,
    COMMITS_PER_SECOND,
    DATABASE_BYTES,
    EVENT_BYTES_PER_DOSSIER,
    EVENTS_PER_DOSSIER,
    PUBLISHED_PER_SECOND,
    RELAY_PER_SECOND,
    Action,
)
from load.queueing import Stream, Waits, simulate

SERVICES = ("intake", "processing", "reporting", "notify")
BUSY = 0.6
"""How much of a core, a primary or a stream is planned to be used at the busiest hour."""
SPARE = 1
"""Replicas beyond what the busiest hour needs: one may be gone."""
STREAM_DAYS, STREAM_COPIES = 90, 3
GIB = 1024**3
COMFORT = 1024 * GIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A year of dossiers. working_days: of a year. season: busiest month over the average one. hour: share of a day's
    work that falls into its busiest hour."""

    name: str
    dossiers: int
    working_days: int = 250
    season: float = 1.5
    hour: float = 0.2

    @property
    def peak(self) -> float:
        """Dossiers a second at the busiest hour of the busiest month."""
        return self.dossiers / self.working_days * self.season * self.hour / 3600


CITY = Demand(name="city", dossiers=3_000_000)
COUNTRY = Demand(name="country", dossiers=40_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What a service needs. cores: of work at the peak. commits: transactions a second of its primary."""

    service: str
    requests: float
    cores: float
    replicas: int
    commits: float
    primary: float
    waits: Waits
    waits_short: Waits


def actions_of(service: str) -> list[Action]:
    return [action for action in ACTIONS if action.service == service]


def need(service: str, demand: Demand) -> Need:
    """Enough replicas to be ``BUSY`` busy at the peak, and one more; and what people wait for with and without it."""
    actions = actions_of(service)
    rates = [demand.peak * action.per_dossier for action in actions]
    cores = sum(rate / action.per_second for rate, action in zip(rates, actions, strict=True))
    commits = sum(rate * action.writes for rate, action in zip(rates, actions, strict=True))
    replicas = math.ceil(cores / BUSY) + SPARE
    streams = [Stream(rate=rate, seconds=1 / action.per_second) for rate, action in zip(rates, actions, strict=True)]
    return Need(
        service=service,
        requests=sum(rates),
        cores=cores,
        replicas=replicas,
        commits=commits,
        primary=commits / COMMITS_PER_SECOND,
        waits=simulate(streams, replicas),
        waits_short=simulate(streams, replicas - SPARE),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """Something that replicas do not widen. dossiers: a year, at which it is ``BUSY`` busy at the peak."""

    what: str
    limit: float
    per_dossier: float
    dossiers: float


def walls() -> list[Wall]:
    """The nearest first."""
    found = [_wall(f"{service}: one primary's commits", COMMITS_PER_SECOND, _commits(service)) for service in SERVICES]
    found.append(_wall("processing: the leader of its relay", RELAY_PER_SECOND, 15.9))
    found.append(_wall("the stream, three copies", PUBLISHED_PER_SECOND, EVENTS_PER_DOSSIER))
    return sorted(found, key=lambda wall: wall.dossiers)


def _commits(service: str) -> float:
    return sum(action.per_dossier * action.writes for action in actions_of(service))


def _wall(what: str, limit: float, per_dossier: float) -> Wall:
    one = Demand(name="one", dossiers=1).peak
    return Wall(what=what, limit=limit, per_dossier=per_dossier, dossiers=BUSY * limit / per_dossier / one)


def bytes_per_dossier(service: str) -> int:
    return sum(DATABASE_BYTES[service].values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """bytes: what a year adds to a database, or (not per_year) what the stream holds once it is full."""

    where: str
    bytes: float
    per_year: bool

    @property
    def years_to_comfort(self) -> float:
        """Until it is as large as a database that is restored in an hour or two."""
        return COMFORT / self.bytes if self.per_year else math.inf


def growth(demand: Demand) -> list[Growth]:
    found = [
        Growth(where=service, bytes=bytes_per_dossier(service) * demand.dossiers, per_year=True) for service in SERVICES
    ]
    held = EVENT_BYTES_PER_DOSSIER * demand.dossiers * STREAM_DAYS / 365
    return [*found, Growth(where="stream, 90 days, three copies", bytes=held * STREAM_COPIES, per_year=False)]


def catch_up(service: str, demand: Demand, away_seconds: float = 3600) -> float:
    """Seconds until a follower with its planned replicas has applied what came while it was away, at the peak."""
    (followed,) = (action for action in actions_of(service) if "events" in action.name)
    arriving = demand.peak * followed.per_dossier
    return arriving * away_seconds / (followed.per_second * need(service, demand).replicas - arriving)


def largest_tables(count: int = 8) -> list[tuple[str, int]]:
    """Which grow most, with bytes a dossier."""
    every = [
        (f"{service}.{table}", size) for service, tables in DATABASE_BYTES.items() for table, size in tables.items()
    ]
    return sorted(every, key=lambda each: -each[1])[:count]


def tables() -> Iterator[str]:
    """Markdown, line by line."""
    for demand in (CITY, COUNTRY):
        yield f"**{demand.name}**: {demand.dossiers:,} dossiers a year, {demand.peak:.2f} a second at the peak"
        yield ""
        yield from _services(demand)
        yield ""
        yield from _stores(demand)
        yield ""
    yield from _walls()
    yield ""
    yield "| Table | Bytes a dossier |"
    yield "|---|---:|"
    yield from (f"| {name} | {size:,} |" for name, size in largest_tables())


def _services(demand: Demand) -> Iterator[str]:
    yield "| Service | Asked/s | Cores | Replicas | Commits/s | of a primary | p95 | one gone | back after 1 h away |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for service in SERVICES:
        one = need(service, demand)
        again = f"{catch_up(service, demand):,.0f} s" if service != "processing" else ""
        yield (
            f"| {service} | {one.requests:,.0f} | {one.cores:.2f} | {one.replicas} | {one.commits:,.0f} "
            f"| {one.primary:.1%} | {one.waits.p95 * 1000:.0f} ms | {one.waits_short.p95 * 1000:.0f} ms | {again} |"
        )


def _stores(demand: Demand) -> Iterator[str]:
    yield "| Store | Grows by | 1 TiB after |"
    yield "|---|---:|---:|"
    for one in growth(demand):
        after = f"{one.years_to_comfort:.1f} years" if one.per_year else ""
        yield f"| {one.where} | {one.bytes / GIB:,.0f} GiB{' a year' if one.per_year else ''} | {after} |"


def _walls() -> Iterator[str]:
    yield "| What replicas do not widen | Carries/s | A dossier needs | 60 % busy at |"
    yield "|---|---:|---:|---:|"
    for wall in walls():
        millions = f"{wall.dossiers / 1e6:,.0f} million a year"
        yield f"| {wall.what} | {wall.limit:,.0f} | {wall.per_dossier:.1f} | {millions} |"


if __name__ == "__main__":
    print("\n".join(tables()))
