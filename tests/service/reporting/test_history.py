"""What the control team wrote and what became of owed reports cannot be changed in the database unseen."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.data.database import Database
from chassis.history.checking import Finding, check_subject
from chassis.history.reading import HistoryReads
from reporting.application.obligations import Deed
from reporting.store.history import HISTORY
from reporting.store.tables import MESSAGING
from service.reporting import control_office, test_obligations
from service.reporting.control_office import CONTROL, FINDING, INSPECTION, asked
from service.reporting.test_obligations import HALF, HEAD, office

__all__ = ["office"]
AT_ONCE = 500


async def found_on(connection: AsyncConnection) -> list[Finding]:
    """What ``motcua audit verify`` finds, without the way there."""
    reads = HistoryReads(connection, MESSAGING, HISTORY)
    histories = await reads.each(await reads.subjects("", AT_ONCE))
    return [finding for history in histories for finding in check_subject("reporting", history)]


async def after(database: Database, change: str) -> set[tuple[str, str, str]]:
    """Findings once somebody has changed this with SQL; then everything is as it was."""
    async with database.write() as writing:
        changed = await writing.connection.execute(text(change))
        assert changed.rowcount == 1, change
        return {(each.subject, each.which, each.what) for each in await found_on(writing.connection)}


async def test_what_the_control_team_wrote_is_guarded_in_every_version(office: test_obligations.Office) -> None:
    work = control_office.office_on(office.database).work
    inspection = await work.inspections.open(asked("ksth.1", "control_team", key="k"), INSPECTION)
    finding = await work.findings.record(CONTROL, inspection.id, FINDING)
    await work.findings.answer(control_office.HEAD, finding.id, "Đã ký bổ sung")
    await work.findings.send_back(CONTROL, finding.id, "Còn hai phiếu", 2)
    await office.do(HEAD, Deed.DRAFT, snapshot="BC-2024-0007")
    async with office.database.read() as connection:
        assert await found_on(connection) == []
    piece, altered, at = finding.id, (finding.id, "ledger", "altered"), f"WHERE id = '{finding.id}'"
    version = f"WHERE piece_id = '{piece}' AND version"
    changes = {
        f"UPDATE control_pieces SET state = 'accepted' {at}": altered,
        f"UPDATE control_pieces SET due_at = NULL {at}": altered,
        f"UPDATE control_pieces SET content = {_other(office, 'remedy')} {at}": altered,
        f"UPDATE control_versions SET content = {_other(office, 'answer')} {version} = 2": altered,
        f"DELETE FROM control_versions {version} = 1": (piece, "ledger", "removed"),
        f"INSERT INTO control_versions SELECT piece_id, 9, content FROM control_versions {version} = 3": (
            (piece, "ledger", "inserted")
        ),
        f"DELETE FROM control_pieces WHERE id = '{inspection.id}'": (inspection.id, "ledger", "removed"),
        f"UPDATE obligations SET snapshot = 'BC-2024-0008' WHERE id = '{HALF}'": (HALF, "ledger", "altered"),
        f"UPDATE obligations SET approved = 2, stage = 'approved' WHERE id = '{HALF}'": (HALF, "ledger", "altered"),
        f"DELETE FROM obligations WHERE id = '{HALF}'": (HALF, "ledger", "removed"),
    }
    for change, expected in changes.items():
        assert await after(office.database, change) == {expected}, change


def _other(office: test_obligations.Office, field: str) -> str:
    """The content with another word in one field, as the database writes it."""
    if office.database.dialect == "postgresql":
        return f"""jsonb_set(content, '{{{field}}}', '"khác"')"""
    return f"json_set(content, '$.{field}', 'khác')"


async def test_no_digest_that_others_get_can_be_guessed_from_the_words(office: test_obligations.Office) -> None:
    """The same content twice gives two digests: each is under a salt of its own."""
    work = control_office.office_on(office.database).work
    for key in ("k-1", "k-2"):
        inspection = await work.inspections.open(asked("ksth.1", "control_team", key=key), INSPECTION)
        finding = await work.findings.record(CONTROL, inspection.id, FINDING)
        await work.findings.answer(control_office.HEAD, finding.id, "Đã ký bổ sung")
    async with office.database.read() as connection:
        reads = HistoryReads(connection, MESSAGING, HISTORY)
        histories = await reads.each(await reads.subjects("", AT_ONCE))
    digests = [trace.digest for each in histories for command in each.commands for trace in command.traces]
    assert len(digests) == len(set(digests))
