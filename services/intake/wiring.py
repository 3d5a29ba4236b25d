"""Composition root of intake: the only place that knows every class. Constructs everything, opens nothing."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta
from pathlib import Path

from chassis.entry import Assembly
from chassis.files import S3Options
from chassis.files.format import FileKeys
from chassis.ground import Ground
from chassis.http.limits import Guesses
from chassis.repeating import Repeating
from chassis.rpc.client import RpcChannel
from chassis.timers.loop import TimerLoop
from intake.api.grpc import servicers
from intake.api.http import routers
from intake.application import LoadLawPack, LoadLawPackHandler, UseCases
from intake.application.exports import ExportPorts
from intake.application.files.ports import FilePorts
from intake.application.forms import Letters
from intake.application.law_in_force import LawInForce
from intake.application.ports import LiveCases
from intake.clients.letters import GrpcLetters, NoLetters
from intake.clients.processing import GrpcLiveCases, NoLiveCases
from intake.domain.files.stored import FileLimits
from intake.domain.forms.public_pages import PublicPages
from intake.domain.tracking import ALPHABET, LENGTH, spelled
from intake.events.consumers import SOURCES, FollowingConsumer
from intake.events.publishing import published
from intake.lawpack import read
from intake.printing.typst_printer import TypstPrinter
from intake.settings import Settings
from intake.store.draft_rows import SqlDraftShelf
from intake.store.export_files import LawfulSheets, VaultFiles
from intake.store.exports import SqlExports
from intake.store.feedback_reads import SqlFeedbackShelf
from intake.store.file_contents import VaultContents
from intake.store.file_rows import SqlFileShelf
from intake.store.reads import SqlReads
from intake.store.register import SqlRegister
from intake.store.sealing_keys import SealingKeys
from intake.store.tables import messaging
from intake.store.unit_of_work import SERVICE, SqlUnitOfWork
from intake.web import pages

DESCRIPTION = """Bộ phận Một cửa: tiếp nhận hồ sơ, hẹn trả, trả kết quả. / The one-stop counter: takes in dossiers,
says when the result is due, hands it over. Every refusal is an RFC 9457 problem with a stable `type`."""


class RandomSecrets:
    """Fulfils ``TrackingSecrets``: 60 bits from the machine's generator."""

    def new(self) -> str:
        # 32 letters divide 256, so the remainder favours none of them.
        return spelled("".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(LENGTH)))


class LawPackPart:
    """Reads the law pack when the service starts, and publishes what has changed since the last one."""

    name = "law pack"

    def __init__(self, path: Path, in_force: LawInForce, load: LoadLawPackHandler) -> None:
        self._path = path
        self._in_force = in_force
        self._load = load

    async def start(self) -> None:
        """Raises LawPackInvalid, whose message names file, line and remedy of every fault."""
        pack = await asyncio.to_thread(read, self._path)
        self._in_force.enact(pack)
        await self._load(LoadLawPack(pack=pack))

    async def stop(self) -> None:
        """Nothing to end."""


async def build(settings: Settings) -> Assembly:
    """Everything of intake, not started."""
    ground = Ground.of(SERVICE, settings, messaging)
    sealing = SealingKeys(settings.sealing_keys_file)
    in_force = LawInForce()
    live, letters, neighbours = _neighbours(ground)
    contents = contents_of(settings, sealing)
    ground.health.register("files", contents.check, required=False)  # without them dossiers are taken in on paper
    reads = SqlReads(ground.database, ground.clock)
    use_cases = _use_cases(ground, sealing, in_force, live, letters, contents=contents, reads=reads)
    guesses = Guesses()
    api = routers(use_cases, in_force, ground.clock, guesses)
    site = pages(
        use_cases,
        in_force,
        clock=ground.clock,
        ids=ground.ids,
        environment=settings.environment,
        guesses=guesses,
    )
    app = ground.application(DESCRIPTION, [*api, site])
    return ground.assembly(
        app,
        servicers(use_cases, in_force, ground.clock),
        before=[sealing, contents, LawPackPart(settings.lawpack, in_force, use_cases.load_law), *neighbours],
        after=[
            TimerLoop(use_cases.fire_timers, ground.clock),
            ground.consumer(FollowingConsumer(use_cases.follow), SOURCES),
            _sweeping(use_cases),
            _forgetting(reads, settings),
            _exporting(use_cases),
        ],
    )


