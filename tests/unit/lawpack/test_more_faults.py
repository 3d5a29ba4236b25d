"""Faults in publications, reports, thresholds and components: file, line, path, and what to do."""

from __future__ import annotations

import shutil

import pytest

from unit.lawpack.small_pack import SHIPPED, SmallPack

SAMPLE = "procedures/sample.yaml"
PUBLICATIONS = """\
duties:
  - key: publish
    name: "Công bố"
    name_en: "Publish"
    anchor: effect
    days: -5
    unit: calendar_day
    short: false
    done_by_signing: true
    legal_ref: "Đ15"
    valid_from: 2020-01-01
    mark: V
publications:
  - key: mau
    kind: amended
    number: "0001/QĐ-UBND"
    signed_on: 2025-06-20
    effective_on: 2025-07-01
    law: "NĐ mẫu"
    procedures: [sample]
    done: [{duty: publish, on: 2025-06-20}]
    mark: V
"""
PUBLICATION_FAULTS = {
    "a kind that the law does not know": (
        "kind: amended",
        "kind: renewed",
        "publications.yaml:15: publications[0].kind: 'renewed' is not allowed -> write one of: new, amended, abolished",
    ),
    "a day that does not exist": (
        "signed_on: 2025-06-20",
        "signed_on: 2025-06-31",
        "publications.yaml:17: publications[0].signed_on: '2025-06-31' is not written as it must be -> "
        "write a real day as 2024-04-26, or leave it out while it is not known",
    ),
    "no number, and nothing says why": (
        '    number: "0001/QĐ-UBND"\n',
        "",
        "publications.yaml:14: publications[0].number: is missing, and nothing says why -> "
        "write the decision's number, or mark it I or M and say in note what is missing",
    ),
    "a procedure that is not there": (
        "procedures: [sample]",
        "procedures: [sampel]",
        "publications.yaml:20: publications[0].procedures[0]: there is no procedure sampel -> "
        "use the key of a file in procedures",
    ),
    "an amendment on a day on which nothing changes": (
        "effective_on: 2025-07-01",
        "effective_on: 2025-07-02",
        "publications.yaml:20: publications[0].procedures[0]: sample is published as amended, yet no later version "
        "of it begins on 2025-07-02 -> correct effective_on, kind, or the dates of the procedure's versions",
    ),
    "an old procedure published as new": (
        "kind: amended",
        "kind: new",
        "publications.yaml:20: publications[0].procedures[0]: sample is published as new, yet its first version does "
        "not begin on 2025-07-01 -> correct effective_on, kind, or the dates of the procedure's versions",
    ),
    "an end that is none": (
        "kind: amended",
        "kind: abolished",
        "publications.yaml:20: publications[0].procedures[0]: sample is published as abolished, yet its last version "
        "does not end on 2025-07-01 -> correct effective_on, kind, or the dates of the procedure's versions",
    ),
    "a duty that nobody has": (
        "duty: publish,",
        "duty: shout,",
        "publications.yaml:21: publications[0].done[0].duty: there is no duty shout -> write one of: publish",
    ),
    "a duty without its days": (
        "    days: -5\n",
        "",
        "publications.yaml:2: duties[0].days: is missing -> "
        "add days: write whole days: 5 is within five days after, -5 is five days before",
    ),
}


@pytest.mark.parametrize("name", PUBLICATION_FAULTS)
def test_a_fault_in_publications_is_named(pack: SmallPack, name: str) -> None:
    old, new, finding = PUBLICATION_FAULTS[name]
    (pack.folder / "publications.yaml").write_text(PUBLICATIONS, encoding="utf-8")
    pack.change("publications.yaml", old, new)
    assert pack.findings() == [finding]


def test_publications_as_they_should_be_have_no_fault(pack: SmallPack) -> None:
    (pack.folder / "publications.yaml").write_text(PUBLICATIONS, encoding="utf-8")
    assert pack.findings() == []


SHIPPED_FAULTS = {
    "a mark that is none": (
        "reports.yaml",
        '    number: "II.06a/VPCP/KSTT"\n',
        "",
        "reports.yaml:4: reports[0].number: is missing -> add number",
    ),
    "columns out of order": (
        "reports.yaml",
        '{number: 13, label: "Số lượng hồ sơ đang giải quyết – Quá hạn"',
        '{number: 3, label: "Số lượng hồ sơ đang giải quyết – Quá hạn"',
        "reports.yaml:27: reports[0].columns[12].number: column 3 does not come after 12 -> "
        "number the columns as printed",
    ),
    "an indicator that is a number": (
        "thresholds.yaml",
        'key: "2.1"',
        "key: 2.1",
        "thresholds.yaml:9: thresholds[4].key: '2.1' is not of type string -> "
        'write the indicator\'s number in quotes as "2.1"',
    ),
    "an indicator twice at the same time": (
        "thresholds.yaml",
        'key: "1.2"',
        'key: "1.1"',
        "thresholds.yaml:6: thresholds[1].valid_from: 2022-08-01 does not come after the one before, 2022-08-01 -> "
        "list the oldest first",
    ),
}


@pytest.mark.parametrize("name", SHIPPED_FAULTS)
def test_a_fault_in_reports_or_thresholds_is_named(pack: SmallPack, name: str) -> None:
    file, old, new, finding = SHIPPED_FAULTS[name]
    shutil.copy(SHIPPED / file, pack.folder)
    pack.change(file, old, new)
    assert pack.findings() == [finding]


COMPONENT_FAULTS = {
    "online in part without a reason": (
        "online_level: full",
        "online_level: partial",
        f"{SAMPLE}:9: shared.online_level: is partial, yet no reason is given -> "
        "publish why in online_level_reasons (ND224 art. 14), or write full",
    ),
    "a form that is not there": (
        "quantity: 1, required: true}",
        "quantity: 1, required: true, template: don}",
        f"{SAMPLE}:12: shared.documents[0].template: there is no template don -> "
        "use the key of one of the templates, or add it there",
    ),
    "no set at all": (
        "  immediate: false\n",
        "  immediate: false\n  sets: 0\n",
        f"{SAMPLE}:11: shared.sets: '0' is too small -> write how many sets of papers, at least 1",
    ),
    "a case without its time": (
        "  immediate: false\n",
        '  immediate: false\n  limit_cases: [{case: "Từ chối", mark: V}]\n',
        f"{SAMPLE}:11: shared.limit_cases[0].limit: is missing -> add limit",
    ),
    "nobody decides": (
        "  immediate: false\n",
        '  immediate: false\n  competence: {performing: "Phòng mẫu", mark: V}\n',
        f"{SAMPLE}:11: shared.competence.deciding: is missing -> add deciding",
    ),
    "a kind of fee that is none": (
        "fee: {amount_vnd: 0, mark: V}",
        "fee: {amount_vnd: 0, mark: V, kind: tip}",
        f"{SAMPLE}:8: shared.fee.kind: 'tip' is not allowed -> write fee (phí) or charge (lệ phí), or leave it out",
    ),
}


@pytest.mark.parametrize("name", COMPONENT_FAULTS)
def test_a_fault_in_a_component_is_named(pack: SmallPack, name: str) -> None:
    old, new, finding = COMPONENT_FAULTS[name]
    pack.change(SAMPLE, old, new)
    assert pack.findings() == [finding]
