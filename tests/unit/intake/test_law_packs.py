"""Changing the law while we run: plan, refuse what dossiers need, apply, follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from chassis.kernel.actor import Actor
from chassis.kernel.errors import Kind, Problem
from chassis.messaging.journal import Idempotency
from intake.application import LoadLawPack
from intake.application.law_packs import ApplyLawPack, ListLawPacks, PlanCalendar, PlanLawPack
from intake.domain.facts import CalendarChanged, DepartmentChanged, ProcedurePublished
from intake.domain.law_diff import Change, Section
from intake.domain.law_packs.plan import Moves, Preview, Shift
from intake.domain.law_packs.swaps import Swap
from intake.domain.law_packs.wording import in_short
from intake.domain.lawpack import LawPack
from intake.lawpack import read
from unit.intake.conftest import Office
from unit.intake.world import APPLICANT, CONTROL, HEZA, LEADER, OPERATOR, RECEPTIONIST, local

Files = dict[str, str]
PREVIEW = Preview(
    moves=(Moves(department="lao-dong", open=3, moved=2, later=2, earlier=0, kept=1),),
    shifts=(Shift(department="lao-dong", previous_due_on=date(2026, 8, 31), due_on=date(2026, 9, 3), count=2),),
)
SWAP = Swap(day_off=date(2026, 12, 31), working_day=date(2026, 12, 26), legal_ref="Quyết định mẫu")


PROCEDURES = ("cap-gpld", "co-mau-d")


@cache
def _shipped() -> Files:
    """The shipped pack's files with two of its procedures: reading forty takes a second. Publications name them all."""
    names = {"agency", "departments", "calendar", "forms", *PROCEDURES}
    paths = [path for path in sorted(HEZA.rglob("*.yaml")) if path.stem in names]
    return {str(path.relative_to(HEZA)): path.read_text() for path in paths}


@cache
def base() -> LawPack:
    """The pack that these files are."""
    with TemporaryDirectory() as folder:
        for name, text in _shipped().items():
            path = Path(folder) / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        return read(Path(folder), schemas=HEZA.parent / "schema")


def files(**changes: Callable[[str], str]) -> Files:
    """The shipped pack's files; ``calendar=lambda text: …`` changes one, ``cap_gpld`` a procedure's."""
    changed = dict(_shipped())
    for name, change in changes.items():
        stem = name.replace("_", "-")
        path = next(path for path in changed if path.endswith(f"{stem}.yaml"))
        changed[path] = change(changed[path])
    return changed


def without_the_swap(calendar: str) -> str:
    """31/8 and 22/8/2026 as any Monday and Saturday."""
    return "".join(line for line in calendar.splitlines(keepends=True) if "2026-08-" not in line)


def longer_limit(procedure: str) -> str:
    return procedure.replace("limit: {amount: 10", "limit: {amount: 12")


async def applied(office: Office, given: Files, *, key: str = "", actor: Actor = OPERATOR, expected: str = "") -> str:
    """Digest of what is in force afterwards."""
    command = ApplyLawPack(
        actor=actor,
        files=given,
        expected_digest=expected or office.law.pack.digest,
        reason="Lịch năm",
        legal_ref="Quyết định mẫu",
        idempotency=Idempotency(key=key, digest="a") if key else None,
    )
    return (await office.ask.law_packs.apply(command)).digest


@pytest.fixture
async def opened(office: Office) -> Office:
    """That pack is in the store and in force."""
    office.law.enact(await office.ask.load_law(LoadLawPack(pack=base())))
    office.unit_of_work.stored.facts.clear()
    return office


async def test_a_plan_says_what_differs_and_whom_it_moves_and_changes_nothing(opened: Office) -> None:
    opened.open_dossiers.counts = PREVIEW
    plan = await opened.ask.law_packs.plan(PlanLawPack(actor=LEADER, files=files(calendar=without_the_swap)))
    assert plan.base_digest == base().digest != plan.digest
    assert [(d.change, d.section, d.name) for d in plan.differences] == [
        (Change.REMOVED, Section.CALENDAR_DAY, "2026-08-22"),
        (Change.REMOVED, Section.CALENDAR_DAY, "2026-08-31"),
    ]
    assert plan.preview == PREVIEW
    assert opened.law.pack == base()
    assert opened.unit_of_work.stored.facts == []


async def test_a_pack_that_leaves_the_calendar_alone_moves_nobody_and_asks_nobody(opened: Office) -> None:
    opened.open_dossiers.counts = None
    plan = await opened.ask.law_packs.plan(PlanLawPack(actor=CONTROL, files=files()))
    assert (plan.differences, plan.preview, plan.digest) == ((), Preview(), plan.base_digest)


