"""Which forms there are: the law pack's statutory ones, as far as intake was ever reached, and the agency's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from reporting.domain.forms.definition import Form, Profile, profile_on
from reporting.domain.forms.filling import FILLINGS
from reporting.domain.forms.index_rules import IndexRule
from reporting.domain.forms.material import Level
from reporting.domain.forms.periods import PeriodRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Of an agency: its name, and who receives its statutory reports."""

    name: str
    receiver: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBook:
    """The data of ``lawpack/forms.toml``, ``periods.toml`` and ``index766.toml``."""

    profiles: Sequence[Profile]
    own: Sequence[Form]
    rules: Sequence[PeriodRule]
    levels: Sequence[Level]
    senders: Mapping[str, Sender]
    statutory_periods: str
    statutory_kinds: tuple[str, ...]
    index_rules: Sequence[IndexRule] = ()

    def forms(self, statutory: Sequence[Form]) -> list[Form]:
        """Those that can be filled in, own ones last. Statutory ones are given their set, and how they are owed."""
        known = [self._owed(form) for form in statutory]
        return [form for form in (*known, *self.own) if form.key in FILLINGS]

    def days(self) -> list[date]:
        """On which the law pack lists each set."""
        return [profile.ask_on for profile in self.profiles if profile.ask_on is not None]

    def sender(self, agency: str) -> Sender:
        return self.senders.get(agency, Sender(name=agency))

    def _owed(self, form: Form) -> Form:
        profile = profile_on(self.profiles, form.valid_from)
        return replace(
            form,
            periods=self.statutory_periods,
            kinds=self.statutory_kinds,
            profile=profile.key if profile else "",
        )
