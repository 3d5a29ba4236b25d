"""The forms that steps issue must exist in forms.yaml for as long as the version is in force."""

from __future__ import annotations

from collections.abc import Sequence

from intake.domain.lawpack import Form
from intake.lawpack.finding import Path
from intake.lawpack.procedures import ReadProcedure
from intake.lawpack.validity import uncovered


def check_forms(found: ReadProcedure, forms: Sequence[Form]) -> None:
    """Adds each form of a step that is missing on some day."""
    for index, version in enumerate(found.procedure.versions):
        for place, step in enumerate(version.steps):
            for number, key in enumerate(step.forms):
                path: Path = ("steps", place, "forms", number)
                same = [form for form in forms if form.key == key]
                lacking = uncovered(version, same)
                if not same:
                    said, fix = f"there is no form {key}", "use a key of forms.yaml, or add the form there"
                elif lacking is not None:
                    said = f"form {key} does not exist on {lacking}, while this version is in force"
                    fix = "end the version and begin another, or correct the dates in forms.yaml"
                else:
                    continue
                found.source.add(found.where(index, path), said, fix)