async def test_while_processing_is_away_the_plan_says_so_instead_of_guessing(opened: Office) -> None:
    with pytest.raises(Problem) as refusal:
        await opened.ask.law_packs.plan(PlanLawPack(actor=OPERATOR, files=files(calendar=without_the_swap)))
    assert (refusal.value.slug, refusal.value.kind) == ("open-dossiers-not-counted", Kind.UNAVAILABLE)


async def test_a_swap_is_planned_without_writing_a_pack(opened: Office) -> None:
    opened.open_dossiers.counts = PREVIEW
    plan = await opened.ask.law_packs.plan.calendar(PlanCalendar(actor=OPERATOR, change=SWAP))
    assert [(d.name, in_short(d)) for d in plan.differences] == [
        ("2026-12-26", "work, Làm bù cho ngày 31/12/2026, Quyết định mẫu"),
        ("2026-12-31", "off, Nghỉ hoán đổi với thứ Bảy 26/12/2026, Quyết định mẫu"),
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day_off": date(2026, 8, 31)}, "day_off"),
        ({"day_off": date(2026, 12, 27)}, "day_off"),
        ({"day_off": date(2031, 12, 31)}, "day_off"),
        ({"working_day": date(2026, 12, 25)}, "working_day"),
        ({"working_day": date(2026, 8, 22)}, "working_day"),
    ],
)
async def test_a_swap_that_cannot_be_names_its_day(opened: Office, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as refusal:
        await opened.ask.law_packs.plan.calendar(PlanCalendar(actor=OPERATOR, change=replace(SWAP, **change)))
    assert (refusal.value.slug, list(refusal.value.fields)) == ("swap-impossible", [field])


async def test_what_changes_in_a_version_is_told_in_short(opened: Office) -> None:
    plan = await opened.ask.law_packs.plan(PlanLawPack(actor=OPERATOR, files=files(cap_gpld=longer_limit)))
    assert [in_short(difference) for difference in plan.differences] == ["limit: 10 working_day → 12 working_day"]


async def test_a_calendar_file_is_planned_and_its_faults_have_lines(opened: Office) -> None:
    opened.open_dossiers.counts = PREVIEW
    text = _shipped()["calendar.yaml"]
    query = PlanCalendar(actor=OPERATOR, change=without_the_swap(text))
    assert len((await opened.ask.law_packs.plan.calendar(query)).differences) == 2
    broken = text.replace("2026-08-22, kind: work", "2026-08-23, kind: work")
    with pytest.raises(Problem) as refusal:
        await opened.ask.law_packs.plan.calendar(PlanCalendar(actor=OPERATOR, change=broken))
    assert refusal.value.slug == "law-pack-invalid"
    assert all(path.startswith("calendar.yaml:") for path in refusal.value.fields)


async def test_faults_of_an_uploaded_pack_name_its_files_and_lines(opened: Office) -> None:
    with pytest.raises(Problem) as refusal:
        await applied(opened, files(cap_gpld=lambda text: text.replace("working_day", "working_week")))
    assert refusal.value.slug == "law-pack-invalid"
    assert all(path.startswith("procedures/cap-gpld.yaml:") for path in refusal.value.fields)


@pytest.mark.parametrize("name", ["../x.yaml", "/etc/x.yaml", "a/b/c.yaml", "x.txt", "A.yaml", ""])
async def test_no_file_leaves_the_folder(opened: Office, name: str) -> None:
    with pytest.raises(Problem) as refusal:
        await applied(opened, {name: "x: 1"})
    assert refusal.value.slug == "law-pack-files-invalid"


async def test_applying_enacts_publishes_and_journals_at_once(opened: Office) -> None:
    digest = await applied(opened, files(calendar=without_the_swap))
    assert opened.law.pack.digest == digest == (await opened.ask.law.law(digest)).digest
    assert [type(fact) for fact in opened.unit_of_work.stored.facts] == [CalendarChanged]
    journalled = opened.unit_of_work.stored.commands[-1]
    assert (journalled.name, journalled.actor, journalled.reason) == (
        "apply-law-pack",
        OPERATOR,
        "Lịch năm (Quyết định mẫu)",
    )
    history = await opened.ask.law_packs.find(ListLawPacks(actor=OPERATOR, before=None, size=10))
    assert [(each.position, each.applied_by, each.legal_ref) for each in history.revisions] == [
        (2, OPERATOR.subject, "Quyết định mẫu"),
        (1, "service:intake", ""),
    ]


async def test_only_what_changed_is_published(opened: Office) -> None:
    await applied(opened, files(departments=lambda text: text.replace("kind: office", "kind: department", 1)))
    assert {type(fact) for fact in opened.unit_of_work.stored.facts} == {DepartmentChanged}


async def test_the_same_key_applies_once(opened: Office) -> None:
    first = await applied(opened, files(calendar=without_the_swap), key="k", expected=base().digest)
    again = await applied(opened, files(calendar=without_the_swap), key="k", expected=base().digest)
    assert first == again
    assert len(opened.unit_of_work.stored.packs) == 2


async def test_a_plan_made_on_another_pack_is_refused_and_so_is_the_same_pack(opened: Office) -> None:
    with pytest.raises(Problem) as stale:
        await applied(opened, files(calendar=without_the_swap), expected="0" * 64)
    assert (stale.value.slug, stale.value.kind) == ("law-pack-stale", Kind.STALE)
    with pytest.raises(Problem) as unchanged:
        await applied(opened, files())
    assert unchanged.value.slug == "law-pack-unchanged"


@pytest.mark.parametrize("actor", [APPLICANT, RECEPTIONIST, LEADER, CONTROL])
async def test_only_an_operator_applies(opened: Office, actor: Actor) -> None:
    with pytest.raises(Problem) as refusal:
        await applied(opened, files(calendar=without_the_swap), actor=actor)
    assert (refusal.value.slug, refusal.value.kind) == ("role-forbidden", Kind.FORBIDDEN)


@pytest.mark.parametrize("actor", [APPLICANT, RECEPTIONIST, replace(LEADER, agency="so-xay-dung")])
async def test_who_may_not_plan_may_not_read_the_history_either(opened: Office, actor: Actor) -> None:
    for asking in (
        opened.ask.law_packs.plan(PlanLawPack(actor=actor, files=files())),
        opened.ask.law_packs.plan.calendar(PlanCalendar(actor=actor, change=SWAP)),
        opened.ask.law_packs.find(ListLawPacks(actor=actor, before=None, size=10)),
    ):
        with pytest.raises(Problem) as refusal:
            await asking
        assert refusal.value.slug == "role-forbidden"


async def test_a_version_that_dossiers_were_filed_by_keeps_what_they_are_handled_by(opened: Office) -> None:
    dossier = await opened.registered()
    longer = files(cap_gpld=longer_limit)
    assert longer != files()
    with pytest.raises(Problem) as refusal:
        await applied(opened, longer)
    assert (refusal.value.slug, refusal.value.kind) == ("law-pack-breaks-dossiers", Kind.REFUSED)
    path = f"procedures.cap-gpld.versions[{dossier.procedure_version}]"
    assert refusal.value.fields[path] == "1 dossiers were filed by it, so it may not change in: limit, channels"


async def test_a_version_without_dossiers_may_be_corrected_but_not_vanish_once_it_was_in_force(opened: Office) -> None:
    longer = files(cap_gpld=longer_limit)
    await applied(opened, longer)
    assert {type(fact) for fact in opened.unit_of_work.stored.facts} == {ProcedurePublished}
    gone = {path: text for path, text in longer.items() if not path.endswith("co-mau-d.yaml")}
    with pytest.raises(Problem) as refusal:
        await applied(opened, gone)
    assert "procedures.co-mau-d.versions[1]" in refusal.value.fields


async def test_wording_may_be_corrected_under_dossiers(opened: Office) -> None:
    await opened.registered()
    await applied(opened, files(cap_gpld=lambda text: text.replace("name_en: ", 'name_en: "Corrected" #', 1)))
    assert opened.law.pack.digest != base().digest


async def test_a_year_of_the_calendar_may_not_vanish(opened: Office) -> None:
    with pytest.raises(Problem) as refusal:
        await applied(opened, files(calendar=lambda text: text[: text.index("  - year: 2027")]))
    assert list(refusal.value.fields) == ["calendar.2027"]


async def test_a_replica_follows_what_another_one_applied(opened: Office) -> None:
    assert await opened.ask.law_packs.follow() is False
    await applied(opened, files(calendar=without_the_swap))
    elsewhere = opened.law.pack
    opened.law.enact(base())  # as a replica that has not looked yet
    assert await opened.ask.law_packs.follow() is True
    assert opened.law.pack == elsewhere
    assert await opened.ask.law_packs.follow() is False


async def test_a_dossier_keeps_the_version_it_was_filed_by_when_the_next_one_comes(opened: Office) -> None:
    opened.clock.move_to(local("2026-04-20 09:00"))
    dossier = await opened.registered()
    await applied(opened, files(calendar=without_the_swap))
    kept = opened.law.pack.version(dossier.procedure_key, dossier.procedure_version)
    assert kept == base().version(dossier.procedure_key, dossier.procedure_version)
