"""The nine indices of a unit and the five of an officer, from what was counted in a period.

An index of dossiers is points ÷ dossiers, rounded to one decimal (TT01/2018/TT-VPCP Đ15(2)(a)). Where there is nothing
to score there is no value: not two points and not none. A band is given only when every index has a value, for a total
with gaps would look like bad work; ``most`` says what the indices that have one could have come to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from reporting.domain.evaluation_basis import BASES
from reporting.domain.evaluation_marks import Index
from reporting.domain.evaluation_rules import Band, Edition
from reporting.domain.on_time import Period

BEST = 2
OF_DOSSIERS = (Index.WHOLE_TIME, Index.OWN_TIME, Index.CONTACTS, Index.AGENCIES, Index.ATTITUDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSum:
    """How often something happened in a period. officer: empty for the unit."""

    agency: str
    department: str
    officer: str
    index: Index
    label: str
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFigures:
    """What else is known of a unit. received: dossiers accepted in the period, by channel.

    procedures: in force on the last day, of which it is known how they are done: wholly at the counter, taken in there,
    online. judged: those of which it is known when they were published; posted, electronic: in time. feedback: whose
    answer was due in the period, and of these answered in time.
    """

    received: Mapping[str, int] = field(default_factory=dict)
    procedures: int = 0
    immediate: int = 0
    at_counter: int = 0
    online: int = 0
    judged: int = 0
    posted: int = 0
    electronic: int = 0
    feedback: int = 0
    feedback_in_time: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedProcedure:
    """A procedure that ``UnitFigures.procedures`` counts."""

    key: str
    version: int
    department: str
    is_immediate: bool
    is_at_counter: bool | None
    is_online: bool | None
    is_posted: bool | None
    is_electronic: bool | None
    is_judged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePiece:
    """A piece of feedback that ``UnitFigures.feedback`` counts."""

    id: str
    code: str
    department: str
    kind: str
    is_in_time: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One index. counted: dossiers, procedures or pieces of feedback that it rests on. value: None: nothing to score.
    basis: how it is derived and what is not known, Vietnamese and English. parts: what was counted, by label, or by the
    names of ``UnitFigures``."""

    index: Index
    counted: int
    value: Decimal | None
    basis: tuple[str, str]
    parts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """officer: account, empty for a unit. total: of the indices that have a value, None if none has. most: what these
    could have come to. band: None unless every index has a value."""

    agency: str
    department: str
    officer: str
    scores: tuple[Score, ...]
    total: Decimal | None
    most: int
    band: Band | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluations:
    """Everybody asked for, by the rules that held on the period's last day."""

    edition: Edition
    period: Period
    rows: tuple[Evaluation, ...]


Key = tuple[str, str, str]
"""Agency, department, officer."""


def officers(edition: Edition, period: Period, sums: Iterable[MarkSum]) -> Evaluations:
    """One row for every officer who had a part in a dossier that got its result in the period."""
    by_key = _by_key(each for each in sums if each.officer)
    indices = [Index(number) for number in edition.officer_indices]
    rows = tuple(
        _evaluation(key, [_of_dossiers(edition, index, by_key[key]) for index in indices], edition.officer_bands)
        for key in sorted(by_key)
    )
    return Evaluations(edition=edition, period=period, rows=rows)


def units(
    edition: Edition, period: Period, sums: Iterable[MarkSum], figures: Mapping[tuple[str, str], UnitFigures]
) -> Evaluations:
    """One row for every unit that is known, or that had a part in a dossier."""
    by_key = _by_key(each for each in sums if not each.officer)
    keys = sorted({*by_key, *((agency, department, "") for agency, department in figures)})
    rows = []
    for key in keys:
        mine, known = by_key.get(key, []), figures.get(key[:2], UnitFigures())
        scores = [_of_unit(edition, index, mine, known) for index in Index]
        rows.append(_evaluation(key, scores, edition.unit_bands))
    return Evaluations(edition=edition, period=period, rows=tuple(rows))


def rounded(points: int, counted: int) -> Decimal | None:
    """Points ÷ dossiers to one decimal, half up; None for nothing."""
    if counted == 0:
        return None
    return (Decimal(points) / Decimal(counted)).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def _by_key(sums: Iterable[MarkSum]) -> dict[Key, list[MarkSum]]:
    found: dict[Key, list[MarkSum]] = {}
    for each in sums:
        found.setdefault((each.agency, each.department, each.officer), []).append(each)
    return found


