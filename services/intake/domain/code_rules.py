"""Which structure the codes of a day have: the law pack says."""

from __future__ import annotations

from datetime import date

from intake.domain.codes import SERIAL_DIGITS, DossierCode, day_of
from intake.domain.organisation import Agency, CodeRule


def numbered(rule: CodeRule | None, unit: str, on: date, serial: int) -> DossierCode:
    """The code of a unit's dossier of that day."""
    digits, owner = (rule.serial_digits, rule.owner or "") if rule else (SERIAL_DIGITS, "")
    return DossierCode(unit=unit, received_on=on, serial=serial, owner=owner, digits=digits)


def read_code(agency: Agency, text: str) -> DossierCode:
    """The parts of a code of this agency, by the structure of its own day; raises ``dossier-code-malformed``."""
    rule = agency.code_rule_on(day_of(text))
    if rule is None:
        return DossierCode.parse(text)
    return DossierCode.parse(text, has_owner=bool(rule.owner), digits=rule.serial_digits)
