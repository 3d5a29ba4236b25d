"""Every fault an author can make is named with its file, its line, its path and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.lawpack import LawPackInvalid, read
from unit.lawpack.small_pack import PROCEDURE, SCHEMAS, SmallPack

SAMPLE = "procedures/sample.yaml"

# What is written instead of what → the finding. Line numbers are those of small_pack.PROCEDURE.
PROCEDURE_FAULTS = {
    "an unknown field": (
        '  name: "Thủ tục mẫu"\n',
        '  nam: "Thủ tục mẫu"\n  name: "Thủ tục mẫu"\n',
        f"{SAMPLE}:3: shared.nam: is not a known field -> did you mean name?",
    ),
    "an unknown field inside a step": (
        "department: lanh-dao,",
        "department: lanh-dao, deadline: 3,",
        f"{SAMPLE}:53: versions[1].steps[1].deadline: is not a known field -> remove it; known here: "
        "key, name, name_en, department, role, budget, decides, after, guard, forms, apart_from",
    ),
    "a code that is a number": (
        'national_code: "1.000001"',
        "national_code: 1.000001",
        f"{SAMPLE}:44: versions[0].national_code: '1.000001' is not of type string or null -> "
        'write the national code in quotes as "1.014199", without the agency\'s suffix',
    ),
    "a code with a suffix": (
        'national_code: "1.000001"',
        'national_code: "1.000001.H24"',
        f"{SAMPLE}:44: versions[0].national_code: '1.000001.H24' is not written as it must be -> "
        'write the national code in quotes as "1.014199", without the agency\'s suffix',
    ),
    "a day that does not exist": (
        "valid_from: 2024-01-01",
        "valid_from: 2024-02-30",
        f"{SAMPLE}:42: versions[0].valid_from: '2024-02-30' is not written as it must be -> "
        "write a real day as 2024-04-26",
    ),
    "a limit of nothing": (
        "limit: {amount: 8, unit: working_hour}",
        "limit: {amount: 0, unit: working_hour}",
        f"{SAMPLE}:45: versions[0].limit.amount: '0' is too small -> write a positive amount such as 10 or 0.25",
    ),
    "a part of a calendar day": (
        "limit: {amount: 2, unit: calendar_day}",
        "limit: {amount: 2.5, unit: calendar_day}",
        f"{SAMPLE}:49: versions[1].limit.amount: '2.5' is not of type integer -> "
        "calendar days are counted whole: write a whole number",
    ),
    "a unit nobody counts in": (
        "limit: {amount: 2, unit: calendar_day}",
        "limit: {amount: 2, unit: week}",
        f"{SAMPLE}:49: versions[1].limit.unit: 'week' is not allowed -> "
        "write one of: working_day, calendar_day, working_hour",
    ),
    "a step that nobody answers for": (
        "      department: dau-tu\n      role: department_head\n",
        "      department: dau-tu\n",
        f"{SAMPLE}:28: shared.steps[1].role: is missing -> add role: "
        "name who is accountable: receptionist, specialist, department_head or leader",
    ),
    "a step of an unknown role": (
        "role: department_head",
        "role: everybody",
        f"{SAMPLE}:32: shared.steps[1].role: 'everybody' is not allowed -> "
        "name who is accountable: receptionist, specialist, department_head or leader",
    ),
    "a field that stands twice": (
        "  immediate: false\n",
        "  immediate: false\n  immediate: true\n",
        f"{SAMPLE}:11: shared.immediate: stands twice; first on line 10 -> keep one of the two",
    ),
    "a document key that stands twice": (
        "{key: anh,",
        "{key: don,",
        f"{SAMPLE}:13: shared.documents[1].key: don stands twice -> give each its own key",
    ),
    "a step key that stands twice": (
        "{key: b,",
        "{key: a,",
        f"{SAMPLE}:53: versions[1].steps[1].key: a stands twice -> give each its own key",
    ),
    "a channel that stands twice": (
        "unit: working_day}}, {channel: online}]",
        "unit: working_day}}, {channel: online}, {channel: counter}]",
        f"{SAMPLE}:50: versions[1].channels[2].channel: counter stands twice -> keep one of the two",
    ),
    "no step that decides": (
        "role: leader, decides: true}",
        "role: leader}",
        f"{SAMPLE}:51: versions[1].steps: no step decides -> write decides: true on the step that approves the result",
    ),
    "two steps that decide": (
        "{key: c, name: C, name_en: C, department: mot-cua, role: receptionist}",
        "{key: c, name: C, name_en: C, department: mot-cua, role: receptionist, decides: true}",
        f"{SAMPLE}:54: versions[1].steps[2].decides: a second step decides; the first is b -> "
        "let exactly one step decide",
    ),
    "steps that take longer than the law": (
        "budget: {amount: 5, unit: working_hour}",
        "budget: {amount: 1, unit: working_day}",
        f"{SAMPLE}:33: shared.steps[1].budget.amount: the steps take 9 working hours in all, but by channel online "
        "6 working hours hold only 6 working hours -> take 3 working hours off the steps",
    ),
    "an online procedure without the online channel": (
        "unit: working_day}}, {channel: online}]",
        "unit: working_day}}]",
        f"{SAMPLE}:9: shared.online_level: is full, yet the online channel is not offered -> "
        "write information, or offer the online channel",
    ),
    "versions out of order": (
        "  - version: 2",
        "  - version: 3",
        f"{SAMPLE}:46: versions[1].version: 3 is out of order -> "
        "number it 2: versions are numbered 1, 2, 3 … from the oldest",
    ),
    "versions that overlap": (
        "valid_to: 2025-07-01",
        "valid_to: 2025-08-01",
        f"{SAMPLE}:47: versions[1].valid_from: overlaps the one before, which holds until 2025-08-01 -> "
        "write 2025-08-01, or end the one before on 2025-07-01",
    ),
    "days without a version": (
        "valid_to: 2025-07-01",
        "valid_to: 2025-06-01",
        f"{SAMPLE}:47: versions[1].valid_from: leaves a gap: nothing holds from 2025-06-01 to 2025-07-01 -> "
        "write 2025-06-01, or end the one before on 2025-07-01",
    ),
    "an earlier version without an end": (
        "    valid_to: 2025-07-01\n",
        "",
        f"{SAMPLE}:46: versions[1].valid_from: overlaps the one before, which has no end -> "
        "give the one before valid_to: 2025-07-01",
    ),
    "a version that ends before it begins": (
        "valid_to: 2025-07-01\n",
        "valid_to: 2023-07-01\n",
        f"{SAMPLE}:43: versions[0].valid_to: 2023-07-01 is not after valid_from -> "
        "write the first day it no longer holds",
    ),
    "a department that does not exist": (
        "department: lanh-dao",
        "department: lanhdao",
        f"{SAMPLE}:53: versions[1].steps[1].department: there is no department lanhdao -> "
        "use a token of departments.yaml, or add it there",
    ),
    "a last step away from the counter": (
        "{key: c, name: C, name_en: C, department: mot-cua",
        "{key: c, name: C, name_en: C, department: van-phong",
        f"{SAMPLE}:54: versions[1].steps[2].department: c is done by van-phong, which is no one-stop counter -> "
        "let the first and the last step be done at the one-stop counter (ND61 art. 17, 20)",
    ),
    "a first step that is no reception": (
        "{key: a, name: A, name_en: A, department: mot-cua, role: receptionist}",
        "{key: a, name: A, name_en: A, department: mot-cua, role: specialist}",
        f"{SAMPLE}:52: versions[1].steps[0].role: the first step is done by a specialist -> begin with the reception",
    ),
    "an alias": (
        "{key: c, name: C, name_en: C,",
        "{key: c, name: &n C, name_en: *n,",
        f"{SAMPLE}:54: versions[1].steps[2].name_en: repeats &n by an alias -> write it out, or put it under shared",
    ),
    "a key that is not the name of the file": (
        "key: sample\n",
        "key: other\n",
        f"{SAMPLE}:1: key: other is not the name of the file -> rename the file to other.yaml, or the key",
    ),
}


@pytest.mark.parametrize("fault", PROCEDURE_FAULTS)
def test_a_fault_in_a_procedure_is_named_with_line_and_remedy(pack: SmallPack, fault: str) -> None:
    old, new, expected = PROCEDURE_FAULTS[fault]
    pack.change(SAMPLE, old, new)
    assert expected in pack.findings()


SATURDAY = "{on: 2024-05-04, kind: work"
MONDAY = '{on: 2024-04-29, kind: off, reason: "Nghỉ hoán đổi với thứ Bảy 04/5/2024"'
CALENDAR_FAULTS = {
    "a working Saturday that is a Sunday": (
        SATURDAY,
        "{on: 2024-05-05, kind: work",
        "calendar.yaml:29: years[0].days[10].on: 2024-05-05 is a Sunday, not a Saturday -> "
        "give the Saturday that is worked",
    ),
    "a day off on a Saturday": (
        "{on: 2024-04-18, kind: off",
        "{on: 2024-04-20, kind: off",
        "calendar.yaml:25: years[0].days[6].on: 2024-04-20 is a Saturday, a day of rest already -> "
        "remove it, or give the weekday off",
    ),
    "a day that stands twice": (
        "{on: 2024-04-18, kind: off",
        "{on: 2024-04-30, kind: off",
        "calendar.yaml:27: years[0].days[8].on: 2024-04-30 stands twice; first on line 25 -> keep one of the two",
    ),
    "a swap without its other half": (
        MONDAY,
        MONDAY.replace("04-29", "04-26"),
        "calendar.yaml:29: years[0].days[10].swapped_with: 2024-04-29 is not entered as the other half of the swap -> "
        "enter 2024-04-29 with kind: off and swapped_with: 2024-05-04",
    ),
    "a working Saturday for no day off": (
        ", swapped_with: 2024-04-29}",
        "}",
        "calendar.yaml:29: years[0].days[10].swapped_with: is missing: a working Saturday is worked for a day off -> "
        "name that day off",
    ),
    "a day of another year": (
        "{on: 2024-04-18, kind: off",
        "{on: 2025-04-18, kind: off",
        "calendar.yaml:25: years[0].days[6].on: 2025-04-18 does not lie in 2024 -> move it to year 2025",
    ),
    "a month that does not add up": (
        "working_days_by_month: [22, 16,",
        "working_days_by_month: [22, 17,",
        "calendar.yaml:17: years[0].working_days_by_month[1]: 2024-02 has 16 working days by the entries below, "
        "not 17 -> "
        "correct the days of the month, or the total",
    ),
    "a missing year": (
        "  - year: 2026",
        "  - year: 2029",
        "calendar.yaml:52: years[2].year: 2029 does not follow 2025 -> enter 2026 here",
    ),
    "hours that run backwards": (
        '["07:30", "11:30"]',
        '["11:30", "07:30"]',
        "calendar.yaml:5: office_hours: The sessions of the office hours from 2016-01-01 overlap or run backwards. -> "
        "correct the office hours",
    ),
    "hours that begin too late": (
        "  - valid_from: 2016-01-01",
        "  - valid_from: 2024-02-01",
        "calendar.yaml:5: office_hours: No office hours are in force on 2024-01-01. -> correct the office hours",
    ),
    "a time without a colon": (
        '["07:30", "11:30"]',
        '["0730", "11:30"]',
        "calendar.yaml:9: office_hours[0].sessions[0][0]: '0730' is not written as it must be -> "
        'write the time in quotes as "07:30"',
    ),
}


@pytest.mark.parametrize("fault", CALENDAR_FAULTS)
def test_a_fault_in_the_calendar_is_named_with_line_and_remedy(pack: SmallPack, fault: str) -> None:
    old, new, expected = CALENDAR_FAULTS[fault]
    pack.change("calendar.yaml", old, new)
    assert expected in pack.findings()


def test_an_unsettled_code_shared_by_two_procedures_is_named_in_both(pack: SmallPack) -> None:
    other = PROCEDURE.replace("key: sample", "key: other")
    (pack.folder / "procedures" / "other.yaml").write_text(other, encoding="utf-8")
    fix = "correct the code, or name the case in variant in each of them"
    assert pack.findings() == [
        f"procedures/{one}.yaml:{line}: versions[{n}].national_code: {code} is also the code of {two} "
        f"at the same time -> {fix}"
        for one, two in (("other", "sample"), ("sample", "other"))
        for n, (line, code) in enumerate(((44, "1.000001"), (48, "1.000002")))
    ]


def test_a_shared_code_is_taken_once_each_names_its_case(pack: SmallPack) -> None:
    pack.change(SAMPLE, "key: sample\nshared:\n", "key: sample\nshared:\n  variant: A\n")
    other = PROCEDURE.replace("key: sample\nshared:\n", "key: other\nshared:\n  variant: B\n")
    (pack.folder / "procedures" / "other.yaml").write_text(other, encoding="utf-8")
    assert pack.findings() == []


def test_a_department_that_closes_while_a_version_needs_it_is_named(pack: SmallPack) -> None:
    row = "kind: leadership, valid_from: 2016-01-01"
    pack.change("departments.yaml", row, row + ", valid_to: 2026-01-01")
    assert pack.findings() == [
        f"{SAMPLE}:53: versions[1].steps[1].department: department lanh-dao does not exist on 2026-01-01, "
        "while this version is in force -> end the version and begin another, or correct the dates in departments.yaml"
    ]


def test_text_that_is_no_yaml_is_named_with_its_line(pack: SmallPack) -> None:
    pack.change(SAMPLE, "  online_level: full\n", "  online_level: [full\n")
    (finding,) = pack.raw()
    assert (finding.line, finding.fix) == (10, "correct the indentation or quotes here")
    assert finding.message.startswith("this is not YAML: ")


def test_a_missing_file_is_named(pack: SmallPack) -> None:
    (pack.folder / "calendar.yaml").unlink()
    assert pack.findings() == [
        "calendar.yaml:1: the file is missing -> create it; lawpack/heza shows what belongs in it"
    ]


def test_missing_schemas_are_named(pack: SmallPack) -> None:
    with pytest.raises(LawPackInvalid) as refused:
        read(pack.folder)
    (finding,) = refused.value.findings
    assert finding.file == str(pack.folder.parent / "schema" / "agency.schema.json")
    assert finding.message == "the schema is missing"


def test_all_faults_are_told_at_once(pack: SmallPack) -> None:
    pack.change(SAMPLE, "key: anh,", "key: don,")
    pack.change(SAMPLE, "unit: calendar_day", "unit: week")
    pack.change("forms.yaml", "key: stop-notice, number: 5", "key: stop-notice, number: 0")
    with pytest.raises(LawPackInvalid) as refused:
        read(pack.folder, schemas=SCHEMAS)
    assert refused.value.slug == "law-pack-invalid"
    assert [(Path(f.file).name, f.path) for f in refused.value.findings] == [
        ("forms.yaml", "forms[10].number"),
        ("sample.yaml", "shared.documents[1].key"),
        ("sample.yaml", "versions[1].limit.unit"),
    ]


def test_the_small_pack_itself_is_sound(pack: SmallPack) -> None:
    assert pack.findings() == []