def _evaluation(key: Key, scores: Sequence[Score], bands: Sequence[Band]) -> Evaluation:
    values = [score.value for score in scores if score.value is not None]
    total = sum(values, Decimal(0)) if values else None
    is_whole = total is not None and len(values) == len(scores)
    return Evaluation(
        agency=key[0],
        department=key[1],
        officer=key[2],
        scores=tuple(scores),
        total=total,
        most=BEST * len(values),
        band=next((band for band in bands if total is not None and total >= band.least), None) if is_whole else None,
    )


def _of_dossiers(edition: Edition, index: Index, mine: Iterable[MarkSum]) -> Score:
    labels: Counter[str] = Counter()
    for each in mine:
        if each.index is index:
            labels[each.label] += each.value
    counted = labels.total()
    total = sum(value * points_of(edition, index, label) for label, value in labels.items())
    return Score(
        index=index,
        counted=counted,
        value=rounded(total, counted),
        basis=BASES[index],
        parts=tuple(sorted(labels.items(), key=lambda part: (-points_of(edition, index, part[0]), part[0]))),
    )


def points_of(edition: Edition, index: Index, label: str) -> int:
    """Of one dossier."""
    if index is not Index.CONTACTS:
        return edition.points[index][label]
    contacts = sum(int(n) * weight for n, weight in zip(label.split(","), edition.contacts, strict=True))
    return max(0, BEST - contacts)


def _of_unit(edition: Edition, index: Index, mine: Sequence[MarkSum], known: UnitFigures) -> Score:
    if index in OF_DOSSIERS:
        return _of_dossiers(edition, index, mine)
    counted, points = 0, None
    names: tuple[str, ...] = ()
    parts: dict[str, int] = {}
    match index:
        case Index.AT_COUNTER:
            counted, points = known.procedures, _at_counter(edition, known)
            names = ("procedures", "immediate", "at_counter")
        case Index.PUBLICATION:
            counted, points = known.judged, _publication(known)
            names = ("procedures", "judged", "posted", "electronic")
        case Index.FEEDBACK:
            counted, points = known.feedback, _feedback(edition, known)
            names = ("feedback", "feedback_in_time")
        case Index.ONLINE:
            late = sum(each.value for each in mine if each.index is Index.ONLINE)
            counted, points = sum(known.received.values()), _online(edition, known, late)
            names = ("procedures", "online")
            parts = {"received": counted, "received_online": known.received.get("online", 0), "late": late}
    value = None if points is None else Decimal(points).quantize(Decimal("0.1"))
    told = (*parts.items(), *((name, getattr(known, name)) for name in names))
    return Score(index=index, counted=counted, value=value, basis=BASES[index], parts=told)


def _at_counter(edition: Edition, known: UnitFigures) -> int | None:
    """5: of its procedures, so many done wholly at the counter; or all taken in there; or not all."""
    if known.procedures == 0:
        return None
    if _share(known.immediate, known.procedures) >= edition.at_counter:
        return 2
    return 1 if known.at_counter == known.procedures else 0


def _publication(known: UnitFigures) -> int | None:
    """6: all of them at the counter and electronically, in time; or one of the two; or neither. Nothing is said while
    of one procedure it is not known."""
    if known.procedures == 0 or known.judged < known.procedures:
        return None
    return (known.posted == known.judged) + (known.electronic == known.judged)


def _feedback(edition: Edition, known: UnitFigures) -> int:
    """8: none at all is as good as all in time; the text says so."""
    if known.feedback == 0:
        return 2
    in_time = _share(known.feedback_in_time, known.feedback)
    if in_time >= edition.feedback_all:
        return 2
    return 1 if in_time >= edition.feedback_most else 0


def _online(edition: Edition, known: UnitFigures, late: int) -> int | None:
    """9: enough procedures online, enough dossiers filed online, none of them late."""
    total = sum(known.received.values())
    if total == 0 or known.procedures == 0:
        return None
    filed = _share(known.received.get("online", 0), total)
    if late or filed < edition.online_some:
        return 0
    has_enough = _share(known.online, known.procedures) >= edition.online_procedures
    return 2 if has_enough and filed >= edition.online_most else 1


def _share(part: int, whole: int) -> Decimal:
    """In per cent."""
    return Decimal(100 * part) / Decimal(whole)
