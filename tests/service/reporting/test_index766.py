"""From real events to the lines of the index: counted, opened to the very dossiers, the same after every rebuild."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chassis.history.signing import add_signing_key
from chassis.messaging.envelope import Envelope, OutgoingEvent, decode, encode
from motcua.common.v1.types_pb2 import PaperCounts
from motcua.common.v1.vocabulary_pb2 import COLLECTION_METHOD_ONLINE, PAYABLE_KIND_CHARGE
from motcua.events.v1 import catalogue_pb2, dossier_pb2, handling_pb2
from reporting.application.reports.get_report import GetReport
from reporting.application.reports.open_cell import CellPlace
from reporting.domain.forms.material import Indicator
from reporting.domain.rebuild import Source
from reporting.domain.report import Row
from reporting.store.law import SqlLawWork
from service.reporting.counting import Figures
from service.reporting.telling import Teller, local
from service.reporting.test_report_store import CLOCK, II06A, LEADER, Desk, entry
from service.reporting.test_snapshots import CONTROL, office_on
from support.databases import NewDatabase

LINES = {"1.3": 4, "3.1": 6, "3.2": 4, "3.3": 2, "3.4": 10, "4.4": 2, "4.5": 2, "4.6": 6}
PROCEDURE = "cap-gcn-dkdt"  # of every dossier that is told here
DUE = "2024-05-14 17:00"
ASKED = GetReport(actor=LEADER, form="index-766", first=date(2024, 1, 1), last=date(2024, 12, 31))


def filed(number: int, fee: int | None, **counts: int) -> Teller:
    """Registered and accepted on the second of May. counts: of its papers; none: not told, as in earlier days."""
    at, teller = "2024-05-02 09:00", Teller(f"d-{number}")
    received = dossier_pb2.DossierReceived(papers=PaperCounts(**counts) if counts else None)
    accepted = dossier_pb2.DossierAccepted(fee_vnd=fee)
    for instant in ("received_at", "accepted_at", "clock_started_at", "due_at"):
        getattr(accepted, instant).FromDatetime(local(DUE if instant == "due_at" else at))
    received.received_at.FromDatetime(local(at))
    return teller.tell("intake", "dossier.received", received, at).tell("intake", "dossier.accepted", accepted, at)


def scanned(teller: Teller, at: str, **counts: int) -> Teller:
    message = dossier_pb2.DossierPapersScanned(papers=PaperCounts(**counts))
    message.scanned_at.FromDatetime(local(at))
    return teller.tell("intake", "dossier.papers-scanned", message, at)


def paid(teller: Teller, at: str, online: int) -> Teller:
    message = dossier_pb2.DossierPaid(
        payable="procedure", kind=PAYABLE_KIND_CHARGE, amount_vnd=600_000, online_vnd=online
    )
    message.settled_at.FromDatetime(local(at))
    return teller.tell("intake", "dossier.paid", message, at)


def signed(teller: Teller, at: str) -> Teller:
    message = handling_pb2.DossierResultAttached(result_id="r", number=1, sha256="ab", is_signed=True)
    message.attached_at.FromDatetime(local(at))
    return teller.tell("processing", "dossier.result-attached", message, at)


def handed_over_online(teller: Teller, at: str) -> Teller:
    message = dossier_pb2.DossierCollected(method=COLLECTION_METHOD_ONLINE)
    message.collected_at.FromDatetime(local(at))
    return teller.tell("intake", "dossier.collected", message, at)


def dossiers() -> list[Teller]:
    """d-1 online and signed; d-2 scanned later, paid in cash; d-3 in part; d-4 of earlier days; d-5 free of charge."""
    first = paid(filed(1, 600_000, total=6, electronic=6, reused=1), "2024-05-06 09:00", 600_000)
    second = paid(scanned(filed(2, 600_000, total=6), "2024-05-03 09:00", total=6, electronic=5, exempt=1), DUE, 0)
    fifth = filed(5, 0, total=2, electronic=2, reused=2).issued("2024-05-10 09:00", DUE)
    return [
        signed(first, "2024-05-09 09:00").issued("2024-05-10 09:00", DUE),
        second.issued("2024-05-10 09:00", DUE),
        filed(3, 600_000, total=4, electronic=1),
        filed(4, None),
        handed_over_online(fifth, "2024-05-10 10:00"),
    ]


class Office:
    """reporting over one store: what it hears, and what its index says."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.desk = Desk(figures.database)

    async def rows(self) -> dict[str, Row]:
        """Of the lines, by key."""
        report = await self.desk.report(ASKED)
        return {row.key: row for row in report.sheets[0].rows if row.key in LINES}

    async def lines(self) -> dict[str, tuple[object, object]]:
        """Numerator and denominator."""
        return {key: (row.values.get(5), row.values.get(6)) for key, row in (await self.rows()).items()}

    async def behind(self, key: str, column: int) -> list[str]:
        """Ids of what a cell opens to."""
        ids, total = await self.desk.ids(ASKED, key, column)
        assert len(ids) == total
        return ids


