"""What differs between two packs is told thing by thing, field by field, and nothing is told that does not differ."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from intake.domain.law_diff import Change, Difference, FieldChange, Section, differences
from intake.domain.lawpack import LawPack
from intake.lawpack import read
from intake.lawpack.__main__ import main
from unit.lawpack.small_pack import SCHEMAS, SHIPPED, SmallPack

CHANGED = [
    ("procedures/sample.yaml", "limit: {amount: 2, unit: calendar_day}", "limit: {amount: 1.5, unit: working_day}"),
    ("procedures/sample.yaml", '{key: anh, name: "Ảnh", form: copy,', '{key: hinh, name: "Hình", form: copy,'),
    ("departments.yaml", 'name_en: "Investment Division"', 'name_en: "Division of Investment"'),
    ("forms.yaml", 'number: 7, name: "Sổ theo dõi hồ sơ"', 'number: 8, name: "Sổ theo dõi hồ sơ"'),
]


@pytest.fixture
def two(pack: SmallPack, tmp_path: Path) -> tuple[SmallPack, SmallPack]:
    """The small pack, and a copy of it to change; the schemas stand beside both."""
    shutil.copytree(SCHEMAS, tmp_path / "schema")
    shutil.copytree(pack.folder, tmp_path / "next")
    return pack, SmallPack(tmp_path / "next")


def _between(two: tuple[SmallPack, SmallPack]) -> tuple[Difference, ...]:
    return differences(*(read(pack.folder) for pack in two))


def test_a_pack_does_not_differ_from_itself(heza: LawPack) -> None:
    assert differences(heza, LawPack.from_dict(heza.to_dict())) == ()


def test_every_changed_field_is_told_with_what_it_was_and_is(two: tuple[SmallPack, SmallPack]) -> None:
    for change in CHANGED:
        two[1].change(*change)
    found = {(d.section, d.name): {f.path: (f.before, f.after) for f in d.fields} for d in _between(two)}
    document = {"name": "Ảnh", "form": "copy", "quantity": 2, "required": False, "condition": None}
    gone, come = {"key": "anh", **document}, {"key": "hinh", **document, "name": "Hình"}
    limit = ({"amount": "2", "unit": "calendar_day"}, {"amount": "1.5", "unit": "working_day"})
    documents = {"documents[anh]": (gone, None), "documents[hinh]": (None, come)}
    assert _plain_of(found[Section.PROCEDURE_VERSION, "sample@1"]) == documents
    assert _plain_of(found[Section.PROCEDURE_VERSION, "sample@2"]) == {"limit": limit, **documents}
    investment = {"name_en": ("Investment Division", "Division of Investment")}
    assert found[Section.DEPARTMENT, "dau-tu from 2016-01-01"] == investment
    assert found[Section.FORM, "register from 2025-09-15"] == {"number": (7, 8)}
    assert len(found) == 4


def _plain_of(fields: dict[str, tuple[object, object]]) -> dict[str, tuple[object, object]]:
    """Documents only with the fields that this test knows."""
    known = ("key", "name", "form", "quantity", "required", "condition")

    def cut(value: object) -> object:
        return {k: value[k] for k in known} if isinstance(value, dict) and "form" in value else value

    return {path: (cut(before), cut(after)) for path, (before, after) in fields.items()}


def test_a_day_off_that_comes_and_one_that_goes_are_added_and_removed(heza: LawPack) -> None:
    new_year = next(day for day in heza.calendar.days if day.on == date(2026, 1, 1))
    moved = replace(new_year, on=date(2026, 1, 7))
    days = tuple(day for day in heza.calendar.days if day is not new_year)
    after = replace(heza, calendar=replace(heza.calendar, days=(*days, moved)))
    assert [(d.section, d.name, d.change) for d in differences(heza, after)] == [
        (Section.CALENDAR_DAY, "2026-01-01", Change.REMOVED),
        (Section.CALENDAR_DAY, "2026-01-07", Change.ADDED),
    ]


def test_a_procedure_that_is_new_is_told_version_by_version_with_its_content(heza: LawPack) -> None:
    fewer = replace(heza, procedures=heza.procedures[1:])
    gone = heza.procedures[0]
    found = differences(fewer, heza)
    assert [(d.name, d.change) for d in found] == [(f"{gone.key}@{v.version}", Change.ADDED) for v in gone.versions]
    assert found[0].content["name"] == gone.versions[0].name
    assert found[0].fields == ()


def test_steps_in_another_order_differ_though_each_is_the_same(heza: LawPack) -> None:
    procedure = heza.procedure("cap-gpld")
    latest = procedure.latest
    first, second, *rest = latest.steps
    turned = replace(latest, steps=(second, first, *rest))
    versions = (*procedure.versions[:-1], turned)
    others = tuple(p for p in heza.procedures if p is not procedure)
    after = replace(heza, procedures=(*others, replace(procedure, versions=versions)))
    (found,) = differences(replace(heza, procedures=(*others, procedure)), after)
    keys = [step.key for step in latest.steps]
    turned_keys = [keys[1], keys[0], *keys[2:]]
    assert found.fields == (FieldChange(path="steps (order)", change=Change.CHANGED, before=keys, after=turned_keys),)


def test_alike_packs_end_with_0(two: tuple[SmallPack, SmallPack], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *(str(pack.folder) for pack in two)]) == 0
    assert capsys.readouterr().out == "the packs say the same\n"


def test_packs_that_differ_end_with_1_and_the_text_says_from_what_to_what(
    two: tuple[SmallPack, SmallPack], capsys: pytest.CaptureFixture[str]
) -> None:
    two[1].change(*CHANGED[0])
    assert main(["diff", *(str(pack.folder) for pack in two)]) == 1
    assert capsys.readouterr().out == (
        "~ thủ tục · procedure version sample@2\n"
        "  ~ limit: 2 calendar day → 1.5 working day\n"
        "\n0 added, 0 removed, 1 changed\n"
    )


def test_json_has_everything_for_a_program(
    two: tuple[SmallPack, SmallPack], capsys: pytest.CaptureFixture[str]
) -> None:
    two[1].change(*CHANGED[3])
    assert main(["diff", "--json", *(str(pack.folder) for pack in two)]) == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "section": "form",
            "name": "register from 2025-09-15",
            "change": "changed",
            "content": {},
            "fields": [{"path": "number", "change": "changed", "before": 7, "after": 8}],
        }
    ]


def test_a_pack_with_a_fault_cannot_be_compared_and_says_why(
    two: tuple[SmallPack, SmallPack], capsys: pytest.CaptureFixture[str]
) -> None:
    two[1].change("procedures/sample.yaml", "role: department_head", "role: everybody")
    assert main(["diff", *(str(pack.folder) for pack in two)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert f"{two[1].folder}/procedures/sample.yaml:32: shared.steps[1].role: 'everybody' is not allowed" in said.err


def test_an_older_pack_that_stands_alone_is_read_with_the_newer_ones_schemas(
    pack: SmallPack, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", str(pack.folder), str(SHIPPED)]) == 1
    assert "- thủ tục · procedure version sample@1\n    name: Thủ tục mẫu\n" in capsys.readouterr().out
