"""What is shipped to other services comes back as it was, and the digest names the content and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.kernel.worktime import Limit, Unit
from intake.domain.canonical import canonical_json, from_plain, to_plain
from intake.domain.lawpack import LawPack
from intake.domain.organisation import Agency, Department, Mark
from intake.domain.procedures import (
    Channel,
    ChannelOffer,
    DocumentForm,
    DocumentRequirement,
    FactMarks,
    Fee,
    LegalBasis,
    OnlineLevel,
    ProcedureVersion,
    Result,
    Role,
    Step,
    Subject,
    SupplementPolicy,
)
from intake.lawpack import read
from unit.lawpack.small_pack import SCHEMAS, SmallPack

texts = st.text(max_size=12)
keys = st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)
maybe_text = st.none() | texts
marks = st.sampled_from(Mark)
parts = st.integers(1, 400).map(lambda quarters: f"{quarters / 4:g}")
limits = st.builds(Limit.of, parts, st.sampled_from([Unit.WORKING_DAY, Unit.WORKING_HOUR])) | st.builds(
    Limit.of, st.integers(1, 90), st.just(Unit.CALENDAR_DAY)
)
fees = st.builds(Fee, amount_vnd=st.none() | st.integers(0, 10**9), mark=marks, note=maybe_text)
offers = st.builds(ChannelOffer, channel=st.sampled_from(Channel), limit=st.none() | limits, fee=st.none() | fees)
documents = st.builds(
    DocumentRequirement,
    key=keys,
    name=texts,
    form=st.sampled_from(DocumentForm),
    quantity=st.integers(1, 9),
    required=st.booleans(),
    condition=maybe_text,
)
steps = st.builds(
    Step,
    key=keys,
    name=texts,
    name_en=texts,
    department=keys,
    role=st.sampled_from(Role),
    budget=st.none() | limits,
    decides=st.booleans(),
)


def several(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=4).map(tuple)


days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
versions = st.builds(
    ProcedureVersion,
    procedure=keys,
    version=st.integers(1, 99),
    valid_from=days,
    valid_to=st.none() | days,
    national_code=st.none() | st.just("1.014199"),
    variant=maybe_text,
    name=texts,
    name_en=texts,
    field=texts,
    department=keys,
    limit=limits,
    channels=several(offers),
    fee=fees,
    online_level=st.sampled_from(OnlineLevel),
    immediate=st.booleans(),
    documents=several(documents),
    steps=several(steps),
    supplement=st.builds(SupplementPolicy, legal_ref=texts, applicant_deadline=st.none() | limits),
    results=several(st.builds(Result, name=texts, electronic=st.booleans())),
    subjects=several(st.sampled_from(Subject)),
    conditions=several(texts),
    legal_basis=several(st.builds(LegalBasis, ref=texts, mark=marks)),
    marks=st.builds(FactMarks),
    comment=maybe_text,
)


@given(version=versions)
def test_a_version_comes_back_from_json_as_it_was(version: ProcedureVersion) -> None:
    shipped = json.loads(json.dumps(version.to_dict()))
    assert ProcedureVersion.from_dict(shipped) == version
    assert canonical_json(ProcedureVersion.from_dict(shipped).to_dict()) == canonical_json(version.to_dict())


@given(version=versions, shift=st.integers(-400, 400))
def test_a_version_is_in_force_exactly_between_its_days(version: ProcedureVersion, shift: int) -> None:
    on = version.valid_from + timedelta(days=shift)
    assert version.in_force_on(on) == (on >= version.valid_from and (version.valid_to is None or on < version.valid_to))


def test_the_whole_pack_comes_back_from_json_with_the_same_digest(heza: LawPack) -> None:
    back = LawPack.from_dict(json.loads(json.dumps(heza.to_dict())))
    assert back == heza
    assert back.digest == heza.digest
    assert Agency.from_dict(heza.agency.to_dict()) == heza.agency
    assert [Department.from_dict(d.to_dict()) for d in heza.departments] == list(heza.departments)


def test_a_limit_is_written_as_text_and_a_day_as_iso(heza: LawPack) -> None:
    plain = heza.version_on("cap-gpld", date(2026, 1, 5)).to_dict()
    assert plain["limit"] == {"amount": "10", "unit": "working_day"}
    assert plain["steps"][1]["budget"] == {"amount": "0.25", "unit": "working_day"}
    assert plain["steps"][-1]["budget"] is None
    assert (plain["valid_from"], plain["valid_to"]) == ("2025-08-07", None)


def test_a_comment_in_a_file_leaves_the_digest_and_a_changed_limit_moves_it(pack: SmallPack) -> None:
    before = read(pack.folder, schemas=SCHEMAS).digest
    pack.change("procedures/sample.yaml", "key: sample\n", "# A remark.\nkey: sample\n")
    assert read(pack.folder, schemas=SCHEMAS).digest == before
    pack.change("procedures/sample.yaml", "limit: {amount: 2, unit", "limit: {amount: 3, unit")
    assert read(pack.folder, schemas=SCHEMAS).digest != before


BROKEN = [
    (
        {"limit": {"amount": 0.25, "unit": "working_day"}},
        "$.limit: A limit needs an amount written as text ('0.25') and a unit.",
    ),
    ({"limit": None}, "$.limit: A limit needs an amount written as text ('0.25') and a unit."),
    ({"surprise": 1}, "$: unknown fields surprise"),
    ({"valid_from": "soon"}, "$.valid_from: Invalid isoformat string: 'soon'"),
    ({"online_level": "4"}, "$.online_level: '4' is not a valid OnlineLevel"),
    ({"version": "1"}, "$.version: str found where int is expected"),
    ({"steps": {}}, "$.steps: a list is expected"),
    ({"supplement": []}, "$.supplement: a mapping is expected"),
]


@pytest.mark.parametrize(("change", "said"), BROKEN)
def test_a_shipped_version_that_was_damaged_is_refused_with_its_path(
    heza: LawPack, change: dict[str, object], said: str
) -> None:
    plain = heza.version_on("cap-gpld", date(2026, 1, 5)).to_dict() | change
    with pytest.raises(ValueError) as refused:
        ProcedureVersion.from_dict(plain)
    assert str(refused.value) == said


def test_a_shipped_version_that_lacks_a_field_is_refused_with_its_name(heza: LawPack) -> None:
    plain = heza.version_on("cap-gpld", date(2026, 1, 5)).to_dict()
    del plain["fee"]["mark"]
    with pytest.raises(ValueError) as refused:
        ProcedureVersion.from_dict(plain)
    assert str(refused.value) == "$.fee: missing fields mark"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counter:
    name: str
    hint: str | None = None
    windows: tuple[int, ...] = ()


def test_a_field_that_has_its_default_is_not_written_so_that_digests_outlive_new_fields() -> None:
    assert to_plain(_Counter(name="1")) == {"name": "1"}
    assert to_plain(_Counter(name="1"), whole=True) == {"name": "1", "hint": None, "windows": []}
    assert to_plain(_Counter(name="1", windows=(2,))) == {"name": "1", "windows": [2]}


def test_a_field_with_a_default_may_be_missing_on_the_way_back() -> None:
    assert from_plain(_Counter, {"name": "1"}) == _Counter(name="1")
    with pytest.raises(ValueError, match="missing fields name"):
        from_plain(_Counter, {"hint": "x"})
