"""What a form is: who asks for it, since when, with which columns. Data; how it is filled in stands in ``FORMS``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from chassis.kernel.errors import Kind, Problem, invalid

MARKS = {"V": "đã đọc", "P": "theo thực tế", "I": "suy luận", "M": "ghi theo trí nhớ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FormColumn:
    """A column as the law pack has it. number: as printed."""

    number: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form while it holds, [valid_from, valid_to).

    key: what it reports, the same in every version. number: as printed, empty for internal ones. complete: whether
    ``columns`` are all of the printed ones. mark: how they are known (V, P, I, M). periods: rule by which its periods
    are cut; kinds: the periods that it is owed for. profile: the set of forms that it belongs to.
    """

    key: str
    title: str
    title_en: str = ""
    number: str = ""
    unit: str = ""
    columns: tuple[FormColumn, ...] = ()
    complete: bool = True
    legal_ref: str = ""
    valid_from: date = date(2000, 1, 1)
    valid_to: date | None = None
    mark: str = "V"
    note: str = ""
    periods: str = "calendar"
    kinds: tuple[str, ...] = ()
    receiver: str = ""
    profile: str = ""

    @property
    def is_statutory(self) -> bool:
        return bool(self.number)

    def label(self, number: int, otherwise: str) -> str:
        """What stands over a column."""
        return next((column.label for column in self.columns if column.number == number), otherwise)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Of a table of ``forms.toml``, or of what was kept of the law pack; raises KeyError, TypeError, ValueError."""
        row = dict(data)
        row["columns"] = tuple(FormColumn(**column) for column in row.get("columns", ()))
        row["kinds"] = tuple(row.get("kinds", ()))
        for name in ("valid_from", "valid_to"):
            if isinstance(row.get(name), str):
                row[name] = date.fromisoformat(row[name]) if row[name] else None
        return cls(**row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A set of statutory forms, as one circular has it. is_known: whether its forms were obtained.

    notice, notice_en: what is printed on every report for a period in which this set holds and is not known.
    ask_on: a day on which the law pack lists the set.
    """

    key: str
    title: str
    legal_ref: str
    valid_from: date
    valid_to: date | None = None
    is_known: bool = True
    notice: str = ""
    notice_en: str = ""
    ask_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A form for a period. notices: sentences that must be printed with it."""

    form: Form
    notices: tuple[str, ...] = ()


def holds(valid_from: date, valid_to: date | None, on: date) -> bool:
    return valid_from <= on and (valid_to is None or on < valid_to)


def profile_on(profiles: Sequence[Profile], on: date) -> Profile | None:
    """The set of forms that holds on a local day."""
    return next((one for one in profiles if holds(one.valid_from, one.valid_to, on)), None)


def chosen(forms: Sequence[Form], profiles: Sequence[Profile], key: str, last: date, profile: str = "") -> Chosen:
    """The form of that key for a period that ends on ``last``.

    Where the set in force was not obtained, the newest older form answers with the printed notice. A set that is asked
    for by name answers itself or not at all. Raises Problem ``form-unknown``, ``profile-unknown``,
    ``form-not-obtained``.
    """
    named = [form for form in forms if form.key == key]
    if not named:
        known = ", ".join(sorted({form.key for form in forms}))
        raise Problem("form-unknown", Kind.NOT_FOUND, f"There is no such form. Known: {known or 'none yet'}.")
    held = [form for form in named if holds(form.valid_from, form.valid_to, last)]
    nearest = min(held or named, key=lambda form: abs((form.valid_from - last).days))
    form = _of_profile(named, profiles, profile) if profile else nearest
    if form in held:
        return Chosen(form=form)
    force = profile_on(profiles, last)
    notice = force.notice if force is not None and force.notice else _outside(form)
    return Chosen(form=form, notices=(notice,))


def _of_profile(named: Sequence[Form], profiles: Sequence[Profile], key: str) -> Form:
    wanted = next((one for one in profiles if one.key == key), None)
    if wanted is None:
        known = ", ".join(one.key for one in profiles)
        raise invalid("profile-unknown", f"There is no such set of forms. Known: {known}.", profile=known)
    found = next((form for form in named if form.profile in ("", key)), None)
    if found is None or not wanted.is_known:
        raise Problem(
            "form-not-obtained",
            Kind.REFUSED,
            f"The forms of {wanted.legal_ref} have not been obtained. Leave out profile to get the older columns with "
            "a printed notice.",
        )
    return found


def _outside(form: Form) -> str:
    return f"Kỳ báo cáo nằm ngoài thời gian áp dụng của biểu ({form.legal_ref}); vẫn dùng các cột của biểu này."
