"""Departments as reporting knows them: enough to name every row of a table, also of those without a
dossier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Department:
    """agency, key: tokens of the organisation. name_vi, name_en: official names, either may be empty until
    learnt."""

    agency: str
    key: str
    name_vi: str
    name_en: str = ""

    @property
    def name(self) -> str:
        """What to show: the Vietnamese name, or the token until the name is learnt."""
        return self.name_vi or self.key