def _forgetting(reads: SqlReads, settings: Settings) -> Repeating:
    """Once a day, what the log of reads has kept for long enough goes."""
    keep = timedelta(days=settings.personal_data_reads_keep_days)
    day = timedelta(days=1).total_seconds()
    return Repeating("log of reads", lambda: reads.forget(keep), soonest_seconds=day, latest_seconds=day)


def _neighbours(ground: Ground[Settings]) -> tuple[LiveCases, Letters, list[RpcChannel]]:
    if not ground.settings.processing_target:
        return NoLiveCases(), NoLetters(), []
    channel = ground.channel(ground.settings.processing_target)
    return GrpcLiveCases(channel), GrpcLetters(channel), [channel]


def contents_of(settings: Settings, keys: FileKeys) -> VaultContents:
    """Where documents are kept, not opened."""
    s3 = S3Options(
        endpoint=settings.files_s3_endpoint,
        region=settings.files_s3_region,
        access_key_id=settings.files_s3_access_key_id.get_secret_value(),
        secret_access_key=settings.files_s3_secret_access_key.get_secret_value(),
    )
    return VaultContents(settings.files_url, s3, keys)


def _sweeping(use_cases: UseCases) -> Repeating:
    async def round_of_sweeping() -> None:
        await use_cases.files.sweep()
        await use_cases.drafts.end.sweep()

    return Repeating("sweep", round_of_sweeping, soonest_seconds=60, latest_seconds=600)


def _file_ports(ground: Ground[Settings], sealing: SealingKeys, contents: VaultContents) -> FilePorts:
    settings = ground.settings
    limits = FileLimits(
        most_bytes=settings.files_most_mib * 1024**2,
        account_bytes=settings.files_account_mib * 1024**2,
        unattached_days=settings.files_unattached_days,
        draft_days=settings.files_draft_days,
    )
    return FilePorts(shelf=SqlFileShelf(ground.database, sealing), contents=contents, limits=limits)


def _use_cases(
    ground: Ground[Settings],
    sealing: SealingKeys,
    in_force: LawInForce,
    live: LiveCases,
    letters: Letters,
    *,
    contents: VaultContents,
    reads: SqlReads,
) -> UseCases:
    unit_of_work = SqlUnitOfWork(
        database=ground.database,
        tables=messaging,
        clock=ground.clock,
        ids=ground.ids,
        sealer=sealing,
        index=sealing,
        publish=published,
        wake=ground.relay.wake,
    )
    return UseCases.of(
        unit_of_work=unit_of_work,
        register=SqlRegister(ground.database, sealing, sealing),
        live=live,
        law=in_force,
        clock=ground.clock,
        ids=ground.ids,
        secrets=RandomSecrets(),
        printer=TypstPrinter(),
        pages=PublicPages(ground.settings.public_url),
        letters=letters,
        shelf=SqlFeedbackShelf(ground.database, sealing),
        files=_file_ports(ground, sealing, contents),
        drafts=SqlDraftShelf(ground.database, sealing),
        reads=reads,
        exports=_export_ports(ground, sealing, in_force),
    )


def _export_ports(ground: Ground[Settings], sealing: SealingKeys, in_force: LawInForce) -> ExportPorts:
    return ExportPorts(
        exports=SqlExports(ground.database, ground.clock),
        files=VaultFiles(ground.settings.exports_url, sealing),
        sheets=LawfulSheets(in_force, ground.clock),
        keep=timedelta(hours=ground.settings.exports_keep_hours),
    )


def _exporting(use_cases: UseCases) -> Repeating:
    """Looks for work once a second, and goes on at once while there is some."""
    return Repeating("exports", use_cases.exports.run, soonest_seconds=1.0, latest_seconds=1.0)
