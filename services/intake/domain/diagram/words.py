"""What a diagram says: of the procedure as a whole, and in the box of each step. Vietnamese with English under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chassis.kernel.worktime import Limit, Unit
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Department
from intake.domain.procedures import ProcedureVersion, Role, Step
from intake.domain.step_words import Phrase, when
from intake.domain.workflow import Workflow

_UNITS = {
    Unit.WORKING_DAY: ("ngày làm việc", "working days"),
    Unit.CALENDAR_DAY: ("ngày", "calendar days"),
    Unit.WORKING_HOUR: ("giờ làm việc", "working hours"),
}
_ROLES = {
    Role.RECEPTIONIST: ("Cán bộ một cửa", "receptionist"),
    Role.SPECIALIST: ("Chuyên viên", "specialist"),
    Role.DEPARTMENT_HEAD: ("Lãnh đạo phòng", "head of division"),
    Role.LEADER: ("Lãnh đạo Ban", "leader"),
}
_DECIDES = ("Khung đôi: bước quyết định.", "Double frame: the step that decides.")
_HEAVY = (
    "Khung đậm, mũi tên đậm: đường găng, tổng thời gian dài nhất.",
    "Heavy frame and arrow: the critical path, the longest time in all.",
)
_DASHED = (
    "Khung nét đứt: chỉ làm trong trường hợp đã nêu.",
    "Dashed frame: only in the case that it names.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepWords:
    """name: with the step's number. facts: who, how long, when, apart from whom, which forms."""

    name: Phrase
    facts: tuple[Phrase, ...]


def heading(version: ProcedureVersion, critical: str) -> tuple[Phrase, ...]:
    """Under the title: code, days in force, limit; then the longest way. critical: the steps on it by number."""
    code = (f"Mã {version.national_code}. ", f"Code {version.national_code}. ") if version.national_code else ("", "")
    until = f" đến trước ngày {_day(version.valid_to)}" if version.valid_to else ""
    until_en = f" until before {_day(version.valid_to)}" if version.valid_to else ""
    vi, en = amount(version.limit)
    return (
        (
            f"{code[0]}Phiên bản {version.version}, áp dụng từ {_day(version.valid_from)}{until}. Thời hạn: {vi}.",
            f"{code[1]}Version {version.version}, in force from {_day(version.valid_from)}{until_en}. Limit: {en}.",
        ),
        (f"Đường găng: bước {critical}.", f"Critical path: steps {critical}."),
    )


def legend(version: ProcedureVersion, *, has_heavy: bool) -> Phrase:
    """What the frames mean, those that there are."""
    phrases = [_DECIDES, *([_HEAVY] if has_heavy else []), *([_DASHED] if any(s.guard for s in version.steps) else [])]
    return " ".join(vi for vi, _ in phrases), " ".join(en for _, en in phrases)


def step_words(version: ProcedureVersion, pack: LawPack) -> tuple[StepWords, ...]:
    """The words of every step, in their order."""
    flow = Workflow.of(version.steps)
    return tuple(
        StepWords(
            name=(f"{place + 1}. {step.name}", step.name_en), facts=tuple(_facts(version, pack, flow, place, step))
        )
        for place, step in enumerate(version.steps)
    )


def told(version: ProcedureVersion, pack: LawPack) -> str:
    """The same for those who do not see it: each step, and which steps it follows."""
    flow = Workflow.of(version.steps)
    said = []
    for words, direct in zip(step_words(version, pack), flow.before, strict=True):
        after = f" Sau bước {', '.join(str(place + 1) for place in direct)}." if direct else ""
        said.append(f"{words.name[0]}: {'; '.join(vi for vi, _ in words.facts)}.{after}")
    return " ".join(said)


def amount(limit: Limit) -> Phrase:
    """``0,5 ngày làm việc``, ``0.5 working days``."""
    written, (vi, en) = limit.to_dict()["amount"], _UNITS[limit.unit]
    return f"{written.replace('.', ',')} {vi}", f"{written} {en.removesuffix('s') if limit.amount == 1 else en}"


def _facts(version: ProcedureVersion, pack: LawPack, flow: Workflow, place: int, step: Step) -> Iterator[Phrase]:
    name, name_en = _department(step.department, version, pack)
    time, time_en = amount(step.budget) if step.budget else ("không tính vào thời hạn", "takes none of the limit")
    vi, en = _ROLES[step.role]
    yield f"{name} – {vi}: {time}", f"{name_en} – {en}: {time_en}"
    if step.decides:
        yield "Bước quyết định", "This step decides"
    if step.guard is not None:
        vi, en = when(step.guard)
        yield f"Chỉ {vi}", f"Only {en}"
    if apart := flow.apart_from(place):
        numbers = ", ".join(str(number) for number, each in enumerate(version.steps, 1) if each.key in apart)
        yield f"Không do người đã làm bước {numbers}", f"Not by who did step {numbers}"
    if step.forms:
        named = [form for form in pack.forms_on(version.valid_from) if form.key in step.forms]
        told_en = "; ".join(f"Form {form.number:02d}: {form.key.replace('-', ' ')}" for form in named)
        yield "; ".join(f"Mẫu {form.number:02d}: {form.name}" for form in named), told_en


def _department(token: str, version: ProcedureVersion, pack: LawPack) -> Phrase:
    same: list[Department] = [each for each in pack.departments if each.token == token]
    known = next((each for each in same if each.in_force_on(version.valid_from)), same[-1] if same else None)
    return (known.name, known.name_en) if known else (token, token)


def _day(on: date) -> str:
    return f"{on:%d/%m/%Y}"