@pytest.fixture
async def office(database: NewDatabase) -> Office:
    figures = Figures(await database("reporting.store.migrations"))
    assert await figures.run()  # counted once by this version
    for teller in dossiers():
        await figures.hear(teller.told)
    async with SqlLawWork(figures.database).begin() as law:
        await law.shelve(
            "heza", forms=[II06A], indicators=[_indicator(key) for key in LINES], publications=(), at=CLOCK.now()
        )
        await law.commit()
    return Office(figures)


async def test_lines_are_counted_from_what_was_said_open_to_the_very_dossiers_and_outlive_rebuilds(
    office: Office,
) -> None:
    rows = await office.rows()
    before = {key: (row.values.get(5), row.values.get(6)) for key, row in rows.items()}
    assert before == {
        "1.3": (None, None),
        "3.1": (2, 3),
        "3.2": (3, 4),
        "3.3": (2, 4),
        "3.4": (None, None),
        "4.4": (None, None),
        "4.5": (None, None),
        "4.6": (1, 3),
    }
    assert "1 hồ sơ tiếp nhận trước khi hệ thống đếm giấy tờ, không tính" in str(rows["3.2"].values[10])
    assert rows["3.2"].values[9] == Decimal("3.75")  # three quarters, full points at 80 %
    assert await office.behind("3.1", 5) == ["d-1", "d-5"]
    assert await office.behind("3.2", 6) == ["d-1", "d-2", "d-3", "d-5"]
    assert await office.behind("3.3", 5) == ["d-1", "d-5"]
    assert await office.behind("4.6", 5) == ["d-1"]
    assert await office.behind("4.6", 6) == ["d-1", "d-2", "d-3"]
    everything = await office.figures.everything()
    office.figures.stream.bodies = list(office.figures.told.bodies)
    for source in Source:
        assert (await office.figures.rebuilt(source)).changed == 0
    assert await office.figures.everything() == everything
    assert await office.lines() == before


async def test_a_closed_index_keeps_its_lines_and_opens_to_the_same_dossiers(office: Office, tmp_path: Path) -> None:
    add_signing_key(tmp_path / "keys.json")
    archive = office_on(office.figures.database, tmp_path / "keys.json")
    made = await archive.closed(replace(ASKED, actor=CONTROL))
    await office.figures.hear(paid(dossiers()[2], "2025-01-20 09:00", 600_000).told[-1:])  # d-3, after the end
    assert (await office.lines())["4.6"] == (2, 3)
    place = CellPlace(row="4.6", column=5)
    frozen = await archive.snapshots.opened(LEADER, made.id, place, after=None, limit=10)
    assert ([piece.id for piece in frozen.pieces], frozen.total) == (["d-1"], 1)
    shown = await archive.shown(made.id)
    assert shown.delta is not None
    assert {(cell.row, cell.column) for cell in shown.delta.cells} >= {("4.6", 5), ("4.6", 7)}


async def test_procedures_are_counted_by_what_the_catalogue_says_and_asked_for_again_once_published_anew(
    office: Office,
) -> None:
    await office.figures.hear([_published("2024-01-02 09:00")])
    async with SqlLawWork(office.figures.database).begin() as law:
        assert await law.unnamed() == (("heza", PROCEDURE, 1),)
        named = replace(entry(PROCEDURE, "Đầu tư"), is_charged=True, missing=("form-files",), payable="online")
        await law.name("heza", [named])
        await law.name_steps("heza", PROCEDURE, 1, [])
        assert await law.unnamed() == ()
        await law.commit()
    found = await office.lines()
    assert (found["1.3"], found["4.4"], found["4.5"]) == ((1, 1), (1, 1), (1, 1))
    assert await office.behind("4.4", 5) == [PROCEDURE]
    await office.figures.hear([_published("2024-06-02 09:00", sequence=2)])
    async with SqlLawWork(office.figures.database).begin() as law:
        assert await law.unnamed() == (("heza", PROCEDURE, 1),)
        await law.name("heza", [replace(named, missing=("fee",), payable="not-online")])
        await law.commit()
    found = await office.lines()
    assert (found["1.3"], found["4.4"], found["4.5"]) == ((0, 1), (1, 1), (0, 1))


def _indicator(key: str) -> Indicator:
    return Indicator(
        key=key,
        group=key[0],
        name=key,
        max_points=LINES[key],
        formula="",
        full_at=80,
        mark="P",
        working_mark="P",
        valid_from=date(2022, 8, 1),
        valid_to=None,
    )


def _published(at: str, sequence: int = 1) -> Envelope:
    data = catalogue_pb2.ProcedurePublished(
        key=PROCEDURE, version=1, department="dau-tu", valid_from="2021-01-01", is_online=True
    )
    said = OutgoingEvent(type="procedure.published", agency="heza", department="dau-tu", subject=PROCEDURE, data=data)
    body = encode(said, event_id=f"p-{sequence}", service="intake", time=local(at), sequence=sequence)
    return decode(body, nats_subject=said.nats_subject())
