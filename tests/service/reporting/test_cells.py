"""The cells of every form on a random year in the store: list and figure are one, live and closed. Both databases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from chassis.history.signing import add_signing_key
from chassis.kernel.actor import Actor
from chassis.kernel.errors import Problem
from reporting.application.reports.access import report_scope
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.open_cell import CellPlace, OpenCell
from reporting.domain.cells import Cell, cells, counts_behind
from reporting.domain.evidence import EvidenceKind
from reporting.domain.facts import facts_of
from reporting.domain.forms.filling import FILLINGS
from reporting.domain.forms.material import Material
from reporting.domain.origin import Count, Formula, Source
from reporting.domain.report import Report
from reporting.domain.snapshots import behind
from service.reporting import control_office
from service.reporting.test_other_reports import know
from service.reporting.test_report_store import HEAD, STORIES, fill
from service.reporting.test_snapshots import CONTROL, Office, corrected, office_on
from support.databases import NewDatabase
from unit.reporting.story import Story

YEAR = GetReport(actor=CONTROL, form="", period="2024", rule="calendar")
CLOSED = ("settlement-by-unit", "weekly", "unit-indices", "index-766", "feedback-by-unit", "narrative")


@pytest.fixture
async def office(database: NewDatabase, tmp_path: Path) -> Office:
    """A hundred dossiers, some rated, and something of everything else that forms count."""
    store = await database("reporting.store.migrations")
    await fill(store, [facts_of(story.dossier_id, story.told) for story in rated()])
    await know(store)
    control = control_office.office_on(store)
    await control.finding()
    await control.work.proposals.draft(control_office.HEAD, control_office.PROPOSAL)
    add_signing_key(tmp_path / "keys.json")
    return office_on(store, tmp_path / "keys.json")


def rated() -> Sequence[Story]:
    """Every other applicant rates what was issued."""
    stories = [replace(story, told=list(story.told)) for story in STORIES[:100]]
    for number, story in enumerate(stories):
        issued_at = facts_of(story.dossier_id, story.told).issued_at
        if issued_at is not None and number % 2:
            on = f"{issued_at + timedelta(hours=9):%Y-%m-%d %H:%M}"
            story.add("intake", EvidenceKind.RATED, on, amount=1 + number % 5)
    return stories


async def shown(office: Office, form: str, actor: Actor = CONTROL) -> tuple[Report, Material]:
    of = replace(YEAR, form=form, actor=actor)
    material, choice, law = await office.desk.report.material(of, report_scope(actor, ""))
    return office.desk.report.filled(material, choice, law), material


async def test_the_list_behind_every_figure_of_every_form_is_the_figure(office: Office) -> None:
    lists: dict[tuple[str, str], int] = {}
    sources: set[Source] = set()
    for form in sorted(FILLINGS):
        report, material = await shown(office, form)
        for cell in cells(report):
            for count, value in counts_behind(cell):
                sources.add(count.source)
                key = (material.definition.name, repr(count))
                if key not in lists:
                    pieces = await office.desk.open.every(material, count)
                    assert all(count.takes(piece) for piece in pieces if piece.facets)
                    lists[key] = len(pieces)
                assert lists[key] == value, (form, cell.sheet, cell.row, cell.column)
    assert sources >= set(Source) - {Source.FEEDBACK_DUE}


async def test_a_closed_report_opens_to_what_it_counted_whatever_was_corrected_since(office: Office) -> None:
    closed = [await office.closed(replace(YEAR, form=form)) for form in CLOSED]
    await corrected(office.store)
    for made in closed:
        kept = await office.snapshots.kept(CONTROL, made.id)
        assert kept == made
        assert (await office.shown(made.id, CONTROL)).is_unchanged
        for cell in cells(kept.report):
            for count, value in counts_behind(cell):
                assert len(behind(kept, count)) == value, (kept.form, cell.sheet, cell.row, cell.column)
    delta = (await office.shown(closed[0].id, CONTROL)).delta
    assert delta is not None
    assert delta.cells


async def test_lists_come_in_pages_also_of_a_part_and_of_a_figure_in_a_text(office: Office) -> None:
    report, _ = await shown(office, "unit-indices")
    of = replace(YEAR, form="unit-indices")
    cell = next(each for each in cells(report) if each.column == 3 and each.row == "dau-tu")
    assert isinstance(cell.origin, Formula)
    for number, part in enumerate(cell.origin.parts, 1):
        ids, total = await office.desk.ids(of, cell.row, cell.column, cell.sheet, (number,))
        assert len(ids) == len(set(ids)) == total == part.value
    with pytest.raises(Problem, match="cell-is-formula"):
        await office.desk.ids(of, cell.row, cell.column, cell.sheet)
    weekly, _ = await shown(office, "weekly")
    figure = next(each for each in cells(weekly) if each.sheet == "1" and isinstance(each.origin, Count))
    found = await office.desk.ids(replace(YEAR, form="weekly"), figure.row, figure.column, figure.sheet)
    assert len(found[0]) == found[1] == figure.value


async def test_a_head_opens_the_own_part_and_complaints_are_named_to_the_control_team_alone(office: Office) -> None:
    report, _ = await shown(office, "feedback-by-unit", HEAD)
    assert {each.row for each in cells(report)} == {"dau-tu", "tong-cong"}
    place = CellPlace(row="dau-tu", column=6)
    names = {}
    for actor in (HEAD, replace(HEAD, roles=frozenset({"leader"})), CONTROL):
        of = replace(YEAR, form="feedback-by-unit", actor=actor)
        opened = await office.desk.open(OpenCell(of=of, place=place))
        assert opened.total == len(opened.pieces) == value_of(report, place)
        names[min(actor.roles)] = {piece.id for piece in opened.pieces}
    assert names == {"department_head": {""}, "leader": {""}, "control_team": {"f-1", "f-4"}}
    with pytest.raises(Problem, match="cell-unknown"):
        await office.desk.ids(replace(YEAR, form="weekly", actor=HEAD), "lao-dong", 3, "1/don-vi")


def value_of(report: Report, place: CellPlace) -> object:
    def is_it(cell: Cell) -> bool:
        return (cell.row, cell.column) == (place.row, place.column)

    return next(each.value for each in cells(report) if is_it(each))
